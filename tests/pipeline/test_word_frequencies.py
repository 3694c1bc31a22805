"""Words are as frequent as wordfreq has them, whoever keeps the list."""

import numpy as np
import pytest
import wordfreq

from pipeline.language.word_frequencies import frequencies, pack_words


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the lists are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    frequencies.cache_clear()
    yield tmp_path / "newsthread" / "words"
    frequencies.cache_clear()


def test_every_word_has_the_frequency_that_wordfreq_gives_it(folder):
    known = wordfreq.get_frequency_dict("fil")
    read = frequencies("fil")
    assert len(read) == len(known) > 10_000
    for word, share in known.items():
        assert read.get(word) == np.log10(share) + 9.0
    assert read.get("qqxxzz") == 0.0 and read.get("qqxxzz", 2.0) == 2.0


def test_a_list_is_made_once_and_again_where_it_is_broken(folder, monkeypatch):
    made = []

    def pack(lang):
        made.append(lang)
        return pack_words(lang)

    monkeypatch.setattr("pipeline.language.word_frequencies.pack_words", pack)
    expected = frequencies("fil").get("ang")
    (kept,) = folder.iterdir()
    whole = kept.read_bytes()
    for content in (whole, whole[:-9], b"", whole[:1000] + b"x" + whole[1001:], b"abc"):
        kept.write_bytes(content)
        frequencies.cache_clear()
        assert frequencies("fil").get("ang") == expected > 6
    assert made == ["fil"] * 5
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_time_alone(folder):
    folder.parent.write_text("a file where a folder should be")
    assert frequencies("fil").get("ang") > 6


@pytest.mark.parametrize("lang", ["xx", "../../etc", "en-GB", ""])
def test_a_language_without_a_list_has_no_frequent_words(folder, lang):
    assert frequencies(lang).get("the") == 0.0
    assert not (folder.parent.parent / "etc").exists()


def test_other_words_stand_in_the_place_of_those_listed(folder):
    days = frequencies("fil").with_words({"lunes": 7.0})
    assert days.get("lunes") == 7.0 != frequencies("fil").get("lunes")
    assert days.get("ang") == frequencies("fil").get("ang")
