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
    ("lang", "told", "said", "kind"),
    [
        ("en", "The talks in Soria, set for Monday, will go on.",
         "Soria postponed the talks set for Monday.", "plan"),
        ("en", "The mayor canceled the parade in Soria.",
         "The mayor postponed the parade in Soria to May.", "canceled"),
        ("de", "Das Konzert in Halden wurde abgesagt.",
         "Das Konzert in Halden wird im Mai nachgeholt.", "canceled"),
        ("es", "El concierto de Halden fue cancelado.",
         "El concierto de Halden se pospuso hasta mayo.", "canceled"),
        ("fr", "Le concert de Halden est annulé.",
         "Le concert de Halden est reporté au mois de mai.", "canceled"),
        ("it", "Il concerto di Halden è stato annullato.",
         "Il concerto di Halden è rinviato a maggio.", "canceled"),
        ("pt", "O concerto de Halden foi cancelado.",
         "O concerto de Halden foi adiado para maio.", "canceled"),
        ("nl", "Het concert in Halden is afgelast.",
         "Het concert in Halden wordt in mei ingehaald.", "canceled"),
        ("ru", "Концерт в Халдене отменён.", "Концерт в Халдене перенесён на май.", "canceled"),
        ("ar", "تم إلغاء الحفل في هالدن.", "تقرر تأجيل الحفل في هالدن.", "canceled"),
        ("zh", "哈尔登音乐会被取消。", "哈尔登音乐会推迟到五月。", "canceled"),
        ("ja", "ハルデンの音楽会は中止になった。", "ハルデンの音楽会は延期された。", "canceled"),
        ("en", "A man was shot near 66 Harbor St. in Halden.",
         "A man was shot near 46 Harbor Street in Halden.", "address"),
        ("de", "In der Hafenstraße 66 in Halden brannte ein Haus.",
         "In der Hafenstraße 46 in Halden brannte ein Haus.", "address"),
        ("es", "El incendio fue en la calle Mayor 66 de Halden.",
         "El incendio fue en la calle Mayor, 46 de Halden.", "address"),
        ("fr", "L'incendie a pris au 66 rue du Port à Halden.",
         "L'incendie a pris au 46, rue du Port à Halden.", "address"),
        ("it", "L'incendio è scoppiato in via Roma 66 a Halden.",
         "L'incendio è scoppiato in via Roma 46 a Halden.", "address"),
        ("pt", "O incêndio foi na Rua Augusta, 66, em Halden.",
         "O incêndio foi na Rua Augusta, 46, em Halden.", "address"),
        ("nl", "De brand was in de Havenstraat 66 in Halden.",
         "De brand was in de Havenstraat 46 in Halden.", "address"),
        ("ru", "Пожар произошёл на улице Мира, дом 66, в Халдене.",
         "Пожар произошёл на улице Мира, дом 46, в Халдене.", "address"),
        ("zh", "火灾发生在和平路66号。", "火灾发生在和平路46号。", "address"),
        ("en", "The tariffs of Soria range from 5 to 25 percent.",
         "The tariffs of Soria range from 5 to 10 percent.", "range"),
        ("en", "The bridge of Soria is shut between June 2025 and June 2026.",
         "The bridge of Soria is shut between June 2025 and July 2026.", "range"),
        ("de", "Die Brücke in Soria ist von Montag bis Freitag gesperrt.",
         "Die Brücke in Soria ist von Montag bis Sonntag gesperrt.", "range"),
        ("es", "El puente de Soria cierra entre 5 y 25 días.",
         "El puente de Soria cierra entre 5 y 10 días.", "range"),
        ("fr", "Le pont de Soria ferme du 3 mai au 8 mai.",
         "Le pont de Soria ferme du 3 mai au 9 juin.", "range"),
        ("it", "Il ponte di Soria chiude dal 3 maggio all 8 maggio, tra 5 e 25 giorni.",
         "Il ponte di Soria chiude tra 5 e 10 giorni.", "range"),
        ("pt", "A ponte de Soria fecha entre 5 e 25 dias.",
         "A ponte de Soria fecha entre 5 e 10 dias.", "range"),
        ("nl", "De brug in Soria is van maandag tot vrijdag dicht.",
         "De brug in Soria is van maandag tot zondag dicht.", "range"),
        ("ru", "Пошлины в Сории составят от 5 до 25 процентов.",
         "Пошлины в Сории составят от 5 до 10 процентов.", "range"),
        ("ar", "يغلق جسر سوريا من 5 إلى 25 يوما.", "يغلق جسر سوريا من 5 إلى 10 أيام.", "range"),
        ("zh", "索里亚关税为5%至25%。", "索里亚关税为5%至10%。", "range"),
        ("ja", "ソリアの関税は5%から25%になる。", "ソリアの関税は5%から10%になる。", "range"),
    ],
)  # fmt: skip
def test_what_is_put_off_and_values_of_an_event_change_in_every_language(lang, told, said, kind):
    assert kind in {change.counts for change in changed([told], said, lang)}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("A man was shot in the 500 block of Harbor Street.", "He was shot at 533 Harbor Street."),
        ("A man was shot at 533 Harbor Street.", "The witness lives at 12 Mill Street."),
        ("The fire in Halden began around 1 p.m.", "The fire in Halden began at 1:16 p.m."),
        ("Tariffs range from 5 to 25 percent.", "Tariffs range from 5 to 25 percent in Soria."),
        ("The road is shut from Monday to Friday.", "The road opens from May to June."),
        ("The mayor canceled the parade.", "The mayor canceled the parade in Soria."),
        ("Mayor Ana Roe denied it.", "The court has not confirmed what Mayor Ana Roe said of it."),
        ("Two men are missing in Soria.", "The two men missing in Soria have not been found."),
        (
            "Police will vote on the plan.",
            "They asked police to stop or delay the vote on the plan.",
        ),
        ("Trial in Soria. Posted: 11:49 AM EDT", "Verdict in Soria. Posted: 8:36 AM EDT"),
    ],
)
def test_one_place_one_hour_and_one_range_in_other_words_change_nothing(told, said):
    assert changed([told], said) == []


def test_hours_within_half_an_hour_are_of_one_event_sooner_than_others():
    told = "The shooting in Halden began at 3:47 p.m., police said."
    near = changed([told], "He was with them at the 3:30 p.m. shooting.", cosine=0.5)
    far = changed([told], "He was with them after the shooting, at 9:30 p.m.", cosine=0.5)
    assert [change.counts for change in near] == ["time"]
    assert far == []


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
