"""Near-duplicates: found whatever the format, never among papers that only share a subject, whatever the order."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document
from corpus.duplicates import SHORTEST, SIMILAR, NearDuplicates, Pair, folded, originals, signature, similarity
from corpus.load import document_from_bytes

if TYPE_CHECKING:
    from corpus.duplicates import Signature

HAN = "".join(chr(code) for code in range(0x4E00, 0x5200))


def prose(seed: int, length: int = 1500) -> str:
    """Text of invented sentences, the same for the same seed."""
    draw = random.Random(seed)
    parts = ("".join(draw.choices(HAN, k=draw.randint(8, 30))) for _ in range(length // 15))
    return "。".join(parts)[: length - 1] + "。"


def signed(text: str) -> Signature:
    """The signature of a text that is long enough."""
    found = signature(text)
    assert found is not None
    return found


def test_layout_widths_and_punctuation_make_no_difference() -> None:
    text = prose(1) + "2020年T县ABC"
    other = (
        "\n".join(text[at : at + 20] for at in range(0, len(text), 20)).replace("。", " . ").replace("2020年T县ABC", "２０２０年Ｔ县abc")
    )
    assert similarity(signed(text), signed(other)) == 1.0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.integers(0, 30))
def test_the_estimate_is_near_the_share_of_common_shingles(seed: int, percent: int) -> None:
    text = prose(seed)
    kept = len(text) - len(text) * percent // 100
    shingles = [{words[at : at + 5] for at in range(len(words) - 4)} for words in (folded(text), folded(text[:kept]))]
    share = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
    assert abs(similarity(signed(text), signed(text[:kept])) - share) < 0.2


def test_texts_too_short_to_tell_have_no_signature() -> None:
    assert signature("县" * (SHORTEST - 1)) is None
    assert signature("县" * SHORTEST) is not None
    assert signature("") is None


def test_a_paper_is_the_same_as_text_page_and_word_file(docx_of: Callable[..., bytes]) -> None:
    paragraphs = [prose(seed, 300) for seed in range(6)]
    files = {
        "paper.txt": "\n".join(paragraphs).encode(),
        "paper.md": ("# 题目在此处\n\n" + "\n\n".join(paragraphs)).encode(),
        "paper.html": ("<html><body><article>" + "".join(f"<p>{p}</p>" for p in paragraphs) + "</article></body></html>").encode(),
        "paper.docx": docx_of([("Normal", p) for p in paragraphs]),
    }
    documents: list[Document] = [document_from_bytes(data, name) for name, data in files.items()]
    near = NearDuplicates({})
    pairs = [pair for document in documents for pair in near.add(document.id, signed(document.reading.text))]
    assert len(pairs) == 6
    assert all(pair.similarity > 0.9 for pair in pairs)


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(8)), st.integers(0, 8))
def test_pairs_do_not_depend_on_the_order_or_on_what_was_stored_before(order: list[int], stored: int) -> None:
    texts = [prose(1), prose(1)[:1300], prose(2), prose(2) + prose(3, 200), prose(4), prose(1)[:1000], prose(5), prose(2)]
    signatures = {str(number): signed(text) for number, text in enumerate(texts)}
    expected = {
        Pair(a, b, similarity(signatures[a], signatures[b]))
        for a in signatures
        for b in signatures
        if a < b and similarity(signatures[a], signatures[b]) >= SIMILAR
    }
    assert len(expected) >= 5
    first = NearDuplicates({})
    found = {pair for number in order[:stored] for pair in first.add(str(number), signatures[str(number)])}
    second = NearDuplicates(first.signatures)
    found |= {pair for number in order[stored:] for pair in second.add(str(number), signatures[str(number)])}
    assert found == expected


def test_a_document_that_is_gone_has_no_pairs_and_a_new_version_has_its_own() -> None:
    near = NearDuplicates({"a": signed(prose(1)), "b": signed(prose(2))})
    near.discard("a")
    assert near.like(signed(prose(1))) == {}
    assert near.add("b", signed(prose(1))) == []
    assert list(near.like(signed(prose(1)))) == ["b"]
    assert near.like(signed(prose(2))) == {}


@given(st.permutations("abcdef"), st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_each_document_stands_or_gives_way_to_a_like_one_that_stands(ranked: list[str], edges: set[tuple[str, str]]) -> None:
    pairs = [Pair(min(edge), max(edge), 0.9) for edge in edges if edge[0] != edge[1]]
    given_way = originals(ranked, pairs)
    joined = {(pair.first, pair.second) for pair in pairs}
    for name, original in given_way.items():
        assert original not in given_way
        assert (min(name, original), max(name, original)) in joined
        assert ranked.index(original) < ranked.index(name)
    assert not any(a not in given_way and b not in given_way for a, b in joined), "two that are alike both stand"
    assert originals(ranked, reversed(pairs)) == given_way


def test_one_more_document_costs_the_same_on_many() -> None:
    import numpy as np

    rows = np.random.default_rng(1).integers(0, 2**32, (5000, 128), dtype=np.uint32)
    near = NearDuplicates({str(number): row for number, row in enumerate(rows)})
    near.like(rows[0])
    started = time.process_time()
    for row in rows[:100]:
        assert len(near.like(row)) == 1
    assert (time.process_time() - started) / 100 < 0.01


@pytest.mark.shared
def test_the_shared_papers_are_all_different(seeds: dict[str, Document]) -> None:
    near = NearDuplicates({})
    assert not [pair for document in seeds.values() for pair in near.add(document.id, signed(document.reading.text))]
