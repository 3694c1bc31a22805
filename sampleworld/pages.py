"""An article's page in its outlet's template, with all that surrounds the text on real pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from string import Template

from sampleworld.compose import Line, Piece
from sampleworld.outlets import BY_ID

TYPE = "text/html; charset=utf-8"


def paragraphs(piece: Piece, now: datetime) -> list[str]:
    """The text that stands at `now`: dateline, paragraphs, credit. Local lines stand alone."""
    lines = piece.version(now).lines
    size = piece.outlet.per_paragraph
    body = [line for line in lines if not line.local]
    texts = [_join(body[i : i + size]) for i in range(0, len(body), size)]
    texts[0] = _dateline(piece) + texts[0]
    texts += [line.text for line in lines if line.local]
    if piece.outlet.credit and not piece.copy_of:
        texts.append(f"({piece.outlet.credit.format(by=piece.by)})")
    return texts


def render_page(piece: Piece, related: Sequence[Piece], now: datetime, base: str) -> str:
    """The whole HTML page. `related` are other pieces of the outlet, linked beside the text."""
    version, outlet = piece.version(now), piece.outlet
    return _template(outlet.template).substitute(
        lang=outlet.lang,
        outlet=escape(outlet.name),
        outlet_id=outlet.id,
        url=f"{base}{piece.path}",
        title=escape(version.title),
        by=escape(piece.by),
        published=piece.at.isoformat(),
        shown=f"{piece.at:%d %B %Y, %H:%M} GMT",
        updated=f"Updated {version.at:%d %B, %H:%M}" if version.at > piece.at else "",
        body=_body(piece, now),
        related="\n".join(
            f'<li><a href="{base}{other.path}">{escape(other.version(now).title)}</a></li>'
            for other in related
        ),
        tail=f"<p>{escape(outlet.tail)}</p>" if outlet.tail else "",
        jsonld=_jsonld(piece, now, base),
    )


def _body(piece: Piece, now: datetime) -> str:
    """Paragraphs with the piece's section headings spread between them."""
    blocks = [f"<p>{escape(text, quote=False)}</p>" for text in paragraphs(piece, now)]
    step = max(2, len(blocks) // (len(piece.headings) + 1))
    for i, heading in reversed(list(enumerate(piece.headings, 1))):
        shown = heading.upper() if piece.outlet.capitals else heading
        blocks.insert(min(i * step, len(blocks) - 1), f"<h2>{escape(shown)}</h2>")
    return "\n".join(blocks)


def _join(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines)


def _dateline(piece: Piece) -> str:
    """The outlet's own dateline, or the agency's on a copy."""
    outlet = BY_ID[piece.agency] if piece.agency else piece.outlet
    return outlet.dateline.format(place=piece.place.upper(), date=f"{piece.at:%b} {piece.at.day}")


def _jsonld(piece: Piece, now: datetime, base: str) -> str:
    version = piece.version(now)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.title,
        "datePublished": piece.at.isoformat(),
        "dateModified": version.at.isoformat(),
        "inLanguage": piece.outlet.lang,
        "mainEntityOfPage": f"{base}{piece.path}",
        "author": [{"@type": "Person", "name": piece.by}],
        "publisher": {"@type": "NewsMediaOrganization", "name": piece.outlet.name},
    }
    return json.dumps(data, ensure_ascii=False).replace("</", "<\\/")


@cache
def _template(name: str) -> Template:
    file = resources.files("sampleworld") / "templates" / f"{name}.html"
    return Template(file.read_text(encoding="utf-8"))
