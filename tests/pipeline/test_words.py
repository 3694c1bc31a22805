"""How text is cut into words, sentences and shingles, and words into stems."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.sentences import sentences
from pipeline.language.shingles import shingles
from pipeline.language.stems import light_stem, s_stem, singular
from pipeline.language.words import as_written, bare, hash_word, hash_words, tokens, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Mr. Orsk met the U.S. Senate at 3 p.m. Tuesday. He left.", 2),
        ('She said "No." Then J. Marr came in! Why? Nobody knew.', 4),
        ("Rates rose 3.5 percent. One line\nAnother line", 3),
        ("Prices fell … and rose again. Yes.", 2),
        ("港で船が沈んだ。三人が救助された。", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_says(text: str, wanted: int) -> None:
    assert len(sentences(text)) == wanted


@given(st.text(max_size=300))
def test_cutting_never_fails_and_loses_no_word(text: str) -> None:
    assert tokens(" ".join(sentences(text))) == tokens(text) or not text.isascii()
    found = shingles(text)
    assert (np.diff(found.astype(object)) > 0).all() if len(found) > 1 else True


def test_tokens_drop_possessives_and_stems_drop_plurals() -> None:
    assert tokens("The mayor’s o'clock, dogs' 3.5") == ["the", "mayor", "o'clock", "dogs", "3.5"]
    assert [s_stem(t) for t in ("cities", "fires", "press", "virus", "gas")] == [
        "city", "fire", "press", "virus", "gas",
    ]  # fmt: skip


def test_light_stems_bring_the_forms_of_a_verb_together() -> None:
    assert {light_stem(word) for word in ("kill", "killed", "killing", "dead", "deaths")} == {
        "kill"
    }
    assert {light_stem(word) for word in ("stop", "stops", "stopped", "stopping")} == {"stop"}
    assert light_stem("crisis") == "crisis"
    assert light_stem("élevés") == "élevés"


def test_singulars_are_taken_off_nouns_alone() -> None:
    assert [singular(noun) for noun in ("parties", "votes", "crisis", "bus", "gas")] == [
        "party", "vote", "crisis", "bus", "gas",
    ]  # fmt: skip


def test_words_keep_their_case_and_numbers_their_points() -> None:
    assert words("The “Alma” carried 1,187 people.") == [
        "The",
        "Alma",
        "carried",
        "1,187",
        "people",
    ]


def test_signs_of_scripts_without_blanks_are_read_in_pairs() -> None:
    assert tokens("東京都") == ["東京", "京都"]


def test_hashes_are_the_same_on_every_machine() -> None:
    assert hash_word("ferry") == 3205307411
    assert hash_words(["ferry"]).tolist() == [hash_word("ferry")]


def test_a_german_ordinal_ends_no_sentence_and_a_year_does():
    text = "Am 3. Oktober sank die Fähre. Gebaut wurde sie 1988. Sie war alt."
    assert sentences(text, "de") == [
        "Am 3. Oktober sank die Fähre.",
        "Gebaut wurde sie 1988.",
        "Sie war alt.",
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [("قُتِلَ شخصًا في القـــاهرة", "قتل شخصا في القاهرة"), ("שָׁלוֹם", "שלום")],
)
def test_optional_signs_make_no_other_word(text: str, plain: str) -> None:
    assert tokens(text) == tokens(plain) == tokens(bare(text))
    assert as_written(text, plain) == text


def test_a_vowel_sign_is_no_end_of_a_word() -> None:
    assert tokens("दिल्ली में बाढ़ से नौ मरे") == ["दिल्ली", "में", "बाढ़", "से", "नौ", "मरे"]
    assert words("ঢাকায় বন্যা") == ["ঢাকায়", "বন্যা"]
    assert tokens("ไฟไหม้") == ["ไฟ", "ฟไ", "ไห", "หม", "ม้"]  # no blanks: pairs of signs
