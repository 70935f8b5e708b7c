"""Relations that the model reads: likely ones only, steps in order, never over what rules list."""

from __future__ import annotations

from corpus.load import document_from_bytes
from extract.annotation import EntityType
from extract.learned_links import confirmed, learned_links, learned_steps
from extract.model.spans import Pair, Span
from extract.view import Link, Mention, View

TEXT = "轮值理事制由理事长召集会议，村民代表记下意见，最后张榜公布，合作社出资购买农机。"


def span(kind: str, name: str) -> Span:
    return Span(kind, TEXT.index(name), TEXT.index(name) + len(name))


def mention(kind: EntityType, name: str) -> Mention:
    return Mention(kind, TEXT.index(name), TEXT.index(name) + len(name), name, "test", 0.9)


VIEW = View(document_from_bytes(TEXT.encode(), "text.txt"))
MECHANISM, CHAIR, BUYING = mention("Mechanism", "轮值理事制"), mention("Actor", "理事长"), mention("Measure", "购买农机")
COOPERATIVE = mention("Actor", "合作社")
MENTIONS = [MECHANISM, CHAIR, BUYING, COOPERATIVE]
PARENT = span("Mechanism", "轮值理事制")
STEPS = [span("Step", name) for name in ("理事长召集会议", "村民代表记下意见", "张榜公布")]


def test_likely_relations_between_mentions_become_links_with_the_words_between_as_evidence() -> None:
    pairs = [
        Pair(span("Measure", "购买农机"), "fundedBy", span("Actor", "合作社"), 0.9, "reported"),
        Pair(span("Measure", "购买农机"), "targets", span("Actor", "理事长"), 0.3, "reported"),
    ]
    [link] = learned_links(pairs, MENTIONS)
    assert (link.subject, link.predicate, link.object) == (BUYING, "fundedBy", COOPERATIVE)
    assert VIEW.text[link.start : link.end] == "合作社出资购买农机"


def test_steps_come_in_text_order_with_who_performs_them() -> None:
    pairs = [Pair(PARENT, "hasStep", step, 0.9, "reported") for step in reversed(STEPS)]
    pairs.append(Pair(STEPS[0], "performedBy", span("Actor", "理事长"), 0.9, "reported"))
    links = list(learned_steps(VIEW, pairs, MENTIONS, []))
    steps = [link.object for link in links if link.predicate == "hasStep"]
    assert [(step.label, step.attrs["order"]) for step in steps] == [("理事长召集会议", 1), ("村民代表记下意见", 2), ("张榜公布", 3)]
    assert [(link.subject, link.object) for link in links if link.predicate == "performedBy"] == [(steps[0], CHAIR)]
    assert steps[0].attrs["action"] == "召集会议"


def test_one_step_alone_is_no_list() -> None:
    assert list(learned_steps(VIEW, [Pair(PARENT, "hasStep", STEPS[0], 0.9, "reported")], MENTIONS, [])) == []


def test_what_rules_list_is_not_listed_again() -> None:
    pairs = [Pair(PARENT, "hasStep", step, 0.9, "reported") for step in STEPS]
    ruled = [Link(MECHANISM, "hasStep", mention("Step", "召集会议"), 0, 10, "steps.announced", 0.8)]
    steps = [link.object.label for link in learned_steps(VIEW, pairs, MENTIONS, ruled) if link.predicate == "hasStep"]
    assert steps == ["村民代表记下意见", "张榜公布"]


def test_an_actor_that_rules_tie_to_a_mechanism_by_its_clause_needs_the_model() -> None:
    tied = [Link(MECHANISM, "involvesActor", actor, 0, 10, "relations.clause", 0.6) for actor in (CHAIR, COOPERATIVE)]
    heads = Link(CHAIR, "heads", COOPERATIVE, 0, 10, "posts.heads", 0.8)
    pairs = [Pair(PARENT, "involvesActor", span("Actor", "理事长"), 0.4, "reported")]
    assert list(confirmed([*tied, heads], pairs)) == [tied[0], heads]
