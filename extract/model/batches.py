"""Windows as the tensors that the encoder and the span network take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from extract.model.network import WITHIN, Batch
from extract.model.windows import Window

if TYPE_CHECKING:
    from tokenizers import Tokenizer

UNKNOWN_CHARACTER = 1
"""Number of every character that training saw less than twice; 0 stands for padding."""
FIRST_CHARACTER = 2
_MOST_PIECES = 512
_PADDING_PIECE = 1


def load_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer of the model in `folder`."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def collate(tokenizer: Tokenizer, characters: Mapping[str, int], windows: Sequence[Window]) -> Batch:
    """Return `windows` as one batch; characters that no piece covers get the state of the start mark."""
    encodings = [tokenizer.encode(window.text.replace("\n", " ")) for window in windows]
    wide = min(max(len(encoding.ids) for encoding in encodings), _MOST_PIECES)
    long = max(len(window.text) for window in windows)
    pieces = torch.full((len(windows), wide), _PADDING_PIECE)
    attention = torch.zeros((len(windows), wide), dtype=torch.long)
    piece_of, within, numbers = (torch.zeros((len(windows), long), dtype=torch.long) for _ in range(3))
    for row, (encoding, window) in enumerate(zip(encodings, windows, strict=True)):
        count = min(len(encoding.ids), wide)
        pieces[row, :count] = torch.tensor(encoding.ids[:count])
        attention[row, :count] = 1
        of = [0] * len(window.text)
        place = [0] * len(window.text)
        for piece, (start, end) in enumerate(encoding.offsets[:count]):
            for at in range(start, end):
                of[at], place[at] = piece, min(at - start, WITHIN - 1)
        piece_of[row, : len(of)], within[row, : len(of)] = torch.tensor(of), torch.tensor(place)
        numbers[row, : len(of)] = torch.tensor([characters.get(character, UNKNOWN_CHARACTER) for character in window.text])
    lengths = torch.tensor([len(window.text) for window in windows])
    return Batch(pieces, attention, piece_of, within, numbers, lengths)
