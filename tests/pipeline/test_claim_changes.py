"""What a story said and an article says otherwise is quoted, old and new; what agrees is not."""

from datetime import UTC, datetime

import numpy as np
import pytest

from pipeline.alerts.tracks import kinds
from pipeline.developments.claim_changes import claim_changes
from pipeline.developments.history import History
from pipeline.language.load import languages, load_language
from pipeline.records import Development, FigureChange

AT = datetime(2026, 3, 2, tzinfo=UTC)


def changed(told, said, lang="en", cosine=1.0):
    """Changes of one sentence against told ones, all of one likeness to it."""
    vectors = np.array([[1.0, 0.0]], np.float32)
    near = np.array([[cosine, (1 - cosine**2) ** 0.5]] * len(told), np.float32)
    before = History(
        story_ids=("s",) * len(told), article_ids=("a",) * len(told), versions=(1,) * len(told),
        indices=tuple(range(len(told))), texts=tuple(told), at=(AT,) * len(told),
        langs=(lang,) * len(told), vectors=near,
    )  # fmt: skip
    return claim_changes([said], vectors, before, lang)


@pytest.mark.parametrize(
    ("lang", "told", "said", "kind"),
    [
        ("en", "The gunman, Ivo Marsh, is still at large, police said.",
         "Ivo Marsh, the gunman, was arrested on Tuesday, police said.", "custody"),
        ("en", "Two fishermen of the trawler Halcyon are missing.",
         "The two fishermen of the trawler Halcyon were found on Sunday.", "search"),
        ("en", "Mayor Ana Roe denied that she took the money.",
         "Mayor Ana Roe admitted on Friday that she took the money.", "denial"),
        ("en", "The talks in Soria will begin on Monday.",
         "The talks in Soria have been postponed.", "plan"),
        ("en", "Sea trials of the tidal turbine will take place this summer.",
         "Sea trials of the tidal turbine have begun.", "begun"),
        ("en", "A guard of the Halden museum was in critical condition.",
         "The guard of the Halden museum died on Monday.", "critical"),
        ("en", "Police arrested the driver Ivo Marsh on Monday.",
         "The driver Ivo Marsh surrendered to police on Monday.", "surrender"),
        ("en", "Friends mourn 20-year-old Ana Roe of Halden.",
         "The victim was 19-year-old Ana Roe of Halden.", "age"),
        ("en", "The fire in the Halden museum began at 3:40 p.m.",
         "The fire in the Halden museum began at 2:15 p.m.", "time"),
        ("de", "Der Schütze Ivo Marsch ist weiter auf der Flucht.",
         "Der Schütze Ivo Marsch wurde am Dienstag festgenommen.", "custody"),
        ("fr", "Le tireur Ivo Marche est toujours en fuite.",
         "Le tireur Ivo Marche a été interpellé mardi.", "custody"),
        ("es", "El tirador Ivo Marcho sigue prófugo.",
         "El tirador Ivo Marcho fue detenido el martes.", "custody"),
        ("it", "Il presunto killer Ivo Marchi è ancora in fuga.",
         "Il presunto killer Ivo Marchi è stato arrestato martedì.", "custody"),
        ("pt", "O atirador Ivo Marcho está foragido.",
         "O atirador Ivo Marcho foi preso na terça-feira.", "custody"),
        ("nl", "De schutter Ivo Mars is nog voortvluchtig.",
         "De schutter Ivo Mars is dinsdag aangehouden.", "custody"),
        ("ru", "Стрелок Иво Марш остается в розыске.",
         "Стрелок Иво Марш задержан во вторник.", "custody"),
        ("ar", "المشتبه به إيفو مارش لا يزال هاربا.",
         "الشرطة: المشتبه به إيفو مارش اعتقل الثلاثاء.", "custody"),
        ("zh", "枪手马什仍然在逃。", "枪手马什周二被捕。", "custody"),
        ("ja", "容疑者のマーシュは逃走中だ。", "容疑者のマーシュは火曜日に逮捕された。", "custody"),
    ],
)  # fmt: skip
def test_a_claim_that_no_longer_holds_is_quoted_old_and_new(lang, told, said, kind):
    (change,) = changed([told], said, lang)
    assert change.counts == kind
    assert change.old in told and change.new in said
    assert (change.sentence, change.old_article_id) == (said, "a")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["The gunman is at large.", "The gunman was arrested in Halden."],
         "The gunman was arrested in Halden on Monday."),  # told already
        (["The gunman is at large."], "The gunman is still at large after one was arrested."),
        (["The gunman is at large."], "The mayor of Soria, Ana Roe, was arrested."),  # another
        (["Friends mourn 20-year-old Ana Roe."], "Friends mourned 20-year-old Ana Roe."),
        (["Ana Roe, 20, was hurt."], "Her sister Ina Roe, 19, was hurt."),
        (["The fire in Halden began at 3:40 p.m."], "The fire in Halden began at 3:40 p.m."),
    ],
)  # fmt: skip
def test_what_agrees_or_is_of_another_matter_changes_nothing(told, said):
    assert changed(told, said) == []


def test_sentences_far_apart_are_of_two_matters():
    told = "The gunman, Ivo Marsh, is still at large."
    said = "The gunman, Ivo Marsh, was arrested."
    assert changed([told], said, cosine=0.9)
    assert changed([told], said, cosine=0.3) == []


def test_nothing_told_and_nothing_said_change_nothing():
    assert changed([], "The gunman was arrested.") == []
    assert claim_changes([], np.zeros((0, 2), np.float32), History.empty()) == []


def test_a_track_muted_until_a_claim_changes_is_not_woken_by_a_figure():
    def held(change):
        told = Development(
            id="d", story_id="s", article_id="b", version=1, at=AT, outlet="o", url="",
            quotes=(), changes=(change,),
        )  # fmt: skip
        return kinds(told)

    (claim,) = changed(["The gunman is at large."], "The gunman was arrested.")
    assert held(claim) == {"any", "claim"}
    assert held(FigureChange(counts="killed", old="2", new="3")) == {"any", "figure"}


@pytest.mark.parametrize("lang", sorted(languages()))
def test_no_kind_of_claim_has_the_name_of_something_counted(lang):
    claims, figures = load_language(lang).claims, load_language(lang).figures
    assert claims.before.keys() == claims.after.keys() == load_language().claims.before.keys()
    assert not claims.before.keys() & figures.classes.keys()
