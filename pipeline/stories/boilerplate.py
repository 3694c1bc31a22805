"""What an outlet says every time: sentences that recur over its different articles.

"Read more at ...", a paywall's stub, credits, calls for tips. Once found (`recurring`), they are
left out of what is compared (words, names, figures, days, shingles) and quoted of the articles that
come after. `pipeline.pages.boilerplate` cuts known phrases off web pages; this knows no language
and sees what feeds give too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from pipeline.language.date_lines import text_without_date_line
from pipeline.language.verbatim import without_sentences
from pipeline.records import Article
from pipeline.stories.features import Features, article_features, sentence_hash


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence that an outlet was found to say every time, from ordinal `upto` on."""

    outlet: str  # its name, case folded
    sentence: int  # `sentence_hash`
    upto: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """What has been found in a stream; a value: every step gives a new one."""

    of_outlet: Mapping[str, frozenset[int]] = field(default_factory=dict)  # hashes by `outlet_key`
    fresh: Sequence[FoundSentence] = ()  # found since the stream was last stored

    @classmethod
    def of(cls, stored: Sequence[FoundSentence]) -> Boilerplate:
        """Of what a stream has found and stored."""
        return replace(cls().with_found(stored), fresh=())

    def with_found(self, found: Sequence[FoundSentence]) -> Boilerplate:
        """With more."""
        of_outlet = dict(self.of_outlet)
        for row in found:
            of_outlet[row.outlet] = of_outlet.get(row.outlet, frozenset()) | {row.sentence}
        return Boilerplate(of_outlet=of_outlet, fresh=(*self.fresh, *found))

    def stripped(self, articles: Sequence[Article]) -> list[Article]:
        """The articles, `[n]`, with texts that lack their outlets' sentences and date lines.

        What is left stands in the text letter for letter.
        """
        return [self._stripped(article) for article in articles]

    def _stripped(self, article: Article) -> Article:
        text = text_without_date_line(article)
        if known := self.of_outlet.get(outlet_key(article.outlet)):
            text = without_sentences(text, article.lang, lambda s: sentence_hash(s) in known)
        return article if text == article.text else replace(article, text=text)


def outlet_key(outlet: str) -> str:
    """What names an outlet, however it is written; "" names none, which says nothing."""
    return outlet.casefold()


def is_one_outlet(one: str, other: str) -> bool:
    """Whether both name one outlet; those that are not named are taken to differ."""
    return one != "" and outlet_key(one) == outlet_key(other)


def features_without(
    boilerplate: Boilerplate, articles: Sequence[Article], features: Features
) -> Features:
    """The features of articles, `[n]`, without what their outlets say every time.

    Which sentences stand at the ends of a text is of the whole text, so that counting goes on.
    """
    known = [boilerplate.of_outlet.get(outlet_key(a.outlet), frozenset()) for a in articles]
    changed = [
        row
        for row, of_outlet in enumerate(known)
        if of_outlet and not of_outlet.isdisjoint(features.ends[row].tolist())
    ]
    if not changed:
        return features
    rows = np.array(changed, np.int64)
    new = article_features(boilerplate.stripped([articles[row] for row in changed]))
    new = replace(new, ends=features.ends.take(rows))
    order = np.arange(len(features))
    order[rows] = len(features) + np.arange(len(rows))
    return features.append(new).take(order)
