"""A document as others cite it: GB/T 7714-2015, BibTeX and CSL-JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from corpus.document import Document, Metadata

_NAMED = 3
"""Authors that the standard lists before 等."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_PUBLISHED = frozenset("MDRC")
"""Kinds whose imprint is `place: publisher, year`."""
_BIBTEX = {
    "J": "article",
    "N": "article",
    "M": "book",
    "G": "book",
    "D": "phdthesis",
    "R": "techreport",
    "C": "inproceedings",
    "EB": "misc",
    "Z": "misc",
}
_CSL = {
    "J": "article-journal",
    "N": "article-newspaper",
    "M": "book",
    "G": "book",
    "D": "thesis",
    "R": "report",
    "C": "paper-conference",
    "S": "standard",
    "P": "patent",
    "EB": "webpage",
    "Z": "document",
}
_ESCAPED = str.maketrans({"\\": r"\textbackslash{}", **{char: f"\\{char}" for char in "{}&%$#_"}, "~": r"\~{}", "^": r"\^{}"})
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


def gbt7714(document: Document) -> str:
    """Return the bibliography entry of a document; what it does not state is left out.

    A journal article reads `作者. 题名[J]. 刊名, 年, 卷(期): 页.`, a book or thesis `作者. 题名[M]. 地: 出版者, 年.`, a text of unknown
    kind `作者. 题名[Z]. 年.`; a missing title is the file name.
    """
    return gbt7714_of(document.metadata, document.source)


def gbt7714_of(meta: Metadata, source: str) -> str:
    """Return the entry that `gbt7714` gives; `source` is the file name that stands in for a missing title."""
    kind = document_type(meta)
    carrier = f"{kind}/OL" if kind == "EB" or (meta.url and kind in {"N", "R"}) else kind
    parts = [_authors(meta), f"{_title(meta) or source}[{carrier}]", _imprint(meta, kind), meta.url or ""]
    entry = ". ".join(part for part in parts if part) + "."
    doi = _doi(meta)
    return f"{entry} DOI:{doi}." if doi else entry


def document_type(meta: Metadata) -> str:
    """Return the letter of GB/T 7714 for the kind of text: as stated, else by what is known of where it appeared."""
    if meta.document_type:
        return meta.document_type
    if meta.journal:
        return "N" if re.search(r"(?:日报|晚报|时报|周报|早报|报)$", meta.journal) and not meta.issue else "J"
    if meta.issue or (meta.article_number and not meta.article_number.startswith("10.")):
        return "J"
    if meta.publisher:
        return "M"
    return "EB" if meta.url else "Z"


def bibtex(document: Document) -> str:
    """Return a BibTeX entry (UTF-8, for biber); its key is made of the first author in Latin letters, the year and the document's id."""
    meta, kind = document.metadata, document_type(document.metadata)
    name = _BIBTEX.get(kind, "misc")
    holder = {"phdthesis": "school", "techreport": "institution"}.get(name, "publisher")
    fields: list[tuple[str, str | None]] = [
        ("author", " and ".join(_escape_name(author) for author in meta.authors)),
        ("title", _escape(_title(meta) or document.source)),
        ("journal" if name == "article" else "booktitle", _escape(meta.journal or "")),
        (holder, _escape(meta.publisher or "")),
        ("address", _escape(meta.publisher_place or "")),
        ("year", str(meta.year) if meta.year else ""),
        ("volume", _escape(meta.volume or "")),
        ("number", _escape(meta.issue or "")),
        ("pages", re.sub(r"\s*[-–—]+\s*", "--", meta.pages or "")),
        ("doi", _doi(meta)),
        ("url", meta.url),
        ("keywords", _escape("; ".join(meta.keywords))),
        ("abstract", _escape(meta.abstract or meta.abstract_en or "")),
        ("language", {"zh": "chinese", "en": "english"}.get(meta.language, meta.language)),
    ]
    lines = [f"  {field} = {{{value}}}" for field, value in fields if value]
    return f"@{name}{{{citation_key(document)},\n" + ",\n".join(lines) + "\n}\n"


def csl_json(document: Document) -> Mapping[str, object]:
    """Return a CSL-JSON item (JSON values only) as Zotero, pandoc and citeproc read it."""
    meta = document.metadata
    item: dict[str, object] = {
        "id": citation_key(document),
        "type": _CSL.get(document_type(meta), "document"),
        "title": _title(meta) or document.source,
        "author": [{"literal": author} for author in meta.authors],
        "container-title": meta.journal,
        "publisher": meta.publisher,
        "publisher-place": meta.publisher_place,
        "issued": {"date-parts": [[meta.year]]} if meta.year else None,
        "volume": meta.volume,
        "issue": meta.issue,
        "page": meta.pages,
        "DOI": _doi(meta),
        "URL": meta.url,
        "abstract": meta.abstract or meta.abstract_en,
        "keyword": "; ".join(meta.keywords),
        "language": "zh-CN" if meta.language == "zh" else meta.language,
    }
    return {name: value for name, value in item.items() if value}


def bibliography(documents: Iterable[Document]) -> str:
    """Return the numbered list of references of several documents, a line each, in the order given."""
    return "".join(f"[{number}] {gbt7714(document)}\n" for number, document in enumerate(documents, 1))


def citation_key(document: Document) -> str:
    """Return an ASCII key that is the same for the same document: `wang2019_1a2b3c`."""
    meta = document.metadata
    ascii_name = unicodedata.normalize("NFKD", meta.authors[0]).encode("ascii", "ignore").decode() if meta.authors else ""
    words = re.findall(r"[A-Za-z]+", ascii_name)
    return f"{words[0].lower() if words else 'zt'}{meta.year or ''}_{document.id[:6]}"


def _authors(meta: Metadata) -> str:
    chinese = bool(meta.authors) and _CHINESE.search(meta.authors[0]) is not None
    rest = ("等" if chinese else "et al") if len(meta.authors) > _NAMED else ""
    return ", ".join([*meta.authors[:_NAMED], *([rest] if rest else [])])


def _title(meta: Metadata) -> str:
    if meta.title and meta.subtitle:
        return f"{meta.title}{'——' if _CHINESE.search(meta.title) else ': '}{meta.subtitle}"
    return re.sub(r"\s+", " ", meta.title or "")


def _imprint(meta: Metadata, kind: str) -> str:
    year = str(meta.year) if meta.year else ""
    if kind in _PUBLISHED and (meta.publisher or meta.publisher_place):
        unknown = _CHINESE.search(f"{meta.title}{meta.publisher}") is not None
        place = meta.publisher_place or ("[出版地不详]" if unknown else "[S.l.]")
        house = meta.publisher or ("[出版者不详]" if unknown else "[s.n.]")
        where = f"{place}: {house}"
        imprint = ", ".join(part for part in (where, year) if part)
        return f"{imprint}: {meta.pages}" if meta.pages else imprint
    when = ", ".join(part for part in (year, meta.volume or "") if part)
    when = f"{when}({meta.issue})" if meta.issue else when
    imprint = ", ".join(part for part in (meta.journal or "", when) if part)
    return f"{imprint}: {meta.pages}" if meta.pages and imprint else imprint


def _doi(meta: Metadata) -> str | None:
    return meta.doi or (meta.article_number if meta.article_number and meta.article_number.startswith("10.") else None)


def _escape(text: str) -> str:
    return re.sub(r"\s+", " ", text).translate(_ESCAPED)


def _escape_name(name: str) -> str:
    """A name that BibTeX would cut (`and`, a comma in a body's name) is held together by braces."""
    return f"{{{_escape(name)}}}" if _AND.search(name) or (_CHINESE.search(name) and re.search(r"[,，]", name)) else _escape(name)
