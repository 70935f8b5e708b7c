"""`python -m zhitu` is the `zhitu` command."""

from zhitu.cli import main

main()
