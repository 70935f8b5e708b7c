from collections.abc import Iterable

from lxml.etree import Element

class LogEntry:
    message: str

class HTMLParser:
    error_log: Iterable[LogEntry]
    def __init__(self, *, huge_tree: bool = ...) -> None: ...

def fromstring(html: str, parser: HTMLParser | None = ...) -> Element: ...
