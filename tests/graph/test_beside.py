"""Records beside the documents are heeded by every build, and nothing of them is left when the document goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge_base import KnowledgeBase

TEXT = "# 联查论\n\n县里先登记，然后复核名单，最后公示。\n"
TABLE = "文件名,题名,作者,刊名,年份\n甲.md,联查论,王某;李某,清平学刊,{}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document and a table of metadata."""
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "甲.md").write_text(TEXT, encoding="utf-8")
    (papers / "metadata.csv").write_text(TABLE.format(2019), encoding="utf-8")
    return papers


def test_a_changed_record_has_the_document_read_again(folder: Path, tmp_path: Path) -> None:
    base = KnowledgeBase.create_or_open(tmp_path / "kb")
    assert base.add([folder]).added == ("甲.md",)
    document = base.documents()[0]
    assert base.document("甲.md").metadata.year == 2019
    assert base.add([folder]).unchanged == ("甲.md",)
    (folder / "metadata.csv").write_text(TABLE.format(2020), encoding="utf-8")
    assert base.add([folder]).updated == ("甲.md",)
    assert base.document("甲.md").metadata.year == 2020
    (folder / "metadata.csv").unlink()
    assert base.add([folder]).updated == ("甲.md",)
    assert base.document("甲.md").metadata.authors == ()
    assert base.documents()[0].id == document.id


def test_nothing_is_left_of_a_removed_document(folder: Path, tmp_path: Path) -> None:
    base = KnowledgeBase.create_or_open(tmp_path / "kb")
    base.add([folder])
    base.remove("甲.md")
    assert not list((tmp_path / "kb").glob("beside/*"))


def test_a_broken_table_is_named_and_the_rest_goes_on(folder: Path, tmp_path: Path) -> None:
    (folder / "metadata.csv").write_text("年份\n2019\n", encoding="utf-8")
    report = KnowledgeBase.create_or_open(tmp_path / "kb").add([folder])
    assert report.added == ("甲.md",) and not report.failed
    assert [(item.source, "no column" in item.reason) for item in report.warned] == [("metadata.csv", True)]
