"""Proposals, hypotheses, criticism of the old practice and others' views are told from what the author reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.modality import Modalities, of_sentence
from extract.view import View

ViewOf = Callable[..., View]


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("青石县建立了村务公开制度。", "reported"),
        ("今后应建立城乡统一的救助平台。", "proposed"),
        ("建议在省一级设立协调机构。", "proposed"),
        ("如果补贴取消，参保率就会下降。", "hypothetical"),
        ("有学者认为，项目制造成了新的不公平。", "cited"),
        ("传统的救济模式环节多、效率低。", "criticised"),
        ("全县将于2030年实现农业现代化。", "hypothetical"),
        ("村民响应积极，全村适应了新办法。", "reported"),
    ],
)
def test_a_sentence_has_the_modality_of_its_cues(view_of: ViewOf, sentence: str, modality: str) -> None:
    assert of_sentence(view_of(sentence).sentences[0]).modality == modality


def test_everything_below_a_heading_of_recommendations_is_proposed(view_of: ViewOf) -> None:
    view = view_of("建立省级平台，统一口径。", section=("四、对策与建议",))
    assert of_sentence(view.sentences[0]).modality == "proposed"


def test_a_negation_right_before_a_name_negates_it(view_of: ViewOf) -> None:
    view = view_of("全乡尚未建立积分制，但实行了网格化管理。")
    modalities = Modalities(view)
    assert modalities.of(view.text.index("积分制")) == "negated"
    assert modalities.of(view.text.index("网格化")) == "reported"
