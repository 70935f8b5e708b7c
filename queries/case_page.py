"""A case profile on paper: plain text, Markdown, or JSON with everything in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal

from queries.case_model import CaseProfile, MechanismProfile, Point, Series, StepProfile
from queries.facts import Claim, Quote, Thing
from queries.references import References
from queries.tables import Table, markdown_table, text_table
from queries.wording import Language, word, words

FORMATS = ("table", "md", "json")
_QUOTE_CELLS = 44
_SHORTHAND = re.compile("[二两双三四五六七八九十]")
_REFERENCE_CELLS = 120


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or a table under an optional caption."""

    caption: str = ""
    text: str = ""
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    blocks: tuple[_Block, ...]


def render_case(profile: CaseProfile, output: str, *, language: Language = "zh") -> str:
    """Return a profile as `table` (for a terminal), `md` (numbered references below) or `json` (exact quotes).

    Raises ValueError for another format.
    """
    if output == "json":
        return json.dumps(asdict(profile), ensure_ascii=False, indent=2, default=_number) + "\n"
    if output not in FORMATS:
        raise ValueError(f"format “{output}” is not known; choose one of {', '.join(FORMATS)}")
    page = _Page(profile, language, inline=output == "table")
    sections = page.sections()
    title = f"{word('case', language)}：{profile.case.label}" if language == "zh" else f"{word('case', language)}: {profile.case.label}"
    if output == "md":
        return _markdown(title, sections, page.references.lines())
    return _plain(title, sections, page.references.lines(_REFERENCE_CELLS), word("references", language))


def _number(value: object) -> int | float | str:
    if not isinstance(value, Decimal):
        return str(value)
    return int(value) if value == value.to_integral_value() else float(value)


class _Page:
    """Builds the sections; numbers references as it goes."""

    def __init__(self, profile: CaseProfile, language: Language, *, inline: bool) -> None:
        self.profile = profile
        self.language: Language = language
        self.words = words(language)
        self.references = References(language)
        self.inline = inline

    def sections(self) -> tuple[_Section, ...]:
        builders: tuple[tuple[str, Callable[[], tuple[_Block, ...]]], ...] = (
            ("documents", self._documents),
            ("mechanisms", self._mechanisms),
            ("organizations", self._organizations),
            ("measures", self._measures),
            ("problems", self._problems),
            ("outcomes", self._outcomes),
            ("series", self._series),
            ("policies", self._policies),
            ("theories", self._theories),
            ("standards", self._standards),
            ("actors", self._actors),
            ("other", self._other),
        )
        head = _Section("", self._head())
        rest = [_Section(self.words[key], build() or (_Block(text=self.words["unmentioned"]),)) for key, build in builders]
        return (head, *rest)

    def _head(self) -> tuple[_Block, ...]:
        lines: list[str] = []
        if self.profile.case.aliases:
            lines.append(f"{self.words['aliases']}: {'、'.join(self.profile.case.aliases)}")
        places = "、".join(self._marked(claim) for claim in self.profile.places) or self.words["unmentioned"]
        lines.append(f"{self.words['places']}: {places}")
        return tuple(_Block(text=line) for line in lines)

    def _documents(self) -> tuple[_Block, ...]:
        return tuple(_Block(text=d.listed) for d in self.profile.documents)

    def _mechanisms(self) -> tuple[_Block, ...]:
        blocks: list[_Block] = []
        for number, mechanism in enumerate(self.profile.mechanisms, 1):
            thing = mechanism.claim.object
            about = "；".join(part for part in (thing.type, "、".join(thing.aliases)) if part)
            caption = f"{number}. {thing.label}{f'（{about}）' if about else ''} {self._quoted(mechanism.claim.quotes)}"
            blocks.append(_Block(caption=caption, text=self._mechanism_notes(mechanism)))
            if mechanism.steps:
                blocks.append(_Block(table=self._step_table(mechanism.steps)))
        return tuple(blocks)

    def _mechanism_notes(self, mechanism: MechanismProfile) -> str:
        notes: list[str] = []
        thing = mechanism.claim.object
        if not mechanism.steps and (thing.count or _SHORTHAND.match(thing.label)):
            notes.append(f"{self.words['step']}: {self.words['unlisted']}")
        parts = (
            ("involved", mechanism.actors),
            ("target", mechanism.targets),
            ("addresses", mechanism.addresses),
            ("results", mechanism.results),
            ("basis", mechanism.policies),
        )
        notes += [f"{self.words[key]}: {'、'.join(self._marked(c) for c in claims)}" for key, claims in parts if claims]
        return "；".join(notes)

    def _step_table(self, steps: tuple[StepProfile, ...]) -> Table:
        rows = [
            (
                "" if step.order is None else str(step.order),
                step.claim.object.label,
                _labels(step.performers),
                self._quoted(dict.fromkeys([*step.claim.quotes, *(q for c in step.performers for q in c.quotes)])),
            )
            for step in steps
        ]
        return self._table(("order", "step", "performer"), rows)

    def _organizations(self) -> tuple[_Block, ...]:
        rows: list[tuple[str, ...]] = []
        for found in self.profile.organizations:
            name = _named(found.organization)
            level, parents = found.organization.level or "", _labels(found.parents)
            for head in found.heads:
                rows.append((name, level, parents, head.claim.subject.label, "、".join(head.roles), self._quoted(head.claim.quotes)))
                name = level = parents = ""
            if not found.heads:
                quotes = [quote for claim in (*found.claims, *found.parents) for quote in claim.quotes]
                rows.append((name, level, parents, "", "", self._quoted(quotes[:1])))
        return self._block(("organization", "level", "parent", "head", "role"), rows)

    def _measures(self) -> tuple[_Block, ...]:
        rows = [
            (m.claim.object.label, m.claim.object.type or "", _labels(m.targets), _labels(m.addresses), self._quoted(m.claim.quotes))
            for m in self.profile.measures
        ]
        return self._block(("measure", "type", "target", "addresses"), rows)

    def _problems(self) -> tuple[_Block, ...]:
        rows = [
            (p.claim.object.label, _labels(p.causes), self._quoted([*p.claim.quotes, *(q for c in p.causes for q in c.quotes)]))
            for p in self.profile.problems
        ]
        return self._block(("problem", "cause"), rows)

    def _outcomes(self) -> tuple[_Block, ...]:
        rows = [(claim.object.label, claim.subject.label, self._quoted(claim.quotes)) for claim in self.profile.outcomes]
        return self._block(("outcome", "by"), rows)

    def _series(self) -> tuple[_Block, ...]:
        rows = [
            (
                s.indicator,
                s.about or self.words["unstated"],
                series_text(s),
                self._quoted([quote for p in s.points for quote in p.claim.quotes]),
            )
            for s in self.profile.series
        ]
        return self._block(("indicator", "about", "values"), rows)

    def _policies(self) -> tuple[_Block, ...]:
        return self._block(("policy",), [(c.object.label, self._quoted(c.quotes)) for c in self.profile.policies])

    def _theories(self) -> tuple[_Block, ...]:
        return self._block(("theory",), [(c.object.label, self._quoted(c.quotes)) for c in self.profile.theories])

    def _standards(self) -> tuple[_Block, ...]:
        rows: list[tuple[str, ...]] = []
        for found in self.profile.standards:
            members = "、".join(member.claim.object.label for member in found.members) or self.words["unlisted"]
            quotes = _step_quotes(found.members) or [quote for claim in found.named for quote in claim.quotes]
            rows.append((found.standard.label, members, self._quoted(quotes)))
        return self._block(("standard", "members"), rows)

    def _actors(self) -> tuple[_Block, ...]:
        rows = [(_named(c.object), c.object.type or "", c.object.level or "", self._quoted(c.quotes)) for c in self.profile.actors]
        return self._block(("actor", "type", "level"), rows)

    def _other(self) -> tuple[_Block, ...]:
        rows = [
            (
                word(f"modality.{claim.modality}", self.language),
                claim.subject.label,
                word(f"predicate.{claim.predicate}", self.language),
                claim.object.label,
                f"{claim.confidence:.2f}",
                self._quoted(claim.quotes),
            )
            for claim in self.profile.other
        ]
        return self._block(("modality", "subject", "predicate", "object", "confidence"), rows)

    def _block(self, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> tuple[_Block, ...]:
        return (_Block(table=self._table(columns, rows)),) if rows else ()

    def _table(self, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
        last = "quote" if self.inline else "reference"
        return Table(tuple(self.words[key] for key in (*columns, last)), tuple(rows))

    def _quoted(self, quotes: Iterable[Quote]) -> str:
        return self.references.quoted(quotes, _QUOTE_CELLS) if self.inline else self.references.marks(quotes)

    def _marked(self, claim: Claim) -> str:
        return claim.object.label + self.references.marks(claim.quotes)


def _labels(claims: Iterable[Claim]) -> str:
    return "、".join(dict.fromkeys(claim.object.label for claim in claims))


def _named(thing: Thing) -> str:
    return f"{thing.label}（{'、'.join(thing.aliases)}）" if thing.aliases else thing.label


def _step_quotes(steps: Iterable[StepProfile]) -> list[Quote]:
    return [quote for step in steps for quote in step.claim.quotes]


def series_text(series: Series) -> str:
    """Return figures by year, as `61.5%（2017）→ 88.2%（2020）`."""
    return " → ".join(point_text(point) for point in series.points)


def point_text(point: Point) -> str:
    """Return one figure with its unit, its qualifier where it is not exact, and its period."""
    value = f"{point.value.normalize():f}{point.unit or ''}"
    value = words().get(f"qualifier.{point.qualifier}", "%s") % value
    if point.year is None:
        return f"{value}（{point.time_text}）" if point.time_text else value
    span = f"{point.start_year}–{point.year}" if point.start_year and point.start_year != point.year else str(point.year)
    return f"{value}（{span}）"


def _markdown(title: str, sections: Iterable[_Section], references: tuple[str, ...]) -> str:
    parts: list[str] = [f"# {title}"]
    for section in sections:
        if section.title:
            parts.append(f"## {section.title}")
        for block in section.blocks:
            parts += [part for part in (f"**{block.caption.strip()}**" if block.caption else "", block.text) if part]
            if block.table:
                parts.append(markdown_table(block.table).rstrip())
    if references:
        parts += [f"## {words()['references']}", "\n".join(f"- {line}" for line in references)]
    return "\n\n".join(parts) + "\n"


def _plain(title: str, sections: Iterable[_Section], references: tuple[str, ...], heading: str) -> str:
    parts: list[str] = [title]
    for section in sections:
        if section.title:
            parts += ["", f"■ {section.title}"]
        for block in section.blocks:
            parts += [part.rstrip() for part in (block.caption, f"   {block.text}" if block.caption and block.text else block.text) if part]
            if block.table:
                parts.append("\n".join(f"   {line}" for line in text_table(block.table, most=64).splitlines()))
    if references:
        parts += ["", f"■ {heading}", *references]
    return "\n".join(parts) + "\n"
