"""Bibliographic facts of a document from its front matter, its own words and its file's properties, in this order of trust."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from corpus.document import Metadata, Reading, Segment, SegmentKind
from corpus.labels import label_at_start
from corpus.markers import cjk_share, is_foreign
from corpus.titlepage import names_in

_ARTICLE = re.compile(r"\d{4}-\d{3}[\dXx]\s*[(（](\d{4})[)）]\s*([\dA-Za-z\-Z增刊]+)\s*-\s*(\d+)\s*-\s*(\d+)")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s，。；、）)]+")
_JOURNAL = re.compile(
    r"(?P<name>[\u4e00-\u9fff（）()]{2,30}?)[》\s,，]*(?P<year>(?:19|20)\d{2})\s*年?\s*[,，]?\s*第?\s*(?P<issue>\d{1,2})\s*期"
)
_YEAR = re.compile(r"(?<!\d)((?:18|19|20)\d{2})(?!\d)")
_LIST = re.compile(r"\s*[;；,，、|]\s*|\s{2,}|\t|\u3000")
_POSTCODE = re.compile(r"[,，、;；]?\s*[\u4e00-\u9fff]{0,12}\s*[\u4e00-\u9fff]{0,12}\s*[,，]?\s*\d{6}\s*$")
_MARKER = re.compile(r"^[\s（(\[]*(?:\d{1,2}\s*[.．、]?\s*)?|[\s;；,，。]+$")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z'’.-]*(?:[ -][A-Z][A-Za-z'’.-]*){1,3}")
_SAMPLE = 20_000
_LANGUAGE = 0.3
"""Share of Chinese among letters from which a text counts as Chinese."""


def metadata(raw: str, reading: Reading, segments: Sequence[Segment], front: Mapping[str, str], properties: Mapping[str, str]) -> Metadata:
    """Return what the document states of itself; nothing is guessed from outside it.

    `front` and `properties` map metadata fields to text; page furniture is read from `raw`, as it has no reading text.
    """
    found = {**{name: value for name, value in properties.items() if value.strip()}, **_in_text(raw, reading, segments)}
    found |= {name: value for name, value in front.items() if value.strip()}
    article = _value(found, "article_number")
    numbered = _ARTICLE.search(article or "")
    title, subtitle = _title(found)
    return Metadata(
        title=title,
        subtitle=subtitle,
        authors=_people(found.get("authors", "")),
        affiliations=_several(found.get("affiliations", ""), spaces=False),
        journal=_value(found, "journal"),
        year=_year(found.get("year", "")) or (int(numbered[1]) if numbered else None),
        issue=_value(found, "issue") or (numbered[2].lstrip("0") or None if numbered else None),
        pages=_value(found, "pages") or (_pages(numbered[3], numbered[4]) if numbered else None),
        article_number=article,
        keywords=_several(found.get("keywords", ""), spaces=True),
        language=(_value(found, "language") or ("zh" if cjk_share(reading.text[:_SAMPLE]) >= _LANGUAGE or not reading.text else "en"))
        .split("-")[0]
        .lower(),
        references=sum(1 for segment in segments if segment.kind == "reference"),
        has_abstract=any(segment.kind == "abstract" for segment in segments) or _foreign_abstract(reading, segments) is not None,
        place=_value(found, "place"),
        source_paper=_value(found, "source_paper"),
    )


def _in_text(raw: str, reading: Reading, segments: Sequence[Segment]) -> dict[str, str]:
    """Fields by name as the segments give them; several values are joined with `;`."""
    found: dict[str, str] = {}

    def words(*kinds: SegmentKind) -> Iterator[str]:
        return (reading.text[s.text_start : s.text_end] for s in segments if s.kind in kinds and s.text_start < s.text_end)

    stated: tuple[SegmentKind, ...] = ("title", "subtitle", "keywords")
    for kind in stated:
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
    if "title" not in found:
        found |= _foreign_title(reading, segments)
    return found


def _note_fields(line: str, found: dict[str, str]) -> None:
    """Add what a line such as `文章编号:…` or a journal's running head states."""
    hit = label_at_start(line)
    if hit is not None and hit.label.field == "affiliations":
        found.setdefault("affiliations", line[hit.end :].strip())
    article = _ARTICLE.search(line)
    doi = _DOI.search(line)
    if article or doi:
        found.setdefault("article_number", article.group() if article else doi.group() if doi else "")
    journal = _JOURNAL.search(line) if hit is None else None
    if journal:
        found.setdefault("journal", journal["name"])
        found.setdefault("year", journal["year"])
        found.setdefault("issue", journal["issue"].lstrip("0"))


def _foreign_abstract(reading: Reading, segments: Sequence[Segment]) -> int | None:
    """Return the index of the segment that holds an abstract in another language."""
    for index, segment in enumerate(segments):
        words = reading.text[segment.text_start : segment.text_start + 40]
        hit = label_at_start(words) if segment.kind == "metadata" else None
        if hit is not None and hit.label.kind == "foreign" and hit.label.field is None:
            return index
    return None


def _foreign_title(reading: Reading, segments: Sequence[Segment]) -> dict[str, str]:
    """Return title and authors as the lines above a foreign abstract give them."""
    abstract = _foreign_abstract(reading, segments)
    if abstract is None:
        return {}
    above: list[str] = []
    for segment in reversed(segments[:abstract]):
        words = reading.text[segment.text_start : segment.text_end].lstrip("# ")
        if segment.kind != "metadata" or not words or not is_foreign(words) or label_at_start(words):
            break
        above.insert(0, words)
    if not above:
        return {}
    found = {"title": above[0]}
    people = next((line for line in above[1:] if _latin_names(line)), None)
    if people:
        found["authors"] = ";".join(_latin_names(people))
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
