"""Plain text and Markdown: decoding, line ends untouched."""

from __future__ import annotations

import codecs
import re
import unicodedata

from corpus.source import DocumentError, SourceText

_BOMS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CANDIDATES = ["gb18030", "big5", "utf_16_le", "utf_16_be"]
_SAMPLE = 200_000
_PLAUSIBLE = 0.7
_PUNCTUATION = re.compile(r"[，。、；：！？“”（）《》\s]")
_PAGE = re.compile(r"\f")


def read_plain(data: bytes, source: str) -> SourceText:
    """Return the decoded file; form feeds give its pages."""
    raw = decode(data, source)
    breaks = [found.end() for found in _PAGE.finditer(raw) if raw[found.end() :].strip()]
    return SourceText(raw, pages=(0, *breaks) if breaks else ())


def decode(data: bytes, source: str) -> str:
    """Return the text of `data`: UTF-8 as `open(encoding="utf-8", newline="")` gives it, else UTF-16, GB18030 or Big5.

    Raises DocumentError for bytes that are no text in any of these.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(source, f"damaged {encoding} text at byte {error.start}; save it as UTF-8") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _guessed(data)
        if text is None:
            reason = f"not UTF-8 (byte {error.start}) and not GB18030, Big5 or UTF-16 either; save it as UTF-8"
            raise DocumentError(source, reason) from error
        return text
    if "\x00" in text:
        text = _guessed(data)
        if text is None:
            raise DocumentError(source, "holds binary data, not text; give a .txt, .md, .pdf, .docx or .html file")
    return text


def _guessed(data: bytes) -> str | None:
    """Return the most plausible decoding: charset-normalizer's, then the candidate that reads most like Chinese."""
    from charset_normalizer import from_bytes

    best: tuple[float, str] | None = None
    order = list(_CANDIDATES)
    match = from_bytes(data[:_SAMPLE], cp_isolation=order).best()
    if match is not None and match.encoding in order:
        order.remove(match.encoding)
        order.insert(0, match.encoding)
    for encoding in order:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _plausibility(text[:_SAMPLE])
        if score >= _PLAUSIBLE and (best is None or score > best[0] + 0.02):
            best = (score, text)
    return best[1] if best else None


def _plausibility(text: str) -> float:
    """Return the share of characters common in Chinese writing; frequent ones (GB 2312 and Big5 level 1) and punctuation count."""
    if not text:
        return 0.0
    good = sum(1 for char in text if char.isascii() and (char.isprintable() or char.isspace()))
    chinese = [char for char in text if not char.isascii()]
    good += sum(1 for char in chinese if _PUNCTUATION.match(char) or _frequent(char))
    bad = sum(1 for char in text if unicodedata.category(char) in {"Co", "Cn", "Cs"} or (char < " " and not char.isspace()))
    return (good - 5 * bad) / len(text)


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
