"""Names of one thing become one entity with its other names as aliases; different things stay apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extract.annotation import EntityType
from extract.coreference import resolve
from extract.view import Mention, View

ViewOf = Callable[..., View]


def _mentions(view: View, kind: EntityType, names: Sequence[str], confidence: float = 0.8) -> list[Mention]:
    return [
        Mention(kind, at, at + len(name), name, "test", confidence)
        for name in names
        for at in range(len(view.text))
        if view.text.startswith(name, at)
    ]


def test_a_name_inside_the_only_longer_name_is_an_alias(view_of: ViewOf) -> None:
    view = view_of("建立县域低保联审机制。联审机制运行顺畅。低保联审机制受到好评。")
    entities = resolve(view, _mentions(view, "Mechanism", ["县域低保联审机制", "低保联审机制"])).entities
    assert len(entities) == 1
    assert {entities[0].label, *entities[0].aliases} == {"县域低保联审机制", "低保联审机制"}


def test_a_name_that_two_longer_names_end_with_stays_apart(view_of: ViewOf) -> None:
    view = view_of("森林防火指挥部与防汛抗旱防火指挥部各设防火指挥部。")
    kinds = _mentions(view, "TaskOrganization", ["森林防火指挥部", "防汛抗旱防火指挥部"])
    short = [Mention("TaskOrganization", view.text.rindex("防火指挥部"), view.text.rindex("防火指挥部") + 5, "防火指挥部", "test", 0.8)]
    assert len(resolve(view, [*kinds, *short]).entities) == 3


def test_counted_names_are_one_whatever_measure_word_they_use(view_of: ViewOf) -> None:
    view = view_of("全县分成四个片区。四大片区各有包片领导。")
    assert len(resolve(view, _mentions(view, "Actor", ["四个片区", "四大片区"])).entities) == 1


def test_a_thing_is_not_both_a_measure_and_a_mechanism(view_of: ViewOf) -> None:
    view = view_of("全县推行结对帮扶。")
    both = [*_mentions(view, "Mechanism", ["结对帮扶"], 0.75), *_mentions(view, "Measure", ["结对帮扶"], 0.6)]
    assert [e.type for e in resolve(view, both).entities] == ["Mechanism"]


def test_every_entity_shows_its_exact_words(view_of: ViewOf) -> None:
    view = view_of("镇政府和村委会商量，村委会同意。")
    for entity in resolve(view, _mentions(view, "Actor", ["镇政府", "村委会"])).entities:
        assert entity.evidence
        assert all(view.document.raw[e.start : e.end] == e.quote == entity.label for e in entity.evidence)
