"""What an article adds to its story: new sentences quoted, changed figures, sources named.

`detect` is pure. It compares each article with the `History` of its story, in order of time, and
gives the rows to add to it, so that the next article is compared with this one too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from pipeline.developments.attribution import attributions
from pipeline.developments.claim_changes import claim_changes
from pipeline.developments.classifiers import (
    Classifiers,
    ScoredSentences,
    score_sentences,
    shipped_classifiers,
)
from pipeline.developments.fate_changes import fate_changes
from pipeline.developments.figure_changes import changes
from pipeline.developments.figures import figures
from pipeline.developments.history import History, concat
from pipeline.developments.newsworthiness import Occasion, alert_probability
from pipeline.developments.novelty import Known, Title, novelty_features
from pipeline.developments.quotes import choose_quotes
from pipeline.developments.specifics import read_sentence
from pipeline.developments.split import SplitArticle, split_articles
from pipeline.encoders import Encoder
from pipeline.language.load import ENGLISH
from pipeline.language.verbatim import verbatim
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
    """What a batch adds to followed stories: developments to tell, and rows to store."""

    developments: tuple[Development, ...] = ()
    figures: tuple[Figure, ...] = ()  # new rows of the ledgers; `sentences.figures` are the same
    attributions: tuple[Attribution, ...] = ()
    sentences: History = field(default_factory=History.empty)  # new rows of the histories


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assessment:
    """What one article adds to its story, and whether that deserves an alert."""

    sentences: ScoredSentences
    quotes: tuple[Quote, ...]
    changes: tuple[FigureChange, ...]
    alert: bool
    score: float  # probability that a sentence at least is a development, 0..1


def detect(
    articles: Sequence[Article],
    stories_of: Mapping[str, str],
    history: History,
    encoder: Encoder,
    now: datetime,
    classifiers: Classifiers | None = None,
) -> Detection:
    """Developments of the articles that belong to followed stories, in order of time.

    Args:
        articles: New articles and new versions; those of other stories are passed over.
        stories_of: Article id -> id of its followed story.
        history: What those stories have told; an article version found there is passed over, so
            that a second run over the same articles tells nothing.
        encoder: Encodes every unseen sentence, in one call.
        now: The cycle's time; a development is dated by it.
        classifiers: The shipped ones by default.
    """
    unrecorded = sorted(_unrecorded(articles, stories_of, history), key=_telling_order)
    splits = split_articles(unrecorded, stories_of, history, encoder)
    return _detect(splits, history, now, classifiers or shipped_classifiers(encoder.sha256))


def detect_past(
    articles: Sequence[Article],
    stories_of: Mapping[str, str],
    history: History,
    encoder: Encoder,
    classifiers: Classifiers | None = None,
) -> Detection:
    """What stories told before anybody followed them: as `detect`, but told to nobody.

    Each development is dated by its article and deserves no alert; an edit is read where its
    article stands.
    """
    unrecorded = _unrecorded(articles, stories_of, history)
    ordered = sorted(unrecorded, key=lambda a: (a.at, a.id, a.version))
    splits = split_articles(ordered, stories_of, history, encoder)
    return _detect(splits, history, None, classifiers or shipped_classifiers(encoder.sha256))


def _detect(
    splits: Sequence[SplitArticle],
    history: History,
    now: datetime | None,
    classifiers: Classifiers,
) -> Detection:
    """What the articles tell, one after the other; `now` is None where all of it is past."""
    known = history.by_story()
    developments: list[Development] = []
    rows: list[History] = []
    sources: list[Attribution] = []
    for split in splits:
        before = known.get(split.story_id, History.empty())
        assessment = assess_article(split, before, classifiers)
        dropped = _dropped_sentences(split, before)
        if assessment.quotes or assessment.changes or dropped:
            development = _development(split, assessment, dropped, now or split.article.at)
            alert = development.alert and now is not None
            developments.append(replace(development, alert=alert))
        rows.append(history_rows(split))
        sources.extend(attributions(split.article, split.texts))
        known[split.story_id] = before.extend(rows[-1])
    new_rows = concat(rows)
    return Detection(
        developments=tuple(developments),
        figures=new_rows.figures,
        attributions=tuple(sources),
        sentences=new_rows,
    )


def _unrecorded(
    articles: Sequence[Article], stories_of: Mapping[str, str], history: History
) -> list[Article]:
    """The article versions of followed stories that `history` lacks."""
    recorded = set(zip(history.article_ids, history.versions, strict=True))
    return [
        article
        for article in articles
        if article.id in stories_of and (article.id, article.version) not in recorded
    ]


def _telling_order(article: Article) -> tuple[bool, datetime, str, int]:
    """Sort key; an edit comes after the batch's articles, for its date is the first version's."""
    return article.version > 1, article.at, article.id, article.version


def sentence_features(split: SplitArticle, before: History) -> Matrix:
    """The `novelty.FEATURES` of each sentence, `[n, f]`, against all that the story has told."""
    told = zip(before.texts, before.known_langs, strict=True)
    known = Known(
        readings=tuple(read_sentence(text, lang or ENGLISH) for text, lang in told),
        vectors=before.vectors,
        at=before.at,
        langs=before.known_langs,
    )
    title, lang = Title(split.article.title, split.title_vector), split.article.lang or ENGLISH
    return novelty_features(split.texts, split.vectors, title, known, split.at, lang)


def assess_article(split: SplitArticle, before: History, classifiers: Classifiers) -> Assessment:
    """What of one article is new to its story, given all that the story has told before.

    An article deserves an alert when the classifiers say so, its first sentence changes a figure,
    or an edit or a near copy changes what happened to somebody, which is a development whatever the
    classifiers say; the first of a story, when it has anything to quote. Its score takes the number
    of its developments as Poisson with the sentences' probabilities added up as its mean.
    """
    rows = sentence_features(split, before)
    scored = score_sentences(split.texts, split.vectors, rows, classifiers)
    scored = scored.without(set(before.texts))
    lang = split.article.lang or ENGLISH
    fates = fate_changes(split.texts, before, lang)
    scored = scored.with_sure({change.sentence for change in fates})
    langs = {
        article_id: other
        for article_id, other in zip(before.article_ids, before.known_langs, strict=True)
        if other not in ("", lang)
    }
    changed = tuple(changes(_article_figures(split), before.figures, lang, langs))
    claims = claim_changes(split.texts, split.vectors, before, lang)
    quotes = choose_quotes(scored, classifiers.threshold_quote)
    added = scored.rows(added_sentences(split, before))
    probability = alert_probability(added, occasion_of(split, before, changed), classifiers)
    leading = any(change.sentence == split.texts[0] for change in changed)
    alert = probability >= classifiers.threshold_alert or leading or bool(fates)
    return Assessment(
        sentences=scored,
        quotes=quotes,
        changes=(
            *changed,
            *_without_twice(claims, fates),
            *_edited_figures(split, before, changed),
        ),
        alert=alert if len(before) else bool(quotes),
        score=float(-np.expm1(-scored.development.sum(dtype=np.float64))),
    )


def _without_twice(
    claims: Sequence[FigureChange], fates: Sequence[FigureChange]
) -> tuple[FigureChange, ...]:
    """The claims, and the fates that no claim tells of the same sentence."""
    told = {claim.sentence for claim in claims}
    return (*claims, *(fate for fate in fates if fate.sentence not in told))


def occasion_of(
    split: SplitArticle, before: History, changed: Sequence[FigureChange] = ()
) -> Occasion:
    """What is known of an article beside its sentences; an edit's own day is not known."""
    days = None
    if split.at and before.at and split.article.version == 1:
        days = (split.at - max(before.at)).total_seconds() / 86400
    return Occasion(title=split.article.title, changes=changed, days=days)


def added_sentences(split: SplitArticle, before: History) -> list[int]:
    """Indices of the sentences that no former version of the article has word for word.

    All of a first version. An edit is judged by these alone; what stood before says nothing of it.
    """
    earlier = {
        text
        for text, article_id in zip(before.texts, before.article_ids, strict=True)
        if article_id == split.article.id
    }
    return [i for i, text in enumerate(split.texts) if text not in earlier]


def _edited_figures(
    split: SplitArticle, before: History, changed: Sequence[FigureChange]
) -> tuple[FigureChange, ...]:
    """Figures otherwise than this article itself gave them: shown, but no news to the story."""
    own = [figure for figure in before.figures if figure.article_id == split.article.id]
    known = {(change.counts, change.new) for change in changed}
    edited = changes(_article_figures(split), own, split.article.lang or ENGLISH)
    return tuple(c for c in edited if (c.counts, c.new) not in known)


def _article_figures(split: SplitArticle) -> list[Figure]:
    article = split.article
    return [
        figure
        for text in split.texts
        for figure in figures(
            text, article.id, lang=article.lang or ENGLISH, story_id=split.story_id, at=article.at
        )
    ]


def history_rows(split: SplitArticle) -> History:
    """The rows that one article adds to its story's history; its title is sentence -1."""
    article = split.article
    titled = (article.title,) * bool(article.title)
    n = len(split.texts) + len(titled)
    title = figures(
        article.title,
        article.id,
        lang=article.lang or ENGLISH,
        story_id=split.story_id,
        at=article.at,
    )
    return History(
        story_ids=(split.story_id,) * n,
        article_ids=(article.id,) * n,
        versions=(article.version,) * n,
        indices=tuple(range(-len(titled), len(split.texts))),
        texts=titled + split.texts,
        at=(article.at,) * n,
        langs=(article.lang,) * n,
        vectors=np.vstack([split.title_vector[None, :][: len(titled)], split.vectors]),
        figures=(*title, *_article_figures(split)),
    )


def _dropped_sentences(split: SplitArticle, before: History) -> tuple[str, ...]:
    """Sentences of the article's last version of which this version has no likeness."""
    keys = list(zip(before.article_ids, before.versions, strict=True))
    version = max((v for a, v in keys if a == split.article.id), default=0)
    old = [
        i
        for i, key in enumerate(keys)
        if key == (split.article.id, version) and before.indices[i] >= 0
    ]
    if not old or not split.texts:
        return ()
    nearest = (before.vectors[old] @ split.vectors.T).max(axis=1)
    return tuple(before.texts[i] for i, cosine in zip(old, nearest, strict=True) if cosine < _GONE)


# Cosine below which a sentence of the last version counts as gone; re-worded sentences of our own
# labelled threads lie above .7 in nine of ten cases (2026-11).
_GONE = 0.7


def _development(
    split: SplitArticle, assessment: Assessment, dropped: tuple[str, ...], now: datetime
) -> Development:
    article, quotes, changed = split.article, assessment.quotes, assessment.changes
    passages = [*(quote.text for quote in quotes), *(change.sentence for change in changed)]
    written = dict(zip(passages, verbatim(article.text, passages), strict=True))
    return Development(
        id=fact_id([q.text for q in assessment.quotes], assessment.changes, dropped),
        story_id=split.story_id,
        article_id=article.id,
        version=article.version,
        at=now,
        outlet=article.outlet,
        url=article.url,
        quotes=tuple(replace(quote, text=written[quote.text]) for quote in quotes),
        changes=tuple(replace(change, sentence=written[change.sentence]) for change in changed),
        dropped=dropped,
        score=assessment.score,
        alert=assessment.alert,
    )


def fact_id(
    quotes: Sequence[str], changed: Sequence[FigureChange] = (), dropped: Sequence[str] = ()
) -> str:
    """Give 16 hex digits of the content, whoever tells it: the same fact twice has one id.

    Neither story nor article nor time go in: re-threading, re-import and bumped dates keep it.
    """
    facts = sorted(" ".join(tokens(text)) for text in quotes)
    facts += sorted(f"{c.counts}:{c.old}>{c.new}" for c in changed)
    facts += sorted("-" + " ".join(tokens(text)) for text in dropped)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]
