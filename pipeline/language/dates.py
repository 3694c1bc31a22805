"""Dates written out in other languages: "18 de febrero de 2026", "2026年2月18日", "18. Februar".

The names come from dateparser's tables (from the Unicode CLDR). Its parser is not used: it takes
50 ms for a date when the language is not known and 360 ms for text that is none (measured 2026-11),
which a feed of 2,000 items could turn against us.
"""

from __future__ import annotations

import importlib
import re
from functools import cache

from pipeline.language.load import load_language

_LANGUAGES = (
    "en es pt fr de it ru nl pl tr id uk sv cs el ro hu da fi nb bg sr hr sk sl et lv lt ca ar he "
    "fa hi bn ur ta te mr gu th vi ms sw zh ja ko"
)
"""Where one word means two months (Croatian and Polish differ), the earlier language decides."""

_WORDS = r"(?P<words>(?:[^\W\d]+\W+){0,4}?[^\W\d]+)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        # 18 de febrero de 2026   18. Februar 2026   Qua, 18 Fev 2026
        rf"(?<!\d)(?P<d>\d{{1,2}})\W+{_WORDS}\W+(?P<y>\d{{4}})(?!\d)",
        # 2026. február 18.   2026 m. vasario 18
        rf"(?<!\d)(?P<y>\d{{4}})\W+{_WORDS}\W+(?P<d>\d{{1,2}})(?!\d)",
        # lunes, febrero 18, 2026
        rf"{_WORDS}\W+(?P<d>\d{{1,2}})(?!\d)\W+(?P<y>\d{{4}})(?!\d)",
    )
)
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_CJK_TIME = re.compile(r"(\d{1,2})\s*[時时点시]\s*(\d{1,2})\s*[分분]?(?:\s*(\d{1,2})\s*[秒초])?")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?.*$")
_WORD = re.compile(r"[^\W\d]+")
_HALF = {"下午": "PM", "午後": "PM", "오후": "PM", "上午": "AM", "午前": "AM", "오전": "AM"}


def english_date(raw: str, lang: str = "") -> str:
    """The date as "18 Feb 2026 12:00 +0100", or "" when no month's name is in it.

    Day, month and year may stand anywhere; of what follows only the clock is kept.

    Args:
        raw: What a feed or page gives for a date.
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
    return ""


def _clock(rest: str) -> str:
    """The time of day and its zone; words around it ("Uhr", "à", "г.") dropped."""
    match = _CLOCK.search(rest)
    if not match:
        return ""
    time = re.sub(r"(?<=\d)h(?=\d)", ":", match[0])
    return _WORD.sub(lambda w: w[0] if w[0].isascii() and w[0].isupper() else "", time).strip(" .,")


def _month(words: str, lang: str) -> int:
    """1 to 12 for the last word that is a month's name, in `lang` first; 0 for none."""
    own = lang.lower().replace("_", "-").partition("-")[0]
    for table in (_names(own), _all_names()):
        for word in reversed(_WORD.findall(words.lower())):
            if word in table:
                return table[word]
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
    """Month names and their short forms in one language; {} for one that is not on the list."""
    if language not in _LANGUAGES.split():
        return {}
    table = importlib.import_module(f"dateparser.data.date_translation_data.{language}").info
    return {
        word.lower().rstrip("."): number
        for number, name in enumerate(load_language().dates.month_names, start=1)
        for word in table.get(name, ())
    }
