"""Titles without their outlet, and what a story is called."""

from __future__ import annotations

import re

from pipeline.language.load import alternatives, load_language
from pipeline.records import Article

# Chosen by hand (2026-11).
HEADING_SIGNS = 100  # characters of a text that stand for a title
_LEAST_WORDS = 3  # of a title without its outlet
_PUBLISHER_WORDS = 6  # of an outlet's name at most
_PIPE = re.compile(r"\s+(?:\||::|»|•|·)\s+|\s*\|\s*")
_DASH = re.compile(r"\s+[-–—]+\s+")
_ALNUM = re.compile(r"[^a-z0-9]+")
# Words that mark a trailing "- ..." as a publisher's name.
_PRESS = re.compile(
    rf"\b({alternatives(load_language().titles.publishers)}|"
    r"\w+\.(?:com|org|net|co\.uk|co|in|au|ca|ie|nz|de|fr|tv))\b",
    re.IGNORECASE,
)


def bare_title(title: str, outlet: str = "") -> str:
    """The title with its outlet's name cut off at either end ("... - Reuters", "BBC News | ...").

    Of parts set apart by bars the longest stays. A last part after a dash goes when it is the
    outlet or reads like a publisher (six words or fewer, capitalised, with a word of the press)
    and three words or more are left.
    """
    title = " ".join(title.split())
    parts = [part for part in _PIPE.split(title) if part]
    if len(parts) > 1:
        longest = max(parts, key=lambda part: len(part.split()))
        if len(longest.split()) >= _LEAST_WORDS:
            title = longest
    pieces = list(_DASH.finditer(title))
    if pieces:
        head, tail = title[: pieces[-1].start()], title[pieces[-1].end() :]
        if len(head.split()) >= _LEAST_WORDS and _is_publisher(tail, outlet):
            return bare_title(head, outlet)
    return title


def heading(article: Article) -> str:
    """What an article goes by: its title, or how its text begins; two queries say it too."""
    return article.title or article.text.partition("\n")[0][:HEADING_SIGNS]


def _is_publisher(part: str, outlet: str) -> bool:
    """Whether a title's last part names its publisher."""
    words = part.split()
    if not words or len(words) > _PUBLISHER_WORDS:
        return False
    flat, known = _ALNUM.sub("", part.lower()), _ALNUM.sub("", outlet.lower())
    if known and flat and (flat in known or known.removesuffix("com") in flat):
        return True
    return bool(_PRESS.search(part)) and all(w[:1].isupper() or not w[:1].isalpha() for w in words)
