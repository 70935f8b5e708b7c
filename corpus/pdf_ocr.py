"""Text recognition for PDF pages that are pictures; needs the extra `ocr`."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from corpus.pdf_text import Run

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from rapidocr import RapidOCR  # pyright: ignore[reportMissingModuleSource]  # an extra

_SCALE = 200 / 72
"""Pixels a point: at 200 dpi every line of a clean 10 point print is found."""
_MOST_PIXELS = 4000
"""Longest side of the picture that is rendered."""
_FEWEST_SURE = 0.5


@cache
def recogniser() -> RapidOCR | None:
    """Return the engine with the models that ship with it, None where the extra is not installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        return None
    import logging

    from rapidocr import RapidOCR  # pyright: ignore[reportMissingModuleSource]  # an extra

    engine = RapidOCR(params={"Global.log_level": "error"})
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine


def recognised(engine: RapidOCR, page: pdfium.PdfPage) -> list[Run]:
    """Return the lines of text that the page shows, in page coordinates."""
    width, height = page.get_width(), page.get_height()
    scale = min(_SCALE, _MOST_PIXELS / max(width, height, 1))
    bitmap = page.render(scale=scale)
    found = engine(bitmap.to_numpy()[:, :, :3].copy())
    bitmap.close()
    if found.boxes is None or found.txts is None or found.scores is None:
        return []
    runs: list[Run] = []
    for box, text, score in zip(found.boxes.tolist(), found.txts, found.scores, strict=True):
        if score < _FEWEST_SURE or not text.strip():
            continue
        across, down = [point[0] / scale for point in box], [height - point[1] / scale for point in box]
        runs.append(Run(min(across), min(down), max(across), max(down), text.strip()))
    return runs
