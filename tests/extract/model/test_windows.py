"""Windows hold every prose sentence once, whole, and know where each character stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.load import document_from_bytes
from extract.model.windows import BREAK, LONGEST, WINDOW, windows
from extract.view import View

sentences = st.lists(st.text("县乡村干部办理登记，、；", min_size=1, max_size=400).map(lambda s: s + "。"), min_size=1, max_size=12)


def view_of(text: str) -> View:
    return View(document_from_bytes(text.encode(), "text.txt"))


@given(sentences, st.integers(1, WINDOW))
def test_every_character_of_the_prose_stands_in_one_window_at_its_place(said: list[str], first: int) -> None:
    view = view_of("\n\n".join(said))
    seen: list[int] = []
    for window in windows(view, first):
        assert len(window.text) == len(window.offsets)
        assert len(window.text) <= max(WINDOW + len(said), LONGEST)
        for character, offset in zip(window.text, window.offsets, strict=True):
            assert character == ("\n" if offset == BREAK else view.text[offset])
        seen += [offset for offset in window.offsets if offset != BREAK]
    assert seen == [at for sentence in view.sentences for at in range(sentence.start, sentence.end)]


def test_a_sentence_longer_than_a_window_is_cut_after_a_comma() -> None:
    view = view_of("干部入户走访，" * 100 + "随后上报。")
    cut = [window.text for window in windows(view)]
    assert len(cut) > 1
    assert all(text.endswith("，") for text in cut[:-1])
