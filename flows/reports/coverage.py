"""How a story is told: what each article added, copies under originals, edits, sources, volume."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from flows.reports.front import volume_bins
from flows.reports.story import LedgerFigure, StoryVoice, TimelineArticle, report_story
from pipeline.language.sentences import sentences
from pipeline.records import Development, Story, StoryChange

if TYPE_CHECKING:
    from pipeline.detect import Detection
    from pipeline.records import Article
    from warehouse.warehouse import Warehouse

MOST_PASSAGES = 40
"""Changed sentences shown of one edit (chosen by hand, 2026-11): more is another article."""

BINS = 48  # of the volume over time


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence that an edit removed or added."""

    kind: Literal["removed", "added"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What one wording of an article changed in the one before."""

    version: int  # of the new wording
    at: datetime  # when that was first seen
    title_before: str
    title: str
    passages: tuple[Passage, ...]  # in the order of the text
    more: bool  # there are others
    dropped: bool  # one of the two texts is kept no longer: nobody can say what changed in it


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStep:
    """An article that is no copy of an earlier one in the story, and what hangs on it."""

    article: TimelineArticle
    nearest_title: str  # of the article that brought it in; "": the founder
    developments: tuple[Development, ...]  # what it and its wordings added
    edits: tuple[Edit, ...]
    copies: tuple[TimelineArticle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSeries:
    """The values that one counted thing was given, in the order told."""

    counts: str
    values: tuple[LedgerFigure, ...]
    changed: bool  # there is more than one value


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """`outlet` names `source` as where it has it from, in `n_articles` articles."""

    outlet: str
    source: str
    n_articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCoverage:
    """A story as its page tells it; sequences in the order told."""

    story: Story
    n_outlets: int
    n_copies: int
    steps: tuple[TimelineStep, ...]
    figures: tuple[FigureSeries, ...]
    voices: tuple[StoryVoice, ...]
    citations: tuple[Citation, ...]  # the most frequent first
    volume: tuple[int, ...]  # articles in equal parts of the story's life
    changes: tuple[StoryChange, ...]


def report_coverage(
    warehouse: Warehouse,
    story: Story,
    past: Detection | None = None,
    members: Sequence[Article] | None = None,
) -> StoryCoverage:
    """Report how the story was told; `past`: what was read of it and is not kept; `members`: its
    articles, where they are at hand."""
    with warehouse.together():
        if members is None:
            members = warehouse.stories.members([story.id])[story.id]
        report = report_story(warehouse, story, members, past)
        versions = warehouse.coverage.versions(story.id)
    timeline = report.timeline
    articles = {article.id: article for article in members}
    return StoryCoverage(
        story=story,
        n_outlets=len({article.outlet for article in timeline}),
        n_copies=sum(bool(article.copy_of) for article in timeline),
        steps=_steps(timeline, report.developments, article_edits(articles, versions)),
        figures=figure_series(report.figures),
        voices=report.voices,
        citations=_citations(members),
        volume=volume_bins([article.at for article in timeline], BINS),
        changes=report.changes,
    )


def article_edits(
    articles: Mapping[str, Article], versions: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[Edit, ...]]:
    """Give by article what each wording changed; `versions`: the earlier wordings, in order."""
    wordings: dict[str, list[Mapping[str, Any]]] = {}
    for row in versions:
        wordings.setdefault(row["id"], []).append(row)
    edits: dict[str, tuple[Edit, ...]] = {}
    for id_, rows in wordings.items():
        if not (now := articles.get(id_)):
            continue
        present = {"version": now.version, "title": now.title, "text": now.text}
        rows.append(present | {"source": now.source, "first_seen_at": now.first_seen_at})
        edits[id_] = tuple(_edit(old, new, now.lang) for old, new in pairwise(rows))
    return edits


def _edit(old: Mapping[str, Any], new: Mapping[str, Any], lang: str) -> Edit:
    dropped = "dropped" in (old["source"], new["source"])
    before, after = ([] if dropped else _sentences(row["text"], lang) for row in (old, new))
    passages: list[Passage] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            passages += [Passage(kind="removed", text=text) for text in before[i:j]]
            passages += [Passage(kind="added", text=text) for text in after[k:m]]
    return Edit(
        version=new["version"],
        at=new["first_seen_at"],
        title_before=old["title"],
        title=new["title"],
        passages=tuple(passages[:MOST_PASSAGES]),
        more=len(passages) > MOST_PASSAGES,
        dropped=dropped,
    )


def _sentences(text: str, lang: str) -> list[str]:
    return [s for line in text.splitlines() for s in sentences(line, lang or "en")]


def _steps(
    timeline: Sequence[TimelineArticle],
    developments: Sequence[Development],
    edits: Mapping[str, tuple[Edit, ...]],
) -> tuple[TimelineStep, ...]:
    by_id = {article.id: article for article in timeline}
    roots = {article.id: _original(article, by_id) for article in timeline}
    added: dict[str, list[Development]] = {}
    for development in developments:
        added.setdefault(development.article_id, []).append(development)
    return tuple(
        TimelineStep(
            article=article,
            nearest_title=by_id[article.nearest_id].title if article.nearest_id in by_id else "",
            developments=tuple(added.get(article.id, ())),
            edits=edits.get(article.id, ()),
            copies=tuple(a for a in timeline if roots[a.id] == article.id and a.id != article.id),
        )
        for article in timeline
        if roots[article.id] == article.id or article.id in added
    )


def _original(article: TimelineArticle, by_id: Mapping[str, TimelineArticle]) -> str:
    """Give the id of the article of the story that this one goes back to; mostly its own."""
    seen = {article.id}
    while article.copy_of in by_id and article.copy_of not in seen:
        seen.add(article.copy_of)
        article = by_id[article.copy_of]
    return article.id


def figure_series(figures: Sequence[LedgerFigure]) -> tuple[FigureSeries, ...]:
    """Give the series of what is counted, those that changed most often first.

    What cannot have become the value before it is another thing of the same name: 600 containers
    on the quay, 5.1 million a year.
    """
    from pipeline.developments.figure_changes import may_become  # noqa: PLC0415 - slow, only for a report

    series: list[list[LedgerFigure]] = []
    for figure in figures:
        kin = (s for s in series if (s[-1].counts, s[-1].unit) == (figure.counts, figure.unit))
        values = next((s for s in kin if may_become(s[-1].value, figure.value)), None)
        if values is None:
            series.append(values := [])
        values.append(figure)
    ranked = sorted(series, key=lambda values: (-len(values), values[0].counts))
    return tuple(
        FigureSeries(counts=values[0].counts, values=tuple(values), changed=len(values) > 1)
        for values in ranked
    )


def _citations(articles: Sequence[Article]) -> tuple[Citation, ...]:
    from pipeline.developments.attribution import outlet_attributions, outlet_key  # noqa: PLC0415 - slow, only for a report

    names: dict[str, str] = {}
    pairs: Counter[tuple[str, str]] = Counter()
    for article in articles:
        own = outlet_key(article.outlet)
        names.setdefault(own, article.outlet)
        cited = {outlet_key(row.source): row.source for row in outlet_attributions(article)}
        for key, source in cited.items():
            names.setdefault(key, source)
            if key != own:
                pairs[own, key] += 1
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Citation(outlet=names[a], source=names[b], n_articles=n) for (a, b), n in ranked)
