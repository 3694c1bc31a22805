"""A word is found as its script and language write it, and a part of a word is not."""

import pytest

from pipeline.language.scripts import fold, holds_word, is_latin

FOUND = [
    ("台湾花莲县发生地震", "花莲", "zh"),
    ("用AI做新闻", "AI", "zh"),
    ("スカイラーク社に情報流出", "情報", "ja"),
    ("แผ่นดินไหวเขย่าเชียงใหม่", "เชียงใหม่", "th"),
    ("ទឹកជំនន់នៅភ្នំពេញ", "ភ្នំពេញ", "km"),
    ("서울에서는 열차가", "서울", "ko"),
    ("서울에서는 열차가", "열차", ""),
    ("AI가 쓴 기사", "AI", "ko"),
    ("التقى بوزير الخارجية", "وزير", "ar"),
    ("خطاب للرئيس", "الرئيس", "ar"),
    ("وأعلن الرئيس", "رئيس", "ar"),
    ("נחת בירושלים", "ירושלים", "he"),
    ("İSTANBUL'da deprem", "istanbul", "tr"),
    ("İstanbul'da deprem", "Istanbul", "tr"),
    ("Istanbul shaken", "İstanbul", "en"),
    ("ISPARTA: gül", "ısparta", "tr"),
    ("Straße gesperrt", "STRASSE", "de"),
    ("Σεισμός στην Κρήτη", "ΚΡΗΤΗ", "el"),
    ("Ο Οδυσσεύς", "ΟΔΥΣΣΕΥΣ", "el"),
    ("दिल्ली में बाढ़", "दिल्ली", "hi"),
    ("The art museum", "art", "en"),
    ("Ministers meet in Reykjavík over the façade law", "reykjavik", "en"),
    ("Ministers meet in Reykjavík over the façade law", "facade", "en"),
    ("Streik der Müllabfuhr in Köln", "Koeln", "de"),
    ("Streik der Müllabfuhr in Köln", "KÖLN", "de"),
    ("Подъём воды", "подъем", "ru"),
    ("لقاء في أنقرة", "انقره", "ar"),
    ("زلزله در کرمان", "كرمان", "fa"),
    ("ঢাকায় আগুন", "ঢাকা", "bn"),
    ("சென்னையில் கனமழை", "சென்னை", "ta"),
    ("लोकल ट्रेनें ठप", "ट्रेन", "hi"),
    ("თბილისში აქცია", "თბილის", "ka"),
    ("Երևանում բացվեց", "Երևան", "hy"),
    ("በአዲስ አበባ", "አዲስ አበባ", "am"),
]
NOT_FOUND = [
    ("Tirana votes", "iran", "sq"),
    ("Party wins", "art", "en"),
    ("Heizungsgesetz kippt", "Heizung", "de"),
    ("서울역 앞", "서울", "ko"),
    ("في بغداد", "بغ", "ar"),
    ("दिल्ली में", "दिल्ल", "hi"),
    ("เชียงใหม่", "เชียงใหม", "th"),
    ("ılık hava", "ilik", "tr"),
    ("anything", " - ", "en"),
    ("Es ist schon spät", "schön", "de"),
    ("Es ist schön", "schon", "de"),
    ("A resume", "résumé", "en"),
    ("ঢাকাইয়া", "ঢাক", "bn"),
]


@pytest.mark.parametrize(("text", "word", "lang"), FOUND)
def test_a_word_stands_there(text, word, lang):
    assert holds_word(fold(text, lang), word, lang)


@pytest.mark.parametrize(("text", "word", "lang"), NOT_FOUND)
def test_a_part_of_a_word_does_not(text, word, lang):
    assert not holds_word(fold(text, lang), word, lang)


def test_letters_tell_the_script():
    assert is_latin("Strike in Łódź, 2026")
    assert not is_latin("забастовка 2026")
