"""Steps of mechanisms and members of standards: where the text lists them, in what order, and who performs each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract import lexicon
from extract.annotation import AttributeValue, Modality
from extract.enumerations import QUOTED, Item, announced, before, pair, split
from extract.shorthand import Shorthand, parse
from extract.view import Link, Mention, View
from extract.words import words

_ANNOUNCES = re.compile(
    r"[”’]?(?:的?[^，。；：、]{0,6})?(?:（[^（）]{0,30}）)?(?:，|,)?(?:具体)?(?:即|：|:|——+|分为|包括|是指|指的?是|其中[“‘].{1,12}[”’]是指)(?:：|:)?"
)
_PARENTHESIS = re.compile(r"[”’]?[^，。；：（）]{0,8}（(?P<inside>[^（）]{4,120})）")
_COUNTED = re.compile(r"[”’]?等?(?P<count>[一二两三四五六七八九十]+)(?:个|大|项|道|类)?(?:步|步骤|环节|程序|阶段|方面|流程|举措|机制)")
_FORMS = re.compile(r"(?:设立|建立|成立|设置|组建|构建|由)")
_PART_ENDS = re.compile(r"[。；！？\n]|，[“‘]|等[一二两三四五六七八九十]+[类个项种大]")
_VAGUE_STEP = re.compile(r"^(?:[一二三四五六七八九十\d]+|其他|有关|等等)$")
_BY = "由"
_LONGEST_EVIDENCE = 600
_NEAR = 260
"""Reading characters around a shorthand within which its members are looked for by their number."""


@cache
def _governing() -> frozenset[str]:
    return frozenset(row["term"] for row in lexicon.rows("frame_verbs") if row["sets"] == "yes")


@cache
def _level_actors() -> dict[str, tuple[str, bool]]:
    return {row["term"]: (row["level"], row["sure"] == "yes") for row in lexicon.rows("level_actors")}


def _stop(view: View, at: int) -> int:
    """Return the end of the sentence that holds `at`."""
    index = _sentence_at(view, at)
    return view.sentences[index].end if index < len(view.sentences) else len(view.text)


def _sentence_at(view: View, at: int) -> int:
    return bisect_right(view.sentences, at, key=lambda sentence: sentence.end)


def _sentence_start(view: View, at: int) -> int:
    index = _sentence_at(view, at)
    return view.sentences[index].start if index < len(view.sentences) else at


def _core(label: str) -> Shorthand | None:
    for first in (0, 2):
        for length in range(len(label), first + 1, -1):
            found = parse(label[first:length])
            if found and (first == 0 or length == len(label)):
                return found
    return None


def _verbless(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items, the first without the verb that governs the whole list (采取A、B、C)."""
    if not items:
        return ()
    head = items[0]
    governing = [verb for verb in _governing() if head.text.startswith(verb) and len(head.text) - len(verb) >= 2]
    if not governing:
        return tuple(items)
    cut = max(map(len, governing))
    if head.text[cut] in "了出起":
        cut += 1
    return (Item(head.start + cut, head.end, head.text[cut:]), *items[1:])


def _fits(items: Sequence[Item], count: int | None) -> bool:
    """Whether the items can be the members: as many as the shorthand says, none of them a mere number."""
    return len(items) >= 2 and (count is None or len(items) == count) and not any(_VAGUE_STEP.match(item.text) for item in items)


@dataclass(frozen=True, slots=True)
class Listed:
    """Members that the text lists, the rule that found them and how sure it is."""

    items: tuple[Item, ...]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Named:
    mention: Mention
    shorthand: Shorthand | None
    count: int | None
    quote: re.Match[str] | None


class StepFinder:
    """Finds the listed members of mechanisms and standards of one document."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._tags = {word.start: word.tag for word in words(view)}

    def members(self, mention: Mention) -> Listed | None:
        """Return the members listed for `mention`, None where the text lists none.

        Ways are tried from the surest to the least sure: the name is itself the list, brackets, a colon, the words before a
        quotation, parts set up in the same sentence, parts of a compound shorthand, a list near by with the right number.
        """
        quote = QUOTED.match(self.view.text, mention.start - 1) if mention.start else None
        shorthand = _core(quote[1] if quote else mention.label)
        named = _Named(mention, shorthand, shorthand.count if shorthand else None, quote)
        ways = (self._slogan, self._parenthesis, self._announced, self._before, self._formed, self._nested, self._by_number)
        return next((listed for way in ways if (listed := way(named))), None)

    def _slogan(self, named: _Named) -> Listed | None:
        mention, text = named.mention, self.view.text
        if named.shorthand and _same(mention.label, named.shorthand):
            return None
        own_end = min(named.quote.end(1) if named.quote else mention.end, mention.end)
        if not _slogan_like(text[mention.start : own_end]):
            return None
        items = _verbless(split(text, mention.start, self._slogan_end(mention, own_end)))
        fewest = 2 if named.quote else 3
        return Listed(items, "slogan", 0.92) if len(items) >= fewest and all(2 <= len(i.text) <= 12 for i in items) else None

    def _parenthesis(self, named: _Named) -> Listed | None:
        text = self.view.text
        inside = _PARENTHESIS.match(text, named.mention.end, _stop(self.view, named.mention.end))
        if not inside:
            return None
        items = split(text, inside.start("inside"), inside.end("inside"))
        plus = re.search("[+＋]", inside["inside"]) is not None
        return Listed(items, "parenthesis", 0.85) if _fits(items, None if plus else named.count or -1) else None

    def _announced(self, named: _Named) -> Listed | None:
        text, count = self.view.text, named.count
        stop = _stop(self.view, named.mention.end)
        said = _ANNOUNCES.match(text, named.mention.end, stop)
        if not said:
            return None
        dashed = re.compile("—+|－+").search(text, said.end(), stop) if said.group().endswith("——") else None
        items = announced(text, said.end(), dashed.start() if dashed else stop, count)
        if count and _fits(items, count):
            return Listed(items, "announced", 0.93)
        loose = count is None and len(items) >= 3 and re.search("[：:]|——|即", said.group())
        return Listed(items, "announced", 0.8) if loose and _fits(items, None) else None

    def _before(self, named: _Named) -> Listed | None:
        if not named.count:
            return None
        start = named.quote.start() if named.quote else named.mention.start
        items = _verbless(before(self.view.text, start, floor=_sentence_start(self.view, start)))
        return Listed(items, "before", 0.85) if _fits(items, named.count) else None

    def _slogan_end(self, mention: Mention, own_end: int) -> int:
        """Return where the list inside a name ends: before the 的 that joins it to its head noun."""
        text = self.view.text
        joined = text.rfind("的", mention.start, own_end)
        last_mark = max(text.rfind(mark, mention.start, own_end) for mark in "、+＋—→")
        return joined if joined > last_mark else own_end

    def _formed(self, named: _Named) -> Listed | None:
        """设立A、B、C，（共同）形成M: the parts set up right before in the same sentence."""
        text = self.view.text
        start = _sentence_start(self.view, named.mention.start)
        verb = re.search(r"[，,](?:从而|进而|共同|由此)?(?:形成|构成|组成|构建)(?:了|起)?[^，。]{0,6}$", text[start : named.mention.start])
        if not verb:
            return None
        clause_end = start + verb.start()
        opened = list(_FORMS.finditer(text, start, clause_end))
        if not opened or "，" in text[opened[-1].end() : clause_end]:
            return None
        items = _verbless(split(text, opened[-1].end() + (text[opened[-1].end()] in "了起"), clause_end))
        return Listed(items, "formed", 0.8) if len(items) >= 2 and all(2 <= len(i.text) <= 10 for i in items) else None

    def _nested(self, named: _Named) -> Listed | None:
        """Members of each part of a compound shorthand, where every part is explained on its own (“三保”即A、B和C)."""
        text, mention = self.view.text, named.mention
        if not named.shorthand or len(named.shorthand.parts) < 2:
            return None
        found: list[Item] = []
        for part in named.shorthand.parts:
            pattern = re.compile(rf"[“‘]{re.escape(part.text)}[”’](?:，)?(?:即|：|是|为|指|包括|分别是)+")
            said = pattern.search(text, max(0, mention.start - 2 * _NEAR), min(len(text), mention.end + 3 * _NEAR))
            if not said:
                return None
            end = _PART_ENDS.search(text, said.end())
            stop = end.start() if end else len(text)
            items = split(text, said.end(), stop)
            if part.count == 2 and len(items) == 1:
                items = pair(text, said.end(), stop)
            if len(items) != part.count:
                return None
            found.extend(items)
        return Listed(tuple(found), "nested", 0.85)

    def _by_number(self, named: _Named) -> Listed | None:
        """A quoted list of exactly as many members near the shorthand."""
        text, mention = self.view.text, named.mention
        if not named.count or named.count < 3:
            return None
        low, high = max(0, mention.start - _NEAR), min(len(text), mention.end + _NEAR)
        for quote in sorted(QUOTED.finditer(text, low, high), key=lambda q: abs(q.start() - mention.start)):
            items = split(text, quote.start(1), quote.end(1))
            if not _fits(items, named.count) or not re.search("—|→|、", quote[1]):
                continue
            if _COUNTED.match(text, quote.end(1)) or abs(quote.end() - mention.start) < 60:
                return Listed(items, "by_number", 0.8)
        return None

    def _acts(self, item: Item, length: int) -> bool:
        """Whether what follows the first `length` characters of a step is an action: a word of its own, and no body or place."""
        if length == 1 and len(item.text) > 5:
            return False
        following = self._tags.get(item.start + length)
        return following is not None and following[:1] in {"v", "d", "a"}

    def performer(self, item: Item, actors: Mapping[int, Sequence[Mention]]) -> tuple[Mention | None, str, float]:
        """Return who performs a step, the words left as its action, and how sure that is.

        `actors` are those of the document by where they start. An actor that the step begins with performs it, also after 由, and so
        does one put in charge right after it (，由…); a bare level word (村, 县) stands for a body of that level, which is an inference.
        """
        text = self.view.text
        charged = item.start + 1 if item.text.startswith(_BY) else -1
        after = item.end + 2 if text[item.end : item.end + 2] == "，" + _BY else -1
        inside = [a for start in (item.start, charged) for a in actors.get(start, ()) if a.end < item.end]
        best = max(inside, key=lambda a: a.end, default=None)
        if best:
            return best, item.text[best.end - item.start :], 0.9
        following = max(actors.get(after, ()), key=lambda a: a.end, default=None)
        if following:
            return following, item.text, 0.85
        for length in range(min(6, len(item.text) - 1), 0, -1):
            known = _level_actors().get(item.text[:length])
            if not known or not self._acts(item, length):
                continue
            level, sure = known
            confidence = 0.8 if sure else 0.6
            attrs: dict[str, AttributeValue] = {"adminLevel": level}
            mention = Mention("Actor", item.start, item.start + length, item.text[:length], "steps.level_word", confidence, attrs)
            return mention, item.text[length:], confidence
        return None, item.text, 0.0


def _same(label: str, shorthand: Shorthand) -> bool:
    return label.startswith("".join(part.text for part in shorthand.parts)[:2])


def _slogan_like(text: str) -> bool:
    return bool(re.search(r"[、+＋]|—|→", text)) and not text.endswith("等")


def link_steps(view: View, mechanisms: Sequence[Mention], actors: Sequence[Mention]) -> Iterator[Link]:
    """Yield hasStep from each mechanism or standard whose members the text lists, and performedBy from steps to actors.

    Step mentions carry `order` (1 the first), `action` and `performedBy` (label or None). Only the best list of a label is taken.
    """
    finder = StepFinder(view)
    starting: dict[int, list[Mention]] = defaultdict(list)
    for actor in actors:
        starting[actor.start].append(actor)
    best: dict[tuple[str, str], tuple[Mention, Listed]] = {}
    for mention in mechanisms:
        listed = finder.members(mention)
        key = (mention.type, mention.label)
        if listed and (key not in best or listed.confidence > best[key][1].confidence):
            best[key] = (mention, listed)
    for mention, listed in best.values():
        low, high = min(mention.start, listed.items[0].start), max(mention.end, listed.items[-1].end)
        if high - low > _LONGEST_EVIDENCE:
            low, high = listed.items[0].start, listed.items[-1].end
        for order, item in enumerate(listed.items, 1):
            actor, action, sure = finder.performer(item, starting)
            attrs: dict[str, AttributeValue] = {"order": order, "action": action, "performedBy": actor.label if actor else None}
            rule = f"steps.{listed.rule}"
            step = Mention("Step", item.start, item.end, item.text, rule, listed.confidence, attrs)
            # what a standard consists of holds whoever says it
            told: Modality | None = "reported" if mention.type == "Standard" else None
            yield Link(mention, "hasStep", step, low, high, rule, listed.confidence, told)
            if actor:
                modality = "inferred" if sure < 0.7 else None
                yield Link(step, "performedBy", actor, item.start, max(item.end, actor.end), "steps.performer", sure, modality)
