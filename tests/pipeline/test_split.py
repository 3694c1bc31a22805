"""Articles are split by their language; what is known is not encoded again."""

from datetime import UTC, datetime

import numpy as np

from pipeline.detect import history_rows
from pipeline.developments.history import History
from pipeline.developments.rounding import same_value
from pipeline.developments.split import split_articles
from pipeline.records import Article, Figure

AT = datetime(2026, 3, 2, tzinfo=UTC)


class Counting:
    """Counts the texts that it encodes."""

    name, sha256, dimension, asked = "counting", "none", 384, 0

    def encode(self, texts):
        self.asked += len(texts)
        rows = np.ones((len(texts), self.dimension), np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_an_article_is_cut_by_its_language_and_each_text_encoded_once():
    text = "Am 3. Oktober fiel die Brücke. Es gab 4 Tote."
    article = Article(id="a", title="Brücke fällt", text=text, lang="de", first_seen_at=AT)
    encoder = Counting()
    (split,) = split_articles([article], {"a": "s"}, History.empty(), encoder)
    assert split.texts == ("Am 3. Oktober fiel die Brücke.", "Es gab 4 Tote.")
    assert split.vectors.shape == (2, 384) and encoder.asked == 3
    told = history_rows(split)
    assert told.langs == ("de",) * 3
    split_articles([article], {"a": "s"}, told, encoder)
    assert encoder.asked == 3


def test_a_rounded_value_is_the_same_but_not_one_below_a_stated_least():
    def figure(value, hedge):
        return Figure(article_id="a", sentence="", value=value, hedge=hedge)

    assert same_value(figure(80, "nearly"), figure(78, ""))
    assert same_value(figure(20, "around"), figure(21, ""))
    assert not same_value(figure(20, "around"), figure(21, "at least"))
    assert not same_value(figure(20, ""), figure(21, ""))
