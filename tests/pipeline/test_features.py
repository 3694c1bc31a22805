"""What is read of an article word by word is what is read of its text as a whole."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.stems import s_stem
from pipeline.language.words import hash_word, tokens
from pipeline.stories.features import Vocabulary

SIGNS = "aAbsS'’.,:;!?()\"19-—\t\n \u00a0\u3000éßİ東京ǆ\u0301½"
TEXTS = st.one_of(st.text(alphabet=SIGNS, max_size=40), st.text(max_size=40))


@settings(max_examples=400)
@given(TEXTS)
def test_pieces_between_blanks_hold_the_words_of_the_whole(text: str) -> None:
    read = Vocabulary({"a": 7.0})
    expected = [
        hash_word(s_stem(token)) << 8 | (175 if s_stem(token) == "a" else 0)
        for token in tokens(text)
    ]
    assert read.codes(text).tolist() == expected
    assert read.codes(text).tolist() == expected  # from memory


def test_what_is_remembered_has_an_end() -> None:
    read = Vocabulary({}, most=50)
    for n in range(500):
        assert len(read.codes(f"word{n} again")) == len(tokens(f"word{n} again"))
        assert len(read) <= 50
