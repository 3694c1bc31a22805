"""What an article adds to its story: new sentences quoted, changed figures, sources named.

`detect` is pure. It compares each article with the `Told` memory of its story, in order of time,
and hands back the rows to remember, so that the next article is compared with this one too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from pipeline.developments.attribution import attributions
from pipeline.developments.classifiers import Coefficients, choose, load_coefficients, worth
from pipeline.developments.classifiers import score as judge_sentences
from pipeline.developments.figure_changes import changes
from pipeline.developments.figures import figures
from pipeline.developments.history import History, concat
from pipeline.developments.novelty import FEATURES, Known, Title, features
from pipeline.developments.specifics import read_sentence
from pipeline.embed import Encoder
from pipeline.language.sentences import sentences
from pipeline.language.words import tokens
from pipeline.records import (
    Article,
    Attribution,
    Development,
    Figure,
    FigureChange,
    Matrix,
    Quote,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What detection found: what to tell, and what to remember."""

    developments: tuple[Development, ...] = ()
    figures: tuple[Figure, ...] = ()  # new rows of the ledgers; `sentences.figures` are the same
    attributions: tuple[Attribution, ...] = ()
    sentences: History = field(default_factory=History.empty)  # rows to remember


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """An article cut into sentences, with their vectors `[n, 384]` and its title's `[384]`."""

    article: Article
    story_id: str
    texts: tuple[str, ...]
    vectors: Matrix
    title_vector: Matrix
    at: datetime | None  # when the article was told; None where a labelled thread has no date


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Of each sentence the probability to be new, and to be a development; and what to quote."""

    new: Matrix  # [n]
    development: Matrix  # [n]
    quotes: tuple[Quote, ...]
    changes: tuple[FigureChange, ...]
    alert: bool
    score: float


def detect(  # noqa: PLR0913, PLR0917 - the cycle hands over what it has
    articles: Sequence[Article],
    stories_of: Mapping[str, str],
    told: History,
    encoder: Encoder,
    now: datetime,
    coefficients: Coefficients | None = None,
) -> Detection:
    """Developments of the articles that belong to tracked stories, in order of time.

    Args:
        articles: New articles and new versions; those of untracked stories are passed over.
        stories_of: Article id -> tracked story id.
        told: What those stories have told; an article version found there is passed over, so
            that a second run over the same articles tells nothing.
        encoder: Encodes every unseen sentence, in one call.
        now: The cycle's time; a development is dated by it.
        coefficients: Of the sentence models; the bundled ones by default.
    """
    known = told.by_story()
    remembered = set(zip(told.article_ids, told.versions, strict=True))
    wanted = [
        a
        for a in sorted(articles, key=_told_after)
        if a.id in stories_of and (a.id, a.version) not in remembered
    ]
    out: list[Development] = []
    rows: list[History] = []
    sources: list[Attribution] = []
    for cut in cuts(wanted, stories_of, told, encoder):
        before = known.get(cut.story_id, History.empty())
        verdict = judge(cut, before, coefficients or load_coefficients())
        dropped = _dropped(cut, before)
        if verdict.quotes or verdict.changes or dropped:
            out.append(_development(cut, verdict, dropped, now))
        rows.append(told_rows(cut))
        sources.extend(attributions(cut.article, cut.texts))
        known[cut.story_id] = before.extend(rows[-1])
    memory = concat(rows)
    return Detection(
        developments=tuple(out),
        figures=memory.figures,
        attributions=tuple(sources),
        sentences=memory,
    )


def _told_after(article: Article) -> tuple[bool, datetime, str, int]:
    """Order of telling; an edit is told after the batch's articles, for its date is the first's."""
    return article.version > 1, article.at, article.id, article.version


def remember(
    articles: Sequence[Article], stories_of: Mapping[str, str], encoder: Encoder
) -> History:
    """The memory of stories that begin to be tracked: their articles so far, telling nothing."""
    wanted = [
        a for a in sorted(articles, key=lambda a: (a.at, a.id, a.version)) if a.id in stories_of
    ]
    return concat([told_rows(cut) for cut in cuts(wanted, stories_of, History.empty(), encoder)])


def cuts(
    articles: Sequence[Article],
    stories_of: Mapping[str, str],
    told: History,
    encoder: Encoder,
) -> list[Cut]:
    """Each article cut and encoded; all unseen texts go through the encoder in one call."""
    texts = [tuple(sentences(article.text)) for article in articles]
    place = {text: i for i, text in enumerate(told.texts)}
    unseen = dict.fromkeys(
        text
        for article, found in zip(articles, texts, strict=True)
        for text in (article.title, *found)
        if text and text not in place
    )
    fresh = encoder.encode(list(unseen)) if unseen else np.zeros((0, told.vectors.shape[1]))
    vectors = np.vstack([told.vectors, fresh]).astype(np.float32, copy=False)
    place |= {text: len(told) + i for i, text in enumerate(unseen)}
    zero = np.zeros(vectors.shape[1], np.float32)
    return [
        Cut(
            article=article,
            story_id=stories_of[article.id],
            texts=found,
            vectors=vectors[[place[text] for text in found]],
            title_vector=vectors[place[article.title]] if article.title else zero,
            at=article.at,
        )
        for article, found in zip(articles, texts, strict=True)
    ]


def judge(cut: Cut, before: History, coefficients: Coefficients) -> Verdict:
    """What of one cut article is new to its story, given all that the story told before."""
    known = Known(tuple(read_sentence(text) for text in before.texts), before.vectors)
    rows = features(
        cut.texts, cut.vectors, Title(cut.article.title, cut.title_vector), known, cut.at
    )
    new, development = judge_sentences(rows, cut.vectors, coefficients)
    changed = tuple(changes(_figures(cut), before.figures))
    fresh = rows[:, FEATURES.index("unseen_figures")]
    quotes = choose(cut.texts, cut.vectors, new, development, fresh)
    kept = added(cut, before)
    title = cut.article.title
    probability = worth(rows[kept], new[kept], development[kept], changed, title, coefficients)
    sure = probability >= coefficients.threshold_alert
    led = any(change.sentence == cut.texts[0] for change in changed)
    alert = sure or led if len(before) else bool(quotes)
    return Verdict(
        new=new,
        development=development,
        quotes=quotes,
        changes=(*changed, *_edited(cut, before, changed)),
        alert=alert,
        score=float(development.sum()),
    )


def added(cut: Cut, before: History) -> list[int]:
    """The sentences that no former version of the article told word for word: all of a first one.

    An edit is judged by what it adds; the text that stood says nothing about it.
    """
    stood = {
        text
        for text, article_id in zip(before.texts, before.article_ids, strict=True)
        if article_id == cut.article.id
    }
    return [i for i, text in enumerate(cut.texts) if text not in stood]


def _edited(cut: Cut, before: History, changed: Sequence[FigureChange]) -> tuple[FigureChange, ...]:
    """Figures otherwise than this article itself gave them: shown, but no news to the story."""
    own = [figure for figure in before.figures if figure.article_id == cut.article.id]
    had = {(change.counts, change.new) for change in changed}
    return tuple(c for c in changes(_figures(cut), own) if (c.counts, c.new) not in had)


def _figures(cut: Cut) -> list[Figure]:
    article = cut.article
    return [
        figure
        for text in cut.texts
        for figure in figures(
            text, article.id, lang=article.lang or "en", story_id=cut.story_id, at=article.at
        )
    ]


def told_rows(cut: Cut) -> History:
    """The rows to remember of one cut article; its title is told too, as sentence -1."""
    article = cut.article
    titled = (article.title,) * bool(article.title)
    n = len(cut.texts) + len(titled)
    title = figures(article.title, article.id, story_id=cut.story_id, at=article.at)
    return History(
        story_ids=(cut.story_id,) * n,
        article_ids=(article.id,) * n,
        versions=(article.version,) * n,
        indices=tuple(range(-len(titled), len(cut.texts))),
        texts=titled + cut.texts,
        at=(article.at,) * n,
        vectors=np.vstack([cut.title_vector[None, :][: len(titled)], cut.vectors]),
        figures=(*title, *_figures(cut)),
    )


def _dropped(cut: Cut, before: History) -> tuple[str, ...]:
    """Sentences of the article's last version that this version says in no form."""
    keys = list(zip(before.article_ids, before.versions, strict=True))
    version = max((v for a, v in keys if a == cut.article.id), default=0)
    old = [
        i
        for i, key in enumerate(keys)
        if key == (cut.article.id, version) and before.indices[i] >= 0
    ]
    if not old or not cut.texts:
        return ()
    nearest = (before.vectors[old] @ cut.vectors.T).max(axis=1)
    return tuple(before.texts[i] for i, cosine in zip(old, nearest, strict=True) if cosine < _GONE)


# Cosine below which a sentence of the last version counts as gone; re-worded sentences of our own
# labelled threads lie above .7 in nine of ten cases (2026-11).
_GONE = 0.7


def _development(
    cut: Cut, verdict: Verdict, dropped: tuple[str, ...], now: datetime
) -> Development:
    article = cut.article
    return Development(
        id=fact_id([q.text for q in verdict.quotes], verdict.changes, dropped),
        story_id=cut.story_id,
        article_id=article.id,
        version=article.version,
        at=now,
        outlet=article.outlet,
        url=article.url,
        quotes=verdict.quotes,
        changes=verdict.changes,
        dropped=dropped,
        score=verdict.score,
        alert=verdict.alert,
    )


def fact_id(
    quotes: Sequence[str], changed: Sequence[FigureChange] = (), dropped: Sequence[str] = ()
) -> str:
    """16 hex digits of what is told, whoever tells it: the same fact twice is one development.

    Neither story nor article nor time go in: re-threading, re-import and bumped dates keep it.
    """
    facts = sorted(" ".join(tokens(text)) for text in quotes)
    facts += sorted(f"{c.counts}:{c.old}>{c.new}" for c in changed)
    facts += sorted("-" + " ".join(tokens(text)) for text in dropped)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
