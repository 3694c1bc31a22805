"""A warehouse with another encoder's vectors moves over by itself, and its stories stay."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import pytest
from streams import HashedWords
from test_poison_stages import KELL, NOW, Quick, article, processed, track

from flows import completion
from flows.completion import complete_window
from flows.stages import Stages
from pipeline.encoders import ENCODERS
from warehouse.language_means import read_means
from warehouse.warehouse import Warehouse

E5 = ENCODERS["e5"]


class Counting(HashedWords):
    """Another encoder of the same words, which means are known of; it may be killed at a text."""

    name, sha256 = E5.name, E5.sha256

    def __init__(self, killed_after: int = 10_000) -> None:
        self.texts, self.killed_after = 0, killed_after

    def encode(self, texts):
        self.texts += len(texts)
        if self.texts > self.killed_after:
            raise KeyboardInterrupt
        return super().encode(texts)[:, ::-1]


@pytest.fixture
def old(tmp_path):
    """Fifty articles placed and told under the first encoder, two of them followed."""
    warehouse = Warehouse(tmp_path / "house")
    warehouse.tracks.save(track("ferry"))
    processed(warehouse)
    return warehouse


def stories(warehouse):
    return warehouse.stories.of([article(number).id for number in range(50)])


def moved(warehouse, encoder):
    with Quick(encoder=encoder) as services:
        stages = Stages(warehouse, services, NOW)
        return stages.window(), stages


def test_articles_are_encoded_anew_and_keep_their_stories(old, caplog, monkeypatch):
    monkeypatch.setattr(completion, "BATCH", 20)
    before = stories(old)
    with caplog.at_level(logging.WARNING, "newsthread"):
        window, _ = moved(old, Counting())
    assert stories(old) == before
    assert dict(zip(window.ids, window.story_ids, strict=True)) == before
    assert window.means is not None
    assert set(old.window.vectors(list(before), E5.name, E5.sha256)) == set(before)
    progress = [record.numbers for record in caplog.records]
    assert [(n["done"], n["of"]) for n in progress] == [(0, 50), (20, 50), (40, 50), (50, 50)]


def test_one_that_is_killed_goes_on_from_there(old, monkeypatch):
    monkeypatch.setattr(completion, "BATCH", 20)
    with pytest.raises(KeyboardInterrupt):
        moved(old, Counting(killed_after=60))
    left = old.window.count_incomplete(E5.name, E5.sha256)
    assert left == 30
    encoder = Counting()
    window, _ = moved(old, encoder)
    assert len(window) == 50
    assert old.window.incomplete(E5.name, E5.sha256) == []
    again = Counting()
    moved(old, again)
    assert again.texts == 0


def test_means_of_the_past_are_in_force_from_its_first_article(old):
    window, _ = moved(old, Counting())
    with old.store.both() as (_, vectors):
        means = read_means(vectors, E5.sha256)
    assert [(mean.lang, mean.upto, int(mean.counts[0])) for mean in means] == [("en", 0, 32)]
    assert window.means.placed == 50
    raw = old.window.vectors(window.ids, E5.name, E5.sha256)
    assert not np.array_equal(window.embeddings, np.stack([raw[i] for i in window.ids]))


def test_sentences_already_told_are_encoded_anew(old):
    """Else what a story tells next would be compared with another encoder's vectors."""
    ids = sorted(set(stories(old).values()))
    before = old.window.history(ids)
    assert len(before)
    assert old.window.incomplete_sentences(E5.sha256, 100)
    moved(old, Counting())
    after = old.window.history(ids)
    assert list(after.texts) == list(before.texts)
    assert not np.array_equal(after.vectors, before.vectors)
    assert old.window.incomplete_sentences(E5.sha256, 100) == []


def test_the_next_article_of_a_story_joins_it_under_the_new_encoder(old):
    ferry = article(next(iter(KELL)))
    news = replace(ferry, id="f" * 16, url="http://elsewhere.example/kell", outlet="Elsewhere")
    processed(old, [news], Counting())
    assert old.stories.of([news.id])[news.id] == stories(old)[ferry.id]


def test_nothing_lacking_costs_nothing(old):
    encoder = HashedWords()
    with Quick(encoder=encoder) as services:
        assert complete_window(old, services, NOW) == []
