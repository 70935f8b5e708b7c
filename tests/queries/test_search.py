"""Search with a small embedder of its own: what an answer is, whatever the model."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.document import Document, Metadata, Reading, Segment, Sentence
from queries.passages import RAW_LIMIT, WINDOW, units, windows
from queries.search import Searcher
from queries.search_index import SearchIndexError, load_index, remove_from_index, update_index
from queries.words import fold, words

PARAGRAPHS = (
    ("paragraph", "青溪县推行月查工作法。村干部每月入户核对一次。核对结果在村口张榜公示，村民可以提出异议。"),
    ("paragraph", "资金由乡里统一拨付，\n村里按季度报账。审计组每年抽查三成项目。"),
    ("reference", "[1] 某某.青溪县月查工作法研究[J].某刊,2019."),
    ("furniture", "第 3 页"),
    ("list_item", "光伏电站的收益，六成归村集体，四成分给困难户。"),
)


class CharacterEmbedder:
    """Counts characters in 256 places: the same words give the same direction."""

    fingerprint = "characters"
    floor: float | None = None

    def __init__(self) -> None:
        self.calls = 0

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row a text."""
        self.calls += 1
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> NDArray[np.float32]:
        """Return the row of one text."""
        row = np.zeros(256, np.float32)
        for character in text:
            row[int(hashlib.sha256(character.encode()).hexdigest()[:2], 16)] += 1
        return row / np.float32(np.linalg.norm(row))


def make_document(paragraphs: Sequence[tuple[str, str]] = PARAGRAPHS, source: str = "青溪.txt") -> Document:
    """Build a document by hand: paragraphs in sections of two, sentences at full stops, reading text without line ends."""
    raw, text, offsets = "", "", array("l")
    segments: list[Segment] = []
    sentences: list[Sentence] = []
    for number, (kind, paragraph) in enumerate(paragraphs):
        start, text_start = len(raw), len(text)
        if kind != "furniture":
            kept = [i for i, character in enumerate(paragraph) if character != "\n"]
            offsets.extend(start + i for i in kept)
            text += "".join(paragraph[i] for i in kept)
        raw += paragraph + "\n\n"
        segments.append(Segment(kind, start, start + len(paragraph), text_start, len(text), None, (f"第{number // 2 + 1}节",)))  # type: ignore[arg-type]
        begin = text_start
        for i in range(text_start, len(text)):
            if kind != "reference" and (text[i] == "。" or i == len(text) - 1):
                sentences.append(Sentence(begin, i + 1, number))
                begin = i + 1
    digest = hashlib.sha256(raw.encode()).hexdigest()
    return Document(
        digest[:16], source, digest, raw, Metadata(), Reading(text, offsets), tuple(segments), tuple(sentences), (0, len(raw) // 2)
    )


def searcher(folder: Path, *documents: Document) -> Searcher:
    """Index `documents` and open the index."""
    embedder = CharacterEmbedder()
    update_index(folder, documents, embedder=embedder)
    return Searcher(folder, embedder)


def test_an_answer_quotes_the_document_exactly_with_section_and_page(tmp_path: Path) -> None:
    document = make_document()
    first, *_ = searcher(tmp_path, document).search("光伏电站的收益怎么分")
    assert first.text == document.raw[first.start : first.end]
    assert "六成归村集体" in first.text
    assert (first.document, first.section, first.page) == ("青溪.txt", ("第3节",), 2)


def test_a_line_break_inside_a_passage_stays_in_the_quote_and_not_in_its_line(tmp_path: Path) -> None:
    first, *_ = searcher(tmp_path, make_document()).search("资金由乡里拨付，村里报账")
    assert "拨付，\n村里" in first.text
    assert "拨付，村里" in first.line


def test_references_and_page_furniture_are_never_returned(tmp_path: Path) -> None:
    hits = searcher(tmp_path, make_document()).search("青溪县月查工作法研究 某刊 第3页", top=50)
    assert hits
    assert not any("[J]" in hit.text or "第 3 页" in hit.text for hit in hits)


def test_passages_of_one_answer_do_not_overlap(tmp_path: Path) -> None:
    long = [("paragraph", "".join(f"第{i}个村的干部在会上讲了产业和道路的事情，并且作了登记。" for i in range(60)))]
    hits = searcher(tmp_path, make_document(long)).search("村干部讲产业", top=50)
    spans = sorted((hit.start, hit.end) for hit in hits)
    assert len(spans) > 3
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_query_in_traditional_characters_and_full_width_digits_finds_the_same(tmp_path: Path) -> None:
    search = searcher(tmp_path, make_document(), make_document([("paragraph", "2019年全县修路30公里。")], "路.txt")).search
    assert search("２０１９年全縣修路") == search("2019年全县修路")
    assert search("２０１９年全縣修路")[0].document == "路.txt"


def test_a_rare_word_wins_over_general_likeness(tmp_path: Path) -> None:
    other = make_document([("paragraph", "村里的干部每月核对入户的结果，结果由村民公示。"), ("list_item", "审计组。")], "另.txt")
    hits = searcher(tmp_path, make_document(), other).search("月查工作法")
    assert hits[0].document == "青溪.txt"
    assert "月查工作法" in hits[0].text


def test_nothing_like_the_query_gives_an_empty_answer_where_the_model_has_a_measured_floor(tmp_path: Path) -> None:
    embedder = CharacterEmbedder()
    update_index(tmp_path, [make_document()], embedder=embedder)
    embedder.floor = 0.6
    assert Searcher(tmp_path, embedder).search("zebra giraffe") == []
    assert Searcher(tmp_path, embedder).search("光伏电站的收益")


def test_an_index_without_documents_answers_nothing(tmp_path: Path) -> None:
    assert searcher(tmp_path).search("光伏") == []
    assert searcher(tmp_path, make_document([("furniture", "第 1 页")])).search("光伏") == []


@pytest.mark.parametrize("query", ["", "  ", "？！"])
def test_a_query_without_a_word_is_refused(tmp_path: Path, query: str) -> None:
    with pytest.raises(ValueError, match="no word"):
        searcher(tmp_path, make_document()).search(query)


def test_a_second_update_embeds_only_what_is_new(tmp_path: Path) -> None:
    embedder, first = CharacterEmbedder(), make_document()
    second = make_document([("paragraph", "白石乡设了六个片区。")], "白石.txt")
    assert update_index(tmp_path, [first], embedder=embedder).embedded == (first.id,)
    report = update_index(tmp_path, [first, second], embedder=embedder)
    assert (report.embedded, report.unchanged, embedder.calls) == ((second.id,), (first.id,), 2)


def test_adding_then_removing_a_document_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    embedder = CharacterEmbedder()
    second = make_document([("paragraph", "白石乡设了六个片区。")], "白石.txt")
    update_index(tmp_path, [make_document()], embedder=embedder)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    update_index(tmp_path, [second], embedder=embedder)
    assert remove_from_index(tmp_path, second.id)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert not remove_from_index(tmp_path, second.id)


def test_an_index_built_at_once_equals_one_built_in_steps_byte_for_byte(tmp_path: Path) -> None:
    documents = [make_document(), make_document([("paragraph", "白石乡设了六个片区。")], "白石.txt")]
    update_index(tmp_path / "a", documents, embedder=CharacterEmbedder())
    for document in reversed(documents):
        update_index(tmp_path / "b", [document], embedder=CharacterEmbedder())
    assert [path.read_bytes() for path in sorted((tmp_path / "a").iterdir())] == [
        path.read_bytes() for path in sorted((tmp_path / "b").iterdir())
    ]


def test_another_model_asks_for_a_new_build_and_the_build_then_replaces_the_vectors(tmp_path: Path) -> None:
    document, other = make_document(), CharacterEmbedder()
    other.fingerprint = "other"
    update_index(tmp_path, [document], embedder=CharacterEmbedder())
    with pytest.raises(SearchIndexError, match="run `zhitu build`"):
        Searcher(tmp_path, other)
    assert update_index(tmp_path, [document], embedder=other).embedded == (document.id,)
    assert Searcher(tmp_path, other).search("光伏电站")


def test_a_damaged_file_is_named_and_the_next_update_replaces_it(tmp_path: Path) -> None:
    document, embedder = make_document(), CharacterEmbedder()
    update_index(tmp_path, [document], embedder=embedder)
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(SearchIndexError, match=path.name):
        load_index(tmp_path)
    update_index(tmp_path, [document], embedder=embedder)
    assert Searcher(tmp_path, embedder).search("光伏电站")


def test_a_missing_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="run `zhitu build`"):
        load_index(tmp_path / "none")


SENTENCE = st.text("村县乡，；、的不\n 一", min_size=0, max_size=900).map(lambda text: text + "。")


@given(st.lists(st.tuples(st.sampled_from(["paragraph", "list_item", "reference", "furniture"]), SENTENCE), max_size=6))
def test_passages_cover_every_sentence_stay_short_and_inside_a_section(paragraphs: list[tuple[str, str]]) -> None:
    document = make_document(paragraphs)
    found = tuple(units(document))
    cut = tuple(windows(found, document))
    assert {i for window in cut for i in range(window.first, window.last)} == set(range(len(found)))
    for window in cut:
        inside = found[window.first : window.last]
        assert {unit.section for unit in inside} == {window.section}
        assert sum(len(unit.text) for unit in inside) <= WINDOW
        assert window.end - window.start <= RAW_LIMIT
        assert (window.start, window.end) == (min(u.start for u in inside), max(u.end for u in inside))


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_words_have_no_punctuation_and_long_words_bring_their_parts() -> None:
    found = words(fold("中華人民共和國成立，１９４９年。"))
    assert "中华人民共和国" in found
    assert "共和国" in found
    assert not {"，", "。"} & set(found)
