"""How many independent voices a story has.

Copies of one text, and rewrites that rest on one cited original, are one voice: three papers that
quote the same agency report confirm nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.developments.attribution import outlet_attributions, outlet_key
from pipeline.records import Article, Attribution, Voice
from pipeline.stories.merges import resolve


def independent_voices(
    articles: Sequence[Article],
    copy_of: Mapping[str, str],
    attributions: Mapping[str, Sequence[Attribution]] | None = None,
) -> list[Voice]:
    """The independent voices of a story, the earliest first; `[0].name` is its first reporter.

    Args:
        articles: The story's articles.
        copy_of: Article id -> id of the article whose text it has; other articles are ignored.
        attributions: By article id; read from the text where an article is missing.
    """
    by_id = {article.id: article for article in articles}
    original_of = {id_: original for id_, original in copy_of.items() if original in by_id}
    groups: dict[str, list[Article]] = {}
    names: dict[str, str] = {}
    for article in sorted(articles, key=lambda a: (a.at, a.id)):
        root = by_id[resolve(article.id, original_of)]
        rows = (attributions or {}).get(root.id)
        cited = cited_original(root, outlet_attributions(root) if rows is None else rows)
        key = outlet_key(cited or root.outlet or root.id)
        groups.setdefault(key, []).append(article)
        names.setdefault(key, cited or root.outlet)
    return [
        Voice(
            name=names[key],
            article_ids=tuple(article.id for article in members),
            first_at=members[0].at,
        )
        for key, members in groups.items()
    ]


def cited_original(article: Article, attributions: Sequence[Attribution]) -> str:
    """The outlet this article rests on ("Miami Herald"), "" when it reports itself.

    It rests on one that it names in its title or first three sentences, or that it names at least
    twice; of several the most often named, then the earliest.
    """
    cited = [row for row in attributions if row.kind in ("outlet", "agency")]
    count = Counter(outlet_key(row.source) for row in cited)
    first: dict[str, Attribution] = {}
    for row in cited:
        first.setdefault(outlet_key(row.source), row)
    originals = [key for key, n in count.items() if n >= 2 or first[key].index <= _LEAD]
    if not originals:
        return ""
    best = min(originals, key=lambda key: (-count[key], first[key].index))
    return "" if best == outlet_key(article.outlet) else first[best].source


_LEAD = 2  # the third sentence: a rewrite names its original by then (own sample world, 2026-11)
