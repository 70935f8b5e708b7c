"""Each entry of a list of references says what it is, by whom, where and when it appeared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Reference
from corpus.load import document_from_bytes
from corpus.references import parse_reference


def read(text: str) -> Document:
    """The document of a text."""
    return document_from_bytes(text.encode("utf-8"), "paper.md")


def facts(found: Reference) -> tuple[object, ...]:
    """Type, authors, title, place, source, year, issue and pages of an entry."""
    return found.type, found.authors, found.title, found.place, found.source, found.year, found.issue, found.pages


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "[1] 王某, 李某. 联查研究：一个县的事[J]. 清平学刊, 2019, 12(2): 11-18.",
            ("J", ("王某", "李某"), "联查研究：一个县的事", None, "清平学刊", 2019, "2", "11-18"),
        ),
        (
            "［２］王某．联查论［Ｍ］．李某，译．云屏：云屏出版社，２０１０：３－５．",
            ("M", ("王某",), "联查论", "云屏", "云屏出版社", 2010, None, "3-5"),
        ),
        ("3. 王某. 乡村督查[D]. 云屏: 清平大学, 2018.", ("D", ("王某",), "乡村督查", "云屏", "清平大学", 2018, None, None)),
        ("[4] 王某. 县里的事[N]. 清平日报, 2015-10-17(3).", ("N", ("王某",), "县里的事", None, "清平日报", 2015, None, "3")),
        (
            "[5] 清平县统计局. 某年公报[EB/OL]. (2020-02-28)[2021-03-01]. http://www.example.org/a.html.",
            ("EB", ("清平县统计局",), "某年公报", None, None, 2020, None, None),
        ),
        (
            "[6] 王某. 会上的话[C]//李某. 联查论集. 云屏: 云屏出版社, 2011: 20-25.",
            ("C", ("王某",), "会上的话", "云屏", "云屏出版社", 2011, None, "20-25"),
        ),
        (
            "①王某、李某：《联查论》，云屏：云屏出版社，2010年，第3—5页。",
            ("M", ("王某", "李某"), "联查论", "云屏", "云屏出版社", 2010, None, "3—5"),
        ),
        ("② 王某：《督查记》，《清平学刊》2012年第3期。", ("J", ("王某",), "督查记", None, "清平学刊", 2012, "3", None)),
        (
            "[8] Smith J A, Doe B, et al. Checks in counties[J]. Journal of Counties, 2019, 12(3): 1-16.",
            ("J", ("Smith J A", "Doe B"), "Checks in counties", None, "Journal of Counties", 2019, "3", "1-16"),
        ),
        (
            "Doe, E. (1990). Governing counties. Cambridge: County Press.",
            ("M", ("Doe, E",), "Governing counties", "Cambridge", "County Press", 1990, None, None),
        ),
    ],
)
def test_an_entry_is_taken_apart(entry: str, expected: tuple[object, ...]) -> None:
    assert facts(parse_reference(entry)) == expected


def test_a_foreign_author_is_named_without_country() -> None:
    assert parse_reference("[美]约翰·某：《治县》，王某译，云屏出版社2004年版，第18页。").authors == ("约翰·某",)


def test_the_list_comes_with_numbers_and_raw_spans() -> None:
    entries = "- [1] 王某. 甲论[J]. 清平学刊, 2019(2): 1-3.\n- [2] 李某. 乙论[M]. 云屏: 某出版社, 2001.\n"
    document = read(f"# 联查论\n\n县里先登记，再复核[1]。\n\n## 参考文献\n\n{entries}")
    assert [(item.number, item.title) for item in document.references] == [(1, "甲论"), (2, "乙论")]
    assert document.metadata.references == 2
    for item in document.references:
        assert (item.title or "") in document.raw[item.start : item.end]


def test_entries_that_run_on_in_one_paragraph_are_told_apart() -> None:
    text = (
        "县里先登记，再复核。\n\n参考文献：[1] 王某. 甲论[J]. 清平学刊, 2019(2): 1-3. "
        "[2] 李某. 乙论[M]. 云屏: 某出版社, 2001. [3] 赵某. 丙论[D]. 云屏: 清平大学, 2003.\n"
    )
    document = read(text)
    assert [item.title for item in document.references] == ["甲论", "乙论", "丙论"]
    assert document.metadata.references == 3


@given(st.text(alphabet="王某李.,[]J M2019()：《》年期，、/:-1 \n", max_size=60))
def test_any_text_gives_an_entry_or_a_plain_one(text: str) -> None:
    found = parse_reference(text)
    assert found.text in text.strip() or found.text == text.strip()
    assert found.year is None or 1600 <= found.year < 2100
