"""Where a sentence ends, by language; headings and captions apart."""

import numpy as np
import pytest

from pipeline.developments.cues import cues
from pipeline.developments.specifics import read_sentence
from pipeline.language.sentences import is_caption, sentences


@pytest.mark.parametrize(
    ("lang", "whole"),
    [
        ("en", "The U.S. House voted on Monday."),
        ("en", "Sen. | Ivo Marsh spoke for an hour."),
        ("en", "Sen. Ivo Marsh and Rep. Ana Roe agreed."),
        ("de", "Am 3. Oktober fiel die Brücke, sagte Dr. Marten."),
        ("de", "Rund 2 Mio. Menschen bzw. Haushalte waren ohne Strom."),
        ("fr", "Mme. Roe et M. Marten ont signé, cf. Annexe."),
        ("fr", "« C'est fini ! » a-t-il dit."),
        ("en", "The law (Sec. 4, para. 2) passed."),
        ("de", "Laut Dr. med. Roe kamen rd. 300 Gäste."),
        ("es", "La Sra. Gil vive en EE. UU. desde 1990."),
        ("it", "Lo dice l'on. Conti al dott. Rossi."),
        ("pt", "O Sr. Silva e a Dra. Costa chegaram."),
        ("nl", "Dhr. De Vries en mevr. Jansen waren er, o.a. Zaterdag."),
        ("ru", "В 2020 г. Москва и А. С. Иванов, т. е. Все."),
        ("ja", "「知らなかった。」と知事は述べた。"),
    ],
)
def test_a_full_stop_within_a_sentence_ends_none(lang, whole):
    assert sentences(whole, lang) == [whole]


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("en", "It's Tom's.", "Then he left the U.S."),
        ("de", "Das war 2020.", "Am Montag kam er."),
        ("de", "Es brennt.", "»Lauft« rief er."),
        ("fr", "« C'est fini ! »", "Il sortit."),
        ("ru", "Он ушёл в понедельник.", "Она осталась."),
        ("ar", "هل غادر الوزير؟", "نعم غادر."),
        ("zh", "他说:\"好。\"", "案件继续。"),
        ("ja", "橋が落ちた。", "けが人はない。"),
    ],
)  # fmt: skip
def test_a_sentence_ends_where_its_language_ends_it(lang, first, second):
    gap = "" if lang in ("zh", "ja") else " "
    assert sentences(f"{first}{gap}{second}", lang) == [first, second]


@pytest.mark.parametrize(
    "heading",
    ["MARLOW HAS FEW CHOICES", "ROE: NO DEAL WITH SORIA", "FERRY BURNS AS TUGS ARRIVE AT HALDEN"],
)
def test_a_heading_in_capitals_comes_apart_from_the_sentence_it_was_run_into(heading):
    said = "On Sunday, Marlow said that the harbour was closed."
    assert sentences(f"{heading} {said}") == [heading, said]


@pytest.mark.parametrize(
    "sentence",
    [
        "NEW YORK CITY Mayor Ana Roe resigned.",
        "HALDEN, March 3 (AP) — The bridge fell.",
        "NATO and EU ministers met in Halden.",
        "The IMF said so.",
    ],
)
def test_capitals_that_are_no_heading_stay(sentence):
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize("credit", ["(Ana Roe/AP)", "REUTERS/Ana Roe", "AP Photo/Ana Roe"])
def test_a_caption_keeps_its_credit_and_is_known_by_it(credit):
    caption = f"People look at the ferry in Halden on Monday. {credit}"
    told = "The ferry burned for two days."
    assert sentences(f"{caption}\n{told}") == [caption, told]
    assert is_caption(caption) and not is_caption(told)
    column = cues([read_sentence(caption), read_sentence(told)], None)["boiler"]
    assert np.array_equal(column, [1.0, 0.0])


@pytest.mark.parametrize(
    ("lang", "first", "second"),
    [
        ("de", "Die Zahl der Toten stieg auf 41.", "Die Polizei ermittelt."),
        ("de", "Er kam am 3. Oktober.", "Es regnete."),
        ("zh", "真的吗?", "他走了。"),
        ("ja", "本当か!", "彼は去った。"),
        ("ja", "Yahoo!ニュースが伝えた。", "彼は去った。"),
        ("my", "ရဲကပြောသည်။", "နှစ်ဦးသေဆုံး။"),
        ("km", "ប៉ូលិសនិយាយ។", "មនុស្សពីរនាក់ស្លាប់។"),
        ("am", "ፖሊስ ተናገረ።", "ሁለት ሰዎች ሞቱ።"),
        ("hy", "Ոստիկանությունն ասաց։", "Երկու մարդ զոհվեց։"),
        ("el", "Είναι αλήθεια;", "Ναι."),
        ("en", "Police seized Rs. 500 crore.", "Two men were held."),
        ("ru", "Ущерб составил 5 млн руб.", "По словам властей, есть жертвы."),
    ],
)
def test_sentences_end_as_each_script_ends_them(lang, first, second) -> None:
    between = "" if lang in {"zh", "ja", "my"} else " "
    assert sentences(f"{first}{between}{second}", lang) == [first, second]


def test_a_greek_or_latin_semicolon_inside_a_sentence_ends_none() -> None:
    assert sentences("He came; she left.") == ["He came; she left."]
