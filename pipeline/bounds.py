"""The doors: one function for each kind of value that comes from outside.

Every entrance (feed, JSON feed, sitemap, page, JSON-LD, OPML, import) sends its dates, titles,
texts, addresses and ids through these, so that what is stored has one set of bounds. Each takes
anything, raises nothing, and leaves what it has made as it is.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from datetime import UTC, datetime, timedelta

from pipeline.mojibake import mended_encoding
from pipeline.plain import plain_line
from pipeline.web.urls import MAX_URL, canonical

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news item on the web is older; zeros, epochs and template values are."""
AHEAD = timedelta(days=1)
"""How far a date may lie ahead of now: clocks and zones are wrong by hours, templates by years.
NetNewsWire's bound."""

MAX_TITLE = 500
"""Characters. The longest of 3,567 real titles had 158 (measured 2026-11); one attack, 120,000."""
MAX_TEXT = 500_000
"""Characters of an article's text. Chosen by hand (2026-11)."""
MAX_ID = 500
"""Characters of a guid or another's id. Chosen by hand (2026-11)."""
MAX_NAME = 200
"""Characters of a person's, an outlet's or a language's name. Chosen by hand (2026-11)."""
MAX_DETAIL = 500
"""Characters of what a failure says: a few words and an address. Chosen by hand (2026-11)."""
_READ = 20
"""How many times its length a title may take with its markup; what follows is not read."""

# Never text, and cheap to look for: controls but tab and line ends, soft hyphens, zero-width signs,
# direction marks and overrides, invisible operators, interlinear marks, lone surrogates, no
# characters, tags. The joiners (U+200C, U+200D) and tags are looked at one by one.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_JOINERS = "\u200c\u200d"
_TAGS = range(0xE0020, 0xE0080)
_FLAG = "\U0001f3f4"  # England's and others' flags are this one and tags
# Scripts whose letters the joiners tie or part: Arabic to N'Ko and Mandaic, those of South and
# South-East Asia, Tibetan, Mongolian (Unicode 15, 9.2, 12.1 and 23.2).
_JOINING = (
    (0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1700, 0x18AF), (0x1900, 0x1AAF),
    (0x1B00, 0x1C4F), (0xA800, 0xABFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0x10A00, 0x11FFF),
)  # fmt: skip


# Codecs of Python's that decode text and are no charsets of the web; UTF-7 is one no more.
_NO_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "charmap"}


# What browsers read for these (WHATWG Encoding, 2024), by Python's names.
_WIDER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "tis-620": "cp874", "iso8859-11": "cp874",
}  # fmt: skip


def bounded_date(moment: datetime | None, now: datetime | None = None) -> datetime | None:
    """The moment in UTC; None where it cannot be when news was published.

    That is before 1990, or over a day after `now`, where that is known. A naive moment is UTC.
    """
    if moment is None:
        return None
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (OverflowError, ValueError):  # the first and last days there are, with an offset
        return None
    return moment if moment >= EARLIEST and (now is None or moment <= now + AHEAD) else None


def epoch_date(seconds: float, now: datetime | None = None) -> datetime | None:
    """The moment so many seconds, or milliseconds, after 1970 began; None out of bounds.

    Takes any number: NaN, infinities and integers of thousands of digits give None.
    """
    try:
        value = float(seconds)
        return bounded_date(
            datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC), now
        )
    except (OverflowError, ValueError, OSError):
        return None


def clean_line(text: str, limit: int = MAX_TITLE) -> str:
    """A title, a summary: one line without markup and invisible signs, at most `limit` characters.

    `text` may be text, HTML, or HTML escaped once or more; what is no markup stays: "a < b".
    """
    read, text = "", plain_line(visible_text(mended_encoding(text[: limit * _READ])))
    while read != text:  # signs, brackets and misread letters come out of entities, cuts and gaps
        read, text = text, plain_line(visible_text(mended_encoding(text)))[:limit].rstrip()
    return text


def clean_text(text: str, limit: int = MAX_TEXT) -> str:
    """Plain text as it stands, without invisible signs; lines keep, and blanks in them are one."""
    read, text = "", text[: 2 * limit]
    while read != text:  # what stood between two letters or behind a cut can hide a misread one
        read, seen = text, visible_text(mended_encoding(text))
        lines = (" ".join(line.split()) for line in seen.splitlines())
        text = "\n".join(line for line in lines if line)[:limit].rstrip()
    return text


def clean_markup(text: str, limit: int = MAX_TEXT) -> str:
    """HTML as it stands, without what is no character, at most `limit` long."""
    return visible_text(text[:limit])


def clean_id(text: str) -> str:
    """Another's name for something: one line without invisible signs, at most `MAX_ID` long."""
    return " ".join(visible_text(text[: 2 * MAX_ID]).split())[:MAX_ID].rstrip()


def clean_name(text: str) -> str:
    """A person's, outlet's or language's name: a line of at most `MAX_NAME` characters."""
    return clean_line(text, MAX_NAME)


def clean_detail(text: str) -> str:
    """What a failure says: one line as it stands, without invisible signs, `MAX_DETAIL` long."""
    return " ".join(visible_text(text[: 2 * MAX_DETAIL]).split())[:MAX_DETAIL].rstrip()


def clean_url(text: str, base: str = "") -> str:
    """The canonical http(s) address (`urls.canonical`), "" when it is none or too long."""
    return canonical(visible_text(text[: 4 * MAX_URL]), base)


def visible_text(text: str) -> str:
    """The text without control characters and signs that nobody sees; line ends stay.

    Joiners stay between letters of scripts that need them and inside emoji.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = ""
    while kept != text and _UNSEEN.search(text):  # what goes changes its neighbours' neighbours
        text, kept = _UNSEEN.sub(_joiner_or_nothing, text), text
    return text


def _joiner_or_nothing(sign: re.Match[str]) -> str:
    text, at = sign.string, sign.start()
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    if sign[0] in _JOINERS:
        joins = _joins(before) and (_joins(after) or not after.strip())
        tied = sign[0] == _JOINERS[1] and _is_emoji(before) and _is_emoji(after)
        return sign[0] if joins or tied else ""
    if ord(sign[0]) in _TAGS and (before == _FLAG or (before and ord(before) in _TAGS)):
        return sign[0] if _FLAG in text[max(at - 8, 0) : at] else ""
    return ""


def _joins(sign: str) -> bool:
    """Whether a sign is a letter or mark of a script that joins."""
    return bool(sign) and any(low <= ord(sign) <= high for low, high in _JOINING)


def _is_emoji(sign: str) -> bool:
    """A picture, a skin tone or the variation selector after one."""
    return bool(sign) and (sign == "\ufe0f" or unicodedata.category(sign) in {"So", "Sk"})


def clean_charset(label: str) -> str:
    """Python's name of a charset that a document or a header declares, "" when it is none.

    Where browsers read a wider one for the label it is that: "Shift_JIS" is cp932, with "①".
    Python has codecs that are no charsets, and some raise what no decoding should.
    """
    label = label.strip().lower().removeprefix("x-").replace("windows-874", "cp874")
    try:
        bytes(4).decode(label)  # LookupError for codecs of bytes, UnicodeError for "undefined"
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""
    return "" if name in _NO_CHARSETS else _WIDER.get(name, name)
