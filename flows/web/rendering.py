"""Records to HTML: the templates' environment, its filters, and the geometry of the pictures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from pipeline.stories.titles import bare_title

if TYPE_CHECKING:
    from flows.reports.coverage import Citation

HERE = Path(__file__).parent

# Controls but tab and line ends, and the signs that turn the direction of what follows them: what a
# text may not do to the page around it. Isolation by <bdi> keeps the rest inside its element.
_SPANS = ((0, 9), (11, 13), (14, 32), (127, 160), (0x202A, 0x202F), (0x2066, 0x206A))
_UNSEEN = {code: None for start, end in _SPANS for code in range(start, end)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a page needs besides its record: who reads it, when, and what was just done."""

    path: str
    section: str  # the page that the menu marks
    zone: ZoneInfo
    now: datetime
    query: str = ""  # of the address, as it came
    channels: tuple[str, ...] = ()  # of the settings, by name
    notice: str = ""
    undo: str = ""  # id of the decision that the notice is about


@cache
def environment() -> Environment:
    """The templates; everything printed is escaped, without controls and direction overrides."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    made.filters |= {
        "when": when,
        "day": day,
        "number": number,
        "amount": amount,
        "size": size,
        "web_link": web_link,
        "marked": marked,
        "spanned": spanned,
        "plural": plural,
        "bare": bare_title,
        "bars": bars,
        "citation_picture": citation_picture,
    }
    return made


def _seen(value: Any) -> Any:
    if isinstance(value, Markup) or not isinstance(value, str):
        return "" if value is None else value
    return value.translate(_UNSEEN)


@pass_context
def when(context: Context, at: datetime | None) -> Markup:
    """A time in the reader's zone, as a <time> element; "" for none."""
    if at is None:
        return Markup("")
    frame: Frame = context["frame"]
    local = at.astimezone(frame.zone)
    year = "" if local.year == frame.now.astimezone(frame.zone).year else f" {local.year}"
    text = f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"
    stamp = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(stamp, text)


@pass_context
def day(context: Context, at: datetime) -> str:
    """The day of a time in the reader's zone: "Tuesday 2 December"."""
    frame: Frame = context["frame"]
    local = at.astimezone(frame.zone)
    year = "" if local.year == frame.now.astimezone(frame.zone).year else f" {local.year}"
    return f"{local:%A} {local.day} {local:%B}{year}"


def number(value: float | None) -> str:
    """A number to three digits; "" for none."""
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def amount(value: float | None) -> str:
    """A number as people say it: whole from ten on, else with one decimal; "" for none."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 9.95 or value == round(value) else f"{value:.1f}"


def size(n: int) -> str:
    """Bytes in the unit that reads best."""
    for unit, least in (("GB", 1e9), ("MB", 1e6), ("KB", 1e3)):
        if n >= least:
            return f"{n / least:.1f} {unit}"
    return f"{n} bytes"


def plural(n: int, one: str, many: str = "") -> str:
    """The count with its noun: "1 article", "2 articles"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def web_link(url: str) -> str:
    """The address, if it is one of the web; else "": nothing else may be a link's target."""
    return url if re.match(r"(?i)https?://[^\s/]", url) else ""


def marked(text: str, quotes: Sequence[str]) -> Markup:
    """The text, with each of the quotes that stands in it as <mark>."""
    text = _seen(text)
    wanted = [re.escape(quote) for quote in quotes if quote.strip()]
    if not wanted:
        return escape(text)
    parts = re.split("(" + "|".join(sorted(wanted, key=len, reverse=True)) + ")", text)
    return Markup("").join(_mark(part) if i % 2 else escape(part) for i, part in enumerate(parts))


def spanned(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """The text with each span, (start, end) in order, as <mark>; spans beyond it are left out."""
    parts, at = [], 0
    for start, end in spans:
        if at <= start < end <= len(text):
            parts += [escape(_seen(text[at:start])), _mark(text[start:end])]
            at = end
    return Markup("").join([*parts, escape(_seen(text[at:]))])


def _mark(text: str) -> Markup:
    return Markup("<mark>{}</mark>").format(_seen(text))


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart in units of the picture; `y` is its upper end."""

    x: float
    y: float
    width: float
    height: float


def bars(counts: Sequence[int], width: int, height: int) -> list[Bar]:
    """The bars of a chart of that size: the highest fills it, zeros are left out."""
    if not any(counts):
        return []
    step, most = width / len(counts), max(counts)
    return [
        Bar(round(i * step, 2), round(height - height * n / most, 2), round(step * 0.8, 2),
            round(height * n / most, 2))
        for i, n in enumerate(counts)
        if n
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A name in a picture, at the end of the line that leads to it."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line from an outlet's label to a source's, `weight` its width."""

    y1: float
    y2: float
    weight: float


@dataclass(frozen=True, slots=True)
class CitationPicture:
    """Outlets on the left, whom they cite on the right."""

    height: int
    outlets: list[Label]
    sources: list[Label]
    lines: list[Line]


ROW = 26  # height of a row in the picture
MOST_NAMES = 12  # on each side; the table below the picture has them all


def citation_picture(citations: Sequence[Citation]) -> CitationPicture:
    """Lay out who cites whom; the most frequent first, on either side."""
    outlets = list(dict.fromkeys(c.outlet for c in citations))[:MOST_NAMES]
    sources = list(dict.fromkeys(c.source for c in citations))[:MOST_NAMES]
    rows = max(len(outlets), len(sources))

    def place(i: int, n: int) -> float:
        return round((i + 0.5) * rows * ROW / max(1, n), 1)

    left = {name: place(i, len(outlets)) for i, name in enumerate(outlets)}
    right = {name: place(i, len(sources)) for i, name in enumerate(sources)}
    return CitationPicture(
        height=rows * ROW,
        outlets=[Label(y, name) for name, y in left.items()],
        sources=[Label(y, name) for name, y in right.items()],
        lines=[
            Line(left[c.outlet], right[c.source], min(6.0, 1 + c.n_articles / 2))
            for c in citations
            if c.outlet in left and c.source in right
        ],
    )
