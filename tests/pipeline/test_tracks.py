"""A track finds its stories, and its alerts are due when it wants them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.alerts.batch import PlacedBatch
from pipeline.alerts.requests import article_content
from pipeline.alerts.tracks import (
    Assignment,
    assignments,
    due_at,
    followed_stories,
    held_until,
    kinds,
    story_tracks,
    within_budget,
)
from pipeline.embed import embed
from pipeline.encoders import load_encoder
from pipeline.encoders.language_means import initial_means
from pipeline.records import Article, Development, Quote, Track
from pipeline.stories.merges import resolve

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
PIECES = {
    "rotterdam": (
        "Dock workers strike in Rotterdam",
        "Dock workers in the port of Rotterdam began a strike on Monday over pay, the union said.",
    ),
    "antwerp": (
        "Dock workers strike in Antwerp",
        "Dock workers in the port of Antwerp began a strike on Monday over pay, the union said.",
    ),
    "bees": (
        "Bees return to city roofs",
        "Beekeepers on the roofs of Paris report a good year for honey and for lime trees.",
    ),
    "merravia": (
        "Savers queue as lir slides in Merravia",
        "Savers queued outside banks in Merravia on Monday as a run on the lir went on.",
    ),
    "niger": (
        "Savers queue as franc slides in Niger",
        "Savers queued outside banks in Niger on Monday as a run on the franc went on.",
    ),
}


@pytest.fixture(scope="module")
def batch():
    encoder = load_encoder()
    articles = [
        Article(id=key, title=title, text=text, lang="en", first_seen_at=NOW)
        for key, (title, text) in PIECES.items()
    ]
    means = initial_means(encoder.sha256)
    return articles, means.centred(embed(articles, encoder), ["en"] * len(articles)), encoder


def placed(articles, rows, merged=()):
    return PlacedBatch(
        articles=articles,
        embeddings=rows,
        story_of={a.id: f"s-{a.id}" for a in articles},
        merged=dict(merged),
    )


def matched_stories(batch, merged=(), **request):
    articles, rows, encoder = batch
    matches = assignments([track(**request)], placed(articles, rows, merged), encoder)
    return {each.story_id for each in matches}


@pytest.mark.parametrize(
    ("asked", "stories"),
    [
        ({"query": "port strike in Rotterdam"}, {"s-rotterdam"}),
        ({"query": "urban beekeeping in Paris"}, {"s-bees"}),
        ({"query": "volcano in Iceland"}, set()),
        ({"query": "run on the Merravian lir"}, {"s-merravia"}),
        ({"query": "run on the Nigerian franc"}, set()),
        ({"query": "Parisian beekeepers"}, {"s-bees"}),
        ({"any_of": ("honey", "wax")}, {"s-bees"}),
        ({"all_of": ("strike", "union"), "none_of": ("Antwerp",)}, {"s-rotterdam"}),
        ({"any_of": ("strike",), "langs": ("de",)}, set()),
        ({"example": "bees"}, {"s-bees"}),
        ({"story_id": "s-antwerp"}, {"s-antwerp"}),
        ({"any_of": ("strike",), "active": False}, set()),
    ],
)
def test_requests_match_their_stories(batch, asked, stories):
    assert matched_stories(batch, **asked) == stories


@pytest.mark.parametrize("asked", [{"story_id": "s-bees"}, {"query": "urban beekeeping in Paris"}])
def test_a_match_is_the_story_that_lives_on(batch, asked):
    assert matched_stories(batch, [("s-bees", "s-hives")], **asked) == {"s-hives"}


def test_an_example_of_another_batch_is_compared_by_its_row(batch):
    articles, rows, encoder = batch
    others = placed(articles[2:], rows[2:])  # without the strikes
    asked = [track(example="elsewhere")]
    assert not assignments(asked, others, encoder)
    (match,) = assignments(asked, others, encoder, {"elsewhere": rows[2]})
    assert (match.story_id, match.reason, match.article_id) == ("s-bees", "example", "bees")


SCRIPTS = {
    "quake": ("台湾花莲县发生6.4级地震", "台湾花莲县周四晚发生地震，造成至少十四人遇难。", "zh"),
    "league": ("足球联赛周末开打", "国家足球队主教练周五宣布了二十六人的名单。", "zh"),
    "strike": (
        "В Ростове началась забастовка",
        "Докеры порта Ростова бастуют с понедельника.",
        "ru",
    ),
    "rates": ("В Казани выросли ставки", "Банки Казани подняли ставки по кредитам.", "ru"),
}


@pytest.mark.parametrize(
    ("query", "stories"),
    [
        ("花莲地震", {"s-quake"}),
        ("забастовка в Ростове", {"s-strike"}),
        ("ставки банков Казани", {"s-rates"}),
        ("выборы в Туле", set()),
        ("volcano in Iceland", set()),
    ],
)
def test_words_in_a_script_that_the_encoder_does_not_know_are_looked_for(batch, query, stories):
    encoder = SimpleNamespace(name="other", sha256="other", encode=batch[2].encode)
    articles = [
        Article(id=key, title=title, text=text, lang=lang, first_seen_at=NOW)
        for key, (title, text, lang) in SCRIPTS.items()
    ]
    rows = embed(articles, batch[2])
    matches = assignments([track(query=query)], placed(articles, rows), encoder)
    assert {each.story_id for each in matches} == stories


@pytest.mark.parametrize(
    ("query", "stories"),
    [
        ("докеры остановили работу в Ростове", {"s-strike"}),  # other words, and the place
        ("pożar w Łodzi", {"s-fire"}),  # a name with another ending
        ("台湾花莲强震", {"s-quake"}),
        ("футбол в Ростове", set()),  # the place alone
        ("pożar w Krakowie", set()),
    ],
)
def test_meaning_counts_beside_some_terms_where_the_encoder_knows_the_language(
    batch, query, stories
):
    encoder = batch[2]
    fire = ("Łódź: ogień w fabryce", "W dawnej fabryce w Łodzi doszło do pożaru.", "pl")
    articles = [
        Article(id=key, title=title, text=text, lang=lang, first_seen_at=NOW)
        for key, (title, text, lang) in {**SCRIPTS, "fire": fire}.items()
    ]
    rows = initial_means(encoder.sha256).centred(
        embed(articles, encoder), [a.lang for a in articles]
    )
    matches = assignments([track(query=query)], placed(articles, rows), encoder)
    assert {each.story_id for each in matches} == stories


def test_names_are_found_with_and_without_their_accents(batch):
    encoder, text = batch[2], "{} speaks in the capital. {} wants an amnesty for all, {} says."
    for written, asked in (("Nicolás", "Nicolas amnesty"), ("Nicolas", "Nicolás amnesty")):
        article = Article(id="a", title="", text=text.format(*[written] * 3), first_seen_at=NOW)
        rows = initial_means(encoder.sha256).centred(embed([article], encoder), ["en"])
        (match,) = assignments([track(query=asked)], placed([article], rows), encoder)
        assert match.reason == "words"


CALLS = {
    "call": ("Trump and Putin speak by phone about a truce in Ukraine", "en"),
    "other call": ("Putin and Xi speak by phone about trade", "en"),
    "Taiwan": ("Earthquake hits Hualien in Taiwan, fourteen dead", "en"),
    "Tokyo": ("Earthquake shakes Tokyo, nobody hurt", "en"),
    "Erdbeben": ("Erdbeben in Taiwan: vierzehn Tote in Hualien", "de"),
}


@pytest.mark.parametrize(
    ("query", "stories"),
    [
        ("Trump-Putin call", {"s-call"}),
        ("phone call between Trump and Putin", {"s-call"}),
        ("Hualien", {"s-Taiwan", "s-Erdbeben"}),
        ("Łódź", set()),
        ("earthquake in Taiwan", {"s-Taiwan", "s-Erdbeben"}),
        ("земля дрожит на Тайване: землетрясение в Хуаляне", {"s-Taiwan", "s-Erdbeben"}),
        # a headline of many names: not every article has them all
        ("Phone call of Trump and Putin over Ukraine, Zelensky says", {"s-call"}),
    ],
)
def test_a_few_words_find_their_story_in_other_words_and_languages(batch, query, stories):
    encoder = batch[2]
    articles = [
        Article(
            id=key, title=title, text=f"{title}. More is to follow.", lang=lang, first_seen_at=NOW
        )
        for key, (title, lang) in CALLS.items()
    ]
    rows = initial_means(encoder.sha256).centred(
        embed(articles, encoder), [a.lang for a in articles]
    )
    matches = assignments([track(query=query)], placed(articles, rows), encoder)
    assert {each.story_id for each in matches} == stories


def test_a_track_follows_its_story_through_merges():
    assert resolve("a", {"a": "b", "b": "c"}) == "c"
    assert resolve("a", {"a": "b", "b": "a"}) in {"a", "b"}


def track(**fields):
    return Track(**{"id": "t", "name": "ours", "created_at": NOW} | fields)


def test_a_track_follows_each_of_its_stories_once(batch):
    articles, rows, _ = batch
    merging = placed(articles, rows, [("s-bees", "s-hives")])
    pairs = [("t", "s-bees"), ("t", "s-hives"), ("t", "s-niger"), ("ended", "s-niger")]
    follows = [Assignment(track_id=id_, story_id=story_id) for id_, story_id in pairs]
    followed = followed_stories([track(), track(id="other")], follows, merging)
    assert followed == {"t": {"s-hives", "s-niger"}, "other": set()}
    each = story_tracks([track(), track(id="other")], followed, ["s-antwerp", "s-hives"])
    assert [(one.id, one.story_id) for one in each] == [("t", "s-hives")]


def test_quiet_hours_hold_until_morning():
    night = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    due = due_at(track(quiet="22:00-07:00"), night, ZONE)
    assert due == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert due_at(track(quiet="22:00-07:00"), NOW, ZONE) == NOW


@pytest.mark.parametrize(("minutes", "wanted"), [(20, 30), (45, 45), (80, 90), (105, 105)])
def test_quiet_hours_that_end_in_a_repeated_hour_end_there_each_time(minutes, wanted):
    """Clocks go back from 3 to 2 that night: 2:30 comes twice, and none of it is a day later."""
    two = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
    due = due_at(track(quiet="23:00-02:30"), two + timedelta(minutes=minutes), ZONE)
    assert due == two + timedelta(minutes=wanted)


def test_a_digest_waits_for_its_time():
    assert due_at(track(digest_at="07:30"), NOW, ZONE) == datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
    assert due_at(track(digest_at="13:30"), NOW, ZONE) == datetime(2026, 3, 2, 12, 30, tzinfo=UTC)


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_no_alert_is_due_in_quiet_hours_nor_before_now(minutes):
    now = NOW + timedelta(minutes=minutes)
    for ours in (track(quiet="22:00-07:00"), track(quiet="22:00-07:00", digest_at="03:00")):
        for due in (due_at(ours, now, ZONE), held_until(ours, now, ZONE)):
            clock = due.astimezone(ZONE)
            assert due >= now
            assert 7 <= clock.hour < 22


def development(key, score, text="He left."):
    return Development(
        id=key,
        story_id="s",
        article_id="a",
        version=1,
        at=NOW,
        outlet="",
        url="",
        score=score,
        quotes=(Quote(text=text, score=score, index=0),),
    )


def test_a_budget_lets_the_most_novel_through():
    low, high, middle = development("l", 0.1), development("h", 0.9), development("m", 0.5)
    told, held = within_budget(track(budget=2), [low, high, middle], told_today=0)
    assert [d.id for d in told] == ["h", "m"]
    assert [d.id for d in held] == ["l"]
    assert within_budget(track(budget=2), [low], told_today=2)[1] == [low]
    assert within_budget(track(), [low], told_today=99)[0] == [low]


def test_kinds_name_what_a_development_holds():
    assert kinds(development("a", 1, '"Never," said Ines Corvo.')) >= {"any", "quote", "person"}
    assert kinds(development("a", 1)) == {"any"}


def test_a_name_stands_in_other_cases_of_another_language_than_english():
    text = {"title": "Pożar", "text": "W dawnej fabryce w Łodzi doszło do pożaru."}
    polish = article_content(Article(id="a", lang="pl", first_seen_at=NOW, **text))
    english = article_content(Article(id="a", lang="en", first_seen_at=NOW, **text))
    assert polish.holds("fabryka")
    assert not english.holds("fabryka")
    assert not polish.holds("faktura")
