"""A paper's list of references, entry by entry, as GB/T 7714, a Chinese note or APA states them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from corpus.document import Reading, Reference, Segment

_WIDE_LETTERS = {code + 0xFEE0: chr(code) for code in (*range(ord("0"), ord("9") + 1), *range(ord("A"), ord("Z") + 1))}
_NARROW = str.maketrans("．［］【】〔〕，：；（）／～－　", ".[][][],:;()/~- ") | _WIDE_LETTERS
"""Marks of print that many files set in full width; the length stays the same."""
_NUMBER = re.compile(r"\s*(?:[-*]\s+)?(?:[\[(]\s*(\d{1,3})\s*[\])]|(\d{1,3})\s*[.、)](?!\d)|([①-⑳]))\s*")
_NEXT = re.compile(r"(?<=[.。\d\s\]):：])\s*\[(\d{1,3})\]\s*(?=[^\s\d\[])")
_TYPE = re.compile(r"\s*\[\s*([A-Z]{1,2})\s*(?:/\s*(?:OL|CD|DK|MT))?\s*\]")
_YEAR = re.compile(r"(?<!\d)((?:1[6-9]|20)\d{2})(?!\d)")
_ISSUE = re.compile(r"(?:(?P<volume>\d{1,4})\s*)?\(\s*(?P<issue>[\dA-Za-zSZ增刊一-龥/\-–]{1,8})\s*\)")
_PAGES = re.compile(r":\s*(?P<pages>[A-Za-z]?\d+(?:\s*[-–—~+,]\s*[A-Za-z]?\d+)*)\s*\.?\s*$")
_URL = re.compile(r"https?://[^\s，。；]+|(?<=DOI:)\s*10\.\S+|\b10\.\d{4,9}/[^\s，。；]+", re.IGNORECASE)
_DATES = re.compile(r"\(\d{4}-\d{1,2}(?:-\d{1,2})?\)|\[\d{4}-\d{1,2}(?:-\d{1,2})?\]")
_NEWS_DATE = re.compile(
    r"(?P<year>\d{4})\s*[-.年]\s*\d{1,2}\s*[-.月]\s*\d{1,2}\s*日?\s*(?:\(\s*(?P<page>[\dA-Z第版]+)\s*\)|(?P<edition>第?\s*\d+\s*版))?"
)
_NAMES = re.compile(r"\s*[,，、;；]\s*|\s+和\s+|\s+and\s+|\s*&\s*")
_OTHERS = re.compile(r"\s*(?:等|et al\.?)\s*(?:编著|主编|编|著|译)?$")
_ROLE = re.compile(r"\s*[(（]?(?:主编|编著|编译|编|著|译|ed|eds)[.）)]?$")
_COUNTRY = re.compile(r"^[\[(（【〔]\s*[\u4e00-\u9fff]{1,4}\s*[\])）】〕]\s*")
_TRANSLATED = re.compile(r"^[^.:]{2,60}?(?:等)?,?\s*(?:编)?译\s*[.,]\s*")
_CHINESE_NOTE = re.compile(
    r"^(?P<authors>[^《》:：.]{0,60}?)\s*[:：,，]?\s*《(?P<title>[^《》]*(?:〈[^〈〉]*〉[^《》]*)*)》(?P<rest>.*)$", re.DOTALL
)
_NOTE_PAGES = re.compile(r"第?\s*(\d+(?:\s*[-–—~、,]\s*\d+)*)\s*页")
_NOTE_ISSUE = re.compile(r"第\s*(\d{1,3})\s*期")
_NOTE_VOLUME = re.compile(r"第\s*(\d{1,3})\s*卷")
_PRESS = re.compile(
    r"(?:(?P<place>[\u4e00-\u9fff]{2,6})\s*[:：])?\s*"
    r"(?P<press>[\u4e00-\u9fff·A-Za-z ]{2,30}?(?:出版社|书局|书店|印书馆|大学|出版公司|Press))"
)
_INVERTED = re.compile(r"^[A-Z][A-Za-z'’-]+,\s+(?:[A-Z]\.?[ -]?){1,3}$")
_APA = re.compile(
    r"^(?P<authors>.{3,200}?)\s*\((?P<year>(?:1[6-9]|20)\d{2})[a-z]?\)\s*\.?\s*(?P<title>[^.]{3,300}[.?!])\s*(?P<rest>.*)$", re.DOTALL
)


def references(raw: str, reading: Reading, segments: Sequence[Segment]) -> tuple[Reference, ...]:
    """Return the entries of all reference segments; a segment that holds several numbered entries gives one each."""
    found: list[Reference] = []
    for segment in segments:
        if segment.kind != "reference" or segment.text_start >= segment.text_end:
            continue
        places = reading.offsets[segment.text_start : segment.text_end]
        for number, start, end in _entries(raw, segment):
            first = segment.text_start + bisect_left(places, start)
            last = segment.text_start + bisect_left(places, end)
            text = reading.text[first:last].strip()
            if text:
                found.append(parse_reference(text, *reading.raw_span(first, last), expected=number or len(found) + 1))
    return tuple(found)


def _entries(raw: str, segment: Segment) -> Iterator[tuple[int | None, int, int]]:
    """Yield number and raw span of a segment's entries: a number that is one more than the last opens a new one."""
    narrow = raw[segment.start : segment.end].translate(_NARROW)
    opening = _NUMBER.match(narrow) or _NEXT.search(narrow)
    last = int(opening[1] or (opening[2] if opening.re is _NUMBER else 0) or 0) if opening else 0
    start = 0
    for found in _NEXT.finditer(narrow, opening.end() if opening else 0):
        if int(found[1]) == last + 1:
            yield last or None, segment.start + start, segment.start + found.start()
            start, last = found.start(), last + 1
    yield last or None, segment.start + start, segment.end


def parse_reference(text: str, start: int = 0, end: int = 0, *, expected: int | None = None) -> Reference:
    """Return what an entry states; `start..end` is its raw span, `expected` its number where the entry itself shows none.

    >>> parse_reference("[3] 王某, 李某. 县域治理研究[J]. 清平学刊, 2019(2): 11-18.").pages
    '11-18'
    """
    narrow = text.translate(_NARROW)
    opening = _NUMBER.match(narrow)
    at = opening.end() if opening else 0
    number = expected
    if opening:
        number = int(opening[1] or opening[2]) if opening[1] or opening[2] else ord(opening[3]) - ord("①") + 1
    body = text[at:].strip()
    base = Reference(start, end, body, number)
    kind = _TYPE.search(narrow, at)
    if kind is not None:
        return _standard(base, text[at : kind.start()], kind[1], text[kind.end() :])
    note = _CHINESE_NOTE.match(body)
    if note is not None:
        return _note(base, note["authors"], note["title"], note["rest"])
    other = _APA.match(body.translate(_NARROW))
    if other is not None:
        return _apa(base, body, other)
    year = _YEAR.search(narrow, at)
    return _with(base, year=int(year[1]) if year else None, url=_url(body))


def _standard(base: Reference, head: str, kind: str, rest: str) -> Reference:
    """`作者. 题名[X]. 出处, 年(期): 页`."""
    authors, title = _split_head(head)
    narrow = rest.translate(_NARROW).strip().lstrip(".").strip()
    rest = rest.strip()
    rest = rest[len(rest) - len(narrow) :] if len(narrow) <= len(rest) else rest
    if kind == "C" and "//" in narrow:
        cut = narrow.index("//") + 2
        rest, narrow = rest[cut:].strip(), narrow[cut:].strip()
    url = _url(rest)
    pages = _PAGES.search(_URL.sub("", narrow).strip().rstrip(".").strip() if url else narrow.rstrip(". 。"))
    if kind == "N":
        return _news(base, authors, title, narrow, url)
    publication = _TRANSLATED.sub("", _DATES.sub("", _URL.sub("", narrow))).strip(" .") if kind != "J" else narrow
    year_at = _YEAR.search(publication)
    source = publication[: year_at.start()].strip(" ,.") if year_at else publication.split(",")[0].strip(" .")
    place: str | None = None
    if kind != "J" and ":" in source:
        left, _, source = source.rpartition(":")
        place = left.split(".")[-1].strip() or None
        source = source.strip()
    tail = publication[year_at.end() :] if year_at else publication
    issue = _ISSUE.search(tail) if kind == "J" else None
    volume = re.match(r"\s*,\s*(\d{1,4})\s*(?=[(:])", tail) if kind == "J" else None
    dated = _YEAR.search(narrow)
    year = year_at or dated
    return _with(
        base,
        type=kind,
        authors=authors,
        title=title,
        source=_fitting(source, rest) or None,
        place=place,
        year=int(year[1]) if year else None,
        volume=(issue["volume"] if issue else None) or (volume[1] if volume else None),
        issue=issue["issue"] if issue else None,
        pages=re.sub(r"\s+", "", pages["pages"]) if pages else None,
        url=url,
    )


def _fitting(source: str, rest: str) -> str:
    """The source with the brackets and commas that the entry has: full width where the entry is."""
    at = rest.translate(_NARROW).find(source) if source else -1
    return rest[at : at + len(source)].strip() if at >= 0 else source


def _news(base: Reference, authors: tuple[str, ...], title: str | None, narrow: str, url: str | None) -> Reference:
    date = _NEWS_DATE.search(narrow)
    year = _YEAR.search(narrow)
    source = narrow[: date.start() if date else year.start() if year else len(narrow)].strip(" ,.")
    page = (date["page"] or date["edition"]) if date else None
    return _with(
        base, type="N", authors=authors, title=title, source=source or None, year=int(year[1]) if year else None, pages=page, url=url
    )


def _note(base: Reference, authors: str, title: str, rest: str) -> Reference:
    """`作者：《题名》，《刊名》2012年第3期，第5页` and `作者：《书名》，某出版社2010年版，第3页`."""
    journal = re.search(r"《([^《》]+)》", rest)
    year, pages, issue, volume = (pattern.search(rest) for pattern in (_YEAR, _NOTE_PAGES, _NOTE_ISSUE, _NOTE_VOLUME))
    press = _PRESS.search(rest)
    news = journal is not None and re.search(r"\d\s*月\s*\d{1,2}\s*日", rest) is not None
    kind = "N" if news else "J" if journal and (issue or not press) else "M" if press or not journal else "C"
    return _with(
        base,
        type=kind if journal or press else None,
        authors=_people(authors.rstrip("：: ")),
        title=title,
        source=journal[1] if journal else press["press"].strip() if press else None,
        place=press["place"] if press and not journal else None,
        year=int(year[1]) if year else None,
        volume=volume[1] if volume else None,
        issue=issue[1] if issue else None,
        pages=re.sub(r"\s+", "", pages[1]) if pages else None,
        url=_url(rest),
    )


def _apa(base: Reference, body: str, found: re.Match[str]) -> Reference:
    start, end = found.span("title")
    rest = found["rest"]
    pages = re.search(r"(?:pp?\.\s*|,\s*|:\s*)(\d+\s*[-–—]\s*\d+)", rest)
    volume = re.search(r",\s*(\d{1,3})\s*(?:\((\d{1,3})\))?", rest)
    source = re.split(r",\s*\d|\.\s|\.$", rest, maxsplit=1)[0].strip(" .")
    place, _, press = source.rpartition(":")
    return _with(
        base,
        type="J" if volume else "M" if place else None,
        authors=_people(found["authors"]),
        title=body[start:end].rstrip(". ").strip(),
        source=press.strip() or None,
        place=place.strip() or None,
        year=int(found["year"]),
        volume=volume[1] if volume else None,
        issue=volume[2] if volume else None,
        pages=re.sub(r"\s+", "", pages[1]) if pages else None,
        url=_url(rest),
    )


def _split_head(head: str) -> tuple[tuple[str, ...], str | None]:
    """Return authors and title; where nothing divides the two, all is title."""
    narrow = head.translate(_NARROW)
    cut = next((found for found in re.finditer(r"\.\s*", narrow) if _ends_names(narrow, found)), None)
    colon = re.match(r"([\u4e00-\u9fff·,、 ]{2,40}):", narrow) if cut is None else None
    if colon is not None and all(2 <= len(name) <= 12 for name in _people(colon[1])):
        return _people(head[: colon.end(1)]), head[colon.end() :].strip() or None
    if cut is None:
        return (), head.strip(" .") or None
    return _people(head[: cut.start()]), head[cut.end() :].strip(" .") or None


def _ends_names(narrow: str, dot: re.Match[str]) -> bool:
    """Whether a full stop ends the list of authors: not one after an initial (`Vogel E. F.`) or inside a number."""
    before, after = narrow[: dot.start()], narrow[dot.end() :]
    if not before.strip() or not after.strip():
        return False
    if re.search(r"\d$", before) and after[:1].isdigit():
        return False
    initial = re.search(r"(?:^|[\s.,-])[A-Z]$", before)
    return not (initial and re.match(r"[A-Z](?:\.|,|\s*$)|et al|&|and\b", after))


def _people(text: str) -> tuple[str, ...]:
    text = _OTHERS.sub("", text.strip().rstrip(".,，。 "))
    if _INVERTED.match(text):
        return (text,)
    parts = [_ROLE.sub("", _COUNTRY.sub("", part.strip())).strip(" .*") for part in _NAMES.split(text)]
    named = [re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", part) for part in parts]
    return tuple(name for name in named if name and not re.fullmatch(r"等|et al\.?", name))


def _url(text: str) -> str | None:
    found = _URL.search(text)
    return found.group().strip().rstrip(".,)]") if found else None


def _with(
    base: Reference,
    *,
    type: str | None = None,
    authors: tuple[str, ...] = (),
    title: str | None = None,
    source: str | None = None,
    place: str | None = None,
    year: int | None = None,
    volume: str | None = None,
    issue: str | None = None,
    pages: str | None = None,
    url: str | None = None,
) -> Reference:
    return Reference(base.start, base.end, base.text, base.number, type, authors, title, source, place, year, volume, issue, pages, url)
