"""What is quoted stands in the text letter for letter, however a sentence was read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.sentences import sentences
from pipeline.language.verbatim import verbatim
from pipeline.language.words import normal

TEXTS = [
    "The mayor said “we’ll rebuild”.\nHe left.",
    "Two\u00a0blanks  and a wide ｓｉｇｎ… she said. Then more.",
    "Un café à l’ancienne, dit-il. « Oui\u202f! »",
    "Cafe\u0301 closed on Monday. It re-opens.",
    "首相は辞任した。新しい内閣が発足する。ｶﾞｽ料金も上がる。",
    "대통령이 사임했다. 새 정부가 출범한다.",
    "한국어 text. More of it.",
    "½ of 10 ㎞ was closed. The ﬁre is out.\r\nNext line.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_sentences_as_written_are_part_of_the_text(text: str) -> None:
    cut = sentences(text)
    written = verbatim(text, cut)
    assert [normal(passage).strip() for passage in written] == cut
    assert all(passage in text for passage in written)


def test_quotes_and_blanks_stay_as_the_publisher_set_them() -> None:
    text = "She said “we’ll  see”. And left."
    assert verbatim(text, ['She said "we\'ll see".']) == ["She said “we’ll  see”."]
    assert verbatim(text, ["we'll see"]) == ["we’ll  see"]


@given(st.text())
def test_of_any_text_a_sentence_as_written_is_a_part(text: str) -> None:
    assert all(passage in text for passage in verbatim(text, sentences(text)))
