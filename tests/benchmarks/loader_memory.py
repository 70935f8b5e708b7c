"""Peak memory of reading a document, as a multiple of its text: `python tests/benchmarks/loader_memory.py --characters 500000`.

tracemalloc counts what Python allocates; the trees that lxml and PDFium build lie outside of it and are the libraries' own. `loader` is
the format's reader alone, `document` the whole way with cleaning, structure and sentences. The text counts as UTF-8 bytes.
"""

from __future__ import annotations

import argparse
import gc
import tracemalloc
from collections.abc import Callable
from functools import partial

from corpus.docx import read_docx
from corpus.load import document_from_bytes
from corpus.plain import read_plain
from corpus.source import SourceText
from corpus.webpage import read_webpage
from tests.corpus.wordfile import paragraph, word_file


def paragraphs(characters: int) -> list[str]:
    """Return invented paragraphs of about 150 characters."""
    line = "云屏县第{}村由村干部、乡镇干部和县纪委分三轮核对名册，共核对{}户。"
    return [line.format(number, number * 7) * 4 for number in range(1, characters // (4 * len(line)))]


def peak(work: Callable[[], object]) -> int:
    """Return the bytes that `work` allocates at most at once."""
    gc.collect()
    tracemalloc.start()
    work()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


def main() -> None:
    """Print a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=500_000)
    options = parser.parse_args()
    texts = paragraphs(options.characters)
    whole = "\n\n".join(texts)
    page = f"<!DOCTYPE html><html><meta charset='utf-8'><body>{''.join(f'<p>{text}</p>' for text in texts)}</body></html>"
    files: list[tuple[str, bytes, Callable[[bytes, str], SourceText]]] = [
        ("paper.txt", whole.encode(), read_plain),
        ("gbk.txt", whole.encode("gb18030"), read_plain),
        ("paper.docx", word_file("".join(map(paragraph, texts))), read_docx),
        ("paper.html", page.encode(), read_webpage),
    ]
    size = len(whole.encode())
    for name, data, read in files:
        document_from_bytes(data[:20_000] if name.endswith("txt") else data, name)  # what is imported once is no part of a document
        loader, document = peak(partial(read, data, name)), peak(partial(document_from_bytes, data, name))
        print(f"{name:12} text {size / 1e6:.1f} MB  loader {loader / size:.1f} x  document {document / size:.1f} x")


if __name__ == "__main__":
    main()
