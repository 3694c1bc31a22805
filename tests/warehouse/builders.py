"""Records and batches for tests: whole, small and the same at every run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np

from pipeline.developments.history import History
from pipeline.records import (
    Alert,
    Article,
    Copy,
    Development,
    Entry,
    Failure,
    Feed,
    FeedState,
    Figure,
    FigureChange,
    Membership,
    Poll,
    Quote,
    Story,
    Track,
)
from pipeline.stories.features import article_features
from pipeline.stories.window import Placement
from warehouse.warehouse import Batch, Cycle, Warehouse

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(id="feed", url="http://feed.example/rss", title="Example", outlet="Example News")


def entry(n: int, **given: object) -> Entry:
    made = Entry(
        id=f"{n:016x}", feed_id="feed", outlet="Example News", url=f"http://feed.example/{n}",
        title=f"Dam {n} holds", digest="first", first_seen_at=NOW, authors=("A. Writer",),
    )  # fmt: skip
    return replace(made, **given)


def article(n: int, **given: object) -> Article:
    made = Article(
        id=f"{n:016x}", feed_id="feed", outlet="Example News", url=f"http://feed.example/{n}",
        title=f"Dam {n} holds", text=f"The dam held on day {n}. Engineers counted {n} cracks.",
        lang="en", first_seen_at=NOW, digest="first",
        published_at=NOW - timedelta(hours=2) + timedelta(minutes=n % 60),
    )  # fmt: skip
    return replace(made, **given)


def vectors(n: int, width: int = 768, seed: int = 0) -> np.ndarray:
    made = np.random.default_rng(seed).standard_normal((n, width)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def placement(articles: Sequence[Article], first_seq: int = 0, story_of: int = 3) -> Placement:
    """Every `story_of` articles in a row are one story; the second of each copies the first."""
    heads = [articles[i - i % story_of] for i in range(len(articles))]
    return Placement(
        articles=[a.id for a in articles],
        seqs=np.arange(first_seq, first_seq + len(articles)),
        features=article_features(articles),
        copies=[
            Copy(article_id=a.id, original_id=h.id, kind="near", share=0.9, share_back=0.8)
            for i, (a, h) in enumerate(zip(articles, heads, strict=True))
            if i % story_of == 1
        ],
        memberships=[
            Membership(
                article_id=a.id, story_id=h.id, score=1.0 if a is h else 0.8,
                nearest_id="" if a is h else h.id, reason="founded" if a is h else "joined",
            )
            for a, h in zip(articles, heads, strict=True)
        ],
        stories=[story(id) for id in dict.fromkeys(h.id for h in heads)],
    )  # fmt: skip


def story(id: str, **given: object) -> Story:
    made = Story(id=id, title="Dam holds", terms=("dam",), first_at=NOW, last_at=NOW, n_articles=3)
    return replace(made, **given)


def development(article: Article, name: str = "d") -> Development:
    return Development(
        id=f"{name}-{article.id}", story_id=article.id, article_id=article.id, version=1,
        at=article.at, outlet=article.outlet, url=article.url, score=0.7,
        quotes=(Quote(text="Engineers counted cracks.", score=0.7, index=1),),
        changes=(FigureChange(counts="cracks", old="1", new="2", sentence="Two cracks."),),
    )  # fmt: skip


def alert(development: Development, channel: str = "desk", **given: object) -> Alert:
    made = Alert(
        id=f"alert-{channel}-{development.id}", track_id="track", development_id=development.id,
        story_id=development.story_id, channel=channel, created_at=NOW, due_at=NOW,
        title="Dam", text="plain", html="<p>", markdown="*", json="{}",
    )  # fmt: skip
    return replace(made, **given)


def track(story_id: str = "", **given: object) -> Track:
    return replace(Track(id="track", name="dam", created_at=NOW, story_id=story_id), **given)


def batch(first: int, n: int = 6, at: datetime = NOW, **given: object) -> Batch:
    """`n` articles numbered from `first`, with all that belongs to them."""
    numbers = range(first, first + n)
    articles = [article(i) for i in numbers]
    entries = tuple(entry(i) for i in numbers)
    state = FeedState(etag=f'"{first}"', polled_at=at, good_at=at, next_at=at + timedelta(hours=1))
    found = development(articles[0])
    told = History(
        story_ids=(articles[0].id,), article_ids=(articles[0].id,), versions=(1,), indices=(0,),
        texts=(articles[0].text.split(". ")[0],), at=(articles[0].at,), vectors=vectors(1, 384),
    )  # fmt: skip
    made = Batch(
        at=at,
        polls=[
            Poll(feed=replace(FEED, state=state), at=at, outcome="ok", entries=entries, items=n)
        ],
        tried=entries,
        articles=articles,
        embeddings=vectors(n, seed=first),
        model="model",
        sha256="hash",
        placement=placement(articles, first),
        told=told,
        figures=[Figure(article_id=articles[0].id, sentence="Two.", value=2.0, counts="cracks")],
        developments=[found],
        alerts=[alert(found)],
        failures=[Failure(stage="fetch", url=f"http://feed.example/x{first}", reason="dns", at=at)],
        cycle=Cycle(id=f"cycle-{first}", started_at=at, counts={"articles": n}, took_s={"poll": 1}),
    )
    return replace(made, **given)


def contents(house: Warehouse) -> dict[str, list[str]]:
    """Every row of every table, as text, in an order of its own."""
    rows: dict[str, list[str]] = {}
    with house.store.both() as files:
        for con in files:
            tables = con.execute(
                "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'store'"
            )
            for (table,) in tables.fetchall():
                if table not in {"schema_version", "view_version", "revisions"}:
                    rows[table] = sorted(map(repr, con.table(f"store.{table}").fetchall()))
    return rows
