from collections.abc import Mapping
from typing import Any

from numpy.typing import NDArray

class SentenceTransformer:
    prompts: Mapping[str, str | None]
    def __init__(self, model_name_or_path: str, *, device: str, local_files_only: bool) -> None: ...
    def encode(
        self, sentences: list[str], *, prompt: str | None, batch_size: int, show_progress_bar: bool, normalize_embeddings: bool
    ) -> NDArray[Any]: ...
