"""Who heads which organisation, what is part of what, who supervises whom: links between actors that a sentence states."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

from extract.lexicon import rows
from extract.patterns import alternation
from extract.view import Link, Mention, ProseSentence, View

_JOIN = re.compile(r"(?:、|和|与|及|以及|，)?(?:[一二两三\d]+名)?")
_ADVERB = re.compile(r"(?:分别|共同|共|均|同|都|亲自|等|直接|轮流)*$")
_CLAUSE = re.compile(r"[，；。：！？]")
_ORGANISATION = re.compile(r"(?:组|部|队|所|室|办|会|班|局|委|中心|社|站|区|厅|协会|联盟|体|司)$")
_UNNAMED = re.compile(r"[任兼当为][一-龥]{1,12}[办局组部队委会社站所院心班]$")
"""A role in an organisation that is named there but was not recognised (兼任整改办主任): no other organisation is meant."""
_POSTS = frozenset({"actors.post", "actors.compound"})
_OWN_PARTS = frozenset({"下设", "内设", "下辖", "下分", "分设"})
_HEAD_LABEL = re.compile(r"办公室$")


def link_posts(view: View, mentions: Sequence[Mention]) -> Iterator[Link]:
    """Yield heads, partOf and supervises between the actors among `mentions`, in reading order."""
    actors = sorted((m for m in mentions if m.type in ("Actor", "TaskOrganization")), key=lambda m: (m.start, m.end))
    starts = [m.start for m in actors]
    before: Sequence[Mention] = ()
    segment = -1
    for sentence in view.sentences:
        here = actors[bisect_left(starts, sentence.start) : bisect_right(starts, sentence.end - 1)]
        if sentence.segment != segment:
            before, segment = (), sentence.segment
        if here:
            yield from _heads(sentence, here, before)
            yield from _parts(sentence, here, before)
            yield from _supervision(sentence, here)
            before = here


def _heads(sentence: ProseSentence, here: Sequence[Mention], before: Sequence[Mention]) -> Iterator[Link]:
    """Yield the posts that take on a role: 由A、B任总指挥长, 组长由A担任, 以A为组长的X领导小组."""
    for match in [*_taking().finditer(sentence.text), *_taken().finditer(sentence.text)]:
        taken = match.re is _taken()
        at = sentence.start + (match.start("by") if taken else match.start())
        subjects = _following(here, sentence, match.end("by")) if taken else _preceding(here, sentence, at)
        organisation = _organisation_of(sentence, here, before, match.start(), match.start("role"), match.end(), subjects)
        if not subjects or organisation is None:
            continue
        subjects = [s for s in subjects if s.rule in _POSTS] or subjects
        role = match["role"]
        confidence = 0.6 if "副" in role else 0.85
        for subject in subjects:
            if subject.label != organisation.label:
                start, end = min(subject.start, organisation.start), max(sentence.start + match.end(), organisation.end, subject.end)
                start = start if organisation in here else min(s.start for s in subjects)
                yield Link(subject, "heads", organisation, start, end, "posts.heads", confidence, attrs={"role": role})


def _preceding(here: Sequence[Mention], sentence: ProseSentence, at: int) -> list[Mention]:
    """Return the actors listed right before reading offset `at`, in order."""
    text, base = sentence.text, sentence.start
    adverb = _ADVERB.search(text[: at - base])
    edge = at - (len(adverb[0]) if adverb else 0)
    found: list[Mention] = []
    for mention in reversed(here):
        if mention.end > edge and not (found and mention.end == found[-1].end):
            continue
        gap = text[max(mention.end, base) - base : edge - base]
        same_compound = bool(found) and mention.end == found[-1].end
        if not same_compound and not _JOIN.fullmatch(gap):
            break
        if gap == "，":
            break
        found.append(mention)
        edge = mention.start
    return found[::-1]


def _following(here: Sequence[Mention], sentence: ProseSentence, after: int) -> list[Mention]:
    """Return the actors listed right after position `after` of the sentence."""
    edge = sentence.start + after
    found: list[Mention] = []
    for mention in here:
        if mention.start < edge:
            if found and mention.end == edge:
                found.append(mention)
            continue
        gap = sentence.text[edge - sentence.start : mention.start - sentence.start]
        if not (_JOIN.fullmatch(gap) or (not found and len(gap) <= 4)) or gap == "，":
            break
        found.append(mention)
        edge = mention.end
    return found


def _organisation_of(
    sentence: ProseSentence,
    here: Sequence[Mention],
    before: Sequence[Mention],
    start: int,
    role: int,
    end: int,
    subjects: Sequence[Mention],
) -> Mention | None:
    """Return the organisation that is headed: named in the role, after 的, or the last one before."""
    base, text = sentence.start, sentence.text
    inside = [m for m in here if base + start <= m.start and m.end <= base + end and _is_organisation(m)]
    if inside:
        return inside[-1]
    office = re.search(r"办公室(?=\S{0,2}主任$)", text[start:end])
    if office:
        return next((m for m in reversed([*before, *here]) if _HEAD_LABEL.search(m.label) and m.start < base + end), None)
    if _UNNAMED.search(text[start:role]):
        return None
    after = re.match(r"(?:[、，和][^，。；]{1,24}?[任为](?:\w{1,6}))*的", text[end:])
    if after:
        named = next((m for m in here if 0 <= m.start - (base + end + after.end()) <= 3 and _is_organisation(m)), None)
        if named:
            return named
    first = min((s.start for s in subjects), default=base + start)
    earlier = [m for m in [*before, *here] if m.end <= max(first, base + start) and m not in subjects]
    role_subject = [m for m in earlier if m.type == "TaskOrganization"]
    if role_subject:
        return role_subject[-1]
    return next((m for m in reversed(earlier) if _is_organisation(m) and m in here and m.end >= first - 3), None)


def _is_organisation(mention: Mention) -> bool:
    return mention.type == "TaskOrganization" or bool(_ORGANISATION.search(mention.label))


def _parts(sentence: ProseSentence, here: Sequence[Mention], before: Sequence[Mention]) -> Iterator[Link]:
    """Yield what an organisation is divided into (下设) and what it belongs to (挂靠, 设在)."""
    for match in _dividing().finditer(sentence.text):
        at = sentence.start + match.start()
        listed = [m for m in here if m.start >= at and m.type == "TaskOrganization" and _one_clause(sentence, at, m.start)]
        whole = _divided(sentence, here, before, at, match.group())
        collective = next((m for m in listed if m.rule == "actors.collective"), None)
        for part in listed:
            for above in (whole, collective):
                if above and part.label != above.label and not (part is collective and above is collective):
                    start = min(above.start, part.start) if above in here else part.start
                    yield Link(part, "partOf", above, start, max(part.end, above.end if above in here else 0), "posts.parts", 0.75)
    for match in _belonging().finditer(sentence.text):
        at = sentence.start + match.start()
        below = next((m for m in reversed(here) if m.end <= at and at - m.end <= 2 and m.type == "TaskOrganization"), None)
        above = next((m for m in here if 0 <= m.start - (sentence.start + match.end()) <= 1 and _is_organisation(m)), None)
        if below and above and below.label != above.label:
            yield Link(below, "partOf", above, below.start, above.end, "posts.belongs", 0.75)
    for mention in here:
        if mention.type == "TaskOrganization" and _HEAD_LABEL.search(mention.label):
            whole = next((m for m in [*before, *here] if mention.label[:-3] in (m.label, *m.aliases)), None)
            if whole:
                yield Link(mention, "partOf", whole, mention.start, mention.end, "posts.office", 0.8)


def _divided(sentence: ProseSentence, here: Sequence[Mention], before: Sequence[Mention], at: int, verb: str) -> Mention | None:
    """Return the organisation that is divided: right before the verb, else what its sentence or the one before is about."""
    earlier = [m for m in here if m.end <= at and m.type == "TaskOrganization"]
    if earlier and re.fullmatch(
        r"(?:[（(][^）)]*[）)])?(?:之)?(?:[下内中])?(?:共|又|另|还)?", sentence.text[earlier[-1].end - sentence.start : at - sentence.start]
    ):
        return earlier[-1]
    if verb in _OWN_PARTS:
        topics = earlier or [m for m in before if m.type == "TaskOrganization"]
        return next((m for m in topics if not _HEAD_LABEL.search(m.label)), None)
    return None


def _one_clause(sentence: ProseSentence, start: int, end: int) -> bool:
    return not re.search(r"[；。：！？]|，(?!\S{0,4}[组班队])", sentence.text[start - sentence.start : end - sentence.start])


def _supervision(sentence: ProseSentence, here: Sequence[Mention]) -> Iterator[Link]:
    """Yield A supervises B for A约谈B, A对B进行考核 and B被A通报."""
    text, base = sentence.text, sentence.start
    for match in _supervising().finditer(text):
        left = base + match.start()
        near = next((m for m in reversed(here) if m.end <= left and _close(text[m.end - base : match.start()])), None)
        if near is None:
            continue
        if match["target"] is None:
            objects = [m for m in here if 0 <= m.start - (base + match.end()) <= 2][:1]
        else:
            objects = [m for m in here if left <= m.start and m.end <= base + match.end()]
        for supervised in objects:
            if supervised.label != near.label and near.attrs.get("actorType") not in ("村民", "市场主体"):
                yield Link(near, "supervises", supervised, near.start, max(supervised.end, base + match.end()), "posts.supervises", 0.65)


def _close(gap: str) -> bool:
    return len(gap) <= 4 and not _CLAUSE.search(gap) and "、" not in gap


@cache
def _terms(use: str) -> str:
    return alternation(row["term"] for row in rows("task_roles") if row["use"] == use)


@cache
def _role() -> str:
    return f"(?P<role>(?:战区|{_terms('rank')})*{_terms('role')})"


@cache
def _taking() -> re.Pattern[str]:
    return re.compile(f"{_terms('take')}(?:[^，。；、：“”]{{0,14}}?){_role()}(?![一-龥]*(?:会议|制))")


@cache
def _taken() -> re.Pattern[str]:
    return re.compile(f"{_role()}(?:分别|均|一律|统一)?(?P<by>由|均为|是)(?=[^，。；]{{2,40}}?(?:担任|兼任|出任|兼|任|$|[，。；]))")


@cache
def _dividing() -> re.Pattern[str]:
    return re.compile(_terms("part"))


@cache
def _belonging() -> re.Pattern[str]:
    return re.compile(_terms("under"))


@cache
def _supervising() -> re.Pattern[str]:
    verb, form = _terms("supervise"), _terms("supervise_by")
    return re.compile(f"对(?P<target>[^，。；对]{{2,30}}?)(?:进行|开展|实施|实行|的)[^，。；]{{0,6}}?(?:{verb}|{form})|(?<!被)(?:{verb})")
