"""Rule words of tracks, script by script."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import pytest
from casework import DATA, filled

OURS = [
    ("he", "ראש הממשלה נחת בירושלים לשיחות", "ראש הממשלה נחת ביום שישי בירושלים לשיחות על התקציב. דובר הממשלה אמר כי השיחות יימשכו מחר."),
    ("el", "Σεισμός στην Κρήτη, κλειστά τα σχολεία", "Σεισμός έπληξε την Κρήτη την Παρασκευή. Οι αρχές είπαν ότι τα σχολεία μένουν κλειστά."),
    ("km", "ទឹកជំនន់នៅភ្នំពេញ ផ្ទះរាប់រយលិច", "ទឹកជំនន់បានលិចផ្ទះរាប់រយនៅភ្នំពេញកាលពីថ្ងៃសុក្រ។ អាជ្ញាធរបានបើកមជ្ឈមណ្ឌលជម្រក។"),
    ("tr", "ISPARTA: gül hasadı ılık havada başladı", "Isparta valiliği gül hasadının cuma günü başladığını duyurdu. Üreticiler fiyatın düşük olduğunu söyledi."),
    ("en", "Party wins the art museum vote in Dunvore", "The party won a vote on the art museum of Dunvore on Friday. Its leader spoke of a great day."),
    ("ja", "カタカナ：スカイラーク社に情報流出、百万人分", "スカイラーク社は金曜日、百万人分の顧客情報が流出したと発表した。警察が調べている。"),
]  # fmt: skip
FOUND = [  # words of a rule -> a word of the title that must be found
    ("花莲", "花莲"),
    ("地震", "花莲"),
    ("足球", "足球"),
    ("서울", "서울"),
    ("열차", "서울"),
    ("日銀", "日銀"),
    ("利上げ", "日銀"),
    ("植田総裁", "日銀"),
    ("بغداد", "بغداد"),
    ("الرئيس", "بغداد"),
    ("وزير", "بغداد"),
    ("البصرة", "بغداد"),
    ("แผ่นดินไหว", "เชียงใหม่"),
    ("เชียงใหม่", "เชียงใหม่"),
    ("Heizungsgesetz", "Heizungsgesetz"),
    ("heizungsgesetz", "Heizungsgesetz"),
    ("İstanbul", "Marmara"),
    ("istanbul", "Marmara"),
    ("दिल्ली", "दिल्ली"),
    ("यमुना", "दिल्ली"),
    ("ירושלים", "בירושלים"),
    ("ΚΡΗΤΗ", "Κρήτη"),
    ("Κρήτη", "Κρήτη"),
    ("ភ្នំពេញ", "ភ្នំពេញ"),
    ("ısparta", "ISPARTA"),
    ("Isparta", "ISPARTA"),
    ("art", "art museum"),
    ("スカイラーク", "スカイラーク"),
    ("情報流出", "スカイラーク"),
]  # fmt: skip
NAMES = [
    "zh-place", "zh-quake", "zh-football", "ko-place", "ko-train", "ja-bank", "ja-raise",
    "ja-name", "ar-place", "ar-article", "ar-preposition", "ar-text", "th-quake", "th-place",
    "de", "de-lower", "tr-upper", "tr-lower", "hi-place", "hi-river", "he-preposition",
    "el-upper", "el", "km", "tr-dotless", "tr-capital", "en", "ja-katakana", "ja-compound",
]  # fmt: skip
NOT_FOUND = ["Heizung", "Bundes", "muse", "地雷", "서울역", "بغ"]


@pytest.fixture(scope="module")
def house(site, new_house):
    """Articles in many scripts, imported once."""
    house = new_house()
    rows = [
        {"id": f"o{i}", "lang": lang, "title": title, "text": text, "published": "{{iso:5}}",
         "outlet": f"o{i}.example", "url": f"https://o{i}.example/{i}"}
        for i, (lang, title, text) in enumerate(OURS)
    ]  # fmt: skip
    theirs = filled((DATA / "cjk-rules" / "a.jsonl").read_bytes(), site.base).decode().splitlines()
    done = house.bring("scripts.jsonl", [*theirs, *rows])
    assert done.code == 0, done.err[-500:]
    return house


def titles(house, *rules):
    """Give the titles of the articles in stories that a track by these rules follows at once."""
    made = house.json("track", *rules)
    return [row["title"] for id_ in made["stories"] for row in house.json("story", id_)["timeline"]]


@pytest.mark.parametrize(("word", "title"), FOUND, ids=NAMES)
def test_a_word_is_found_as_its_script_writes_it(house, word, title):
    assert any(title in found for found in titles(house, "--any", word))


@pytest.mark.parametrize(
    "word", NOT_FOUND, ids=["de-head", "de-part", "en-part", "zh-other", "ko-longer", "ar-part"]
)
def test_a_part_of_a_word_is_not_found(house, word):
    assert titles(house, "--any", word) == []


def test_all_and_none_read_scripts_alike(house):
    assert len(house.json("track", "--all", "花莲", "--all", "地震")["stories"]) == 1
    assert titles(house, "--any", "地震", "--none", "台湾") == []
    assert titles(house, "--any", "แผ่นดินไหว", "--none", "เชียงใหม่") == []


def test_unrelated_texts_in_many_scripts_are_a_story_each(house):
    stories = house.json("stories")
    assert [s["n_articles"] for s in stories] == [1] * 15
