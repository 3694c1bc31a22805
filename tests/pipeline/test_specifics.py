"""A sentence taken apart: what it says, and not who says so."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.developments.specifics import read_sentence

SENTENCE = 'On Monday the ferry Alma sank off Skarv with 14 people; Marr "regretted" it in May.'


def test_names_days_numbers_and_quotes_are_told_apart():
    reading = read_sentence(SENTENCE)
    assert reading.names == {"alma", "skarv", "marr"}
    assert reading.days == {"monday", "may"}
    assert reading.figures == {"#14"}
    assert reading.quoted == {"regret"}


def test_stop_words_weigh_nothing_and_rare_words_more_than_common_ones():
    words = read_sentence(SENTENCE).words
    assert not {"the", "on", "it"} & words.keys()
    assert words["skarv"] > words["ferry"]
    assert read_sentence(SENTENCE).weight == sum(words.values())


def test_who_reported_it_is_left_out():
    plain = read_sentence("The ferry had no radar.")
    assert read_sentence("Fox News reported that the ferry had no radar.").words == plain.words


def test_a_month_in_lower_case_is_a_word():
    assert read_sentence("They may sail.").days == frozenset()
    assert read_sentence("They sail in 2027.").days == {"2027"}


def test_a_language_without_a_folder_is_read_as_english():
    assert read_sentence(SENTENCE, "zz") == read_sentence(SENTENCE)


@settings(deadline=None)  # the first text loads word frequencies
@given(st.text(max_size=200))
def test_no_text_breaks_reading(text):
    reading = read_sentence(text)
    assert all(0 < weight <= 1 for weight in reading.words.values())
