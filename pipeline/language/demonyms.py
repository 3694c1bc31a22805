"""Names that are one place said two ways: "Merravia" and "Merravian", "Sweden" and "Swedish".

    forms("merravian")  ->  {"merravian", "merravia", ...}

A place makes its adjective by one of a few endings; only what one of these rules, or the list of
irregular ones, leads from one to the other is one name (`data/*/demonyms.toml`). Letters in common
prove nothing: Iran and Iraq, Austria and Australia, Niger and Nigeria stay apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.language.frequency import commonness
from pipeline.language.load import ENGLISH, load_language
from pipeline.language.records import Language
from pipeline.language.stems import light_stem

_SHORTEST = 4  # letters of a place that an ending may be put to: "Mali", but not "Ali" or "Ind"
_LEAST = -1.0
"""How much rarer a place may be than its people, in Zipf frequencies of wordfreq 3: Nigeria 4.3,
Nigerian 4.1; Irania 0.0, Iranian 4.2."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A language's demonyms, on stems."""

    endings: tuple[tuple[str, str], ...]  # of people, of place
    irregular: tuple[tuple[str, str], ...]  # place, people
    given_names: frozenset[str]
    longer_place: str
    longer_people: str


@lru_cache(maxsize=4096)
def forms(name: str, lang: str = ENGLISH) -> frozenset[str]:
    """The stems that stand for what the stem `name` names: itself, its adjectives, its place.

    Symmetric: `b in forms(a)` just when `a in forms(b)`.

    Args:
        name: As `light_stem` leaves a word: without the final "e" and "s" of longer ones.
        lang: ISO 639-1; whose endings and exceptions.
    """
    table = _table(load_language(lang))
    return frozenset({name, *_adjectives(name, table), *_places(name, table)})


def _adjectives(place: str, table: _Table) -> set[str]:
    derived = {
        place.removesuffix(old) + new
        for new, old in table.endings
        if place.endswith(old) and len(place) >= _SHORTEST
    }
    listed = {people for known, people in table.irregular if known == place}
    return {people for people in derived if _belongs(people, place, table)} | listed


def _places(people: str, table: _Table) -> set[str]:
    derived = {people.removesuffix(new) + old for new, old in table.endings if people.endswith(new)}
    listed = {place for place, known in table.irregular if known == people}
    long = {place for place in derived if len(place) >= _SHORTEST}
    return {place for place in long if _belongs(people, place, table)} | listed


def _belongs(people: str, place: str, table: _Table) -> bool:
    """Whether an adjective is this place's, and not a given name's or a longer place's."""
    if people in table.given_names:
        return False
    longer = place + table.longer_place  # Nigerian is said of Nigeria, Romanian of Romania
    return people != place + table.longer_people or not _is_place(longer, people)


def _is_place(place: str, people: str) -> bool:
    """Whether `place` is talked of about as much as the people that would be its."""
    known = commonness(place)
    return known > 0 and known > commonness(people) + _LEAST


@cache
def _table(language: Language) -> _Table:
    listed = language.demonyms

    def ending(new: str) -> str:
        """An ending of adjectives as a stem has it."""
        return light_stem("xxxx" + new, language.code)[4:]

    return _Table(
        endings=tuple({(ending(new), old) for old, ends in listed.rules.items() for new in ends}),
        irregular=tuple(
            (light_stem(place, language.code), light_stem(people, language.code))
            for place, peoples in listed.irregular.items()
            for people in peoples
        ),
        given_names=listed.given_names,
        longer_place=listed.longer_place,
        longer_people=listed.longer_people,
    )
