"""What stands on pages in front of articles: challenges, script notes, consent, paywalls.

The phrases stand in `pipeline/language/data/mul/pages.toml`; `pipeline.pages.gate` decides when one
of them condemns a page. They are searched, case aside, in short texts only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.language.load import load_pages


def _any(expressions: Iterable[str], form: str = "%s") -> re.Pattern[str]:
    return re.compile(form % "|".join(expressions), re.IGNORECASE)


_PHRASES = load_pages()
CHALLENGE = _any(_PHRASES.challenge)
CHALLENGE_TITLE = _any(_PHRASES.challenge_titles, r"^(?:%s)\b")
JAVASCRIPT = _any(_PHRASES.javascript)
CONSENT = _any(_PHRASES.consent)
PAYWALL = _any(_PHRASES.paywall)
MISSING_TITLE = _any(_PHRASES.missing_titles)
MISSING_PATH = _any(_PHRASES.missing_paths)
WALL_HOST = re.compile("|".join(_PHRASES.wall_hosts))
