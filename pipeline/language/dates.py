"""Dates written out in other languages: "18 de febrero de 2026", "2026年2月18日", "18. Februar".

The names come from dateparser's tables (from the Unicode CLDR). Its parser is not used: it takes
50 ms for a date when the language is not known and 360 ms for text that is none (measured 2026-11),
which a feed of 2,000 items could turn against us.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from functools import cache
from typing import Any

from pipeline.language.load import load_language
from pipeline.language.words import mark_ranges

_LANGUAGES = (
    "en es pt fr de it ru nl pl tr id uk sv cs el ro hu da fi nb bg sr hr sk sl et lv lt ca ar he "
    "fa hi bn ur ta te mr gu th vi ms sw zh ja ko"
)
"""Where one word means two months (Croatian and Polish differ), the earlier language decides."""

_LETTERS = rf"(?:[^\W\d]|[{mark_ranges()}])+"
_GAP = rf"[^\w{mark_ranges()}]+"
_WORDS = rf"(?P<words>(?:{_LETTERS}{_GAP}){{0,4}}?{_LETTERS})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # 18 de febrero de 2026   18. Februar 2026   Qua, 18 Fev 2026
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:er|st|nd|rd|th|[oaºª])?{_GAP}{_WORDS}{_GAP}(?P<y>\d{{4}})(?!\d)",
        # 2026. február 18.   2026 m. vasario 18
        rf"(?<!\d)(?P<y>\d{{4}}){_GAP}{_WORDS}{_GAP}(?P<d>\d{{1,2}})(?!\d)",
        # lunes, febrero 18, 2026
        rf"(?<![^\W\d])(?<![{mark_ranges()}]){_WORDS}{_GAP}(?P<d>\d{{1,2}})(?!\d){_GAP}(?P<y>\d{{4}})(?!\d)",
    )
)
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_CJK_TIME = re.compile(r"(\d{1,2})\s*[時时点시]\s*(\d{1,2})\s*[分분]?(?:\s*(\d{1,2})\s*[秒초])?")
_VIETNAMESE = re.compile(
    r"(\d{1,2})\s+(?:thang|thg)\s+(\d{1,2})\W+(?:nam\s+)?(\d{4})", re.IGNORECASE
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_CLOCK = re.compile(r"\d{1,2}(?:[:.]|\s?h\s?)\d{2}(?:[:.]\d{2})?.*$")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(_LETTERS)
_HALF = {"下午": "PM", "午後": "PM", "오후": "PM", "上午": "AM", "午前": "AM", "오전": "AM"}
_TIME_FIRST = re.compile(
    r"^(?:[^\W\d]+:?\s+)?(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp]\.?[Mm]\b\.?)?(?:\s+[A-Z]{2,5}\b)?)"
    r"[\s,|·–-]+(?P<date>\S.*\d.*)$"
)
_INNER_STOP = re.compile(r"(?<=[^\s\d.])\.(?=[^\W\d_])")  # "ม.ค."
# Accents and points, but no vowels that are signs ("มค" and "มีค" are two months); directions.
_SIGNS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_REIWA = re.compile(r"令和\s*(\d{1,2}|元)\s*年")
_REIWA_BEGAN = 2018  # before its first year
_MOSCOW = re.compile(r"\bмск\b", re.IGNORECASE)
_MINUS = str.maketrans("−–", "--")


def plain_date(raw: str) -> str:
    """A date as it was written, but with Western digits, "AM" and "PM", its time of day last.

    Accents and stops within words are dropped ("ΜΑΪΟΥ", "ม.ค."), and signs for directions.
    """
    if not raw.isascii():
        raw = _MOSCOW.sub("MSK", _folded(raw).translate(_MINUS))
        raw = _REIWA.sub(lambda m: f"{_REIWA_BEGAN + int(m[1].replace('元', '1'))}年", raw)
        raw = _halves().sub(_with_english_half, raw)
    return _TIME_FIRST.sub(r"\g<date> \g<time>", raw)


def _folded(text: str) -> str:
    text = _SIGNS.sub("", unicodedata.normalize("NFD", text)).replace("ı", "i")
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return _INNER_STOP.sub("", unicodedata.normalize("NFC", "".join(digits)))


@cache
def _half_words() -> dict[str, str]:
    """Words for the halves of the day in all languages, folded -> "AM", "PM"."""
    words = {}
    for language in _LANGUAGES.split():
        table = _table(language)
        for half in ("am", "pm"):
            words.update({_folded(w.lower()): half.upper() for w in table.get(half, ())})
    return {word: half for word, half in words.items() if not word.isascii()} | _HALF


@cache
def _halves() -> re.Pattern[str]:
    """A time of day with such a word before or after it."""
    words = "|".join(map(re.escape, sorted(_half_words(), key=len, reverse=True)))
    return re.compile(
        rf"(?:(?P<before>{words})\s*)?(?P<clock>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?:\s*(?P<after>{words})\b)?",
        re.IGNORECASE,
    )


def _with_english_half(match: re.Match[str]) -> str:
    half = match["before"] or match["after"] or ""
    return f"{match['clock']} {_half_words().get(half.lower(), '')}".rstrip()


def english_date(raw: str, lang: str = "") -> str:
    """The date as "18 Feb 2026 12:00 +0100", or "" when no month's name is in it.

    Day, month and year may stand anywhere; of what follows only the clock is kept. A date in
    digits alone stays as it is, without the words around it.

    Args:
        raw: What a feed or page gives for a date, through `plain_date`.
        lang: A tag such as "de-AT"; decides where one word means two months.
    """
    if match := _CJK.search(raw):
        rest = raw[match.end() :]
        half = next((there for here, there in _HALF.items() if here in rest), "")
        time = _CJK_TIME.search(rest)
        clock = ":".join(part for part in time.groups() if part) if time else _clock(rest)
        return f"{match[1]}-{match[2]}-{match[3]} {clock} {half}".strip()
    for form in _FORMS:
        if (match := form.search(raw)) and (month := _month(match["words"], lang)):
            rest = raw[match.end() :]
            return f"{match['d']} {_short_names()[month - 1]} {match['y']} {_clock(rest)}".strip()
    if match := _VIETNAMESE.search(raw):
        return f"{match[3]}-{match[2]}-{match[1]} {_clock(raw[match.end() :])}".strip()
    if match := _NUMERIC.search(raw):
        rest = raw[match.end() :]
        clock = _clock(rest)
        return f"{match[0]} {clock}".strip() if clock or not _DIGIT.search(rest) else ""
    return ""


def _clock(rest: str) -> str:
    """The time of day and its zone; words around it ("Uhr", "à", "г.") dropped."""
    match = _CLOCK.search(rest)
    if not match:
        return ""
    time = re.sub(r"(?<=\d)\s?h\s?(?=\d)", ":", match[0])
    return _WORD.sub(lambda w: w[0] if w[0].isascii() and w[0].isupper() else "", time).strip(" .,")


def _month(words: str, lang: str) -> int:
    """1 to 12 for the last word or two that are a month's name, in `lang` first; 0 for none."""
    own = lang.lower().replace("_", "-").partition("-")[0]
    found = _WORD.findall(words.lower())
    for table in (_names(own), _all_names()):
        for i in reversed(range(len(found))):
            for name in (" ".join(found[i : i + 2]), found[i]):
                if name in table:
                    return table[name]
    return 0


@cache
def _short_names() -> tuple[str, ...]:
    """ "Jan" to "Dec"."""
    return tuple(forms.split()[:2][-1].title() for forms in load_language().dates.months)


@cache
def _all_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for language in reversed(_LANGUAGES.split()):
        names.update(_names(language))
    return names


@cache
def _names(language: str) -> dict[str, int]:
    """Month names and their short forms in one language; {} for one that is not on the list.

    Regions' own names too, where no month has that name elsewhere: "كانون الثاني".
    """
    if language not in _LANGUAGES.split():
        return {}
    table = _table(language)
    regions = table.get("locale_specific", {}).values()
    return {
        _folded(word.lower()).rstrip("."): number
        for part in (*regions, table)
        for number, name in enumerate(load_language().dates.month_names, start=1)
        for word in part.get(name, ())
    }


def _table(language: str) -> dict[str, Any]:
    module = importlib.import_module(f"dateparser.data.date_translation_data.{language}")
    info: dict[str, Any] = module.info
    return info
