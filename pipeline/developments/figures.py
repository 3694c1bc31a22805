"""Quantities with what they count, and when one has really changed.

`figures("killing more than 75 people")` -> value 75, counts "killed", hedge "more than".
`changes(new, ledger)` compares a text's figures with all that its story has said: a rounding
("nearly 80" for 78) or another wording of one value is no change, an older value told again
is none either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pipeline.developments.specifics import read
from pipeline.language.lexicon import words
from pipeline.language.numbers import NUMBER, Number, numbers
from pipeline.records import Figure, FigureChange

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What people count in news, by the words that name it; the first word is the ledger's key.
_CLASSES = {
    "killed": "kill kills killed killing dead death deaths died die dies fatalities fatality "
    "slain toll bodies perished lives murdered",
    "injured": "injured injuring injuries injury wounded wounding hurt hospitalised hospitalized",
    "missing": "missing unaccounted",
    "arrested": "arrest arrested arresting arrests detained detaining detainees custody",
    "displaced": "displaced displacing evacuated evacuating evacuees homeless evacuations",
    "rescued": "rescued rescuing rescues",
    "infected": "infected infections cases",
    "burned": "burned burnt scorched charred",
}
_CLASS_OF = {word: key for key, words in _CLASSES.items() for word in words.split()}

# A part of the whole is another count: "3 children killed" never corrects "12 killed".
_PARTS = {
    "child": "child children kids minors infants babies",
    "woman": "woman women girls",
    "man": "man men boys",
    "soldier": "soldier soldiers troops servicemen marines sailors guards militants rebels",
    "police": "police officer officers policemen deputies",
    "civilian": "civilian civilians",
    "passenger": "passenger passengers",
    "crew": "crew crewmen pilots",
    "student": "student students pupils",
    "worker": "worker workers staff employees miners medics firefighters journalists",
    "tourist": "tourist tourists foreigners nationals",
    "official": "official officials ministers",
    "house": "house houses home homes building buildings structures",
}
_PART_OF = {word: key for key, words in _PARTS.items() for word in words.split()}

_WHOLE = frozenset(words("people persons person others victims total individuals lives bodies"))
_STOP = frozenset(
    words(
        "a an the and or but of in on at to for from with by as is are was were be been being has "
        "have had will would could may might that which who whom whose this these those it its "
        "his her their he she they we i you after before during since until while when where than "
        "then there into over under about around between against among per each every more most "
        "so also not no said says say told according if because including both all some any other "
        "another new"
    )
)
_LEAD = frozenset(words("of the its his her their other more additional new another"))
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[.;:!?,()\"“”—–]")
_CUT = frozenset('.;:!?()"“”—–')


def figures(
    sentence: str,
    article_id: str = "",
    *,
    lang: str = "en",
    story_id: str = "",
    at: datetime | None = None,
) -> list[Figure]:
    """The counted quantities of one sentence, in order; dates, years and names of things are none.

    Args:
        sentence: One sentence of an article.
        article_id: Kept in each figure.
        lang: ISO 639-1; decides whether "1.234" is a thousand or a fraction.
        story_id: Kept in each figure.
        at: When the article counts as told; kept in each figure.
    """
    return [
        Figure(article_id=article_id, story_id=story_id, at=at, sentence=sentence, **counted)
        for counted in _counted(sentence, lang)
    ]


@lru_cache(maxsize=8192)
def _counted(sentence: str, lang: str) -> tuple[dict[str, Any], ...]:
    """Value, unit, counts, hedge and raw text of each counted quantity."""
    found = numbers(sentence, lang)
    out = []
    for i, number in enumerate(found):
        start = found[i - 1].end if i else 0
        stop = found[i + 1].start if i + 1 < len(found) else len(sentence)
        counts, end = _counts(sentence[start : number.start], sentence[number.end : stop], number)
        if counts or number.unit:
            raw = sentence[number.start : number.end + end].strip(" ,.;")
            out.append(
                {
                    "value": number.value,
                    "unit": number.unit,
                    "counts": counts,
                    "hedge": number.hedge,
                    "raw": raw,
                }
            )
    return tuple(out)


def _counts(before: str, after: str, number: Number) -> tuple[str, int]:
    """What the number counts, and how many characters after it still belong to the phrase."""
    phrase, end = _following(after)
    if phrase and phrase[-1] == "votes" and _BY.search(before):
        return "majority", end
    other = "other " if _OTHER.search(before) or (not number.unit and _MORE.match(after)) else ""
    group = next((_CLASS_OF[w] for w in [*phrase, *_clause(after)] if w in _CLASS_OF), "")
    if not group and not number.unit:
        group = next((_CLASS_OF[w] for w in _preceding(before, 7) if w in _CLASS_OF), "")
    if group and number.unit not in _MONEY:
        return other + _grouped(phrase, group), end
    if phrase:
        return other + " ".join(_singular(w) for w in phrase), end
    if number.unit:
        return other + " ".join(_singular(w) for w in _preceding(before, 2)[::-1]), 0
    measure = _MEASURE.search(before)
    return other + _singular(measure[1].lower()) if measure else "", 0


def _grouped(phrase: list[str], group: str) -> str:
    """The class and, unless it is people at large, who they are: "child killed"."""
    if not phrase or phrase[-1] in _WHOLE or phrase[0] in _CLASS_OF or phrase[0] in _WHOLE:
        return group
    who = next((_PART_OF[w] for w in phrase if w in _PART_OF), "")
    noun = next((w for w in reversed(phrase) if w not in _CLASS_OF), "")
    return f"{who or _singular(noun)} {group}"


_MONEY = frozenset(("$", "€", "£", "¥", "₹", "crown", "franc", "rouble", "peso", "florin", "mark"))
_BY = re.compile(r"\bby\s(?:just\s)?$", re.IGNORECASE)
# A part of the known whole, what comes on top of it, or a mere difference ("rose 3 percent"): no
# new value of the whole.
_OTHER = re.compile(
    r"\b(?:first|another|additional|further|next|last|remaining|each|every|by|"
    r"(?:rose|risen|rises|fell|fallen|falls|jumped|dropped|slumped|plunged|climbed|gained|lost|shed|"
    r"decreased|increased|grew|slipped|surged|tumbled)(?:\sby)?)\s$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s(?:more|others?|additional|further|of (?:them|the|those|whom|its|his|her))\b", re.I
)
# What a bare number measures: "a majority of 412", "put the majority at 397".
_MEASURE = re.compile(
    r"\b(majority|lead|margin|total|count|tally|number|capacity|workforce|population|turnout|index|"
    r"vote|score|price|rate|level|magnitude|membership|attendance|crew)\s(?:\w+\s){0,3}?"
    r"(?:(?:of|at|to|is|was|reached|stands at|stood at|rose to|fell to|put at|up to)\s)?$",
    re.IGNORECASE,
)


def _following(after: str) -> tuple[list[str], int]:
    """Up to three content words right after the number: "lethal strikes", "reward"."""
    words: list[str] = []
    end = 0
    for match in _WORD.finditer(after[:80]):
        word = match[0].lower()
        if word in _CUT or word == ",":
            break
        if not words and word in _LEAD:
            continue
        if word in _STOP or len(words) == 3 or _verbal(word, words):
            break
        words.append(word)
        end = match.end()
    return words, end


def _verbal(word: str, words: list[str]) -> bool:
    """A verb ends the noun phrase, but a class word ("killed") is its most telling part."""
    return bool(words) and word.endswith(("ed", "ing")) and word not in _CLASS_OF


def _clause(after: str) -> list[str]:
    """The words up to the next comma, "and" or stop: where "were killed" may stand."""
    words = []
    for match in _WORD.finditer(after[:80]):
        word = match[0].lower()
        if word in _CUT or word in (",", "and", "after", "when", "while", "since"):
            break
        words.append(word)
    return words[:9]


def _preceding(before: str, limit: int) -> list[str]:
    """The nearest content words before the number, nearest first, within the clause."""
    words = []
    for match in reversed(list(_WORD.finditer(before[-90:]))):
        word = match[0].lower()
        if word in _CUT:
            break
        if word != "," and word not in _STOP:
            words.append(word)
        if len(words) == limit:
            break
    return words


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def changes(new: Sequence[Figure], ledger: Sequence[Figure]) -> list[FigureChange]:
    """What `new` says otherwise than the whole `ledger` of its story; one change per counted thing.

    A value that any earlier text gave, exactly or rounded, is no change.
    """
    out: list[FigureChange] = []
    seen: set[tuple[str, str, float]] = set()
    of_unit: dict[str, list[Figure]] = {}
    for old in ledger:
        of_unit.setdefault(old.unit, []).append(old)
    for figure in new:
        kin = [old for old in of_unit.get(figure.unit, ()) if kindred(figure, old)]
        key = (figure.counts, figure.unit, figure.value)
        if not kin or key in seen or any(same_value(figure, old) for old in kin):
            continue
        if _stale(figure, kin) or any(_told(figure, old) for old in ledger):
            continue
        seen.add(key)
        old = _before(figure, kin)
        out.append(
            FigureChange(
                counts=figure.counts or old.counts,
                old=old.raw,
                new=figure.raw,
                old_article_id=old.article_id,
                sentence=figure.sentence,
            )
        )
    return out


def _told(figure: Figure, old: Figure) -> bool:
    """Whether this very value of this very noun was given, in however different a sentence."""
    first, second = figure.counts.split(), old.counts.split()
    bare = bool(first and second) and not figure.unit and not old.unit
    return bare and first[-1] == second[-1] and figure.value == old.value


def _before(figure: Figure, kin: Sequence[Figure]) -> Figure:
    """The value that this one replaces: the youngest, by when it was first told, then the likest.

    Late retellings of an older value make it no younger. "Raised to 6" replaces a smaller one, "cut
    to 6" a larger, where there is such a one.
    """
    up, down = _UP.search(figure.sentence), _DOWN.search(figure.sentence)
    if bool(up) != bool(down) and not _group(figure):
        kin = [f for f in kin if (f.value < figure.value) == bool(up)] or kin
    first: dict[float, datetime] = {}
    for f in kin:
        first[f.value] = min(first.get(f.value, f.at or _EPOCH), f.at or _EPOCH)
    return max(kin, key=lambda f: (first[f.value], overlap(f.sentence, figure.sentence)))


_UP = re.compile(r"\b(?:rais|increas|rose|ris|widen|expand|extend|climb|jump|grew|grow)\w*", re.I)
_DOWN = re.compile(r"\b(?:cut|lower|reduc|fell|fall|drop|shr[aiu]nk|halv)\w*", re.I)


def kindred(a: Figure, b: Figure) -> bool:
    """Whether two figures count the same thing, told again or told anew.

    Casualty counts need the same class and the same part of the whole; other counts a head noun in
    common; money and shares words in common around the number. All need sentences that speak of
    one matter, and values of one order.
    """
    if a.unit != b.unit or a.counts.startswith("other") or b.counts.startswith("other"):
        return False
    ratio = max(a.value, b.value) / max(min(a.value, b.value), 1e-9)
    if ratio > _JUMP:
        return False
    same = overlap(a.sentence, b.sentence)
    if same < _SAME_MATTER_CLASS or _past(a) != _past(b):
        return False
    if a.unit in _AREA or _group(a) or _group(b):
        return a.unit in _AREA or a.counts == b.counts
    return ratio <= _LEAP and not _strangers(a.sentence, b.sentence) and _one_matter(a, b, same)


def _group(figure: Figure) -> bool:
    """Whether it counts casualties or the like."""
    return figure.counts.split()[-1:] != [] and figure.counts.split()[-1] in _CLASSES


def _one_matter(a: Figure, b: Figure, same: float) -> bool:
    """Whether two sentences, `same` alike, count one thing that is no casualty."""
    first, second = a.counts.split(), b.counts.split()
    moved = bool(_CHANGED.search(a.sentence))
    if a.unit or not first or not second:
        around = len(_around(a) & _around(b))
        if around == 1:  # "raised its offer to 6 percent" after "an offer of 4 percent"
            return moved and same >= _ONE_MATTER
        return around >= (2 if moved else 3) and same >= (_SAME_MATTER if moved else _ONE_MATTER)
    return _same_noun(a, b) and same >= _least_alike(first[-1], moved=moved)


def _past(figure: Figure) -> frozenset[str]:
    """Earlier years that the sentence speaks of: the toll of 1987 is not today's."""
    year = figure.at.year if figure.at else 2100
    return frozenset(d for d in read(figure.sentence).days if d.isdigit() and int(d) < year)


def _measured(noun: str, other: Figure) -> bool:
    """Whether `noun` is a measure ("majority of 412 votes") that stands at the other's number."""
    return bool(_MEASURE.fullmatch(noun + " ")) and noun in _around(other)


def _same_noun(a: Figure, b: Figure) -> bool:
    first, second = a.counts.split()[-1], b.counts.split()[-1]
    return first == second or _measured(first, b) or _measured(second, a)


def _least_alike(noun: str, *, moved: bool) -> float:
    """How alike two sentences must be; more for nouns that count anything."""
    if noun in _WHOLE or len(noun) < 4:
        return _ONE_MATTER
    return _MOVED if moved else _SAME_MATTER


def _strangers(a: str, b: str) -> bool:
    """Whether both sentences name somebody, and nobody in common."""
    first, second = read(a).names, read(b).names
    return bool(first and second and not first & second)


_AREA = frozenset(("hectare", "acre"))  # what has burned or is flooded, hardly ever two things
_CHANGED = re.compile(
    r"\b(?:rais|increas|ris|rose|cut|lower|reduc|widen|expand|extend|revis|correct|recount|"
    r"climb|jump|"
    r"doubl|tripl|grew|grow|shr[aiu]nk|fell|fall|drop|updat|more than doubled|upgrad|"
    r"downgrad|settl|"
    r"agreed|now)\w*\b",
    re.IGNORECASE,
)
_LOWERED = re.compile(
    r"\b(?:revis|correct|lower|reduc|recount|down from|fewer than|not \d|miscount|duplicat)\w*",
    re.I,
)
# Counts that only grow: a smaller one is stale or a part, unless the text says it was corrected.
_GROWING = frozenset(("killed", "injured", "arrested", "infected", "burned", "rescued"))


def _stale(figure: Figure, kin: Sequence[Figure]) -> bool:
    """Whether a growing count lies below what was told already."""
    key = figure.counts.split()[-1:] or [""]
    highest = max(old.value for old in kin)
    return key[0] in _GROWING and figure.value < highest and not _LOWERED.search(figure.sentence)


def _around(figure: Figure) -> set[str]:
    """Content stems of the nearest words before and after the number."""
    place = figure.sentence.find(figure.raw)
    stop = place + len(figure.raw)
    words = _preceding(figure.sentence[:place], 6) + _following(figure.sentence[stop:])[0]
    return {_CLASS_OF.get(w) or _singular(w) for w in words} | set(figure.counts.split())


# Shares of content words in common. Chosen on sentences written for the tests and the sample world
# (2026-11): two reports of one toll share .2-.6, two tolls of different matters below .1.
_SAME_MATTER = 0.25
_SAME_MATTER_CLASS = 0.1
_ONE_MATTER = 0.45
# How many times larger a later value may be: tolls of quakes have grown twentyfold in a day.
_MOVED = 0.15  # enough where the sentence itself says that something moved
_JUMP = 25.0
_LEAP = 6.0


def overlap(a: str, b: str) -> float:
    """Content words in common as a share of the smaller sentence's, 0..1."""
    first, second = _content(a), _content(b)
    small = min(len(first), len(second))
    return len(first & second) / small if small else 0.0


@lru_cache(maxsize=65536)
def _content(sentence: str) -> frozenset[str]:
    words = (w.lower() for w in re.findall(r"[^\W\d_]{3,}", sentence))
    return frozenset(_CLASS_OF.get(w) or _singular(w) for w in words if w not in _STOP)


_NEAR = frozenset(words("about around some roughly approximately nearly almost close to circa"))
_OVER = frozenset(("more than", "over", "above", "upwards of"))


def same_value(a: Figure, b: Figure) -> bool:
    """Whether one value is the other, rounded or hedged: "nearly 80" and 78, "1.2m" and 1,187,000.

    "At least" is not read as a rounding: tolls are given so, and 20 to 21 is news.
    """
    if a.value == b.value:
        return True
    return _rounds(a, b) or _rounds(b, a)


def _rounds(rough: Figure, exact: Figure) -> bool:
    y, x = rough.value, exact.value
    if not y or _digits(y) > _digits(x):
        return False
    if rough.hedge in _OVER:
        return _digits(y) <= 2 and y <= x <= y * 1.125
    if rough.hedge in ("nearly", "almost", "close to", "just under", "less than", "under"):
        return y * 0.9 <= x <= y
    if rough.hedge in _NEAR:
        return abs(x - y) <= 0.1 * y
    return x >= 100 and abs(x - y) < (0.06 if _digits(y) == 1 and y >= 1000 else 0.02) * y


def _digits(value: float) -> int:
    """Significant digits: 50,000,000 has one, 1,187 four."""
    return len(f"{value:.12g}".replace(".", "").strip("0").split("e")[0]) or 1


__all__ = ["NUMBER", "changes", "figures", "kindred", "overlap", "same_value"]
