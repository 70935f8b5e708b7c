"""Lines in reading order and time of the PDF reader on generated papers: `python tests/benchmarks/pdf.py`.

Prints the share of lines that come out whole and in reading order, and the reader's time as a multiple of what pypdfium2 needs to open
the same files and get the text of their pages, both measured in turn in this run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from statistics import median

import pypdfium2 as pdfium

from corpus.pdf import read_pdf
from tests.corpus.typeset import EMBEDDED, NAMED, PAPERS, STYLES, share_in_order


def main() -> None:
    """Set the papers, read them, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="papers of each kind and style")
    parser.add_argument("--rounds", type=int, default=7, help="times that each paper is read for the ratio")
    options = parser.parse_args()
    papers: list[bytes] = []
    expected = right = 0.0
    for font in (NAMED, EMBEDDED):
        for order in ("read", "rows", "mixed"):
            of_kind = [0.0, 0.0]
            for paper in PAPERS:
                for style in STYLES:
                    for seed in range(options.seeds):
                        setter = paper(seed, style)
                        lines, data = setter.expected(), setter.pdf(font=font, order=order)
                        share = share_in_order(lines, read_pdf(data, "paper.pdf").raw.replace("\f", "").split("\n"))
                        of_kind[0] += len(lines)
                        of_kind[1] += share * len(lines)
                        if order == "read":
                            papers.append(data)
            print(f"{font}, drawn {order}: {of_kind[1] / of_kind[0]:.4f} of {of_kind[0]:.0f} lines in order")
            expected, right = expected + of_kind[0], right + of_kind[1]
    print(f"in order: {right / expected:.4f} of {expected:.0f} lines")
    for name, some in (("font named", papers[: len(papers) // 2]), ("font embedded", papers[len(papers) // 2 :]), ("all", papers)):
        ratio, own, theirs = _ratio(some, options.rounds)
        print(f"{name}: {own * 1000:.0f} ms, pypdfium2 alone {theirs * 1000:.0f} ms, ratio {ratio:.2f}")


def _ratio(papers: Sequence[bytes], rounds: int) -> tuple[float, float, float]:
    """Return the median ratio of the rounds, and the median seconds of the reader and of pypdfium2 for all papers."""
    own = [0.0] * rounds
    theirs = [0.0] * rounds
    for turn in range(rounds):
        for data in papers:
            theirs[turn] += _timed(lambda data=data: text_alone(data))
            own[turn] += _timed(lambda data=data: read_pdf(data, "paper.pdf"))
    return median(mine / other for mine, other in zip(own, theirs, strict=True)), median(own), median(theirs)


def text_alone(data: bytes) -> int:
    """Get the text of all pages as pypdfium2 does; returns its length."""
    document = pdfium.PdfDocument(data)
    length = 0
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        length += len(textpage.get_text_range())
        textpage.close()
        page.close()
    document.close()
    return length


def _timed(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


if __name__ == "__main__":
    main()
