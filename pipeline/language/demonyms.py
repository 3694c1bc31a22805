"""Names that are one place said two ways: "Merravia" and "Merravian", "Sweden" and "Swedish".

    forms("merravian")  ->  {"merravian", "merravia", ...}

A place makes its adjective by one of a few endings; only what one of these rules, or the list of
irregular ones, leads from one to the other is one name. Letters in common prove nothing: Iran and
Iraq, Austria and Australia, Niger and Nigeria stay apart.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.developments.specifics import commonness, stem
from pipeline.language.lexicon import words

_SHORTEST = 4  # letters of a place that an ending may be put to: "Mali", but not "Ali" or "Ind"

# End of a place -> ends of its adjectives. On stems as `specifics.stem` leaves them: the final "e"
# and "s" of longer words are gone. The endings -i, -er and -ish, which many surnames and other
# words have, are left to the list.
_RULES = {
    "a": ("an", "ian", "ese"),  # Merravia, Argentina, China
    "i": ("ian",),  # Haiti
    "y": ("ian",),  # Hungary
    "o": ("an", "oan", "ese", "olese"),  # Mexico, Chicago, Togo
    "um": ("an",),  # Belgium
    "u": ("uan",),  # Tuvalu
    "stan": ("stani",),  # Pakistan
    "": ("ian", "ean", "ese"),  # Iran, Europe, Japan
}
# Those that no rule gives.
_IRREGULAR = tuple(
    pair.split("/")
    for pair in words(
        "afghanistan/afghan arabia/saudi argentina/argentine azerbaijan/azerbaijani "
        "azerbaijan/azeri bahrain/bahraini bangladesh/bangladeshi bengal/bengali berlin/berliner "
        "britain/british catalonia/catalan cornwall/cornish crete/cretan croatia/croat "
        "cyprus/cypriot czechia/czech denmark/danish emirates/emirati england/english "
        "finland/finnish flanders/flemish france/french germany/german ghana/ghanaian "
        "greece/greek iceland/icelander iceland/icelandic iraq/iraqi ireland/irish israel/israeli "
        "italy/italian kashmir/kashmiri kazakhstan/kazakh kosovo/kosovar kurdistan/kurdish "
        "kuwait/kuwaiti kyrgyzstan/kyrgyz laos/laotian lebanon/lebanese london/londoner "
        "mauritius/mauritian montenegro/montenegrin moscow/muscovite mozambique/mozambican "
        "naples/neapolitan nepal/nepali netherlands/dutch niger/nigerien normandy/norman "
        "norway/norwegian oman/omani panama/panamanian paraguay/paraguayan peru/peruvian "
        "philippines/filipino poland/polish portugal/portuguese punjab/punjabi qatar/qatari "
        "rome/roman salvador/salvadoran saxony/saxon scotland/scottish serbia/serb "
        "sicily/sicilian slovakia/slovak somalia/somali spain/spanish sweden/swedish "
        "switzerland/swiss tajikistan/tajik thailand/thai turkey/turkish tuscany/tuscan "
        "uruguay/uruguayan uzbekistan/uzbek venice/venetian wales/welsh yemen/yemeni "
        "zealand/zealander"
    )
)
# Given names that look as if a place had made them: Julian comes of no Julia.
_GIVEN = frozenset(
    words(
        "adrian alban bastian brian bryan christian damian dorian emilian evan fabian florian "
        "gillian herman jordan julian lilian lillian lucian marian milan norman octavian "
        "sebastian titian valerian vivian"
    )
)
_STEMMED = tuple((stem(place), stem(people)) for place, people in _IRREGULAR)
_ENDINGS = tuple({(stem("xxxx" + new)[4:], old) for old, ends in _RULES.items() for new in ends})


@lru_cache(maxsize=4096)
def forms(name: str) -> frozenset[str]:
    """The stems that stand for what the stem `name` names: itself, its adjectives, its place.

    Symmetric: `b in forms(a)` just when `a in forms(b)`.
    """
    return frozenset({name, *_adjectives(name), *_places(name)})


def _adjectives(place: str) -> set[str]:
    made = {
        place.removesuffix(old) + new
        for new, old in _ENDINGS
        if place.endswith(old) and len(place) >= _SHORTEST
    }
    listed = {people for known, people in _STEMMED if known == place}
    return {word for word in made if _belongs(word, place)} | listed


def _places(people: str) -> set[str]:
    made = {people.removesuffix(new) + old for new, old in _ENDINGS if people.endswith(new)}
    listed = {place for place, known in _STEMMED if known == people}
    return {place for place in made if len(place) >= _SHORTEST and _belongs(people, place)} | listed


def _belongs(people: str, place: str) -> bool:
    """Whether an adjective is this place's, and not a given name's or a longer place's."""
    if people in _GIVEN:
        return False
    longer = place + "ia"  # Nigerian is said of Nigeria, Romanian of Romania
    return people != place + "ian" or not _is_place(longer, people)


def _is_place(place: str, people: str) -> bool:
    """Whether `place` is talked of about as much as the people that would be its.

    Zipf frequencies of wordfreq 3: Nigeria 4.3, Nigerian 4.1; Irania 0.0, Iranian 4.2.
    """
    known = commonness(place)
    return known > 0 and known > commonness(people) - 1.0
