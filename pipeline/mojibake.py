"""UTF-8 that somebody read as a one-byte charset and wrote again: "Obamaâ€™s" for "Obama’s".

Feeds are written that way by their own publishers, once or twice over, so that no declared charset
is wrong. Of 230 general news items 21 had such titles (2026-11): their words match nobody's.
"""

from __future__ import annotations

import re

FEW_BROKEN = 20
"""Characters beyond ASCII that a charset reads for each that it cannot, at least; of UTF-8, which
hardly any other charset's bytes are, one. Chosen by hand (2026-11)."""

# A lead byte and one that continues it, as Latin-1 or windows-1252 show them: cheap to look for.
_MISREAD = re.compile("[\u00c2-\u00f4][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def mended_encoding(text: str) -> str:
    """The text with every misread line decoded as it was meant; other lines as they stand.

    What only looks misread ("CLICHÉ»") stays: ftfy decides, which was tuned to change nothing
    that a person may have written.
    """
    if not _MISREAD.search(text):
        return text
    import ftfy  # noqa: PLC0415 - .2 s, and few ever need it

    lines = text.split("\n")
    return "\n".join(ftfy.fix_encoding(line) if _MISREAD.search(line) else line for line in lines)


def decoded_but_for_few(body: bytes, charset: str) -> str | None:
    """The text, what is broken in it as U+FFFD; None where the charset does not read nearly all."""
    text = body.decode(charset, "replace")
    bad = text.count("\ufffd")
    read = len(text) - len(text.encode("ascii", "ignore")) - bad
    return text if read > bad * (1 if charset.startswith("utf-8") else FEW_BROKEN) else None
