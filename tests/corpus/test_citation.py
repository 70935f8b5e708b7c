"""A document is cited after GB/T 7714, in BibTeX and in CSL-JSON, whatever of it is known."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citation import bibliography, bibtex, citation_key, csl_json, gbt7714
from corpus.document import Document, Metadata
from corpus.load import document_from_bytes
from corpus.records import read_records


def document(meta: Metadata, source: str = "甲.pdf") -> Document:
    """A document with these facts."""
    return replace(document_from_bytes("县里先登记，然后复核名单，最后公示。".encode(), "a.txt"), metadata=meta, source=source)


ARTICLE = Metadata(
    "联查论", "一个县的事", ("王某", "李某", "赵某", "钱某"), journal="清平学刊", year=2019, issue="3", pages="5-9", volume="12"
)


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        (ARTICLE, "王某, 李某, 赵某, 等. 联查论——一个县的事[J]. 清平学刊, 2019, 12(3): 5-9."),
        (replace(ARTICLE, authors=("王某",), volume=None, pages=None), "王某. 联查论——一个县的事[J]. 清平学刊, 2019(3)."),
        (
            Metadata("联查论", authors=("王某",), publisher="云屏出版社", publisher_place="云屏", year=2010),
            "王某. 联查论[M]. 云屏: 云屏出版社, 2010.",
        ),
        (
            Metadata("联查论", authors=("王某",), document_type="D", publisher="清平大学", year=2011),
            "王某. 联查论[D]. [出版地不详]: 清平大学, 2011.",
        ),
        (Metadata("县里的事", authors=("王某",), journal="清平日报", year=2015), "王某. 县里的事[N]. 清平日报, 2015."),
        (
            Metadata("某年公报", authors=("清平县统计局",), year=2020, url="http://example.org/a"),
            "清平县统计局. 某年公报[EB/OL]. 2020. http://example.org/a.",
        ),
        (
            Metadata("Checks", authors=("A B", "C D", "E F", "G H"), journal="Counties", year=2001, language="en"),
            "A B, C D, E F, et al. Checks[J]. Counties, 2001.",
        ),
        (Metadata("联查论", article_number="1234-5678(2019)03-0021-10", year=2019, issue="3", pages="21-30"), "联查论[J]. 2019(3): 21-30."),
        (Metadata("联查论", doi="10.1234/ab.5", journal="清平学刊"), "联查论[J]. 清平学刊. DOI:10.1234/ab.5."),
        (Metadata(), "甲.pdf[Z]."),
    ],
)
def test_the_entry_after_gbt_7714(meta: Metadata, expected: str) -> None:
    assert gbt7714(document(meta)) == expected


def test_a_list_of_references_is_numbered() -> None:
    assert bibliography([document(Metadata("甲论")), document(Metadata("乙论"))]) == "[1] 甲论[Z].\n[2] 乙论[Z].\n"


def test_bibtex_comes_back_as_it_was_written() -> None:
    record = read_records(bibtex(document(ARTICLE)).encode(), "a.bib")[0].fields
    assert record["authors"] == "王某;李某;赵某;钱某"
    assert (record["title"], record["journal"], record["year"], record["issue"]) == ("联查论——一个县的事", "清平学刊", "2019", "3")


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip().isprintable() and bool(text.strip()) and "\\" not in text))
def test_any_title_survives_bibtex(title: str) -> None:
    entry = bibtex(document(Metadata(title.strip(), authors=("王某",))))
    assert entry.count("\n@") == 0 and entry.endswith("}\n")
    assert len(read_records(entry.encode(), "a.bib")) == 1


def test_csl_json_is_json_and_keeps_the_order_of_authors() -> None:
    item = json.loads(json.dumps(csl_json(document(ARTICLE)), ensure_ascii=False))
    assert [author["literal"] for author in item["author"]] == ["王某", "李某", "赵某", "钱某"]
    assert (item["type"], item["container-title"], item["issue"], item["page"]) == ("article-journal", "清平学刊", "3", "5-9")
    assert item["issued"] == {"date-parts": [[2019]]}


def test_keys_are_ascii_and_differ_between_documents() -> None:
    one = document(Metadata("Checks", authors=("Müller K",), year=2001))
    other = replace(one, id="ffffffffffffffff")
    assert citation_key(one).isascii() and citation_key(one) != citation_key(other)
    assert citation_key(one).startswith("muller2001_")
