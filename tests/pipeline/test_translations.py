"""What other languages told counts as told: no word says so, vectors do."""

import numpy as np

from pipeline.developments.specifics import read_sentence
from pipeline.developments.translations import share_told_elsewhere, told_elsewhere
from pipeline.developments.word_overlap import (
    best_cover,
    best_cover_later,
    weight_share,
    word_places,
)


def unit(*rows):
    made = np.array(rows, np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


TOLD = unit([1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1])  # one theme, three facts


def test_a_fact_told_in_another_language_is_known_by_its_direction_beyond_the_theme():
    said = unit([1, 1, 0.1, 0], [1, 0, 0, 0.01])
    share = share_told_elsewhere(said, TOLD, ("de", "de", "fr"), "en")
    assert share[0] == 1.0
    assert share_told_elsewhere(said, TOLD, ("en", "en", ""), "en").tolist() == [0.0, 0.0]
    assert share_told_elsewhere(said[:0], TOLD, ("de",) * 3, "en").shape == (0,)


def test_what_all_of_a_story_has_in_common_makes_no_fact_known():
    said = unit([1, -0.5, -0.5, -0.5])
    assert said @ TOLD.mean(axis=0) > 0.2
    assert share_told_elsewhere(said, TOLD, ("de",) * 3, "en")[0] == 0.0


def test_known_elsewhere_counts_as_covered_and_not_as_unseen():
    names = ("cover_one", "cover_three", "cover_all", "cover_back", "rare_one", "rare_three")
    unseen = ("unseen_weight", "unseen_names", "unseen_days", "unseen_quoted", "names_near")
    columns = {name: np.array([0.1, 0.2], np.float32) for name in (*names, *unseen)}
    columns["unseen_figures"] = np.array([0.7, 0.7], np.float32)
    changed = told_elsewhere(columns, np.array([1.0, 0.0], np.float32))
    for name in names:
        assert changed[name].tolist() == np.array([1.0, 0.2], np.float32).tolist()
    for name in unseen:
        assert changed[name][0] == 0.0 and changed[name][1] == columns[name][1]
    assert (changed["unseen_figures"] == columns["unseen_figures"]).all()  # a new figure stays new


def test_words_are_covered_by_the_best_single_sentence():
    told = [read_sentence(text) for text in ("The bridge fell.", "A ferry burned in Halden.")]
    said = [read_sentence(text) for text in ("The ferry burned.", "Two swans sang.")]
    cover, back = best_cover(said, told, word_places(told))
    assert cover.round(5).tolist() == [1.0, 0.0]
    assert 0 < back[0] < 1
    assert best_cover_later([*said, told[1]])[0].round(5) == 1.0
    assert weight_share(said[0], told[1].words) == 1.0
    assert weight_share(read_sentence("the"), ()) == 1.0
