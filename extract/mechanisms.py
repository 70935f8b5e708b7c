"""Names of mechanisms and standards: a quoted core with its head noun, a bare noun phrase with one, known terms, quoted shorthands."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from extract import lexicon
from extract.annotation import AttributeValue
from extract.enumerations import QUOTED
from extract.lexicon import Matcher
from extract.shorthand import Shorthand, parse
from extract.view import Mention, ProseSentence, View
from extract.words import Word, words

_CLAUSE_EDGE = "，。；：！？“”‘’（）()《》「」,;:!?\n"
_LONGEST_NAME = 34
_LONGEST_QUOTED = 26
_LEVELS = "省市州县区乡镇村组户"
_SLOGAN = re.compile(r"[^、，]{2,12}(?:[、，][^、，]{2,12})+")
_PLUS = re.compile(r"[^+＋]{1,12}(?:[+＋][^+＋]{1,12})+")
_STANDARD_AFTER = re.compile(r"的?(?:退出)?(?:标准|要求|目标|原则|政策|方针|理念|布局|总体部署|战略布局|方略)")
_MEASURE_AFTER = re.compile(r"的?(?:计划|行动|工程|改革|活动|项目|战役|攻势)")
_THEORY_AFTER = re.compile(r"的?(?:理论|概念|视角|范式|假说|命题|逻辑|关系|困境|陷阱|现象|问题|效应|特征|社会|社区|阶段|时代)")
_NAMING = re.compile(
    r"(?:即|称为|称之为|合称|称作|叫作|叫做|名为|所谓|概括为|总结为|探索出|摸索出|推出|实行|推行|试行|叫它|建立|建立起|设立|采取|采用|创新|创立|首创|形成|落实|执行|实施|开展|运用|用|按照|按|推广)了?(?:一套|一种|一项)?$"
)
_GAP = re.compile(r"(?P<of>的)?(?P<gap>[^，。；：、“”‘’（）()《》\s的]{0,10}?)$")


@cache
def _heads() -> tuple[re.Pattern[str], frozenset[str]]:
    rows = sorted(lexicon.rows("mechanism_heads"), key=lambda row: -len(row["head"]))
    return re.compile("|".join(re.escape(row["head"]) for row in rows)), frozenset(r["head"] for r in rows if r["strength"] == "weak")


@cache
def _known() -> tuple[Matcher, dict[str, str]]:
    types = {row["term"]: row["type"] for row in lexicon.rows("mechanisms_known")}
    return Matcher(types), types


@cache
def _standards() -> tuple[Matcher, dict[str, str]]:
    counts = {row["term"]: row["count"] for row in lexicon.rows("standards_known")}
    return Matcher(counts), counts


@cache
def _frames() -> dict[str, bool]:
    return {row["term"]: row["sets"] == "yes" for row in lexicon.rows("frame_verbs")}


@cache
def _vague() -> frozenset[str]:
    return frozenset(lexicon.terms("mechanism_vague"))


@cache
def _types() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(re.sub(r"\+", r"\\+", row["cue"])), row["type"]) for row in lexicon.rows("mechanism_types"))


def mechanism_type(label: str) -> str:
    """Return the guideline's type for a mechanism of this name, 其他 where no cue is in it.

    >>> mechanism_type("党员联系帮扶制度")
    '责任包干'
    """
    known = _known()[1].get(label)
    if known:
        return known
    return next((kind for cue, kind in _types() if cue.search(label)), "其他")


def _mechanism(start: int, end: int, label: str, rule: str, confidence: float, aliases: tuple[str, ...] = ()) -> Mention:
    attrs: dict[str, AttributeValue] = {"mechanismType": mechanism_type(label)}
    return Mention("Mechanism", start, end, label, f"mechanisms.{rule}", confidence, attrs, tuple(a for a in aliases if a != label))


def _standard(start: int, end: int, label: str, rule: str, confidence: float, count: int | None) -> Mention:
    return Mention("Standard", start, end, label, f"standards.{rule}", confidence, {"count": count})


def _is_vague(modifier: str) -> bool:
    """Whether nothing but vague words stands before the head."""
    rest = modifier
    while rest:
        longest = next((rest[:n] for n in range(min(5, len(rest)), 0, -1) if rest[:n] in _vague()), None)
        if longest is None:
            return rest.strip("的性化型式") == ""
        rest = rest[len(longest) :]
    return True


class _Words:
    """Words of the view, to be found by offset."""

    def __init__(self, view: View) -> None:
        self.all = words(view)
        self.starts = [word.start for word in self.all]
        self._ends = frozenset(word.end for word in self.all)

    def ends_at(self, offset: int) -> bool:
        """Whether a word ends at `offset`."""
        return offset in self._ends

    def at(self, offset: int) -> Word | None:
        """Return the word that starts at `offset`."""
        index = bisect_left(self.starts, offset)
        return self.all[index] if index < len(self.all) and self.starts[index] == offset else None

    def within(self, start: int, end: int) -> tuple[tuple[int, int, str, str], ...]:
        """Return (start, end, word, tag) of the words that begin in start..end, cut at `end`."""
        inside = self.all[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
        return tuple((word.start, min(word.end, end), word.text, word.tag) for word in inside)


def _head_after(heads: re.Pattern[str], after: str, at: int, segmented: _Words) -> re.Match[str] | None:
    """Return the head noun that ends the phrase after a closing quotation mark: at a word's end, and no verb in between."""
    head = heads.search(after)
    while head:
        further = heads.match(after, head.end())
        if not further:
            break
        head = further
    if not head or not segmented.ends_at(at + head.end()):
        return None
    frames = _frames()
    between = segmented.within(at, at + head.start())
    return None if any(word in frames for _, _, word, _ in between) else head


def _quoted(view: View, sentence: ProseSentence, segmented: _Words) -> Iterator[Mention]:
    text = view.text
    heads, _ = _heads()
    for quote in QUOTED.finditer(text, sentence.start, sentence.end):
        core, start, end = quote[1], quote.start(1), quote.end(1)
        after = text[quote.end() : min(quote.end() + 18, sentence.end)]
        before = text[max(sentence.start, quote.start() - 8) : quote.start()]
        head = _head_after(heads, after, quote.end(), segmented)
        gap = _GAP.match(after[: head.start()]) if head else None
        count = parse(core) or _ending_shorthand(core)
        slogan = bool(_SLOGAN.fullmatch(core) or _PLUS.fullmatch(core))
        if _is_named(core) and len(core) <= _LONGEST_QUOTED and "，" not in core:
            yield _mechanism(start, end, core, "quoted_whole", 0.88 if count else 0.72)
        elif head and gap and gap.end() == head.start() and not _THEORY_AFTER.match(after) and not _says_nothing(gap, count or slogan):
            longest = head
            tail = f"{gap['gap']}{longest.group()}"
            label = core + (gap["of"] or "") + tail
            own = (core,) if len(core) > 1 else ()
            more = (tail,) if len(tail) >= 6 and not _is_vague(tail[: -len(longest.group())]) else ()
            joined = (core + tail,) if gap["of"] else ()
            sure = 0.9 if count or slogan else 0.8
            yield _mechanism(start, quote.end() + longest.end(), label, "quoted_head", sure, own + more + joined)
        elif count and (_STANDARD_AFTER.match(after) or core in _standards()[1]):
            yield _standard(start, end, core, "quoted_shorthand", 0.85, count.count)
        elif _MEASURE_AFTER.match(after) or _THEORY_AFTER.match(after):
            continue
        elif count and len(core) >= 3 and _NAMING.search(before):
            yield _mechanism(start, end, core, "quoted_shorthand", 0.72)
        elif count and len(core) >= 3:
            yield _standard(start, end, core, "quoted_shorthand", 0.72, count.count)
        elif slogan and _NAMING.search(before):
            yield _mechanism(start, end, core, "quoted_slogan", 0.72)
        elif _NAMING.search(before) and 3 <= len(core) <= 14 and not re.search("[，。]", core):
            yield _mechanism(start, end, core, "quoted_named", 0.55)


def _says_nothing(gap: re.Match[str], listed: object) -> bool:
    """Whether vague words join a quotation that is no list or count to its head noun: the 长效机制 of a quoted problem is none."""
    return not listed and bool(gap["gap"]) and _is_vague(gap["gap"])


def _ending_shorthand(core: str) -> Shorthand | None:
    """Return the shorthand that a quotation of at most eight characters ends with, after an epithet of two."""
    return parse(core[2:]) if 4 <= len(core) <= 8 and not re.search("[，、。]", core) else None


def _is_named(core: str) -> bool:
    """Whether a quotation is itself a name with a strong head noun: 八步工作法, but not 机制 or 治理体系."""
    heads, weak = _heads()
    last = None
    for found in heads.finditer(core):
        last = found
    return last is not None and last.end() == len(core) and last.group() not in weak and not _is_vague(core[: last.start()])


def _clause_start(text: str, floor: int, head_start: int) -> int:
    """Return the left edge of the clause before a head; a list of levels (县、乡、村) is no edge."""
    edge = head_start
    while edge > floor and text[edge - 1] not in _CLAUSE_EDGE and head_start - edge < _LONGEST_NAME:
        if text[edge - 1] == "、" and not (edge >= 2 and text[edge - 2] in _LEVELS and text[edge] in _LEVELS):
            break
        edge -= 1
    return edge


def _phrase_start(view: View, sentence: ProseSentence, head_start: int, segmented: _Words) -> tuple[int, bool]:
    """Return where the noun phrase before a head begins, and whether a verb of setting up stands before it."""
    text = view.text
    edge = _clause_start(text, sentence.start, head_start)
    frames = _frames()
    heads = _heads()[0]
    start, sets = edge, False
    for word_start, word_end, word, tag in segmented.within(edge, head_start):
        if word in frames and word_end < head_start:
            start, sets = word_end, frames[word]
        elif tag == "r" and len(word) < 3 and word_end < head_start:
            start = word_end
        elif word in {"和", "与", "及", "以及"} and heads.search(text[start:word_start][-4:] or "-"):
            start = word_end
    for _, word_end, word, tag in segmented.within(start, head_start):
        loose = tag[:1] in {"d", "c", "p", "r", "u", "y"} or (tag == "v" and not sets and head_start - start > 8)
        if word_end >= head_start or not loose or word in _LEVELS:
            break
        start = word_end
    for at in range(start, head_start - 1):
        if len(text[at:head_start]) <= 9 and parse(text[at:head_start]):
            return at, True
    return start, sets


def _goes_on(segmented: _Words, end: int) -> bool:
    """Whether the noun phrase goes on after a head: 制度安排, 机制运行, 体制内."""
    following = segmented.at(end)
    return following is not None and following.tag[:1] in {"n", "v", "a", "f", "l", "b", "s"} and following.text not in _frames()


def _bare(view: View, sentence: ProseSentence, segmented: _Words) -> Iterator[Mention]:
    text = view.text
    heads, weak = _heads()
    for head in heads.finditer(text, sentence.start, sentence.end):
        if not segmented.ends_at(head.end()) or _goes_on(segmented, head.end()) or text[head.start() - 1 : head.start()] in {"”", "’"}:
            continue
        start, sets = _phrase_start(view, sentence, head.start(), segmented)
        phrase = text[start : head.start()]
        while phrase[:1] in {"的", "和", "与", "及", "一", "在"}:
            start, phrase = start + 1, phrase[1:]
        parts = phrase.split("的")
        core = parts[-1]
        if len(parts) > 2:
            start = head.start() - len(parts[-2]) - len(core) - 1
            phrase = text[start : head.start()]
        label = phrase + head.group()
        short = core + head.group()
        if len(parts) > 1 and (len(phrase) > 22 or _is_vague(parts[-2])):
            start, label = head.start() - len(core), short
        modifier = label[: -len(head.group())].strip("的")
        if len(modifier) < 2 or _is_vague(modifier) or modifier in _frames() or len(label) > 30 or re.search(r"\d{4}", label):
            continue
        is_weak = head.group() in weak
        if is_weak and not (sets and len(modifier) >= 3):
            continue
        aliases = (short,) if label != short and len(core) >= 2 and not _is_vague(core) else ()
        if _is_vague(core[-2:]) and not sets:
            sure = 0.4
        else:
            sure = (0.66 if is_weak else 0.78) if sets else 0.6
        yield _mechanism(start, head.end(), label, "bare_head", sure, aliases)


def _terms(view: View, sentence: ProseSentence) -> Iterator[Mention]:
    matcher, types = _known()
    for match in matcher.find(sentence.text):
        start = sentence.start + match.start
        yield Mention(
            "Mechanism", start, sentence.start + match.end, match.term, "mechanisms.known", 0.75, {"mechanismType": types[match.term]}
        )
    matcher, counts = _standards()
    for match in matcher.find(sentence.text.replace("“", "\0").replace("”", "\0")):
        count = counts[match.term]
        yield _standard(
            sentence.start + match.start,
            sentence.start + match.end,
            match.term,
            "known",
            0.85,
            int(count) if count else None,
        )


def find_mechanisms(view: View) -> Iterator[Mention]:
    """Yield every mention of a Mechanism or Standard, in text order; of overlapping readings the surest, then the longest.

    Standards carry `count`, the number their shorthand stands for; mechanisms `mechanismType`.
    """
    segmented = _Words(view)
    for sentence in view.sentences:
        found = [*_quoted(view, sentence, segmented), *_bare(view, sentence, segmented), *_terms(view, sentence)]
        taken: list[Mention] = []
        for mention in sorted(found, key=lambda m: (-m.confidence, m.start - m.end, m.start)):
            over = next((other for other in taken if mention.start < other.end and other.start < mention.end), None)
            if over is None:
                taken.append(mention)
            else:
                view.let_go(mention, "overlapped", instead=f"{over.rule} {over.label}")
        yield from sorted(taken, key=lambda m: m.start)
