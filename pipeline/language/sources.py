"""Who may be named as a source: agencies, outlets, unnamed people, persons; compiled wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.language.load import (
    ENGLISH,
    alternatives,
    any_of,
    filled,
    load_language,
    load_outlets,
)
from pipeline.language.records import Language

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class SourceWording:
    """How a language names sources; each pattern with the named group that holds the source."""

    citations: tuple[re.Pattern[str], ...]  # of an outlet: "outlet"
    anonymous: re.Pattern[str]  # "source"
    unnamed: re.Pattern[str]  # stands in every sentence with an anonymous source
    unnamed_mark: re.Pattern[str]  # stands in, or right after, every anonymous source
    spoken: tuple[re.Pattern[str], ...]  # "person"
    days: frozenset[str]  # weekdays and months, which no person is called
    speaks: re.Pattern[str]  # stands in every sentence with a person who speaks
    agency: re.Pattern[str]  # an agency's name, whole
    outlet_end: re.Pattern[str]  # what looks like a person and ends as an outlet does
    reported: re.Pattern[str]  # what of a sentence says only who reported it
    marks: frozenset[str]  # a word of these stands in every outlet's name ...
    mark: re.Pattern[str] | None  # ... or this, where no word does


def mentions_outlet(text: str, lang: str = ENGLISH) -> bool:
    """False where no outlet can be named: told from its words, at a hundredth of the time."""
    wording = source_wording(lang)
    if wording.mark:
        return wording.mark.search(text) is not None
    return not wording.marks.isdisjoint(_LETTERS.findall(text))


def source_wording(lang: str = ENGLISH) -> SourceWording:
    """How a language (ISO 639-1) names sources."""
    return _wording(load_language(lang))


def credited_agencies() -> dict[str, str]:
    """How credit lines spell agencies, lower case -> the agency's name."""
    agencies = load_outlets().agencies.items()
    return {spelling: name for name, agency in agencies for spelling in agency.credit}


def credit_line() -> re.Pattern[str]:
    """A credit line or dateline; group 1 is the agency, in any letter case."""
    credit = filled(load_outlets().credit, credit=alternatives(credited_agencies()))
    return re.compile(credit, re.IGNORECASE | re.MULTILINE)


def byline_agencies() -> re.Pattern[str]:
    """Agencies as authors and in lines at the foot are spelled; group 1 is the name."""
    agencies = load_outlets().agencies.values()
    return re.compile(rf"\b({alternatives(name for a in agencies for name in a.byline)})\b")


@cache
def _wording(language: Language) -> SourceWording:
    listed, outlets = language.sources, load_outlets()
    agency = any_of(form for a in outlets.agencies.values() for form in a.text)
    famous, mast = any_of((*listed.outlets, *outlets.outlets)), any_of(outlets.mastheads)
    outlet = filled(listed.outlet, agency=agency, famous=famous, mast=mast, name=listed.name)
    named = f"(?P<outlet>{outlet})"
    person = f"(?P<person>{filled(listed.person, name=listed.name)})"
    parts = {"person": person, "role": listed.role, "speaks": listed.speaks}
    marks = re.findall(rf"(?:^|\|)(?:The )?({_LETTERS.pattern})", f"{agency}|{famous}|{mast}")
    return SourceWording(
        citations=tuple(re.compile(filled(form, outlet=named)) for form in listed.citations),
        anonymous=re.compile(listed.anonymous),
        unnamed=re.compile(listed.unnamed),
        unnamed_mark=re.compile(listed.unnamed_mark, re.IGNORECASE),
        spoken=tuple(re.compile(filled(form, **parts)) for form in listed.spoken),
        days=frozenset((*language.dates.weekday_numbers, *language.dates.month_names)),
        speaks=re.compile(listed.speaks),
        agency=re.compile(agency),
        outlet_end=re.compile(rf"\b(?:{mast}|{agency}|{famous})$"),
        reported=re.compile(any_of(filled(form, outlet=outlet) for form in listed.reported)),
        marks=frozenset(marks),
        mark=re.compile(outlet) if listed.joined else None,
    )
