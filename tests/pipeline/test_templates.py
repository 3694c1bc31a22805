"""One frame filled twice is two stories; an event told again by its outlet is one."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import numpy as np
import pytest
from templates_many import REFILLED, TOLD_AGAIN

from pipeline.records import Article
from pipeline.stories.compare import with_rows
from pipeline.stories.features import article_features
from pipeline.stories.templates import templated
from pipeline.stories.window import Window

DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)

MATCHES = [
    (
        f"{home} {a} - {b} {away}: match report",
        f"{home} met {away} in the cup on Saturday and the match ended {a} to {b}. The first goal "
        f"came after {m} minutes with a header from a corner. The visitors had {s} per cent of the "
        f"ball and {s - 30} shots. The manager of {home} said his team had shown character.",
    )
    for home, away, a, b, m, s in [("Tarn", "Esk", 0, 1, 12, 40), ("Dorn", "Brome", 4, 2, 17, 43)]
]
WEATHER = [
    (
        f"Das Wetter am {day}",
        f"In der Nacht sinken die Werte auf {a} Grad. Am {day} wird es {sky} bei Höchstwerten um "
        f"{b} Grad. Der Wind weht mit {c} Kilometern pro Stunde aus West, teilte der Dienst mit.",
    )
    for day, sky, a, b, c in [("Montag", "trüb", 2, 9, 20), ("Dienstag", "heiter", 4, 12, 31)]
]
BRIEFING = [
    (
        "Morning briefing",
        "The council of Tarn votes on its budget tonight. Schools in Brome reopen after the flood.",
    ),
    (
        "Morning briefing",
        "Divers return to the wreck at first light. A judge rules on the bail of its captain soon.",
    ),
]
FERRY = [
    (
        f"Kell ferry sinking: toll rises to {toll}",
        "A ferry with 84 people on board sank off Kell Island late on Thursday. Rescuers in 2 "
        "helicopters and 7 fishing boats worked through the night. The line has stopped sailing.\n"
        f"The death toll rose to {toll} on {day}, the coastguard said, and {lost} were missing.",
    )
    for toll, day, lost in [(19, "Friday", 31), (24, "Saturday", 26)]
]


def parted(texts, outlets=("a.example", "a.example"), lang="en"):
    articles = [
        Article(
            id=str(i),
            title=title,
            text=text,
            lang=lang,
            outlet=outlet,
            published_at=DAY + timedelta(days=i),
            first_seen_at=DAY,
        )
        for i, ((title, text), outlet) in enumerate(zip(texts, outlets, strict=True))
    ]
    vectors = np.zeros((len(articles), 8), np.float32)
    rows = with_rows(Window.empty(), articles, vectors, article_features(articles))
    return [bool(templated(b, np.array([a]), rows)[0]) for a, b in combinations(range(2), 2)] == [
        True
    ]


@pytest.mark.parametrize(("texts", "lang"), [(MATCHES, "en"), (WEATHER, "de"), (BRIEFING, "en")])
def test_a_template_filled_otherwise_is_another_matter(texts, lang):
    assert parted(texts, lang=lang)


def test_a_new_toll_of_one_event_is_not():
    assert not parted(FERRY)


def test_only_texts_of_one_source_are_templates():
    assert not parted(MATCHES, ("a.example", "b.example"))
    assert not parted(MATCHES, ("", ""))
    wired = [(title, f"LONDON (Reuters) - {text}") for title, text in MATCHES]
    assert parted(wired, ("a.example", "b.example"))


def test_the_same_text_again_is_no_template():
    assert not parted([MATCHES[0], MATCHES[0]])


@pytest.mark.parametrize("kind", REFILLED)
def test_a_form_filled_in_anew_is_another_matter_in_any_language(kind):
    lang, texts = REFILLED[kind]
    assert parted(texts, lang=lang)
    assert not parted([texts[0], texts[0]], lang=lang)
    assert not parted(texts, ("a.example", "b.example"), lang)


@pytest.mark.parametrize("kind", TOLD_AGAIN)
def test_an_event_whose_figures_move_is_one_in_any_language(kind):
    lang, texts = TOLD_AGAIN[kind]
    assert not parted(texts, lang=lang)
