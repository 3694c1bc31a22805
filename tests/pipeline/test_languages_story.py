"""One story told in seven languages over three days: each fact once, where it was told first."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.detect import detect
from pipeline.developments.history import History, concat
from pipeline.encoders import load_encoder
from pipeline.records import Article

START = datetime(2026, 3, 2, 8, tzinfo=UTC)  # a Monday

# hours, language, title, sentences, each with the fact that it tells
TOLD = [
    (0, "de", "Explosion in Chemiefabrik in Norvik: vier Tote", [
        ("blast",
         "Bei einer Explosion in der Chemiefabrik Halvor in Norvik sind am Montag "
         "mindestens vier Menschen getötet worden, teilte die Feuerwehr mit."),
        ("evacuated", "Rund 1.200 Anwohner mussten ihre Häuser verlassen."),
    ]),
    (3, "fr", "Explosion dans une usine chimique à Norvik: quatre morts", [
        ("blast",
         "Une explosion dans l'usine chimique Halvor à Norvik a fait au moins quatre "
         "morts lundi, ont annoncé les pompiers."),
        ("evacuated", "Environ 1 200 habitants ont dû quitter leurs maisons."),
    ]),
    (9, "en", "Head of chemical firm Halvor resigns after Norvik blast", [
        ("resigned",
         "Maren Dahl, the chief executive of the chemical company Halvor, resigned "
         "on Monday evening."),
        ("blast",
         "At least four people were killed in the explosion at its plant in Norvik, "
         "the fire brigade said."),
        ("evacuated", "Some 1,200 residents had to leave their homes."),
    ]),
    (25, "es", "Suben a siete los muertos por la explosión en la planta química de Norvik", [
        ("toll",
         "Al menos siete personas murieron en la explosión de la planta química de "
         "Halvor en Norvik, informaron el martes los bomberos."),
        ("resigned",
         "La directora ejecutiva de la empresa química Halvor, Maren Dahl, dimitió "
         "el lunes."),
    ]),
    (29, "ru", "Прокуратура Норвика возбудила уголовное дело против компании «Халвор»", [
        ("inquiry",
         "Прокуратура возбудила во вторник уголовное дело против химической компании "
         "«Халвор» о нарушении правил безопасности."),
        ("toll",
         "При взрыве на химическом заводе в Норвике погибли не менее семи человек, "
         "сообщили пожарные."),
    ]),
    (50, "zh", "哈尔沃公司宣布永久关闭诺维克化工厂", [
        ("closed", "哈尔沃公司周三宣布，将永久关闭发生爆炸的诺维克化工厂。"),
        ("inquiry", "检方周二已对该化工企业违反安全规定立案展开刑事调查。"),
        ("toll", "消防部门说，诺维克化工厂爆炸已造成至少七人死亡。"),
    ]),
    (54, "it", "Il governo promette 30 milioni alle famiglie delle vittime di Norvik", [
        ("money",
         "Il governo ha promesso mercoledì 30 milioni di euro alle famiglie delle "
         "vittime dell'esplosione di Norvik."),
        ("closed",
         "La società Halvor ha annunciato la chiusura definitiva della fabbrica "
         "chimica di Norvik."),
        ("inquiry",
         "La procura ha aperto un'indagine penale contro l'azienda chimica per "
         "violazione delle norme di sicurezza."),
    ]),
    (58, "de", "Nach der Explosion von Norvik: was bisher geschah", [
        ("money",
         "Die Regierung hat den Familien der Opfer der Explosion von Norvik am "
         "Mittwoch 30 Millionen Euro zugesagt."),
        ("closed", "Halvor will die Chemiefabrik in Norvik für immer schließen."),
    ]),
]  # fmt: skip


@pytest.fixture(scope="module")
def told():
    """Each article's development, or None; they come one by one, as cycles bring them."""
    encoder, history, developments = load_encoder(), History.empty(), []
    for number, (hours, lang, title, sentences) in enumerate(TOLD):
        article = Article(
            id=str(number),
            title=title,
            text="\n".join(text for _, text in sentences),
            lang=lang,
            outlet=f"outlet {number}",
            first_seen_at=START + timedelta(hours=hours),
        )
        found = detect([article], {article.id: "story"}, history, encoder, article.at)
        history = concat([history, found.sentences])
        developments.append(found.developments[0] if found.developments else None)
    return developments


def facts_quoted(development, number):
    fact_of = {text: fact for fact, text in TOLD[number][3]}
    return [fact_of[quote.text] for quote in development.quotes] if development else []


def test_each_new_fact_is_told_once_in_the_language_of_its_first_outlet(told):
    quoted = [facts_quoted(d, i) if d and d.alert else [] for i, d in enumerate(told)]
    assert [sorted(facts) for facts in quoted] == [
        ["blast", "evacuated"], [], ["resigned"], ["toll"], ["inquiry"], ["closed"], ["money"], [],
    ]  # fmt: skip


def test_the_toll_changes_once_across_languages(told):
    changes = [(i, c.counts, c.old, c.new) for i, d in enumerate(told) if d for c in d.changes]
    assert changes == [(3, "killed", "vier Tote", "Al menos siete personas murieron")]
