"""What the same-story score and the copy check read of an article, in columns.

All but the links is a function of one article alone: no counts of other articles enter, so that
features never depend on how a stream was cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.language.calendar import WIDE, calendar_words
from pipeline.language.date_lines import text_without_date_line
from pipeline.language.load import ENGLISH, alternatives, load_language
from pipeline.language.sentences import sentences
from pipeline.language.shingles import token_shingles
from pipeline.language.stems import s_stem
from pipeline.language.word_frequencies import Frequencies, frequencies
from pipeline.language.words import hash_word, tokens
from pipeline.records import Article
from pipeline.stories.days import days_of
from pipeline.stories.name_words import NAME_SIGNS, name_hashes
from pipeline.stories.ragged import Ragged
from pipeline.stories.titles import bare_title

# How much of a text is read: the event stands near the top. Chosen by hand (2026-11).
LEAD_WORDS = 100
BODY_WORDS = 500
FIGURE_SIGNS = 3000
FIRST_ENDS, LAST_ENDS = 4, 6  # sentences at the ends of a text that may be its outlet's own ...
END_SIGNS = 1200  # ... and characters read for them at each end of a long one
_LABELS = 8  # names kept as written
ZIPF_STEP = 25.0  # zipf frequencies (0..8, wordfreq) are kept as bytes of 1/25
PIECES = 1 << 16  # pieces of text whose words are remembered: 15 MB of a language
# Names of days and months say when, as `days` and times do, and stand in reports of anything; as
# words they count like those that nearly every article holds ("the": 7.7). By hand (2026-11).
_DAY_ZIPF = 7.0
_AROUND = '.,;:!?()"'  # stands around a word and is never part of one
_LONGEST = 40  # signs; scripts without blanks are not worth remembering
# Keys by which an article finds others; how many: chosen by hand (2026-11).
RARE_TERMS = 12  # its rarest words ...
RARE_SHINGLES = 12  # ... and its smallest shingles (a bottom-k sketch: Broder 1997)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
# What must not stand before a match is looked at after its first sign, see `name_words`.
_PHRASE = re.compile(
    r"[A-Z](?<=\b.)(?<![.!?\"\n] .)[\w'’-]+"
    rf"(?: (?:(?:{alternatives(load_language().names.particles)}) )?[A-Z][\w'’-]+)*"
)
_AGENCIES = {
    "reuters": "Reuters",
    "ap": "AP",
    "associated press": "AP",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "upi": "UPI",
    "dpa": "dpa",
    "efe": "EFE",
    "ansa": "ANSA",
    "xinhua": "Xinhua",
    "kyodo": "Kyodo",
    "tass": "TASS",
    "pa media": "PA Media",
    "bloomberg": "Bloomberg",
}
_CREDIT_SIGNS = 300  # credits stand in a dateline or a tail line; by hand (2026-11)
# "(Reuters) -", "LONDON, March 3 (AP)", "By The Associated Press", "AFP -", "Source: dpa".
_CREDIT = re.compile(
    rf"(?:\(|\bBy (?:The )?|\bSource: |\b(?:reporting|copyright) (?:by )?(?:\d+ )?(?:The )?|^)"
    rf"({'|'.join(_AGENCIES)})(?=\)|\s*[-–—:]|\s*$|\.)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Sparse rows, one per article, `[n]`; columns may be added, so store and load them by name.

    A cell is a list: row `i` of `terms` holds the hashes of article `i`, and a column said to be
    aligned with `terms` has a list of the same length there. Two words with one hash count as
    one.
    """

    terms: Ragged  # uint32 hashes of the distinct words (plural s cut) of title and text, sorted
    title_tf: Ragged  # uint8, aligned with terms: how often in the title
    lead_tf: Ragged  # uint8: in the title and the first 100 words of the text
    body_tf: Ragged  # uint8: in the title and the first 500 words of the text
    zipf: Ragged  # uint8: general-language frequency of the word, see ZIPF_STEP
    names: Ragged  # uint32 hashes of distinct capitalised words inside sentences
    name_tf: Ragged  # uint8, aligned with names
    figures: Ragged  # uint32 hashes of distinct numbers
    days: Ragged  # uint32 ordinals of days that the text speaks of
    keys: Ragged  # uint32: rarest words and smallest shingles, to be found by
    shingles: Ragged  # uint32 hashes of distinct word 4-shingles of the text, sorted
    labels: Ragged  # str: the most frequent names, as written
    ends: Ragged  # uint32 `sentence_hash` of the first and last sentences of the text, distinct
    agency: Ragged  # str: the news agency credited, none or one
    links: Ragged  # int64 seqs of earlier articles that may be of one story; filled by `place`
    link_p: Ragged  # float32, aligned with links: the pair's probability
    norms: Ragged  # float32: lengths of the row's word vectors, see `DocumentFrequency`; by `place`

    def __len__(self) -> int:
        return len(self.terms)

    @classmethod
    def empty(cls) -> Features:
        """No rows."""
        return article_features(())

    def take(self, rows: NDArray[np.int64]) -> Features:
        """The rows named, in that order."""
        return Features(*(getattr(self, f.name).take(rows) for f in fields(self)))

    def span(self, start: int, end: int) -> Features:
        """The rows from `start` to before `end`, as views."""
        return Features(*(getattr(self, f.name).span(start, end) for f in fields(self)))

    def append(self, other: Features) -> Features:
        """These rows, then the other's."""
        return Features(
            *(getattr(self, f.name).append(getattr(other, f.name)) for f in fields(self))
        )

    def linked(self, links: Ragged, link_p: Ragged) -> Features:
        """The same rows with their links."""
        return replace(self, links=links, link_p=link_p)

    def columns(self) -> dict[str, Any]:
        """Arrow list arrays by name, one row per article: `pa.table(features.columns())`."""
        import pyarrow as pa  # noqa: PLC0415 - only storing needs it

        def column(name: str) -> Any:
            ragged, dtype = getattr(self, name), _DTYPES[name]
            kind = pa.string() if dtype is np.object_ else pa.from_numpy_dtype(dtype)
            values = ragged.values
            if dtype is np.object_:  # a lone surrogate is no text that can be stored
                values = [str(v).encode(errors="replace").decode() for v in values.tolist()]
            return pa.LargeListArray.from_arrays(
                pa.array(ragged.offsets, pa.int64()), pa.array(values, kind)
            )

        return {f.name: column(f.name) for f in fields(self)}

    @classmethod
    def from_columns(cls, columns: Mapping[str, Any]) -> Features:
        """Back from Arrow list arrays (chunked or not, list or large list) of the same names."""
        return cls(*(_ragged(columns[f.name], _DTYPES[f.name]) for f in fields(cls)))


_DTYPES: dict[str, Any] = {
    "terms": np.uint32,
    "title_tf": np.uint8,
    "lead_tf": np.uint8,
    "body_tf": np.uint8,
    "zipf": np.uint8,
    "names": np.uint32,
    "name_tf": np.uint8,
    "figures": np.uint32,
    "days": np.uint32,
    "keys": np.uint32,
    "shingles": np.uint32,
    "labels": np.object_,
    "ends": np.uint32,
    "agency": np.object_,
    "links": np.int64,
    "link_p": np.float32,
    "norms": np.float32,
}


def article_features(articles: Sequence[Article]) -> Features:
    """One row per article, in order; a missing text leaves names and shingles empty."""
    rows = [_row(article) for article in articles]
    return Features(
        *(Ragged.of([row[name] for row in rows], dtype) for name, dtype in _DTYPES.items())
    )


def _row(article: Article) -> dict[str, Sequence[Any] | NDArray[Any]]:
    published = article.published_at and article.published_at.date()
    title = bare_title(article.title, article.outlet)
    text = text_without_date_line(article)
    words = vocabulary(article.lang or "en")
    in_title, in_text = words.codes(title), words.codes(text)
    body = np.concatenate([in_title, in_text[:BODY_WORDS]])
    terms, place = np.unique(body, return_inverse=True)
    ends = {"title_tf": len(in_title), "lead_tf": len(in_title) + LEAD_WORDS, "body_tf": len(body)}
    hashes = (in_text >> 8).astype(np.uint32)
    # Sorted 64-bit hashes stay sorted by their upper halves; a rare double of these does no harm.
    shingled = (token_shingles(hashes) >> np.uint64(32)).astype(np.uint32)
    rarest = np.lexsort((terms >> 8, terms & 255))[:RARE_TERMS]
    names, read = Counter(name_hashes(title, text)), title + " " + text[:FIGURE_SIGNS]
    return {
        "terms": terms >> 8,
        **{
            f: np.minimum(np.bincount(place[:e], minlength=len(terms)), 255)
            for f, e in ends.items()
        },
        "zipf": terms & 255,
        "names": list(names),
        "name_tf": [min(255, n) for n in names.values()],
        "figures": [hash_word(f) for f in dict.fromkeys(_FIGURE.findall(read))],
        "days": sorted(days_of(f"{title}. {text}", published, article.lang or ENGLISH)),
        "keys": np.concatenate([terms[rarest] >> 8, shingled[:RARE_SHINGLES]]),
        "shingles": shingled,
        "labels": [
            name for name, _ in Counter(_PHRASE.findall(text[:NAME_SIGNS])).most_common(_LABELS)
        ],
        "ends": _ends(text, article.lang),
        "agency": credited_agency(text, article.authors),
        "links": (),
        "link_p": (),
        "norms": (),
    }


def sentence_hash(sentence: str) -> int:
    """What tells a sentence from others: its words, whatever stands between them; 0 for none."""
    words = tokens(sentence)
    return hash_word(" ".join(words)) if words else 0


def _ends(text: str, lang: str) -> list[int]:
    """Hashes of the first and last sentences; of a long text what stands near them is read."""
    if len(text) <= 2 * END_SIGNS:
        cut = sentences(text, lang or ENGLISH)
        chosen = (
            cut if len(cut) <= FIRST_ENDS + LAST_ENDS else [*cut[:FIRST_ENDS], *cut[-LAST_ENDS:]]
        )
    else:
        head = sentences(text[:END_SIGNS], lang or ENGLISH)[:-1]
        tail = sentences(text[-END_SIGNS:], lang or ENGLISH)[1:]
        chosen = [*head[:FIRST_ENDS], *tail[-LAST_ENDS:]]
    return [code for code in dict.fromkeys(map(sentence_hash, chosen)) if code]


def credited_agency(text: str, authors: Sequence[str] = ()) -> list[str]:
    """The agency credited at the head or the foot of a text, or as an author; none or one."""
    for part in (text[:_CREDIT_SIGNS], text[-_CREDIT_SIGNS:]):
        low = part.lower()
        if any(name in low for name in _AGENCIES) and (match := _CREDIT.search(part)):
            return [_AGENCIES[match[1].casefold()]]
    named = (author.casefold().removeprefix("the ") for author in authors)
    return [_AGENCIES[name] for name in named if name in _AGENCIES][:1]


class Vocabulary(dict[str, tuple[int, ...]]):
    """What stands between blanks -> codes of its words: a word's hash (plural s cut) times 256,
    plus its zipf byte. Most of a text has been met before.
    """

    def __init__(self, known: Frequencies, most: int = PIECES) -> None:
        """Of a language's word frequencies; `most` pieces are remembered."""
        self._known, self._most = known, most

    def codes(self, text: str) -> NDArray[np.int64]:
        """Codes of a text's words in order, `[n]`: no word reaches over a blank."""
        return np.fromiter(chain.from_iterable(map(self.__getitem__, text.split())), np.int64)

    def __missing__(self, piece: str) -> tuple[int, ...]:
        word = piece.strip(_AROUND)
        if word.isascii() and word.isalpha():
            codes: tuple[int, ...] = (self._code(word.lower()),)
        else:
            codes = tuple(self._code(token) for token in tokens(piece))
        if len(piece) <= _LONGEST:
            if len(self) == self._most:
                self.clear()
            self[piece] = codes
        return codes

    def _code(self, token: str) -> int:
        cut = s_stem(token)
        return hash_word(cut) << 8 | int(ZIPF_STEP * self._known.get(cut, 0.0))


@cache
def vocabulary(lang: str) -> Vocabulary:
    """A language's word codes."""
    days = dict.fromkeys(map(s_stem, day_words(lang)), _DAY_ZIPF)
    return Vocabulary(frequencies(lang).with_words(days))


@cache
def day_words(lang: str) -> frozenset[str]:
    """Full names of weekdays and months in a language, but for those that are words too ("may")."""
    known = calendar_words(lang, (WIDE,))
    return (known.weekdays | known.months) - load_language(lang).dates.months_or_words


def _ragged(column: Any, dtype: Any) -> Ragged:
    column = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    flat = column.flatten().to_numpy(zero_copy_only=False)
    offsets = np.zeros(len(column) + 1, np.int64)
    np.cumsum(column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False), out=offsets[1:])
    return Ragged(offsets, flat.astype(dtype))
