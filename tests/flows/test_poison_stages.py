"""One article, track or channel breaks a stage: it is left out and named, the others go on.

Each fault comes in by a public seam: the encoder and the workers (anything with their methods), the
records that users save, the stages of a cycle one by one.
"""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from crashes import HashedWords, Here
from wordfreq import top_n_list

from flows.cycle import cycle
from flows.handoffs import ExtractedArticles
from flows.poison import control_article
from flows.services import Services
from flows.settings import AlertSettings, Settings
from flows.stages import Stages
from pipeline.notify import Channel
from pipeline.poison import as_one, in_parts, poison_failure, program_version
from pipeline.records import Alert, Article, Entry, Failure, Feed, Poll, Track
from warehouse.batch import Batch
from warehouse.errors import Busy
from warehouse.warehouse import Warehouse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORDS = top_n_list("en", 6000)[1000:]
BAD = 17
MARK = "Zyxomma"
KELL = {
    3: ("Ferry sinks off Kell Island with 61 aboard", "Rescuers worked through the night."),
    BAD: ("Kell ferry sinking: Kell Island port closed", f"{MARK} closed the port on Saturday."),
    30: ("Kell ferry sinking: 14 people killed", "At least 14 people aboard were killed."),
    40: ("Kell ferry sinking: captain charged", "Prosecutors charged the captain on Sunday."),
}
FERRY = "A passenger ferry sank off Kell Island late on Thursday with 61 people aboard."


def article(number):
    """Fifty articles; four are of one story, the poisoned one among them."""
    draw = random.Random(number)
    title, text = KELL.get(number, (f"Quillmouth {' '.join(draw.sample(WORDS, 5))}", ""))
    text = f"{FERRY} {text}" if text else " ".join(draw.sample(WORDS, 40)) + "."
    at = NOW - timedelta(hours=20 - number / 10)
    return Article(
        id=f"{number:016x}", feed_id="f", outlet=f"o{number}.test", url=f"http://o.test/{number}",
        title=title, text=text, lang="en", published_at=at, first_seen_at=NOW, digest=str(number),
    )  # fmt: skip


def entry(of):
    return Entry(
        id=of.id, feed_id="f", outlet=of.outlet, url=of.url, title=of.title, digest=of.digest,
        first_seen_at=NOW,
    )  # fmt: skip


class Faulty(HashedWords):
    """An encoder with a fault for texts that have the mark and are of these lengths."""

    def __init__(self, fault, lengths=range(10**9)):
        self.fault, self.lengths, self.calls = fault, lengths, 0

    def encode(self, texts):
        self.calls += 1
        rows = super().encode(texts)
        for row, text in zip(rows, texts, strict=True):
            if MARK in text and len(text) in self.lengths:
                if isinstance(self.fault, Exception):
                    raise self.fault
                row[:] = self.fault
        return rows


class Quick(Services):
    def __init__(self, settings=None, encoder=None):
        super().__init__(settings or Settings())
        self.encoder, self.workers = encoder or HashedWords(), Here()


@pytest.fixture
def house(tmp_path):
    """A warehouse with a track on the ferry."""
    warehouse = Warehouse(tmp_path / "house")
    warehouse.tracks.save(track("ferry"))
    return warehouse


def track(name, **other):
    return Track(id=name, name=name, created_at=NOW, any_of=("Kell",), channels=("hook",), **other)


def processed(house, articles=None, encoder=None):
    """Give the stages after fifty articles have gone through all of them, and what load said."""
    articles = [article(number) for number in range(50)] if articles is None else articles
    entries = [entry(each) for each in articles]
    with Quick(encoder=encoder) as services:
        stages = Stages(house, services, NOW)
        read = ExtractedArticles(entries=entries, articles=articles, edits=[], failures=[])
        batch = stages.detect(stages.place(stages.embed(read)))
        loaded = stages.load(batch, entries)
        stages.close({})
    return loaded


def rows(house, question):
    house.publish()
    return house.sql.query(question).rows


def loaded_ids(house):
    return {id_ for (id_,) in rows(house, "SELECT id FROM articles")}


def failures(house):
    return rows(house, "SELECT stage, reason, url, detail, entry_id FROM failures")


def check(house, stage, *, lost=True, where="pipeline/"):
    """The other forty-nine are in and told, and the row names stage, place and article."""
    others = {article(number).id for number in range(50) if number != BAD}
    assert loaded_ids(house) == (others if lost else others | {article(BAD).id})
    alerts = " ".join(text for (text,) in rows(house, "SELECT text FROM alerts"))
    assert "14 people aboard were killed" in alerts and "charged the captain" in alerts
    assert MARK not in alerts
    ((found, reason, url, detail, entry_id),) = failures(house)
    assert (found, reason) == (stage, "poison")
    assert (url, entry_id) == (article(BAD).url, article(BAD).id)
    assert detail.startswith(f"newsthread {program_version()}: ") and f" at {where}" in detail
    assert "\n" not in detail


def stories(house):
    return sorted(rows(house, "SELECT article_id, story_id, score FROM memberships"))


@pytest.mark.parametrize("fault", [RuntimeError("cannot read this"), np.nan, np.inf, 0.0], ids=str)
def test_embed_leaves_out_a_text_that_has_no_vector(house, fault):
    processed(house, encoder=Faulty(fault))
    check(house, "embed")


def test_a_batch_without_its_culprit_is_placed_as_if_it_had_never_been_there(house, tmp_path):
    other = Warehouse(tmp_path / "other")
    culprit = replace(article(BAD), published_at=None, first_seen_at=3)  # no time is a number
    rest = [article(number) for number in range(50) if number != BAD]
    with_culprit = [*rest[:BAD], culprit, *rest[BAD:]]
    processed(house, with_culprit)
    processed(other, rest)
    check(house, "place")
    assert stories(house) == stories(other)
    counts = "SELECT id, title, n_articles FROM stories ORDER BY id"
    assert rows(house, counts) == rows(other, counts)


def test_detect_keeps_an_article_whose_sentences_raise_and_tells_the_others(house):
    """Title and lead pass, for they are longer or shorter; the sentence does not."""
    house.tracks.save(track("second"))
    sentence = KELL[BAD][1]
    processed(house, encoder=Faulty(RuntimeError("no"), range(len(sentence), len(sentence) + 1)))
    check(house, "detect", lost=False)
    tracks = rows(house, "SELECT DISTINCT track_id FROM alerts ORDER BY track_id")
    assert tracks == [("ferry",), ("second",)]


def test_a_stored_article_that_a_new_encoder_cannot_read_stays_and_stops_nothing(house):
    processed(house)
    encoder = Faulty(RuntimeError("cannot read this"))
    encoder.sha256 = "1" * 64
    with Quick(encoder=encoder) as services:
        stages = Stages(house, services, NOW)
        assert len(stages.window()) == 50
        stages.close({})
    assert [row[:3] for row in failures(house)] == [("embed", "poison", article(BAD).url)]


def test_detect_meets_an_article_again_without_failing_again(house):
    sentence = KELL[BAD][1]
    encoder = Faulty(RuntimeError("no"), range(len(sentence), len(sentence) + 1))
    first, second = [article(n) for n in range(31)], [article(n) for n in range(31, 50)]
    processed(house, first, encoder)
    processed(house, second, encoder)
    check(house, "detect", lost=False)


def test_detect_names_a_track_that_raises_and_tells_the_others(house):
    house.tracks.save(track("broken", quiet="from dusk till dawn"))
    processed(house)
    assert len(loaded_ids(house)) == 50
    told = rows(house, "SELECT DISTINCT track_id FROM alerts")
    assert told == [("ferry",)]
    ((stage, reason, url, detail, _),) = failures(house)
    assert (stage, reason, url) == ("detect", "poison", "track broken")
    assert "pipeline/alerts/tracks.py:" in detail


def test_load_leaves_out_a_record_that_breaks_the_transaction(house):
    articles = [article(number) for number in range(50)]
    articles[BAD] = replace(articles[BAD], source=7)  # no text: Arrow refuses it
    processed(house, articles)
    check(house, "load", where="warehouse/")


def test_load_keeps_the_other_entries_of_a_poll_and_the_other_feeds(house):
    feeds = [Feed(id=f"f{n}", url=f"http://o.test/{n}.xml") for n in range(3)]
    house.feeds.add(feeds, NOW)
    entries = tuple(replace(entry(article(n)), feed_id="f1") for n in range(50))
    broken = replace(entries[BAD], summary=7)
    polls = [Poll(feed=feed, at=NOW, outcome="ok") for feed in feeds]
    polls[1] = replace(polls[1], entries=(*entries[:BAD], broken, *entries[BAD + 1 :]))
    with Quick() as services:
        stages = Stages(house, services, NOW)
        stages.load(Batch(at=NOW, polls=polls))
        wanted = stages.wanted_entries()
    assert len(wanted) == 49 and broken.id not in {each.id for each in wanted}
    assert len(rows(house, "SELECT feed_id FROM polls")) == 3
    assert house.feeds.known_digests(["f1"])[broken.id] == broken.digest  # not new at each poll
    assert [(row[0], row[4]) for row in failures(house)] == [("load", broken.id)]


def test_poll_gives_a_feed_up_for_an_hour_and_reads_the_others(house):
    feeds = [Feed(id=f"f{n}", url=f"http://127.0.0.1:9/{n}.xml") for n in range(5)]
    feeds[2] = replace(feeds[2], state=replace(feeds[2].state, validators_at="yesterday"))
    with Quick() as services:
        polls = Stages(house, services, NOW).poll(feeds).polls
    reasons = [poll.failure.reason for poll in polls]
    assert reasons.count("poison") == 1 and len(polls) == 5
    assert polls[2].feed.state.next_at == NOW + timedelta(hours=1)


def test_fetch_and_extract_leave_out_an_entry_that_raises(house):
    entries = [
        replace(entry(article(n)), url="", content=f"<p>{article(n).text * 20}</p>")
        for n in range(6)
    ]
    entries[2] = replace(entries[2], authors=(7,))  # an author is a text
    with Quick() as services:
        stages = Stages(house, services, NOW)
        read = stages.extract(stages.fetch(entries))
        dated = replace(entries[1], url="http://o.test/1", published_at="today")
        fetched = stages.fetch([entries[0], dated])
    assert len(read.articles) == 5
    assert [f.entry_id for f in read.failures if f.reason == "poison"] == [entries[2].id]
    assert [(f.entry_id, f.reason) for f in fetched.failures] == [
        (entries[0].id, "no_link"),
        (entries[1].id, "poison"),
    ]


def test_publish_writes_the_other_feeds(house, tmp_path):
    feeds = tmp_path / "feeds"
    (feeds / "tracks" / "ferry.atom").mkdir(parents=True)
    house.tracks.save(track("other"))
    with Quick(Settings(alerts=AlertSettings(feeds=str(feeds)))) as services:
        done = cycle(house, services, NOW)
    assert (feeds / "tracks" / "other.atom").is_file()
    assert done.counts["failures"] == 1
    ((stage, _, url, detail, _),) = failures(house)
    assert stage == "publish" and url.endswith("ferry") and "flows/reports/" in detail


class Unreadable:
    """What a channel's address is not: it raises when it is looked at."""

    def __getattr__(self, _):
        raise ZeroDivisionError("no address")


def test_notify_records_what_a_channel_raises_and_goes_on(house):
    channels = (
        Channel(name="broken", webhook=Unreadable()),
        Channel(name="file", url="json://127.0.0.1:9/"),
    )
    alerts = [
        Alert(
            id=f"{n:016x}", track_id="t", development_id=f"d{n}", story_id="s", channel=name,
            created_at=NOW, due_at=NOW, title="t", text="t", html="t", markdown="t", json="{}",
        )
        for n, name in enumerate(("broken", "file"))
    ]  # fmt: skip
    house.load(Batch(at=NOW, alerts=alerts))
    with Quick(Settings(channels=channels)) as services:
        stages = Stages(house, services, NOW)
        stages.notify()
        stages.close({})
    attempts = rows(house, "SELECT alert_id, accepted, detail FROM deliveries")
    assert len(attempts) == 2
    details = {alert_id: detail for alert_id, _, detail in attempts}
    assert "ZeroDivisionError at pipeline/" in details[alerts[0].id]
    assert [row[:3] for row in failures(house)] == [("notify", "poison", "channel broken")]
    assert not house.outbox.due(NOW)
    assert len(house.outbox.due(NOW + timedelta(days=1))) == 2


def test_poison_is_tried_again_by_another_version_of_the_program_only(house):
    one, two = entry(article(1)), entry(article(2))
    house.feeds.add([Feed(id="f", url="http://o.test/f.xml")], NOW)
    failed = poison_failure("place", ValueError("no"), NOW, entry_id=one.id)
    older = replace(failed, entry_id=two.id, detail="newsthread 0.0.1: ValueError at x: no")
    house.load(Batch(at=NOW, entries=[one, two], tried=[one, two], failures=[failed, older]))
    wanted = house.feeds.wanted_entries(NOW + timedelta(days=9), version=program_version())
    assert [each.id for each in wanted] == [two.id]
    assert house.feeds.wanted_entries(NOW + timedelta(days=9)) == []


def test_a_stage_that_fails_on_everything_is_no_articles_fault(house):
    class Broken(HashedWords):
        def encode(self, texts):
            raise RuntimeError("driver lost")

    with pytest.raises(RuntimeError, match="driver lost"):
        processed(house, encoder=Broken())
    assert failures(house) == []


def test_the_article_that_stages_are_tried_with_passes_them_all(house):
    processed(house, [control_article(NOW)])
    assert loaded_ids(house) == {control_article(NOW).id} and failures(house) == []


@pytest.mark.parametrize("fault", [MemoryError(), Busy("held"), OSError(28, "No space left")])
def test_what_is_the_machines_fault_ends_the_batch(house, fault):
    with pytest.raises(type(fault)):
        processed(house, encoder=Faulty(fault))
    assert loaded_ids(house) == set()


def test_halving_takes_about_two_calls_a_halving():
    calls = []

    def do(part):
        calls.append(len(part))
        if BAD in part:
            raise ValueError(BAD)
        return sum(part)

    items = [*range(1000, 1127), BAD]
    result, culprits = as_one(items, do)
    assert result == sum(range(1000, 1127)) and [c.item for c in culprits] == [BAD]
    assert len(calls) <= 2 + 2 * 7
    parts, culprits = in_parts(items, do)
    assert sum(parts) == result and len(culprits) == 1


def test_items_that_raise_only_together_are_found():
    def do(part):
        if {3, 60} <= set(part):
            raise ValueError("both")
        return len(part)

    result, culprits = as_one(list(range(100)), do)
    assert (result, [c.item for c in culprits]) == (99, [60])


def test_a_failure_can_be_stored_whatever_the_exception_says(house):
    failure = poison_failure("load", ValueError("a \ud800\n\0 b"), NOW, url="http://x/\udfff")
    assert isinstance(failure, Failure)
    house.load(Batch(at=NOW, failures=[failure]))
