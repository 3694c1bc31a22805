"""How common a word is in its language: fixed term statistics, from wordfreq 3.

Fixed, so that what is told by them cannot depend on how a stream was cut into batches.
"""

from __future__ import annotations

from functools import lru_cache
from math import log10


@lru_cache(maxsize=65536)
def rarity(word: str) -> float:
    """How much a word tells, 0.1..1: 1 for a word no reader meets daily, .9 for a number.

    From its Zipf frequency (`commonness`): 1 from 2 down, .1 from 6.5 up; chosen by hand (2026-11).
    """
    if word[0] == "#" or word[0].isdigit():
        return 0.9
    return min(1.0, max(0.1, (7.0 - commonness(word)) / 5.0))


def commonness(word: str) -> float:
    """A word's Zipf frequency in English, 0..8; 0 for one that wordfreq does not know.

    The log10 of its occurrences in a thousand million words (van Heuven et al. 2014).
    """
    from wordfreq import get_frequency_dict, zipf_frequency  # noqa: PLC0415 - loads its table

    if word.isascii() and word.isalpha() and word.islower():  # nothing in it to be cut
        share = get_frequency_dict("en").get(word, 0.0)
        return round(log10(share) + 9.0, 2) if share else 0.0
    return float(zipf_frequency(word, "en"))
