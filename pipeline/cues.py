"""What the wording of a sentence tells: event or background, fact or opinion, heading or text.

Word lists are English; in other languages these columns stay 0 and novelty alone decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from pipeline.specifics import Reading

_NOW = r"\b(?:today|now|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|this (?:morning|afternoon|week)|overnight|tonight|yesterday|hours? (?:later|after|earlier)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
_PAST = (
    r"\b(?:in|since|until|before|by|of|from) (?:(?:january|february|march|april|may|june|july|august|"
    r"september|october|november|december) )?(?:19|20)\d\d\b|\b(?:last|previous) (?:year|month|"
    r"decade|century)\b|\byears? (?:ago|earlier)\b|\bfor (?:years|decades|months|centuries|"
    r"(?:two|three|four|five|several|many) (?:years|decades))\b|\bdecades\b|\bhas long\b|\bonce\b|"
    r"\bformer(?:ly)?\b|\bsince\b|\bhistor(?:y|ic|ically)\b|\bearlier (?:this|in)\b|\bin the past\b|"
    r"\bpreviously\b|\boriginally\b|\balready\b|\bthe (?:first|third|second|largest|worst|biggest)\b"
)
_EVENT = (
    r"\b(?:announced|ordered|arrested|detained|charged|convicted|acquitted|sentenced|resigned|"
    r"appointed|named|elected|won|lost|killed|died|injured|signed|agreed|approved|rejected|voted|"
    r"launched|opened|closed|suspended|halted|cancelled|canceled|postponed|ruled|filed|sued|"
    r"withdrew|abandoned|dropped|raised|cut|struck|fired|attacked|seized|captured|recovered|found|"
    r"rescued|evacuated|declared|confirmed|denied|admitted|released|published|revealed|began|started|"
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
_BOILER = (
    r"(?:\bread more\b|\bphoto\b|\bphotograph:|\bsubscribe|\bnewsletter|\bcopyright|©|\breporting by|"
    r"\bediting by|\badditional reporting|\bwriter\b|\bwrites about\b|\bclick here|\bfollow us|"
    r"\bthis (?:article|story|report|page)\b|\bour standards|\bsign up|\bcomments?\b|\bhere is\b|"
    r"\bhere's\b|\bwhat we know\b|\bfor more information\b|\bcontact\b|\bimage\b|\bgetty\b|"
    r"\bdid not (?:immediately )?(?:respond|reply)|\bdeclined to comment|\bcould not (?:immediately )?be "
    r"reached|\bto remind\b)"
)
_VERB = r"\b(?:\w+ed|said|told|was|were|had|has|have|is|are|will|would|made|took|gave|found|went|came|rose|fell|won|lost|met|sent|paid|left|began|saw|held|kept|put|set)\b"
_ATTRIBUTED = r"\b(?:sources?|officials?|police|prosecutors?|court|judge|ministry|government|spokes\w+|agency|authorities|army|military|company|commission|parliament)\b"
_SEQUEL = (
    r"\b(?:but|however|instead|although|despite|while|meanwhile|separately|also|later|then|after)\b"
)
_RECALL = r"\b(?:had|has (?:always|previously|already|long|since)|have (?:always|previously|already)|has been|have been|have not|has not|still|remains?|continues?|comes? (?:after|amid|as)|came (?:after|amid|as)|follow(?:s|ed|ing)|amid)\b"


def _search(pattern: str) -> Callable[[Reading], float]:
    found = re.compile(pattern, re.IGNORECASE)
    return lambda reading: float(found.search(reading.text) is not None)


def _heading(reading: Reading) -> float:
    """No end mark and few words, or mostly capitals."""
    text = reading.text.strip()
    words = text.split()
    capital = sum(1 for w in words if w[:1].isupper() or not w[:1].isalpha())
    if len(words) < 3 or text.isupper():
        return 1.0
    open_end = text[-1] not in ".!?…\"”’'。"
    return float(open_end and (len(words) < 12 or capital > 0.6 * len(words)))


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
    "old_year": lambda r: 0.0,
    "pronoun": _search(r"^(?:he|she|they|it|this|that|these|those|his|her|their|both)\b"),
}
_search_verb = _search(_VERB)
CUES = tuple(_COLUMNS)


def cues(readings: Sequence[Reading], at: datetime) -> dict[str, NDArray[np.float32]]:
    """One column per cue, each `[n]`, 0 or 1."""
    columns = {
        name: np.array([cue(r) for r in readings], np.float32) for name, cue in _COLUMNS.items()
    }
    years = [[int(d) for d in r.days if d.isdigit()] for r in readings]
    columns["old_year"] = np.array(
        [float(bool(found) and max(found) < at.year) for found in years], np.float32
    )
    return columns
