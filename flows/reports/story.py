"""One story as a reader wants it: timeline, developments, figures, voices, and why it is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flows.services import Services
    from pipeline.records import Article, Development, Story
    from warehouse.warehouse import Warehouse

Row = dict[str, Any]


def retell(warehouse: Warehouse, story: Story) -> Row:
    """Give the story and its timeline, developments, figures, voices and changes, as rows."""
    articles = warehouse.story_articles([story.id])[story.id]
    outlets = {article.id: article.outlet for article in articles}
    return {
        "story": story,
        "ended": f"now part of {story.merged_into}" if story.merged_into else "",
        "timeline": warehouse.timeline(story.id),
        "developments": [r for d in warehouse.developments(story.id) for r in _development(d)],
        "figures": _figures(warehouse, story, outlets),
        "voices": _voices(warehouse, story, articles),
        "changes": [
            {"at": row["changed_at"], **row, "why": row["reason"]}
            for row in warehouse.story_changes(story.id)
        ],
    }


def why(warehouse: Warehouse, services: Services, story_id: str, article_id: str) -> Row | None:
    """Give why an article is in a story: nearest article, sentences, score; None: it is not."""
    from pipeline.stories.explain import explain_score, nearest_sentences  # noqa: PLC0415 - only where asked

    rows = {row["id"]: row for row in warehouse.timeline(story_id)}
    if article_id not in rows:
        return None
    row = rows[article_id]
    found: Row = {
        "article": row["title"],
        "reason": row["reason"],
        "score": row["score"],
        "nearest_id": row["nearest_id"],
    }
    if row["copy_of"]:
        found |= {"copy_of": row["copy_of"], "kind": row["copy_kind"], "share": row["share"]}
    if not row["nearest_id"]:
        return found
    articles = {a.id: a for a in warehouse.articles([article_id, row["nearest_id"]])}
    mine, theirs = articles[article_id], articles[row["nearest_id"]]
    ours, other, cosine = nearest_sentences(mine, theirs, services.encoder)
    found |= {"nearest": theirs.title, "outlet": theirs.outlet}
    found |= {"sentence": ours, "nearest_sentence": other, "cosine": cosine}
    window = warehouse.window(*services.model)
    if compared := explain_score(window, article_id, row["nearest_id"], services.coefficients):
        found["probability_today"] = compared.probability
        for name, value in compared.values.items():
            found[f"part {name}"] = f"{value:.3f} x {compared.weights[name]:+.2f}"
    return found


def _development(development: Development) -> list[Row]:
    lines = [f"{c.counts}: {c.old} → {c.new}" for c in development.changes]
    lines += [f"“{q.text}”" for q in development.quotes]
    lines += [f"dropped: “{text}”" for text in development.dropped]
    row = {"at": development.at, "outlet": development.outlet, "url": development.url}
    alert = {"id": development.id, "alert": development.alert, "article_id": development.article_id}
    return [{**row, **alert, "text": line} for line in lines]


def _figures(warehouse: Warehouse, story: Story, outlets: dict[str, str]) -> list[Row]:
    """Give the ledger: who said which value of what, in the order told, each value once."""
    seen: set[tuple[str, float, str]] = set()
    rows: list[Row] = []
    for figure in warehouse.told([story.id]).figures:
        key = (figure.counts, figure.value, figure.unit)
        if figure.counts and key not in seen:
            seen.add(key)
            rows.append(
                {
                    "at": figure.at,
                    "counts": figure.counts,
                    "value": figure.raw or f"{figure.value:g} {figure.unit}",
                    "outlet": outlets.get(figure.article_id, ""),
                    "article_id": figure.article_id,
                    "text": figure.sentence,
                }
            )
    return sorted(rows, key=lambda row: (row["counts"], row["at"]))


def _voices(warehouse: Warehouse, story: Story, articles: list[Article]) -> list[Row]:
    from pipeline.developments.attribution import voices  # noqa: PLC0415

    return [
        {"first_at": v.first_at, "name": v.name, "articles": len(v.article_ids)}
        for v in voices(articles, warehouse.story_copies([story.id]))
    ]
