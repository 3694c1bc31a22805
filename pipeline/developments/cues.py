"""What the wording of a sentence tells: event or background, fact or opinion, heading or text.

Word lists are English; in other languages these columns stay 0 and novelty alone decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pipeline.developments.specifics import Reading

_NOW = (
    r"\b(?:today|now|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:morning|"
    r"afternoon|week)|overnight|tonight|yesterday|hours? (?:later|after|earlier)|on (?:mon|"
    r"tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_PAST = (
    r"\b(?:in|since|until|before|by|of|from) (?:(?:january|february|march|april|may|june|"
    r"july|august|"
    r"september|october|november|december) )?(?:19|20)\d\d\b|\b(?:last|previous) (?:year|month|"
    r"decade|century)\b|\byears? (?:ago|earlier)\b|\bfor (?:years|decades|months|centuries|"
    r"(?:two|three|four|five|several|many) (?:years|decades))\b|\bdecades\b|\bhas long\b|\bonce\b|"
    r"\bformer(?:ly)?\b|\bsince\b|\bhistor(?:y|ic|ically)\b|\bearlier (?:this|in)\b|\bin "
    r"the past\b|"
    r"\bpreviously\b|\boriginally\b|\balready\b|\bthe (?:first|third|second|largest|worst|"
    r"biggest)\b"
)
_EVENT = (
    r"\b(?:announced|ordered|arrested|detained|charged|convicted|acquitted|sentenced|resigned|"
    r"appointed|named|elected|won|lost|killed|died|injured|signed|agreed|approved|rejected|voted|"
    r"launched|opened|closed|suspended|halted|cancelled|canceled|postponed|ruled|filed|sued|"
    r"withdrew|abandoned|dropped|raised|cut|struck|fired|attacked|seized|captured|recovered|found|"
    r"rescued|evacuated|declared|confirmed|denied|admitted|released|published|revealed|"
    r"began|started|"
    r"ended|resumed|collapsed|reached|rose|fell|climbed|jumped|plunged|moved|arrived|left|met|"
    r"offered|refused|accepted|demanded|called for|urged|imposed|lifted|banned|blocked|expelled|"
    r"recalled|deployed|sent|will|would|plans? to|set to|expected to|scheduled|was set|has been|"
    r"have been|said it|said he|said she|said they)\b"
)
_STATE = (
    r"\b(?:is|are|was|were|has|have|remains?|belongs?|includes?|owns?|employs?|lies|lives|runs)\b"
)
_FIRM = r"\b(?:said|told|announced|confirmed|stated|according to|reported|testified|ruled)\b"
_HEDGE = (
    r"\b(?:may|might|could|perhaps|probably|likely|possibly|appears?|seems?|suggests?|expects?|"
    r"believes?|thinks?|fears?|hopes?|if|whether|risk|guess|speculat\w+)\b"
)
_OPINION = (
    r"\b(?:analysts?|experts?|critics?|observers?|commentators?|professor|scholar|economists?|"
    r"historians?|argue[sd]?|described|criticised|criticized|praised|welcomed|condemned|blamed|"
    r"defended|slammed|branded|hailed|warn(?:ed|s)?|called|calls|feel|felt|disappoint\w+|"
    r"delighted|proud|tragic|shock\w*|must|should)\b"
)
_FIRST = r"\b(?:i|we|my|our|me|us|you|your|i'm|we're|we've|i've|don't|it's|that's)\b"
# Who spoke, to whom and where, without what: the rest of a quotation cut in two.
_BARE = re.compile(
    r"^[A-Z][^,;:\"“”]{2,60}\b(?:said|told|added|wrote|stated|says)\b"
    r"(?: (?:on|at|in|during|to|after|the|a|an|reporters|journalists)\b[^,;:\"]*|[^\s]* ?)?[.:]?$|"
    r"^[^,;\"]{2,70}\b(?:said|told|stated|demanded|added)[^,;\"]{0,30}:-?$"
)
_ANALYST = (
    r"\b(?:analysts?|economists?|professor|researchers?|research note|note to clients|in a note|"
    r"strategists?|scholars?|historians?|law firm|partner (?:at|in|with)|think tank|institute|"
    r"consultan\w+|experts?|brokerage|observers?)\b"
)
_NO_COMMENT = (
    r"\b(?:(?:did|does|do|has|have|had|could|would) ?(?:not|n't) (?:immediately |yet "
    r")?(?:be reached|"
    r"(?:respond|reply|return|answer|comment)\w*)|declined to (?:comment|say|be)|no comment|"
    r"refused to comment|(?:request|requests) for comment)\b"
)
_BOILER = (
    r"\b(?:(?:read more|photo|writer|writes about|this (?:article|story|report|page)|comments?|"
    r"here is|here's|what we know|for more information|contact|image|getty|to remind)\b|"
    r"photograph:|subscribe|newsletter|copyright|reporting by|editing by|additional reporting|"
    r"click here|follow us|our standards|sign up|did not (?:immediately )?(?:respond|reply)|"
    r"declined to comment|could not (?:immediately )?be reached)|©"
)
_VERB = (
    r"\b(?:\w+ed|said|told|was|were|had|has|have|is|are|will|would|made|took|gave|found|"
    r"went|came|rose|fell|won|lost|met|sent|paid|left|began|saw|held|kept|put|set)\b"
)
_ATTRIBUTED = (
    r"\b(?:sources?|officials?|police|prosecutors?|court|judge|ministry|government|"
    r"spokes\w+|agency|authorities|army|military|company|commission|parliament)\b"
)
_SEQUEL = (
    r"\b(?:but|however|instead|although|despite|while|meanwhile|separately|also|later|then|after)\b"
)
_RECALL = (
    r"\b(?:had|has (?:always|previously|already|long|since)|have (?:always|previously|"
    r"already)|has been|have been|have not|has not|still|remains?|continues?|comes? "
    r"(?:after|amid|as)|came (?:after|amid|as)|follow(?:s|ed|ing)|amid)\b"
)


_IRREGULAR = (
    r"\b(?:said|told|was|were|had|took|made|gave|found|went|came|rose|fell|won|lost|met|"
    r"sent|paid|left|began|saw|held|kept|put|set|cut|hit|struck|shot|broke|led|fled|"
    r"withdrew|spoke|wrote|sold|bought|built|threw|drove|flew|stood|understood)\b"
)


def _search(pattern: str) -> Callable[[Reading], float]:
    """Whether a pattern, all in lower case, stands in a sentence, whatever its case.

    To search the lowered text takes a third of the time that `re.IGNORECASE` takes.
    """
    found = re.compile(pattern)
    return lambda reading: float(found.search(reading.low) is not None)


def _heading(reading: Reading) -> float:
    """No end mark and few words, or mostly capitals."""
    text = reading.text.strip()
    words = text.split()
    capital = sum(1 for w in words if w[:1].isupper() or not w[:1].isalpha())
    if len(words) < 3 or text.isupper():
        return 1.0
    open_end = text[-1] not in ".!?…\"”’'。"
    return float(open_end and (len(words) < 12 or capital > 0.6 * len(words)))


_search_verb = _search(_VERB)
_COLUMNS: dict[str, Callable[[Reading], float]] = {
    "heading": _heading,
    "question": lambda r: float("?" in r.text),
    "boiler": _search(_BOILER),
    "now": _search(_NOW),
    "past": _search(_PAST),
    "event": _search(_EVENT),
    "state": _search(_STATE),
    "firm": _search(_FIRM),
    "hedge": _search(_HEDGE),
    "opinion": _search(_OPINION),
    "first_person": _search(_FIRST),
    "verbless": lambda r: 1.0 - _search_verb(r),
    "official": _search(_ATTRIBUTED),
    "sequel": _search(_SEQUEL),
    "recall": _search(_RECALL),
    "speech": lambda r: float(r.text.lstrip("- ")[:1] in "\"“'‘«"),
    "colon_end": lambda r: float(r.text.rstrip().endswith((":", ":-"))),
    "past_verb": _search(
        r"\b(?!(?:need|indeed|hundred|speed|feed|seed|red|bed|used)\b)\w{2,}ed\b|" + _IRREGULAR
    ),
    "present": _search(
        r"\b(?:is|are|has|have|can|does|do|remains?|means|includes?|makes?|accounts?|lies|works?)\b"
    ),
    "future": _search(
        r"\b(?:will|would|to be|plans? to|expects? to|expected to|due to|set to|by the end of|"
        r"next (?:week|month|year|spring|summer|autumn|winter))\b"
    ),
    "said_now": _search(
        r"\b(?:said|told|announced|confirmed|reported|declared|wrote|ruled|ordered|"
        r"published)\b[^.]{0,60}\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tues|"
        r"wednes|thurs|fri|satur|sun)day\b[^.]{0,60}\b(?:said|told|announced|confirmed|reported|"
        r"declared|wrote|ruled|ordered|published)\b"
    ),
    "passive": _search(
        r"\b(?:was|were|been|being|is|are|be) (?:\w+ly )?\w+(?:ed|en|own|ought|aught|old|et)\b"
    ),
    "bare": lambda r: float(r.length < 14 and _BARE.search(r.text) is not None),
    "analyst": _search(_ANALYST),
    "no_comment": _search(_NO_COMMENT),
    "percent": _search(r"%|\bper ?cent\b"),
    "general": _search(
        r"^(?:most|many|some|such|companies|people|experts|analysts|typically|usually|often|in "
        r"general|for (?:months|years|decades)|for the moment|every|nobody|no one|when )\b"
    ),
    "contrast": _search(
        r"\b(?:compared (?:with|to)|twice|three times|more than double|nearly double|against|"
        r"from \d\S* to|up from|down from|a year earlier)\b"
    ),
    "new_word": _search(
        r"\b(?:new|newly|first time|latest|fresh|now|has (?:now|since)|have (?:now|since))\b"
    ),
    "pronoun": _search(r"^(?:he|she|they|it|this|that|these|those|his|her|their|both)\b"),
}


def cues(readings: Sequence[Reading], at: datetime | None) -> dict[str, NDArray[np.float32]]:
    """One column per cue, each `[n]`, 0 or 1.

    `at` is when the article was told; None where nobody knows, then no date is old or recent.
    """
    columns = {
        name: np.array([cue(r) for r in readings], np.float32) for name, cue in _COLUMNS.items()
    }
    ages = [_age(r, at) for r in readings]
    columns["dated_now"] = np.array(
        [float(a is not None and -3 <= a <= 10) for a in ages], np.float32
    )
    columns["dated_old"] = np.array([float(a is not None and a > 31) for a in ages], np.float32)
    columns["dated_ahead"] = np.array([float(a is not None and a < -3) for a in ages], np.float32)
    return columns


def explains(title: str) -> bool:
    """Whether an English title announces an explanation or a portrait: "Why ...", a question."""
    return _EXPLAINS.search(title) is not None


def quotes(title: str) -> bool:
    """Whether a title holds quotation marks."""
    return _QUOTES.search(title) is not None


_EXPLAINS = re.compile(
    r"^(?:why|what|how|who|where|when|inside|meet|explainer|explained|analysis|opinion|comment|"
    r"profile|timeline|fact.?check|five things|everything|in pictures|the (?:long|story|rise))\b|"
    r"\?$|\b(?:what we know|what to know|need to know|explained|explainer|questions and answers|"
    r"so far|at a glance|who is who|who's who|timeline|background|analysis)\b",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"[\"“”«»„]|(?:^|[\s:])['‘]\w")

CUES = (*_COLUMNS, "dated_now", "dated_old", "dated_ahead")

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_DAY = re.compile(
    r"\b(?:(?P<before>\d{1,2})\.? )?(?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|"
    r"Oct|Nov|Dec)[a-z]*)\.?"
    r"(?: (?P<day>\d{1,2})\b(?!\d))?(?:,? (?P<year>(?:19|20)\d\d))?"
)
_MONTH = re.compile("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NEAR = re.compile(
    r"\b(?:today|yesterday|tonight|overnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"this (?:morning|afternoon|evening|week)|hours (?:later|after)|last night)\b"
)
_FAR = re.compile(
    r"\b(?:last (?:month|year|spring|summer|autumn|fall|winter|decade)|(?:months|years|decades) "
    r"(?:ago|earlier)|(?:two|three|four|five|six|ten|twenty) (?:months|years) (?:ago|earlier)|"
    r"earlier this year|at the time|back then)\b"
)


def _age(reading: Reading, at: datetime | None) -> float | None:
    """How many days before the article the youngest date of a sentence lies; None without one."""
    if _NEAR.search(reading.low):
        return 1.0
    if at is None:
        return None
    text = reading.text
    dates = _MONTH_DAY.finditer(text) if _MONTH.search(text) else ()
    ages = [a for m in dates if (a := _month_age(m, at)) is not None]
    if ages:
        return min(ages, key=abs)
    if _FAR.search(reading.low):
        return 100.0
    years = [int(y) for y in _YEAR.findall(text)]
    return min(((at.year - y) * 365.0 for y in years), key=abs) or None if years else None


def _month_age(match: re.Match[str], at: datetime) -> float | None:
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    if (
        match["month"] in ("May", "March", "Mar")
        and not (match["day"] or match["year"])
        and match.start() == 0
    ):
        return None  # a verb or a modal at the sentence's start
    months = (at.month - month + 2) % 12 - 2  # of undated months the past one is meant
    if match["year"]:
        months = (at.year - int(match["year"])) * 12 + at.month - month
    day = match["day"] or match["before"]
    if day:
        return months * 30.4 + at.day - int(day)
    return months * 30.4
