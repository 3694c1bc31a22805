"""What wording tells a reader: event or background, recent or long ago."""

from datetime import UTC, datetime

import pytest

from pipeline.developments.cues import CUES, cues, explains, quotes
from pipeline.developments.specifics import read_sentence

TOLD = datetime(2026, 3, 5, tzinfo=UTC)


def cues_of(sentence, at=TOLD):
    return {name for name, column in cues([read_sentence(sentence)], at).items() if column[0]}


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("Police arrested the captain.", "event"),
        ("Police arrested the captain.", "past_verb"),
        ("The ferry belongs to the island of Sorn.", "state"),
        ("The ferry might have hit a rock.", "hedge"),
        ("Analysts called it a disgrace.", "opinion"),
        ("We heard a bang.", "first_person"),
        ("What happened on the bridge?", "question"),
        ("The owner declined to comment.", "no_comment"),
        ("Sign up for the newsletter.", "boiler"),
        ("The court said on Tuesday that it had no radar.", "said_now"),
        ("Fares rose 4 per cent.", "percent"),
        ("Most ferries carry a recorder.", "general"),
        ("They sailed at dawn.", "pronoun"),
        ("Inside the wreck", "heading"),
        ("The next vote will be held in spring.", "future"),
        ("Harbour master Odd Ness told reporters on Monday.", "bare"),
        ("“We heard a bang.”", "speech"),
    ],
)
def test_a_cue_is_told_by_its_wording(sentence, cue):
    assert cue in cues_of(sentence)
    assert cue not in cues_of("Blue boats lie quietly there, near nets, nets and more nets.")


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("It sank on Monday.", "dated_now"),
        ("It sank on 3 March.", "dated_now"),
        ("It was built in 1988.", "dated_old"),
        ("It sank years ago.", "dated_old"),
        ("A hearing is set for March 28.", "dated_ahead"),
    ],
)
def test_dates_are_measured_from_the_day_of_the_article(sentence, cue):
    assert cues_of(sentence) & {"dated_now", "dated_old", "dated_ahead"} == {cue}


def test_without_a_day_of_the_article_only_weekdays_are_recent():
    assert "dated_now" in cues_of("It sank on Monday.", at=None)
    assert not cues_of("It sank on 3 March 2026.", at=None) & {"dated_now", "dated_old"}


def test_every_column_is_named_and_there_for_no_sentences_at_all():
    assert {name: len(column) for name, column in cues([], TOLD).items()} == dict.fromkeys(CUES, 0)


def test_titles_that_explain_or_quote():
    assert explains("Why the ferry sank")
    assert not explains("Ferry sinks off Skarv")
    assert quotes("“It just sank”: a driver remembers")
    assert not quotes("Owner's ferry sinks")


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Related: Dam breaks in Soria."),
        ("en", "This is a developing story."),
        ("de", "Dieser Artikel wird laufend aktualisiert."),
        ("es", "Noticia en desarrollo."),
        ("fr", "Cet article sera mis à jour."),
        ("it", "Notizia in aggiornamento."),
        ("pt", "Notícia em atualização."),
        ("nl", "Dit artikel wordt bijgewerkt."),
        ("ru", "Новость дополняется."),
        ("ar", "يتم تحديث الخبر."),
        ("zh", "本文持续更新。"),
        ("ja", "この記事は随時更新します。"),
    ],
)
def test_lines_that_point_elsewhere_or_announce_updates_are_boilerplate(lang, line):
    assert cues([read_sentence(line, lang)], None, lang)["boiler"][0] == 1.0
