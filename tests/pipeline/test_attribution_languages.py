"""Who says so, in the words of ten other languages."""

from datetime import UTC, datetime

import pytest

from pipeline.developments.attribution import attributions, outlet_attributions
from pipeline.language.load import languages
from pipeline.language.sources import mentions_outlet, source_wording
from pipeline.records import Article

START = datetime(2026, 3, 2, tzinfo=UTC)
CASES = [
    ("de", "Zwei Berater sagten der Süddeutschen Zeitung, er sei weg.", "Süddeutschen Zeitung"),
    ("de", "Laut dpa scheiterten die Gespräche.", "agency dpa"),
    ("de", "Das Handelsblatt meldete den Verkauf unter Berufung auf Insider.", "Handelsblatt"),
    ("de", "„Es ist vorbei“, sagte Hafenmeisterin Ines Corvo am Montag.", "person Ines Corvo"),
    ("de", "Wie mit der Sache vertraute Personen sagten, ist es vorbei.", "vertraute Personen"),
    ("es", "Según la agencia EFE, las negociaciones fracasaron.", "agency EFE"),
    ("es", "Dos asesores dijeron al diario El País que se había ido.", "outlet El País"),
    ("es", "«Se acabó», afirmó la alcaldesa de Ravel, Ines Corvo.", "person Ines Corvo"),
    ("es", "Fuentes cercanas a la negociación hablan de un fracaso.", "anonymous Fuentes cercanas"),
    ("fr", "Selon l’AFP, les pourparlers ont échoué.", "agency AFP"),
    ("fr", "Deux conseillers ont déclaré au Monde qu’il était parti.", "outlet Monde"),
    ("fr", "« C’est fini », a déclaré la maire de Ravel, Inès Corvo.", "person Inès Corvo"),
    ("fr", "Une source proche du dossier évoque un échec.", "anonymous Une source proche"),
    ("it", "Due consiglieri hanno detto al Corriere della Sera che è finita.", "outlet Corriere"),
    ("it", "«È finita», ha detto il sindaco Marco Bassi.", "person Marco Bassi"),
    ("it", "Fonti vicine al dossier parlano di un fallimento.", "anonymous Fonti vicine"),
    ("pt", "Segundo a agência Lusa, as negociações falharam.", "agency Lusa"),
    ("pt", "Dois assessores disseram ao jornal Público que ele saiu.", "outlet Público"),
    ("pt", '"Acabou", disse a presidente da câmara, Inês Corvo.', "person Inês Corvo"),
    ("pt", "Fontes próximas do processo falam em fracasso.", "anonymous Fontes próximas"),
    ("nl", "Twee adviseurs zeiden tegen de Volkskrant dat hij weg was.", "outlet Volkskrant"),
    ("nl", "„Het is voorbij”, zei burgemeester Ines van der Corvo.", "person Ines van der Corvo"),
    ("nl", "Bronnen rond de onderhandelingen spreken van een mislukking.", "anonymous Bronnen"),
    ("ru", "По данным агентства РИА Новости, переговоры провалились.", "agency РИА Новости"),
    ("ru", "Два советника рассказали изданию «Коммерсантъ», что он ушёл.", "outlet Коммерсантъ"),
    ("ru", "«Всё кончено», — заявила мэр города Инес Корво.", "person Инес Корво"),
    ("ru", "Источник, знакомый с ходом переговоров, говорит о провале.", "anonymous Источник"),
    ("ar", "قال مسؤولان لوكالة رويترز إن المحادثات فشلت.", "agency رويترز"),
    ("ar", "قال وزير الداخلية أحمد منصور إن المحادثات انتهت.", "person أحمد منصور"),
    ("ar", "وأكد مصدر مطلع على المحادثات فشلها.", "anonymous مصدر مطلع"),
    ("zh", "据新华社报道，谈判破裂。", "agency 新华社"),
    ("zh", "外交部发言人毛宁表示，谈判已经结束。", "person 毛宁"),
    ("zh", "接近谈判的知情人士称，谈判破裂。", "anonymous 接近谈判的知情人士"),
    ("ja", "共同通信によると、交渉は決裂した。", "agency 共同通信"),
    ("ja", "交渉は決裂したと朝日新聞が報じた。", "outlet 朝日新聞"),
    ("ja", "山田太郎氏は「終わった」と述べた。", "person 山田太郎"),
    ("ja", "交渉に詳しい複数の関係筋が明らかにした。", "anonymous 複数の関係筋"),
]
NOBODY = [
    ("de", "Die Polizei Ravel sagte am Montag Nachmittag die Veranstaltung ab."),
    ("de", "Der Spiegel im Flur zerbrach, und die Bild an der Wand fiel herab."),
    ("es", "La policía dijo el lunes que el expreso de la mañana llegó tarde."),
    ("fr", "La police a déclaré lundi que le monde entier regardait."),
    ("it", "La polizia ha detto lunedì che il ponte è libero."),
    ("pt", "A polícia disse na segunda-feira que o público saiu."),
    ("nl", "De politie zei maandag dat de trein te laat was."),
    ("ru", "Полиция сообщила в понедельник, что известия не подтвердились."),
    ("ar", "قالت الشرطة إن المحادثات انتهت يوم الاثنين."),
    ("zh", "警方表示，谈判已经结束。"),
    ("ja", "警察は交渉が終わったと発表した。"),
]


def article(lang: str, text: str) -> Article:
    return Article(id="a", text=text, lang=lang, first_seen_at=START)


@pytest.mark.parametrize(("lang", "text", "source"), CASES)
def test_sources_are_named_in_their_language(lang: str, text: str, source: str) -> None:
    found = [f"{row.kind} {row.source}" for row in attributions(article(lang, text))]
    assert any(source in each for each in found), found


@pytest.mark.parametrize(("lang", "text"), NOBODY)
def test_a_sentence_without_a_source_names_none(lang: str, text: str) -> None:
    assert attributions(article(lang, text)) == []


def test_what_is_cited_abroad_counts_for_voices() -> None:
    lang, text, _ = CASES[0]
    assert [row.source for row in outlet_attributions(article(lang, text))] == [
        "Süddeutschen Zeitung"
    ]


def test_every_language_with_wording_of_its_own_can_speak() -> None:
    spoken = {lang for lang, _, _ in CASES}
    assert spoken == {"de", "es", "fr", "it", "pt", "nl", "ru", "ar", "zh", "ja"}
    assert spoken <= languages()
    assert all(source_wording(lang) is not source_wording("en") for lang in spoken)
    assert mentions_outlet("据新华社报道，谈判破裂。", "zh")
