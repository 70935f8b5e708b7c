"""What records beside a document state replaces what was read out of it; the records themselves are no documents."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from corpus.archive import Archive, Member
from corpus.bibliography import SideFiles, with_stated
from corpus.document import Metadata
from corpus.load import SourceError, document_from_bytes, find_sources, load_document
from corpus.records import BibliographyError, read_records
from corpus.sidefiles import is_side_file

TEXT = "# 联查论\n\n县里先登记，然后复核名单，最后公示。\n"
RECORDS = {
    "metadata.csv": "文件名,题名,作者,刊名,年份,期,页码\n甲.md,联查论——一个县的事,王某；李某,清平学刊,2019,03,5-9\n",
    "记录.bib": "@article{wang2019,\n title={{联查论}——一个县的事}, author={王, 某 and 李某},\n"
    " journal={清平学刊}, year=2019, number={3}, pages={5--9}}\n",
    "记录.ris": "TY  - JOUR\nAU  - 王某\nAU  - 李某\nTI  - 联查论——一个县的事\n"
    "JO  - 清平学刊\nPY  - 2019/05/01\nIS  - 3\nSP  - 5\nEP  - 9\nER  - \n",
    "记录.net": "{Reference Type}: Journal Article\n{Title}: 联查论——一个县的事\n{Author}: 王某;李某;\n{Journal}: 清平学刊\n"
    "{Year}: 2019\n{Issue}: 03\n{Pages}: 5-9\n",
    "记录.enw": "%0 Journal Article\n%A 王某\n%A 李某\n%T 联查论——一个县的事\n%J 清平学刊\n%D 2019\n%N 03\n%P 5-9\n",
    "CNKI-1.txt": "%0 Journal Article\n%A 王某\n%A 李某\n%T 联查论——一个县的事\n%J 清平学刊\n%D 2019\n%N 03\n%P 5-9\n",
    "CNKI-2.txt": "RT Journal Article\nSR 1\nA1 王某;李某\nT1 联查论——一个县的事\nJF 清平学刊\nYR 2019\nIS 03\nOP 5-9\nSP 5\n",
    "CNKI-3.txt": "SrcDatabase-来源库: 期刊\nTitle-题名: 联查论——一个县的事\nAuthor-作者: 王某;李某;\nSource-文献来源: 清平学刊\n"
    "Year-年: 2019\nPeriod-期: 03\nPageCount-页码: 5-9\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document."""
    (tmp_path / "甲.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def stated(folder: Path, name: str = "甲.md") -> Metadata:
    """The metadata of a document in the folder with what lies beside it."""
    read = load_document(folder / name).metadata
    return with_stated(read, SideFiles().stated_for(folder / name, read.title))


@pytest.mark.parametrize("name", [*RECORDS])
def test_a_record_is_found_by_file_name_or_title(folder: Path, name: str) -> None:
    (folder / name).write_text(RECORDS[name], encoding="utf-8")
    assert is_side_file(folder / name) and find_sources([folder]) == [folder / "甲.md"]
    meta = stated(folder)
    assert (meta.title, meta.subtitle, meta.authors) == ("联查论", "一个县的事", ("王某", "李某"))
    assert (meta.journal, meta.year, meta.issue) == ("清平学刊", 2019, "3")
    assert (meta.pages or "").startswith("5")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_exports_come_in_many_encodings(folder: Path, encoding: str) -> None:
    (folder / "CNKI-1.txt").write_bytes(RECORDS["CNKI-1.txt"].encode(encoding))
    assert find_sources([folder]) == [folder / "甲.md"]
    assert stated(folder).authors == ("王某", "李某")


def test_the_table_counts_before_other_records_and_keeps_what_it_leaves_empty(folder: Path) -> None:
    (folder / "记录.ris").write_text(RECORDS["记录.ris"], encoding="utf-8")
    (folder / "metadata.csv").write_text("file,title,year,issue\n甲.md,,2020,\n", encoding="utf-8")
    meta = stated(folder)
    assert (meta.year, meta.issue, meta.journal) == (2020, "3", "清平学刊")


def test_a_record_alone_in_a_file_of_the_same_name_belongs_to_it(folder: Path) -> None:
    (folder / "甲.ris").write_text("TY  - THES\nAU  - 王某\nTI  - 另一个题名\nPB  - 清平大学\nPY  - 2011\nER  - \n", encoding="utf-8")
    meta = stated(folder)
    assert (meta.title, meta.document_type, meta.publisher, meta.year) == ("另一个题名", "D", "清平大学", 2011)


def test_a_file_named_by_title_and_author_finds_its_record(folder: Path) -> None:
    (folder / "县域督查_王某.txt").write_text("县里在冬天派人督查，逐户看了名单。", encoding="utf-8")
    (folder / "a.bib").write_text("@article{a, title={县域督查}, author={王某}, year={2003}}", encoding="utf-8")
    assert stated(folder, "县域督查_王某.txt").year == 2003
    assert stated(folder).year is None


def test_a_report_that_mentions_an_export_is_a_document(folder: Path) -> None:
    (folder / "乙.txt").write_text("报告\n%0 只是一行，不是记录。", encoding="utf-8")
    assert find_sources([folder]) == [folder / "乙.txt", folder / "甲.md"]


def test_records_given_as_documents_are_refused(folder: Path) -> None:
    (folder / "a.bib").write_text("@misc{a, title={甲}}", encoding="utf-8")
    with pytest.raises(SourceError, match="records about documents"):
        find_sources([folder / "a.bib"])


def test_a_table_without_names_says_what_to_do() -> None:
    with pytest.raises(BibliographyError, match="no column 'file' or 'title'"):
        read_records("年份,期\n2019,3\n".encode(), "metadata.csv")


@pytest.mark.parametrize("data", [b"", b"@article{a", b"@article{a, title={x", b"%0 ", b"TY  - ", b"\xff\xfe"])
def test_broken_records_give_none_or_little(data: bytes) -> None:
    for name in ("a.bib", "a.ris", "metadata.csv"):
        try:
            assert len(read_records(data, name)) <= 1
        except BibliographyError as error:
            assert name in str(error)


FULL = """# 联查论

王某

**摘要：**本文讨论联查。

**关键词：**联查；督查

**基金项目：**某省社科基金项目“联查研究”(A01)；某大学项目(B02)

## 一、做法

县里先登记，然后复核名单。

## On Checks

WANG Mou

(School of Counties, Qingping University, Qingping, 410000)

Abstract: This paper discusses checks. They work.

Keywords: checks; counties
"""


def test_abstract_keywords_and_grants_in_both_languages() -> None:
    meta = document_from_bytes(FULL.encode(), "a.md").metadata
    assert (meta.title, meta.title_en) == ("联查论", "On Checks")
    assert (meta.abstract, meta.abstract_en) == ("本文讨论联查。", "This paper discusses checks. They work.")
    assert (meta.keywords, meta.keywords_en) == (("联查", "督查"), ("checks", "counties"))
    assert meta.funding == ("某省社科基金项目“联查研究”(A01)", "某大学项目(B02)")
    assert meta.authors == ("王某",)


@pytest.mark.parametrize(
    "head", ["清平学刊 2019年第3期", "2019年第3期 清平学刊 总第45期", "第12卷 第3期 2019年5月 清 平 学 刊 Vol.12 No.3 May 2019"]
)
def test_a_running_head_tells_journal_year_and_issue(head: str) -> None:
    text = f"{head}\n\n# 联查论\n\n王某\n\n摘要：本文讨论联查。\n\n县里先登记，然后复核名单，最后公示。\n"
    meta = document_from_bytes(text.encode(), "a.md").metadata
    assert (meta.journal, meta.year, meta.issue) == ("清平学刊", 2019, "3")


def test_records_inside_an_archive_speak_of_the_papers_in_their_folder(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("甲.md", TEXT)
        packed.writestr("库/乙.md", TEXT)
        packed.writestr("库/记录.ris", RECORDS["记录.ris"])
        packed.writestr("库/metadata.csv", "file,year\n乙.md,2021\n")
        packed.writestr("库/CNKI.txt", RECORDS["CNKI-1.txt"])
    with Archive(path) as archive:
        assert [member.path for member in archive.members((".md", ".txt")) if isinstance(member, Member)] == ["库/乙.md", "甲.md"]
    files = SideFiles()
    assert files.stated_for(path / "甲.md", "联查论") == {}
    inner = files.stated_for(path / "库" / "乙.md", "联查论")
    assert (inner["year"], inner["journal"], inner["issue"]) == ("2021", "清平学刊", "3")


def test_records_inside_an_archive_count_before_those_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    (tmp_path / "metadata.csv").write_text("file,year,issue\n甲.md,2001,4\n", encoding="utf-8")
    with ZipFile(path, "w") as packed:
        packed.writestr("甲.md", TEXT)
        packed.writestr("metadata.csv", "file,year\n甲.md,2021\n")
    assert SideFiles().stated_for(path / "甲.md") == {"year": "2021", "issue": "4"}


def test_bad_records_inside_an_archive_are_named(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("甲.md", TEXT)
        packed.writestr("metadata.csv", "年份,期\n2019,3\n")
        packed.writestr("../a.bib", RECORDS["记录.bib"])
    files = SideFiles()
    assert files.stated_for(path / "甲.md", "联查论") == {}
    assert [error.source for error in files.problems] == ["papers.zip/../a.bib", "papers.zip/metadata.csv"]
