"""The compiled character map does what the plain table says, in the library that reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from extract.model.charsmap import compile_charsmap

CHARACTER = st.characters(min_codepoint=1, max_codepoint=0x2FFFF, blacklist_categories=["Cs", "Mn", "Mc", "Me", "Cf", "Sk", "Lm"])


@given(st.dictionaries(st.sampled_from("ＡＢ％①㈠﹖ﾈ㍿繁体abc\u3000\t"), st.text("甲乙xyz ", max_size=4), min_size=1))
def test_each_character_becomes_what_the_table_says(table: dict[str, str]) -> None:
    text = "ＡB％x①㈠﹖ﾈ㍿繁体村abc\u3000d"
    assert normalizers.Precompiled(compile_charsmap(table)).normalize_str(text) == "".join(table.get(c, c) for c in text)


@given(st.dictionaries(CHARACTER, st.text("甲乙xyz ", max_size=4), min_size=1, max_size=40))
def test_any_single_character_is_found(table: dict[str, str]) -> None:
    normalizer = normalizers.Precompiled(compile_charsmap(table))
    for character, replacement in table.items():
        assert normalizer.normalize_str(character) == replacement


@given(st.sets(CHARACTER, min_size=1, max_size=60), st.sets(CHARACTER, min_size=1, max_size=60))
def test_a_character_that_is_not_in_the_table_stays(inside: set[str], others: set[str]) -> None:
    normalizer = normalizers.Precompiled(compile_charsmap(dict.fromkeys(inside, "甲")))
    for character in others - inside:
        assert normalizer.normalize_str(character) == character


@pytest.mark.parametrize("table", [{"": "x"}, {"\0": "x"}, {"a": "\0"}])
def test_what_the_form_cannot_hold_is_refused(table: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="character map"):
        compile_charsmap(table)
