from collections.abc import Mapping

from numpy import uint8
from numpy.typing import NDArray

class RapidOCROutput:
    boxes: NDArray[uint8] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None

class RapidOCR:
    def __init__(self, config_path: str | None = ..., params: Mapping[str, object] | None = ...) -> None: ...
    def __call__(self, img_content: NDArray[uint8]) -> RapidOCROutput: ...
