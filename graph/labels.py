"""Names as the graph writes them: one spelling for what differs only in width, white space or quotation marks."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_QUOTES = "“”‘’\"'《》〈〉「」『』"
_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_HALF = re.compile(r"[,;:!?()]")


def fold(label: str) -> str:
    """Return what two labels must have in common to be one name: NFKC, no white space beside Chinese, no outer quotation marks.

    >>> fold(" “Ｋ 县” "), fold("New Public Management")
    ('K县', 'New Public Management')
    """
    text = _folded_once(label)
    # dropping a space can bring a combining mark next to a letter, and quotation marks can be nested
    while (again := _folded_once(text)) != text:
        text = again
    return text


def _folded_once(label: str) -> str:
    text = _SPACE.sub(" ", unicodedata.normalize("NFKC", label)).strip()
    text = "".join(c for i, c in enumerate(text) if c != " " or not (_chinese(text[i - 1]) or _chinese(text[i + 1])))
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    return text


def display(folded: str) -> str:
    """Return a folded label with Chinese punctuation again, a function of the folded label alone so that every document writes it so.

    >>> display("有机构,有人员(专职)")
    '有机构，有人员（专职）'
    """
    if folded.isascii():
        return folded
    return _HALF.sub(lambda m: m[0] if _between_digits(folded, m.start()) else _WIDE[m[0]], folded)


def _chinese(character: str) -> bool:
    return not character.isascii()


def _between_digits(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
