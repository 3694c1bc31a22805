"""The pure heart: copies, then stories, article by article.

`place` is what production, re-threading, import, evaluation, tests and benchmarks call. However a
stream is cut into batches, its copies and stories are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from pipeline.features import features
from pipeline.records import Article, Copy, Matrix, Membership, Story
from pipeline.titles import bare_title
from pipeline.window import Placement, Window


def place(
    articles: Sequence[Article], embeddings: Matrix, window: Window, coefficients: object = None
) -> Placement:
    """Copies, memberships, stories and changes of `articles`, `[n]`, against the window.

    `embeddings` is `[n, 768]` as `embed` gives it. Articles whose id is in the window are left
    out: an edited article keeps its place.
    """
    known = set(window.ids)
    fresh = [i for i, article in enumerate(articles) if article.id not in known]
    articles = [articles[i] for i in fresh]
    made = features(articles)
    rows = np.vstack([window.embeddings, embeddings[fresh]])
    ids = [*window.ids, *(a.id for a in articles)]
    story_ids = list(window.story_ids)
    copies, memberships = [], []
    base = len(window)
    every = window.features.append(made)
    for i, article in enumerate(articles):
        at = base + i
        near, score = -1, 0.0
        if at:
            cosines = rows[:at] @ rows[at] / 2
            near = int(cosines.argmax())
            score = float(cosines[near])
        if score > 0.65:
            story_ids.append(story_ids[near])
            mine, theirs = every.shingles[at], every.shingles[near]
            both = len(np.intersect1d(mine, theirs, assume_unique=True))
            share, back = both / max(len(mine), 1), both / max(len(theirs), 1)
            if share > 0.3:
                kind = "exact" if min(share, back) > 0.999 else "near"
                copies.append(Copy(article_id=article.id, original_id=ids[near], kind=kind,  # type: ignore[arg-type]
                                   share=share, share_back=back))  # fmt: skip
            memberships.append(Membership(article_id=article.id, story_id=story_ids[-1],
                                          score=score, nearest_id=ids[near]))  # fmt: skip
        else:
            story_ids.append(article.id)
            memberships.append(
                Membership(article_id=article.id, story_id=article.id, score=1.0, reason="founded")
            )
    touched = {membership.story_id for membership in memberships}
    titles = [*window.titles, *(a.title for a in articles)]
    times = [*window.times.tolist(), *(int(a.at.timestamp()) for a in articles)]
    stories = []
    for story_id in sorted(touched):
        members = [i for i, s in enumerate(story_ids) if s == story_id]
        whens = [datetime.fromtimestamp(times[i], UTC) for i in members]
        stories.append(Story(id=story_id, title=bare_title(titles[members[0]]), first_at=min(whens),
                             last_at=max(whens), n_articles=len(members)))  # fmt: skip
    return Placement(
        articles=[a.id for a in articles],
        seqs=np.arange(window.placed, window.placed + len(articles)),
        features=made, copies=copies, memberships=memberships, stories=stories,
    )  # fmt: skip


def slide(
    window: Window, placement: Placement, articles: Sequence[Article], embeddings: Matrix
) -> Window:
    """The window after the batch: what the warehouse would load before the next one."""
    at = {article.id: i for i, article in enumerate(articles)}
    new = [at[i] for i in placement.articles]
    fresh = [articles[i] for i in new]
    stories = {m.article_id: m.story_id for m in placement.memberships}
    originals = {c.article_id: c.original_id for c in placement.copies}
    return replace(
        window,
        ids=[*window.ids, *placement.articles],
        seqs=np.concatenate([window.seqs, placement.seqs]),
        times=np.concatenate(
            [window.times, np.array([int(a.at.timestamp()) for a in fresh], np.int64)]
        ),
        dated=np.concatenate(
            [window.dated, np.array([a.published_at is not None for a in fresh], np.bool_)]
        ),
        outlets=[*window.outlets, *(a.outlet for a in fresh)],
        langs=[*window.langs, *(a.lang for a in fresh)],
        titles=[*window.titles, *(a.title for a in fresh)],
        story_ids=[
            stories.get(i, s)
            for i, s in zip(
                [*window.ids, *placement.articles],
                [*window.story_ids, *[""] * len(fresh)],
                strict=True,
            )
        ],
        copy_of=[*window.copy_of, *(originals.get(i, "") for i in placement.articles)],
        kept=np.concatenate([window.kept, np.zeros(len(fresh), np.bool_)]),
        embeddings=np.vstack([window.embeddings, embeddings[new]]),
        features=window.features.append(placement.features),
        placed=window.placed + len(fresh),
    )
