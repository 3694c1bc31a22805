"""The sources that an article names: outlets, agencies, persons, unnamed officials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.language.load import ENGLISH
from pipeline.language.sentences import sentences
from pipeline.language.sources import SourceWording, mentions_outlet, source_wording
from pipeline.language.words import normal
from pipeline.records import Article, Attribution


def attributions(article: Article, texts: Sequence[str] | None = None) -> list[Attribution]:
    """The sources `article` names: one row per source and sentence, the title as sentence -1.

    `texts`: its sentences, where it was split already.
    """
    lang = article.lang or ENGLISH
    texts = [article.title, *(sentences(article.text, lang) if texts is None else texts)]
    rows = (_rows(article.id, text, i - 1, lang) for i, text in enumerate(texts))
    return _without_own(article, rows)


def _without_own(article: Article, rows: Iterable[Iterable[Attribution]]) -> list[Attribution]:
    """All rows but those in which an outlet names itself."""
    own = outlet_key(article.outlet)
    return [
        row
        for of_sentence in rows
        for row in of_sentence
        if not (row.kind in ("outlet", "agency") and outlet_key(row.source) == own)
    ]


def _rows(article_id: str, text: str, index: int, lang: str) -> Iterable[Attribution]:
    yield from _outlet_rows(article_id, text, index, lang)
    wording = source_wording(lang)
    for match in wording.anonymous.finditer(text) if wording.unnamed.search(text) else ():
        if wording.unnamed_mark.search(match["source"] + text[match.end() : match.end() + 25]):
            yield Attribution(
                article_id=article_id,
                source=match["source"],
                kind="anonymous",
                sentence=text,
                index=index,
            )
    for person in _persons(text, wording) if wording.speaks.search(text) else ():
        yield Attribution(
            article_id=article_id, source=person, kind="person", sentence=text, index=index
        )


def _persons(text: str, wording: SourceWording) -> Iterable[str]:
    """Each person who speaks in a sentence, once; "said Monday Night" names none."""
    matches = (match for pattern in wording.spoken for match in pattern.finditer(text))
    persons = dict.fromkeys(match["person"] for match in matches)
    return (
        person
        for person in persons
        if not wording.outlet_end.search(person) and wording.days.isdisjoint(person.lower().split())
    )


def _outlet_rows(article_id: str, text: str, index: int, lang: str) -> Iterable[Attribution]:
    wording, seen = source_wording(lang), set[str]()
    for pattern in wording.citations if mentions_outlet(text, lang) else ():
        for match in pattern.finditer(text):
            source = match["outlet"].removeprefix("the ").removeprefix("The ").strip()
            if outlet_key(source) not in seen:
                seen.add(outlet_key(source))
                kind = "agency" if wording.agency.fullmatch(source) else "outlet"
                yield Attribution(
                    article_id=article_id,
                    source=source,
                    kind="agency" if kind == "agency" else "outlet",
                    sentence=text,
                    index=index,
                )


def outlet_key(outlet: str) -> str:
    """One spelling per outlet: "The Miami Herald" and "miamiherald.com" are one."""
    low = re.sub(r"^(?:www\.|the\s)|\.(?:com|org|net|co\.\w+|\w{2,3})$", "", outlet.strip().lower())
    return re.sub(r"[^\w]|_", "", low)


def outlet_attributions(article: Article) -> list[Attribution]:
    """Of `attributions` the outlets and agencies alone: all that independent voices rest on."""
    return list(_read_outlet_attributions(article))


@lru_cache(maxsize=1024)
def _read_outlet_attributions(article: Article) -> tuple[Attribution, ...]:
    """As above; kept, for a story that grows is read again and again (1.5 ms an article)."""
    lang = article.lang or ENGLISH
    if not mentions_outlet(f"{article.title} {normal(article.text)}", lang):
        return ()
    texts = [article.title, *sentences(article.text, lang)]
    rows = (_outlet_rows(article.id, text, i - 1, lang) for i, text in enumerate(texts))
    return tuple(_without_own(article, rows))
