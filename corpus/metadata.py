"""Bibliographic facts of a document from its front matter, its own words and its file's properties, in this order of trust."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from corpus.document import Metadata, Reading, Segment, SegmentKind
from corpus.labels import label_at_start
from corpus.markers import cjk_share
from corpus.titlepage import names_in

_ARTICLE = re.compile(r"\d{4}-\d{3}[\dXx]\s*[(（](\d{4})[)）]\s*([\dA-Za-z\-Z增刊]+)\s*-\s*(\d+)\s*-\s*(\d+)")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s，。；、）)]+")
_JOURNAL = re.compile(
    r"(?P<name>[\u4e00-\u9fff（）()]{2,30}?)[》\s,，]*(?P<year>(?:19|20)\d{2})\s*年?\s*[,，]?\s*第?\s*(?P<issue>\d{1,2})\s*期"
)
_ISSUE = re.compile(r"第\s*(\d{1,2})\s*期|\bNo\.?\s*(\d{1,2})\b", re.IGNORECASE)
_VOLUME = re.compile(r"第\s*(\d{1,3})\s*卷|\bVol\.?\s*(\d{1,3})\b", re.IGNORECASE)
_HEAD_PARTS = re.compile(
    r"\(?总?第\s*\d+\s*[卷期]\)?|\bVol\.?\s*\d+|\bNo\.?\s*\d+|[A-Za-z.]+\.?|\d{4}\s*年?|\d{1,2}\s*月|[·•|\d]+", re.IGNORECASE
)
_LONGEST_HEAD = 80
_LETTER = re.compile(r"[MJDNRCSPGZ]|EB|DB|CP|CM|DS")
_LANGUAGES = {"chinese": "zh", "中文": "zh", "zho": "zh", "chi": "zh", "english": "en", "英文": "en", "eng": "en"}
_YEAR = re.compile(r"(?<!\d)((?:18|19|20)\d{2})(?!\d)")
_LIST = re.compile(r"\s*[;；,，、|]\s*|\s{2,}|\t|\u3000")
_POSTCODE = re.compile(r"[,，、;；]?\s*[\u4e00-\u9fff]{0,12}\s*[\u4e00-\u9fff]{0,12}\s*[,，]?\s*\d{6}\s*$")
_MARKER = re.compile(r"^[\s（(\[]*(?:\d{1,2}\s*[.．、]?\s*)?|[\s;；,，。]+$")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z'’.-]*(?:[ -][A-Z][A-Za-z'’.-]*){1,3}")
_LATIN_PLACE = re.compile(r"(?:[,，]\s*[A-Z][A-Za-z' ]+)?[,，]?\s*\d{6}\s*(?:[,，]?\s*China)?$")
"""City and postcode behind an affiliation in Latin letters."""
_SAMPLE = 20_000
_LANGUAGE = 0.3
"""Share of Chinese among letters from which a text counts as Chinese."""


def metadata(raw: str, reading: Reading, segments: Sequence[Segment], front: Mapping[str, str], properties: Mapping[str, str]) -> Metadata:
    """Return what the document states of itself; nothing is guessed from outside it.

    `front` and `properties` map metadata fields to text; page furniture is read from `raw`, as it has no reading text.
    """
    found = {**{name: value for name, value in properties.items() if value.strip()}, **_in_text(raw, reading, segments)}
    found |= {name: value for name, value in front.items() if value.strip()}
    chinese = cjk_share(reading.text[:_SAMPLE]) >= _LANGUAGE or not reading.text
    found.setdefault("language", "zh" if chinese else "en")
    if not chinese and "abstract" in found:
        found.setdefault("abstract_en", found["abstract"])
    return Metadata(
        **stated(found),
        references=sum(1 for segment in segments if segment.kind == "reference"),
        has_abstract=any(segment.kind == "abstract" for segment in segments) or _foreign_abstract(reading, segments) is not None,
    )


def stated(found: Mapping[str, str]) -> dict[str, Any]:
    """Return fields of `Metadata` with their values for those fields of front matter or of a record that hold anything.

    >>> stated({"title": "联查论——一个县的事", "year": "2019-03-01"})
    {'title': '联查论', 'subtitle': '一个县的事', 'year': 2019}
    """
    values: dict[str, Any] = {}
    title, subtitle = _title(found)
    article = _value(found, "article_number")
    numbered = _ARTICLE.search(article or "")
    doi = _DOI.search(_value(found, "doi") or article or "")
    kind = (_value(found, "document_type") or "").strip("[]［］ ")
    values["title"], values["subtitle"] = title, subtitle
    values["authors"] = _people(found.get("authors", ""))
    values["affiliations"] = _several(found.get("affiliations", ""), spaces=False)
    values["year"] = _year(found.get("year", "")) or (int(numbered[1]) if numbered else None)
    issue = (_value(found, "issue") or "").strip("第期 ") or (numbered[2] if numbered else "")
    values["issue"] = issue.lstrip("0") or None
    pages = re.sub(r"(?<=\d)\s*[-–—～~]+\s*(?=\d)", "-", _value(found, "pages") or "")
    values["pages"] = pages or (_pages(numbered[3], numbered[4]) if numbered else None)
    values["article_number"] = article or (doi.group() if doi else None)
    values["keywords"] = _several(found.get("keywords", ""), spaces=True)
    values["keywords_en"] = tuple(
        part.strip(" .") for part in re.split(r"\s*[;；,，]\s*", found.get("keywords_en", "")) if part.strip(" .")
    )
    values["funding"] = tuple(part.strip(" 。.") for part in re.split(r"[;；]", found.get("funding", "")) if part.strip(" 。."))
    language = (_value(found, "language") or "").split("-")[0].lower()
    values["language"] = _LANGUAGES.get(language, language)
    values["document_type"] = (kind.upper() if _LETTER.fullmatch(kind.upper()) else _types().get(kind.casefold())) if kind else None
    values["volume"] = (_value(found, "volume") or "").strip("第卷").strip() or None
    values["doi"] = doi.group() if doi else None
    for name in ("journal", "place", "source_paper", "abstract", "abstract_en", "title_en", "publisher", "publisher_place", "url"):
        values[name] = _value(found, name)
    return {name: value for name, value in values.items() if value}


@cache
def _types() -> Mapping[str, str]:
    """Return the letter of GB/T 7714 by the name that records give a kind of text."""
    lines = files("corpus").joinpath("record_types.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line.strip() and not line.startswith(("#", "type\t")))
    return {name.casefold(): letter for name, letter in pairs}


def _in_text(raw: str, reading: Reading, segments: Sequence[Segment]) -> dict[str, str]:
    """Fields by name as the segments give them; several values are joined with `;`."""
    found: dict[str, str] = {}

    def words(*kinds: SegmentKind) -> Iterator[str]:
        return (reading.text[s.text_start : s.text_end] for s in segments if s.kind in kinds and s.text_start < s.text_end)

    singles: tuple[SegmentKind, ...] = ("title", "subtitle", "keywords", "abstract")
    for kind in singles:
        first = next(words(kind), None)
        if first:
            found[kind] = first
    people = [person for line in words("author") for person in _people(line)]
    if people:
        found["authors"] = ";".join(dict.fromkeys(people))
    places = [_MARKER.sub("", part) for line in words("affiliation") for part in re.split(r"[;；]|(?<=\d{6})[,，\s]+(?=\d)", line)]
    places = [_MARKER.sub("", _POSTCODE.sub("", place.strip("()（） "))) for place in places]
    if any(places):
        found["affiliations"] = ";".join(place for place in places if place)
    for line in words("metadata"):
        _note_fields(line, found)
    for segment in segments:
        if segment.kind == "furniture":
            _note_fields(raw[segment.start : segment.end], found)
    for name, value in _foreign(reading, segments).items():
        found.setdefault(name, value)
    return found


def _note_fields(line: str, found: dict[str, str]) -> None:
    """Add what a line such as `文章编号:…` or a journal's running head states."""
    hit = label_at_start(line)
    if hit is not None and hit.label.field in {"affiliations", "funding"}:
        found.setdefault(hit.label.field, line[hit.end :].strip())
    article = _ARTICLE.search(line)
    doi = _DOI.search(line)
    if article or doi:
        found.setdefault("article_number", article.group() if article else doi.group() if doi else "")
    if doi:
        found.setdefault("doi", doi.group())
    if hit is None:
        for name, value in _running_head(line).items():
            found.setdefault(name, value)


def _running_head(line: str) -> dict[str, str]:
    """Return journal, year, volume and issue of a running head such as `2019年第3期 某学报 总第45期`."""
    text = unicodedata.normalize("NFKC", line)
    named = _JOURNAL.search(text)
    if named:
        found = {"journal": named["name"], "year": named["year"], "issue": named["issue"].lstrip("0")}
        volume = _VOLUME.search(text)
        return found | ({"volume": volume[1]} if volume else {})
    if len(text) > _LONGEST_HEAD:
        return {}
    issue, volume, year = _ISSUE.search(text), _VOLUME.search(text), _YEAR.search(text)
    if not issue or not year:
        return {}
    found = {"year": year[1], "issue": (issue[1] or issue[2]).lstrip("0")}
    if volume:
        found["volume"] = volume[1] or volume[2]
    rest = re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?:\s|$))", "", _HEAD_PARTS.sub("|", text))
    names = [name for name in re.findall(r"[\u4e00-\u9fff·]{2,20}(?:\([\u4e00-\u9fff]{2,10}\))?", rest) if not _ISSUE.search(name)]
    return found | ({"journal": names[0]} if len(names) == 1 else {})


def _foreign_abstract(reading: Reading, segments: Sequence[Segment]) -> int | None:
    """Return the index of the segment that holds an abstract in another language."""
    for index, segment in enumerate(segments):
        words = reading.text[segment.text_start : segment.text_start + 40]
        hit = label_at_start(words) if segment.kind == "metadata" else None
        if hit is not None and hit.label.kind == "foreign" and hit.label.field is None:
            return index
    return None


def _foreign(reading: Reading, segments: Sequence[Segment]) -> dict[str, str]:
    """Return title, abstract and keywords in English; they stand in for the title and authors of a paper that shows no others."""
    found: dict[str, str] = {}
    for segment in segments:
        words = reading.text[segment.text_start : segment.text_end]
        hit = label_at_start(words) if segment.kind == "metadata" else None
        if hit is not None and hit.label.kind == "foreign":
            found.setdefault("keywords_en" if hit.label.field else "abstract_en", words[hit.end :].strip())
    abstract = _foreign_abstract(reading, segments)
    above: list[str] = []
    for segment in reversed(segments[: abstract or 0]):
        words = reading.text[segment.text_start : segment.text_end].lstrip("# ")
        if segment.kind != "metadata" or not words or cjk_share(words) or label_at_start(words):
            break
        above.insert(0, words)
    if above:
        found["title"] = found["title_en"] = above[0]
        people = next((line for line in above[1:] if _latin_names(line)), None)
        if people:
            found["authors"] = ";".join(_latin_names(people))
        homes = [_LATIN_PLACE.sub("", line.strip("（）() ")) for line in above[1:] if line[0] in "（("]
        if homes:
            found["affiliations"] = ";".join(homes)
    return found


def _latin_names(line: str) -> list[str]:
    parts = [re.sub(r"[\d*]+$", "", part).strip() for part in re.split(r"[,，;；]|\band\b", line) if part.strip()]
    return parts if parts and all(_LATIN_NAME.fullmatch(part) for part in parts) else []


def _title(found: Mapping[str, str]) -> tuple[str | None, str | None]:
    title = found.get("title", "").strip().rstrip("*†")
    subtitle = found.get("subtitle", "").strip().lstrip("—－─- ")
    if not subtitle and re.search(r"[—－─]{2}", title):
        title, subtitle = re.split(r"[—－─]{2,}", title, maxsplit=1)
    return (title.strip().rstrip(":：") or None), (subtitle.strip() or None)


def _people(text: str) -> tuple[str, ...]:
    names = names_in(text)
    if names:
        return names
    parts = [part.strip() for part in re.split(r"[;；、，]|,\s*", re.sub(r"^(?:作者|文)\s*[:：/／]", "", text)) if part.strip()]
    return tuple(re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", part) for part in parts)


def _several(text: str, *, spaces: bool) -> tuple[str, ...]:
    text = re.sub(r"^[^:：]{1,6}[:：]", "", text) if label_at_start(text) else text
    strong = [part.strip() for part in re.split(r"[;；\n\t]", text) if part.strip()]
    if spaces and len(strong) == 1:
        parts = [part for part in _LIST.split(text) if part.strip()]
        strong = parts if len(parts) > 1 or cjk_share(text) < _LANGUAGE else text.split()
    return tuple(part.strip(" 。.") for part in strong)


def _value(found: Mapping[str, str], name: str) -> str | None:
    return found.get(name, "").strip() or None


def _year(text: str) -> int | None:
    year = _YEAR.search(unicodedata.normalize("NFKC", text))
    return int(year[1]) if year else None


def _pages(first: str, count: str) -> str:
    start = int(first)
    return f"{start}-{start + max(int(count), 1) - 1}"
