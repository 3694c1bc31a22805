"""What an alert is decided on, and which sentences it quotes."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.developments.classifiers import ScoredSentences, classifiers_path, read_classifiers
from pipeline.developments.newsworthiness import (
    NEWSWORTHINESS,
    Occasion,
    alert_probability,
    newsworthiness,
)
from pipeline.developments.novelty import FEATURES
from pipeline.developments.quotes import choose_quotes
from pipeline.encoders import ENCODERS


def scored(*development, new=None):
    n = len(development)
    return ScoredSentences(
        texts=tuple(f"Sentence {i}." for i in range(n)),
        vectors=np.eye(n, 384, dtype=np.float32),
        features=np.zeros((n, len(FEATURES)), np.float32),
        new=np.array(new or development, np.float32),
        development=np.array(development, np.float32),
    )


def test_a_second_quote_needs_the_threshold_and_the_first_does_not():
    assert [q.index for q in choose_quotes(scored(0.2, 0.9, 0.3), 0.25)] == [1, 2]
    assert [q.index for q in choose_quotes(scored(0.2, 0.9, 0.3), 0.5)] == [1]
    assert [q.index for q in choose_quotes(scored(0.2, 0.15), 0.5)] == [0]


def test_what_is_known_is_no_second_quote():
    assert [q.index for q in choose_quotes(scored(0.9, 0.5, new=[0.9, 0.1]))] == [0]


def test_a_heading_is_no_quote_unless_there_is_nothing_else():
    sentences = scored(0.9, 0.5)
    sentences.features[0, FEATURES.index("heading")] = 1.0
    assert [q.index for q in choose_quotes(sentences)] == [1]
    sentences.features[1, FEATURES.index("heading")] = 1.0
    assert [q.index for q in choose_quotes(sentences)] == [0, 1]


def test_lines_of_one_list_are_no_quotes():
    warnings = tuple(
        f"Flood watch issued May 8 at {hour} PM in effect for the county of {place}"
        for hour, place in ((3, "Skarv"), (4, "Ravel"), (5, "Halden"))
    )
    sentences = replace(
        scored(0.9, 0.8, 0.7, 0.4), texts=(*warnings, "Police arrested the captain.")
    )
    assert [q.index for q in choose_quotes(sentences)] == [3]


def test_of_two_sentences_that_tell_the_same_the_earlier_is_quoted():
    lead, later = "A court jailed Ines Corvo for six years.", "Ines Corvo was jailed for six years."
    sentences = replace(scored(0.6, 0.1, 0.9), texts=(lead, "It rained in Skarv.", later))
    sentences.vectors[2] = 0.8 * sentences.vectors[0] + 0.6 * sentences.vectors[2]
    assert next(q.index for q in choose_quotes(sentences, 0.3)) == 0
    unlikely = replace(sentences, development=np.array([0.3, 0.1, 0.9], np.float32))
    assert next(q.index for q in choose_quotes(unlikely, 0.3)) == 2


def test_what_changes_a_fate_is_sure_and_what_was_told_is_nothing():
    sentences = scored(0.1, 0.9).with_sure({"Sentence 0."}).without({"Sentence 1."})
    assert sentences.development[0] > 0.5 > sentences.development[1] == 0.0


def test_an_article_after_days_of_silence_is_likelier_news_than_one_of_the_same_day():
    classifiers = read_classifiers(classifiers_path())
    sentences = scored(0.5, 0.2, 0.1)
    soon, later = (
        alert_probability(sentences, Occasion(title="Ferry sinks", days=days), classifiers)
        for days in (0.0, 5.0)
    )
    assert 0.0 < soon < later < 1.0
    assert alert_probability(scored(), Occasion(title=""), classifiers) == 0.0


def test_unknown_days_count_as_usual_ones():
    row = newsworthiness(scored(0.5), Occasion(title="Ferry sinks"))
    assert np.isnan(row[NEWSWORTHINESS.index("days")])
    probability = alert_probability(
        scored(0.5), Occasion(title="Ferry sinks"), read_classifiers(classifiers_path())
    )
    assert 0.0 < probability < 1.0


@pytest.mark.parametrize("encoder", ENCODERS)
def test_every_encoder_has_weights_of_its_own(encoder):
    shipped = read_classifiers(classifiers_path(encoder))
    assert shipped.event.shape == (ENCODERS[encoder].dimension,)
    assert shipped.alert.shape == (4, len(NEWSWORTHINESS))
    assert 0.0 < shipped.threshold_alert < 1.0
    assert replace(shipped, threshold_alert=0.5).threshold_alert == 0.5


def test_weights_of_other_features_are_refused(tmp_path):
    file = tmp_path / "old.json"
    file.write_text('{"features": ["cos_told"]}')
    with pytest.raises(ValueError, match=r"old\.json: fitted for other features"):
        read_classifiers(file)
