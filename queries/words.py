"""Words for literal search: text and query are folded alike, then cut by jieba's dictionary."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_WORD = re.compile(r"\w")
_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_BREAK = re.compile(r"(?<=[⺀-鿿，。、；：！？（）“”《》])\s+|\s+(?=[⺀-鿿，。、；：！？（）“”《》])")


def fold(text: str) -> str:
    """Return `text` in the form that is compared: NFKC, simplified characters, no white space next to Chinese.

    >>> fold("脫貧 攻堅　２０２０年")
    '脱贫攻坚2020年'
    """
    text = unicodedata.normalize("NFKC", text)
    if _HAN.search(text):
        text = _simplifier().convert(text)
    return " ".join(_BREAK.sub("", text).split())


def words(text: str) -> tuple[str, ...]:
    """Return the words of folded `text` in order, long words with their parts, without punctuation.

    >>> words("对口帮扶工作，2020年")
    ('对口', '帮扶', '工作', '2020', '年')
    """
    import rjieba

    return tuple(word for word in rjieba.cut_for_search(text.lower()) if _WORD.search(word))


@cache
def _simplifier() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")
