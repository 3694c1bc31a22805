"""The whole pipeline over the sample world, against the gold that fell out of its making.

Every story is tracked from the cycle after its first article on. The floors may only rise.
"""

import re
from collections import Counter
from types import SimpleNamespace

import pytest

from flows.cycle import cycle
from flows.services import Services
from pipeline.evaluation.agreement import agreement
from pipeline.records import Track
from pipeline.web.urls import hash_id
from sampleworld.compose import load_world
from sampleworld.gold import gold_rows, line_facts
from sampleworld.receiver import run_receiver
from sampleworld.replay import CHANNEL, TRACKED, Environment, piece_at, replay, replay_settings
from sampleworld.server import serve_world
from warehouse.warehouse import Warehouse

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]  # a cycle's model loading under load

WORLD = load_world()
GOLD = {(row.id, row.version): row for row in gold_rows(WORLD)}
NUMERALS = {
    3: "three",
    4: "four",
    5: "five",
    6: "six|sechs",
    7: "seven",
    9: "nine|neun|neuf|nueve",
    12: "twelve",
    14: "fourteen",
    23: "twenty-three",
}
LOOKALIKES = [
    ("tarapay-quake", "karsun-quake"),
    ("harrowick-byelection", "castlemere-byelection"),
    ("crib-recall", "scooter-recall"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Articles by piece, stories, copies, developments, after all cycles."""
    folder = tmp_path_factory.mktemp("world")
    warehouse = Warehouse(folder)
    due: dict[tuple[str, int], bool] = {}

    def run_cycle(warehouse, services, now):
        track_all(warehouse, now)
        followed = {track.story_id for track in warehouse.tracks.all()}
        followed_gold = {
            piece_at(WORLD, row["url"]).story
            for story_id in followed
            for row in warehouse.stories.timeline(story_id)
        }
        for key, row in GOLD.items():
            if key not in due and row.at <= now and not row.lost:
                due[key] = row.story in followed_gold
        return cycle(warehouse, services, now)

    with serve_world(WORLD) as server, run_receiver() as receiver:
        with Services(replay_settings(folder, receiver)) as services:
            steps = list(replay(Environment(warehouse, services, server, receiver), run_cycle))
        received = list(receiver.received)
    rows = [
        (story.id, row)
        for story in warehouse.stories.latest()
        for row in warehouse.stories.timeline(story.id)
    ]
    return SimpleNamespace(
        steps=steps,
        received=received,
        due=due,
        story={piece_at(WORLD, row["url"]).id: story_id for story_id, row in rows},
        edited={piece_at(WORLD, row["url"]).id for _, row in rows if row["version"] > 1},
        copies={
            piece_at(WORLD, row["url"]).id: by_article(rows, row["copy_of"])
            for _, row in rows
            if row["copy_of"]
        },
        developments=[
            (piece_at(WORLD, development.url).id, development)
            for development in warehouse.stories.developments()
        ],
    )


def track_all(warehouse, now):
    """A track for every story that has none."""
    followed = {track.story_id for track in warehouse.tracks.all()}
    for story in warehouse.stories.latest():
        if story.id not in followed:
            warehouse.tracks.save(
                Track(
                    id=hash_id("track", story.id),
                    name=story.title,
                    created_at=now,
                    story_id=story.id,
                    channels=(CHANNEL,),
                )
            )


def by_article(rows, article_id):
    return next(piece_at(WORLD, row["url"]).id for _, row in rows if row["id"] == article_id)


def precision_recall(reported, expected):
    """Precision and recall of one set against the other."""
    both = len(reported & expected)
    return both / max(1, len(reported)), both / max(1, len(expected))


def print_figures(**figures):
    print("  ".join(f"{name} {value:.3f}" for name, value in figures.items()))


def test_every_article_that_can_be_had_is_there_once(run):
    expected = {row.id for row in GOLD.values() if not row.lost}
    assert set(run.story) == expected
    assert sum(step.cycle.counts["articles"] for step in run.steps) == len(expected)


def test_only_edited_articles_have_a_second_version(run):
    edited = {row.id for row in GOLD.values() if row.version > 1}
    assert run.edited <= edited
    print("edits seen", len(run.edited), "of", len(edited))
    assert len(run.edited) == len(edited)


def test_stories_are_the_worlds_stories(run):
    pieces = sorted(run.story)
    figures = agreement([piece.split("/")[0] for piece in pieces], [run.story[p] for p in pieces])
    print_figures(**{name: v for name, v in figures.items() if name.startswith(("b3", "pair"))})
    assert figures["b3_f1"] >= 0.97
    # .99 before one outlet was a feature (2026-11): a chess display in the capital now joins its
    # central bank's story by .51. Pairwise F1 of ten labelled sets left out rose by .02 (mean).
    assert figures["b3_precision"] >= 0.985
    assert figures["pairwise_f1"] >= 0.95


def test_the_story_of_the_call_is_exactly_one_story(run):
    ids = {story for piece, story in run.story.items() if piece.startswith(f"{TRACKED}/")}
    assert len(ids) == 1
    assert {p.split("/")[0] for p, story in run.story.items() if story in ids} == {TRACKED}


@pytest.mark.parametrize(("one", "other"), LOOKALIKES)
def test_lookalikes_are_apart(run, one, other):
    stories = {
        name: {story for piece, story in run.story.items() if piece.startswith(f"{name}/")}
        for name in (one, other)
    }
    assert not stories[one] & stories[other]


def test_copies_are_marked_as_copies_and_nothing_else_is(run):
    text = {row.id: row.copy_of or row.id for row in GOLD.values()}  # piece -> the text it prints
    expected = {
        piece for piece, original in text.items() if piece != original and piece in run.story
    }
    precision, recall = precision_recall(set(run.copies), expected)
    print_figures(copy_precision=precision, copy_recall=recall)
    assert precision == 1.0
    assert recall == 1.0
    assert all(text[original] == text[piece] for piece, original in run.copies.items())


def test_developments_quote_what_is_new(run):
    quoted, expected, right = 0, 0, 0
    for piece, development in run.developments:
        row = GOLD.get((piece, development.version))
        labels = [label_of(row, quote.text) for quote in development.quotes]
        if development.alert:
            quoted += len(labels)
            right += sum(label == 2 for label in labels)
    for key, row in GOLD.items():
        if run.due.get(key) and row.alert:
            expected += min(3, sum(label == 2 for label in row.labels))
    print_figures(
        development_precision=right / max(1, quoted), development_recall=right / max(1, expected)
    )
    # Of models that never saw these sentences: .65 and .79, learned from real threads too; those
    # learned from own sentences alone, of another encoder, gave .64 and .85 (2026-11).
    assert right / quoted >= 0.62
    assert right / expected >= 0.76


def test_alerts_come_for_what_deserves_them(run):
    expected = {key for key, row in GOLD.items() if row.alert and run.due.get(key)}
    reported = {(piece, d.version) for piece, d in run.developments if d.alert}
    precision, recall = precision_recall(reported, expected)
    print_figures(alert_precision=precision, alert_recall=recall)
    print("false", sorted(reported - expected))
    print("missed", sorted(expected - reported))
    # Reached: .95 and .90, 4 false and 8 missed of 81 (2026-11). The story in four languages has
    # four to tell and misses two: one article stands apart, whose news another tells falsely.
    assert precision >= 0.93
    assert recall >= 0.89


def test_few_alerts_quote_what_the_track_was_told_in_the_six_cycles_before(run):
    cycle_of = {step.now: i for i, step in enumerate(run.steps)}
    told, restated = {}, []  # story -> what each cycle's alerts told
    for piece, development in sorted(run.developments, key=lambda each: each[1].at):
        row = GOLD.get((piece, development.version))
        if row is None or not development.alert:
            continue
        cycle = cycle_of[development.at]
        before = told.setdefault(row.story, [])
        known = {fact for i, facts in before if cycle - 6 <= i for fact in facts}
        quoted = [facts_of(row, quote.text) for quote in development.quotes]
        restated += [(piece, sorted(facts)) for facts in quoted if facts and facts <= known]
        before += [(cycle, facts) for facts in quoted]
    print("restated", restated)
    # Asked is none; 8 of 176 (2026-11). Others' wording of a fact is no likelier to be told from a
    # new fact: cosines, words in common and both models' probabilities of the two overlap.
    assert len(restated) <= 8


def facts_of(row, quote):
    """The facts of the lines that a quote comes from."""
    of = zip(row.lines, line_facts(WORLD, row), strict=True)
    return {fact for line, facts in of if line in quote or quote in line for fact in facts}


def test_every_alert_is_sent_once(run):
    sent = Counter(body["id"] for body in run.received)
    assert sent
    assert max(sent.values()) == 1


def test_planted_figure_changes_are_reported_and_roundings_are_not(run):
    reported = [
        ((piece, development.version), change)
        for piece, development in run.developments
        for change in development.changes
    ]
    planted = [
        (key, change) for key, row in GOLD.items() for change in row.changes if run.due.get(key)
    ]
    missed = [
        (key, change.old, change.new)
        for key, change in planted
        if not any(key == other and is_same_change(change, c) for other, c in reported)
    ]
    false = [
        (key, c.old, c.new)
        for key, c in reported
        if not any(other == key and is_same_change(change, c) for other, change in planted)
    ]
    roundings = [(key, c.old, c.new) for key, c in reported if is_rounding(key, c.sentence)]
    print_figures(
        change_precision=1 - len(false) / max(1, len(reported)),
        change_recall=1 - len(missed) / len(planted),
    )
    print("missed", missed)
    print("false", false)
    print("roundings", roundings)
    assert not missed
    assert len(false) <= 0.05 * len(reported)
    assert not roundings


def label_of(row, quote):
    """The label of the line that a quote comes from; 0 for what the world did not write."""
    if row is None:
        return 0
    labels = [
        label
        for line, label in zip(row.lines, row.labels, strict=True)
        if line in quote or quote in line
    ]
    return max(labels, default=0)


def is_rounding(key, sentence):
    source = WORLD.stories[key[0].split("/")[0]]
    rounded = [text for fact in source.facts.values() if fact.same_as for text in fact.say]
    return any(text in sentence or sentence in text for text in rounded)


def is_same_change(planted, reported):
    return has_value(planted.old, reported.old) and has_value(planted.new, reported.new)


def has_value(value, text):
    """Whether the text has the value, in figures or as a word."""
    words = {str(n): word for n, word in NUMERALS.items()}
    return re.search(rf"\b({re.escape(value)}|{words.get(value, value)})\b", text, re.I) is not None
