"""What stories told before anybody followed them: read once, kept, and told to nobody.

A story is read when a track begins on it, and when somebody asks for a story that no track follows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flows.completion import complete_sentences
from flows.poison import SPARED, failures_of
from pipeline.embed import FiniteEncoder
from pipeline.poison import as_one, program_version
from warehouse.batch import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from flows.services import Services
    from pipeline.detect import Detection
    from pipeline.developments.history import History
    from pipeline.records import Article, Failure
    from warehouse.warehouse import Warehouse

AT_ONCE = 40
"""Articles of a story that a page or an assistant waits for, some 15 seconds of one core (chosen by
hand, 2026-11); a longer past is read in the next cycle."""


def read_past(
    warehouse: Warehouse,
    services: Services,
    story_ids: Sequence[str],
    now: datetime,
    most: int | None = None,
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """Read and keep what the stories' articles told that is not recorded yet; how many articles.

    Stories with more than `most` such articles are left to the next cycle; None: none is. Where
    nothing is missing no model is loaded. `tell` hears how many articles it will be, before.
    """
    pending = _pending(warehouse, story_ids)
    short = {s: of for s, of in pending.items() if most is None or len(of) <= most}
    articles = [article for of_story in short.values() for article in of_story]
    if not articles:
        return 0
    tell(len(articles))
    complete_sentences(warehouse, services)
    history = warehouse.window.history(list(short))
    story_of = {article.id: id_ for id_, of_story in short.items() for article in of_story}
    detection, failures = detect_unrecorded(articles, story_of, history, services, now)
    warehouse.load(with_past(Batch(at=now, failures=failures), detection))
    return len(articles)


def detect_past_unkept(
    warehouse: Warehouse, services: Services, story_id: str, most: int
) -> Detection:
    """What `read_past` would read of the story, kept nowhere: for who may not write.

    Nothing of a past of more than `most` articles, and nothing beside sentences that still await
    the encoder in use.
    """
    from pipeline.detect import Detection  # noqa: PLC0415 - only where asked for

    articles = _pending(warehouse, [story_id])[story_id]
    if not 0 < len(articles) <= most:
        return Detection()
    history = warehouse.window.history([story_id])
    if len(history.article_ids) and warehouse.window.incomplete_sentences(services.model[1], 1):
        return Detection()
    story_of = dict.fromkeys((article.id for article in articles), story_id)
    now = max(article.at for article in articles)
    return detect_unrecorded(articles, story_of, history, services, now)[0]


def count_pending(
    warehouse: Warehouse, story_id: str, members: Sequence[Article] | None = None
) -> int:
    """How many articles of the story `read_past` would read; `members`: its articles, if known."""
    known = None if members is None else {story_id: list(members)}
    return sum(len(of_story) for of_story in _pending(warehouse, [story_id], known).values())


def _pending(
    warehouse: Warehouse,
    story_ids: Sequence[str],
    members: Mapping[str, list[Article]] | None = None,
) -> dict[str, list[Article]]:
    """By story the articles with a text or title of which nothing is recorded."""
    with warehouse.together():
        recorded = set(_recorded(warehouse.window.history(list(story_ids))))
        if members is None:
            members = warehouse.stories.members(list(story_ids))
        pending = {
            id_: [
                article
                for article in articles
                if (article.id, article.version) not in recorded and (article.title or article.text)
            ]
            for id_, articles in members.items()
        }
        ids = [article.id for articles in pending.values() for article in articles]
        left_out = warehouse.feeds.poisoned(ids, program_version()) if ids else set()
    return {id_: [a for a in of if a.id not in left_out] for id_, of in pending.items()}


def _recorded(history: History) -> Iterator[tuple[str, int]]:
    return zip(history.article_ids, history.versions, strict=True)


def detect_unrecorded(
    articles: Sequence[Article],
    story_of: Mapping[str, str],
    history: History,
    services: Services,
    now: datetime,
) -> tuple[Detection, list[Failure]]:
    """What stored `articles` told beside `history`, without those that raise: their failures."""
    from pipeline.detect import detect_past  # noqa: PLC0415 - only where asked for

    encoder = FiniteEncoder(services.encoder)
    detection, culprits = as_one(
        articles,
        lambda part: detect_past(part, story_of, history, encoder, services.classifiers),
        SPARED,
    )
    return detection, failures_of("detect", culprits, now)


def with_past(batch: Batch, past: Detection) -> Batch:
    """The batch with what stories told in the past, before what it tells itself."""
    return replace(
        batch,
        told=past.sentences.extend(batch.told),
        figures=[*past.figures, *batch.figures],
        attributions=[*past.attributions, *batch.attributions],
        past=past.developments,
    )
