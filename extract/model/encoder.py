"""The shipped encoder with low-rank updates (LoRA, Hu et al. 2021), as torch trains and runs it."""

# torch and transformers leave much of their interface without types
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownParameterType=false

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from extract.model.network import ADAPTED

if TYPE_CHECKING:
    from transformers import BertModel


class LowRank(nn.Module):
    """A weight plus the product of two thin matrices, the second of which begins as zero."""

    def __init__(self, rows: int, columns: int, rank: int) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(rank, columns) / math.sqrt(columns))
        self.up = nn.Parameter(torch.zeros(rows, rank))

    def forward(self, weight: Tensor) -> Tensor:
        """Return the updated weight."""
        return weight + self.up @ self.down


def load_encoder(folder: Path, *, training: bool = False) -> BertModel:
    """Return the model in `folder`, without dropout: it costs more time on a CPU than the rest, and the heads have their own."""
    from transformers import BertModel
    from transformers.utils import logging

    before = logging.get_verbosity()
    logging.set_verbosity_error()  # that the pooler of the file is not used is no news
    logging.disable_progress_bar()
    try:
        encoder: BertModel = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            # the fused attention of a CPU is the faster one forwards only
            attn_implementation="eager" if training else "sdpa",
            local_files_only=True,
        )
    finally:
        logging.set_verbosity(before)
    return encoder


def linear_maps(encoder: BertModel) -> Iterator[tuple[str, nn.Linear]]:
    """Yield name and module of every linear map that may be updated."""
    for number, layer in enumerate(encoder.encoder.layer):
        for name in ADAPTED:
            linear = layer.get_submodule(name)
            if isinstance(linear, nn.Linear):
                yield f"{number}.{name}", linear


def adapt(encoder: BertModel, rank: int, lowest: int) -> list[nn.Parameter]:
    """Freeze the encoder, give layers from `lowest` up low-rank updates and return the parameters of those."""
    encoder.requires_grad_(False)
    made: list[nn.Parameter] = []
    for name, linear in linear_maps(encoder):
        if int(name.partition(".")[0]) >= lowest:
            update = LowRank(linear.out_features, linear.in_features, rank)
            parametrize.register_parametrization(linear, "weight", update)
            made += update.parameters()
    return made


def updates(encoder: BertModel) -> Iterator[tuple[str, Tensor]]:
    """Yield the thin matrices of an adapted encoder as `<layer>.<map>.down` and `.up`."""
    for name, linear in linear_maps(encoder):
        for update in linear.modules():
            if isinstance(update, LowRank):
                yield f"{name}.down", update.down.detach()
                yield f"{name}.up", update.up.detach()


def merge(encoder: BertModel, tensors: Mapping[str, Tensor]) -> None:
    """Add the updates in `tensors`, named as `updates` names them, to the weights of `encoder` for good."""
    with torch.no_grad():
        for name, linear in linear_maps(encoder):
            if f"{name}.down" in tensors:
                linear.weight += tensors[f"{name}.up"].float() @ tensors[f"{name}.down"].float()
