"""Plain text and Markdown: decoding, line ends untouched."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from corpus.source import DocumentError, SourceText

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"gb18030": "GB18030", "big5": "Big5", "utf_16_le": "UTF-16", "utf_16_be": "UTF-16", "utf-8": "UTF-8"}
_CANDIDATES = ("gb18030", "big5", "utf_16_le", "utf_16_be")
_SAMPLE = 50_000
_PLAUSIBLE = 0.7
_MOST_BROKEN = 0.01
"""Share of characters that may be unreadable before a file counts as something else than text."""
_MOST_CONTROLS = 0.01
_SURE = 0.02
_PUNCTUATION = re.compile(r"[，。、；：！？“”（）《》「」『』\s]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PAGE = re.compile(r"\f")
_NO_TEXT = "not UTF-8 (byte {}) and not GB18030, Big5 or UTF-16 either; save it as UTF-8"
_BINARY = "holds binary data, not text; give a .txt, .md, .pdf, .docx or .html file"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file and what was wrong with its bytes."""

    text: str
    warnings: tuple[str, ...] = ()


def read_plain(data: bytes, source: str) -> SourceText:
    """Return the decoded file; form feeds give its pages."""
    decoded = decode(data, source)
    raw = decoded.text
    breaks = [found.end() for found in _PAGE.finditer(raw)]
    while breaks and not raw[breaks[-1] :].strip():
        breaks.pop()
    return SourceText(raw, pages=(0, *breaks) if breaks else (), warnings=decoded.warnings)


def decode(data: bytes, source: str) -> Decoded:
    """Return the text of `data`: UTF-8 as `open(encoding="utf-8", newline="")` gives it, else UTF-16, GB18030 or Big5.

    A few bytes that fit no character are read as U+FFFD and reported in the warnings. Raises DocumentError for bytes that are no text.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom) and (encoding == "utf-16" or len(data) % 4 == 0):
            return _marked(data, encoding, source)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        decoded = _guessed(data) or _mended(data)
        if decoded is None:
            raise DocumentError(source, _BINARY if b"\x00" in data else _NO_TEXT.format(error.start)) from error
        return decoded
    if len(_CONTROLS.findall(text, 0, _SAMPLE)) <= _MOST_CONTROLS * min(len(text), _SAMPLE):
        return Decoded(text)
    decoded = _guessed(data)  # UTF-16 without a byte order mark is valid UTF-8 where its characters are Latin
    if decoded is None:
        raise DocumentError(source, _BINARY)
    return decoded


def _marked(data: bytes, encoding: str, source: str) -> Decoded:
    """Decode what a byte order mark names."""
    try:
        return Decoded(data.decode(encoding))
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        if _broken(text) > _MOST_BROKEN:
            raise DocumentError(source, f"damaged {encoding} text at byte {error.start}; save it as UTF-8") from error
        return Decoded(text, (_complaint(text, encoding.upper()),))


def _guessed(data: bytes) -> Decoded | None:
    """Return the most plausible decoding: charset-normalizer's, then the candidate that reads most like Chinese."""
    from charset_normalizer import from_bytes

    best: tuple[float, str, bytes] | None = None
    order: list[str] = list(_CANDIDATES)
    match = from_bytes(data[:_SAMPLE], cp_isolation=order).best()
    if match is not None and match.encoding in order:
        order.remove(match.encoding)
        order.insert(0, match.encoding)
    for encoding in order:
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _plausibility(data[:_SAMPLE].decode(encoding, errors="ignore"))
        if score >= _PLAUSIBLE and (best is None or score > best[0] + _SURE):
            best = (score, encoding, data)
    return Decoded(data.decode(best[1])) if best else None


def _mended(data: bytes) -> Decoded | None:
    """Return the text of a file with some bytes that are wrong, or with lines in two encodings; None where too many are."""
    lines = _by_line(data)
    if lines is not None:
        return lines
    best: tuple[float, str] | None = None
    for encoding in ("utf-8", *_CANDIDATES):
        sample = data[:_SAMPLE].decode(encoding, errors="replace")
        score = _plausibility(sample)
        if _broken(sample) <= _MOST_BROKEN and score >= _PLAUSIBLE and (best is None or score > best[0] + _SURE):
            best = (score, encoding)
    if best is None:
        return None
    text = data.decode(best[1], errors="replace")
    return Decoded(text, (_complaint(text, _NAMES[best[1]]),)) if _broken(text) <= _MOST_BROKEN else None


def _by_line(data: bytes) -> Decoded | None:
    """Return the text of a file whose lines are each whole in UTF-8 or in GB18030, as when two files are joined."""
    parts: list[str] = []
    first = 0
    used: set[str] = set()
    for number, line in enumerate(data.splitlines(keepends=True), 1):
        text, encoding = _line(line)
        if text is None:
            return None
        if encoding is not None:
            used.add(encoding)
            first = first or (number if len(used) == 2 else 0)
        parts.append(text)
    text = "".join(parts)
    if len(used) < 2 or _plausibility(text[:_SAMPLE]) < _PLAUSIBLE:
        return None
    return Decoded(text, (f"lines in UTF-8 and in GB18030 stand mixed, from line {first} on; check it there",))


def _line(line: bytes) -> tuple[str | None, str | None]:
    if line.isascii():
        return line.decode("ascii"), None
    for encoding in ("utf-8", "gb18030"):
        try:
            return line.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return None, None


def _broken(text: str) -> float:
    return text.count("\ufffd") / max(1, len(text))


def _complaint(text: str, encoding: str) -> str:
    count = text.count("\ufffd")
    line = text.count("\n", 0, text.find("\ufffd")) + 1
    places = "one place" if count == 1 else f"{count} places"
    return f"read as {encoding}, but {places} cannot be read (the first in line {line}) and stand as \ufffd; check the file"


def _plausibility(text: str) -> float:
    """Return the share of characters common in Chinese writing; frequent ones (GB 2312 and Big5 level 1) and punctuation count."""
    if not text:
        return 0.0
    good = sum(1 for char in text if char.isascii() and (char.isprintable() or char.isspace()))
    good += sum(1 for char in text if not char.isascii() and (_PUNCTUATION.match(char) or _frequent(char)))
    bad = sum(1 for char in text if _impossible(char))
    return (good - 5 * bad) / len(text)


@lru_cache(maxsize=1 << 16)
def _impossible(char: str) -> bool:
    return unicodedata.category(char) in {"Co", "Cn", "Cs"} or (char < " " and not char.isspace())


@lru_cache(maxsize=1 << 16)
def _frequent(char: str) -> bool:
    """Level 1 of GB 2312 (rows 16 to 55) or of Big5 (A4 to C6) holds the characters of everyday text."""
    if not "\u4e00" <= char <= "\u9fff":
        return False
    for encoding, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            lead = char.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        if first <= lead <= last:
            return True
    return False
