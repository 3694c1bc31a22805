"""Who says so: the sources an article names, and how many independent voices a story has.

Copies of one text, and rewrites that rest on one cited original, are one voice: three papers that
quote the same agency report confirm nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pipeline.language.sentences import sentences
from pipeline.language.sources import mentions_outlet, source_wording
from pipeline.language.words import normal
from pipeline.records import Article, Attribution, Copy, Voice
from pipeline.stories.merges import resolve


def attributions(article: Article, texts: Sequence[str] | None = None) -> list[Attribution]:
    """The sources `article` names: one row per source and sentence, the title as sentence -1.

    `texts`: its sentences, where they have been cut already.
    """
    cut = [article.title, *(sentences(article.text) if texts is None else texts)]
    return _of_others(article, (_of(article.id, text, i - 1) for i, text in enumerate(cut)))


def _of_others(article: Article, found: Iterable[Iterable[Attribution]]) -> list[Attribution]:
    """All rows but those in which an outlet names itself."""
    own = _key(article.outlet)
    return [
        row
        for rows in found
        for row in rows
        if not (row.kind in ("outlet", "agency") and _key(row.source) == own)
    ]


def _of(article_id: str, text: str, index: int) -> Iterable[Attribution]:
    yield from _outlets(article_id, text, index)
    wording = source_wording()
    for match in wording.anonymous.finditer(text) if wording.unnamed.search(text) else ():
        if wording.unnamed_mark.search(match["source"] + text[match.end() : match.end() + 25]):
            yield Attribution(
                article_id=article_id,
                source=match["source"],
                kind="anonymous",
                sentence=text,
                index=index,
            )
    for match in wording.person.finditer(text) if wording.speaks.search(text) else ():
        if not wording.outlet_end.search(match["person"]):
            yield Attribution(
                article_id=article_id,
                source=match["person"],
                kind="person",
                sentence=text,
                index=index,
            )


def _outlets(article_id: str, text: str, index: int) -> Iterable[Attribution]:
    wording = source_wording()
    seen: set[str] = set()
    for pattern in wording.citations if mentions_outlet(text) else ():
        for match in pattern.finditer(text):
            source = match["outlet"].removeprefix("the ").removeprefix("The ").strip()
            if _key(source) not in seen:
                seen.add(_key(source))
                kind = "agency" if wording.agency.fullmatch(source) else "outlet"
                yield Attribution(
                    article_id=article_id,
                    source=source,
                    kind="agency" if kind == "agency" else "outlet",
                    sentence=text,
                    index=index,
                )


def _key(outlet: str) -> str:
    """One spelling per outlet: "The Miami Herald" and "miamiherald.com" are one."""
    low = re.sub(r"^(?:www\.|the\s)|\.(?:com|org|net|co\.\w+|\w{2,3})$", "", outlet.strip().lower())
    return re.sub(r"[^\w]|_", "", low)


def original(article: Article, rows: Sequence[Attribution]) -> str:
    """The outlet this article rests on ("Miami Herald"), "" when it reports itself.

    It rests on one that it names in its title or first three sentences, or that it names at least
    twice; of several the most often named, then the earliest.
    """
    cited = [row for row in rows if row.kind in ("outlet", "agency")]
    count = Counter(_key(row.source) for row in cited)
    first: dict[str, Attribution] = {}
    for row in cited:
        first.setdefault(_key(row.source), row)
    leaning = [k for k, n in count.items() if n >= 2 or first[k].index <= _LEAD]
    if not leaning:
        return ""
    best = min(leaning, key=lambda k: (-count[k], first[k].index))
    return "" if best == _key(article.outlet) else first[best].source


_LEAD = 2  # the third sentence: a rewrite names its original by then (own sample world, 2026-11)


def voices(
    articles: Sequence[Article],
    copies: Sequence[Copy],
    rows: Mapping[str, Sequence[Attribution]] | None = None,
) -> list[Voice]:
    """The independent voices of a story, the earliest first; `[0].name` is its first reporter.

    Args:
        articles: The story's articles.
        copies: Which of them are whose copies; others are ignored.
        rows: Attributions by article id; read from the texts where an article is missing.
    """
    known = {article.id: article for article in articles}
    origin = {c.article_id: c.original_id for c in copies if c.original_id in known}
    groups: dict[str, list[Article]] = {}
    names: dict[str, str] = {}
    for article in sorted(articles, key=lambda a: (a.at, a.id)):
        root = known[resolve(article.id, origin)]
        found = rows[root.id] if rows and root.id in rows else _cited(root)
        cited = original(root, found)
        key = _key(cited or root.outlet or root.id)
        groups.setdefault(key, []).append(article)
        names.setdefault(key, cited or root.outlet)
    return [_voice(names[key], members) for key, members in groups.items()]


def _cited(article: Article) -> list[Attribution]:
    """Of `attributions` the outlets: all that a voice is told by."""
    if not mentions_outlet(f"{article.title} {normal(article.text)}"):
        return []
    cut = [article.title, *sentences(article.text)]
    return _of_others(article, (_outlets(article.id, text, i - 1) for i, text in enumerate(cut)))


def _voice(name: str, members: Sequence[Article]) -> Voice:
    first: datetime = members[0].at
    return Voice(name=name, article_ids=tuple(a.id for a in members), first_at=first)
