"""The sources that an article names: outlets, agencies, persons, unnamed officials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.language.text import normal, sentences
from pipeline.records import Article, Attribution

_AGENCIES = (
    "Reuters|Associated Press|AP|Agence France[- ]Presse|AFP|Bloomberg(?: News)?|Xinhua|TASS|Tass|"
    "Interfax|RIA(?: Novosti)?|dpa|DPA|ANSA|Ansa|EFE|Kyodo(?: News)?|Jiji(?: Press)?|Yonhap|"
    "Anadolu(?: Agency)?|PTI|Press Trust of India|ANI|IANS|IRNA|SANA|WAFA|PA Media|"
    "Press Association|UPI|CNS|Ukrinform|Belta|Lusa|ANP|NTB|TT|Ritzau|APA|Bernama|Antara"
)
_FAMOUS = (
    "BBC(?: News)?|CNN|NBC(?: News)?|CBS(?: News)?|ABC(?: News)?|Fox News|MSNBC|CNBC|NPR|"
    "PBS|Sky News|"
    "ITV(?: News)?|Al Jazeera|Al[- ]Arabiya|Politico|Axios|Semafor|Le Monde|Le Figaro|El País|"
    "El Pais|El Mundo|Der Spiegel|Bild|Die Zeit|Corriere della Sera|La Repubblica|The Guardian|"
    "The Economist|The Times|The Independent|The Telegraph|Nikkei(?: Asia)?|Haaretz|Kommersant|"
    "Vedomosti|Meduza|NHK|ZDF|ARD|RTE|RTÉ|CBC|Globo|Folha|Clarín|ProPublica|Bellingcat|Variety|"
    "ESPN|TechCrunch|The Verge|The Information|TMZ|Caixin|Folha de S\\.Paulo|Ynet|Kan"
)
_MAST = (
    "Times|Post|Journal|Herald|News|Tribune|Gazette|Chronicle|Press|Star|Sun|Mail|Express|Mirror|"
    "Telegraph|Guardian|Observer|Independent|Standard|Today|Daily|Weekly|Magazine|Review|Dispatch|"
    "Inquirer|Examiner|Globe|Bee|Courier|Sentinel|Register|Record|Monitor|Radio|Television|TV|"
    "Beobachter|Zeitung|Nachrichten|Tageblatt|Presse|Rundschau|Argus|Echo|Advertiser|"
    "Messenger|Ledger"
)
_NAME = r"[A-ZÀ-Þ][\w'’&.\-]*"
OUTLET = (
    rf"\b(?:(?:[Tt]he\s)?(?:(?:{_AGENCIES}|{_FAMOUS})\b|"
    rf"(?:{_NAME}\s){{1,4}}(?:{_MAST})\b))"
)
_OUTLET = rf"(?P<outlet>{OUTLET})"
_LETTERS = re.compile(r"[^\W\d_]+")
# A word that each outlet's name must hold: the first of a known name, the last of a masthead.
_MARKS = frozenset(
    re.findall(rf"(?:^|\|)(?:The )?({_LETTERS.pattern})", f"{_AGENCIES}|{_FAMOUS}|{_MAST}")
)
_SAY = (
    r"(?:reported|reports|said|says|wrote|writes|revealed|disclosed|noted|quoted|cited|published)"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:told|tells|tell|telling)\s{_OUTLET}",
        rf"(?:[Aa]ccording to|[Aa]s reported by|[Rr]eported by|[Cc]iting|[Qq]uoting|interview with|"
        rf"statement to|published by|published in|(?:report|account|story|article|investigation|"
        rf"interview|piece)\s(?:by|in|from|of))\s(?:an?\s\w+\s(?:by|in|"
        rf"from)\s)?(?:the\s[a-z]\w+\s)?{_OUTLET}",
        rf"(?:[Aa]ccording to an?|[Ii]n an?|[Aa]n?)\s{_OUTLET}\s(?:account|report|story|"
        rf"investigation|"
        r"interview|analysis|article)",
        rf"{_OUTLET}(?:'s|’s)?(?:\s(?:news agency|newspaper|website|also|first|later|"
        rf"has))*\s{_SAY}\b",
        rf"^[A-Z][\w.,\s/]{{0,60}}\(?{_OUTLET}\)\s?[-–—]",
        rf"^\({_OUTLET}\)",
    )
)
_ANONYMOUS = re.compile(
    r"(?P<source>(?:\b(?:[Aa]|[Aa]n|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|"
    r"[Ss]everal|[Mm]ultiple|"
    r"[Ss]ome|[Mm]any|[Aa]nother|[Tt]he)\s)?(?:(?:[A-Z][\w.]+|senior|second|third|"
    r"diplomatic|security|"
    r"government|military|police|legal|industry|unnamed|anonymous)\s){0,3}"
    r"(?:[Ss]ources?|[Pp]eople|[Pp]ersons?|[Oo]fficials?|[Ii]nsiders?)"
    r"(?=\s(?:familiar|briefed|close to|with (?:direct )?knowledge|said on condition|who (?:asked|"
    r"declined|spoke)|told|said|say))(?:\s(?:familiar with|briefed on|close to|with (?:direct )?"
    r"knowledge of)(?:\s(?!(?:told|said|say|says|who|that)\b)[a-z][\w'’\-]*){1,4})?)"
)
_UNNAMED = re.compile(r"[Ss]ource|[Pp]e(?:ople|rson)|[Oo]fficial|[Ii]nsider")
_UNNAMED_MARK = re.compile(r"source|insider|familiar|briefed|close to|knowledge|condition", re.I)
_PERSON = re.compile(
    rf"(?P<person>{_NAME}(?:\s(?:{_NAME}|de|da|van|von|bin|al)){{1,3}})(?:,\s[^,]{{3,80}},)?\s"
    r"(?:said|told|says|added|wrote|announced|confirmed|denied)\b"
)
_SPEAKS = re.compile(r"\s(?:said|told|says|added|wrote|announced|confirmed|denied)\b")


def mentions_outlet(text: str) -> bool:
    """Whether `OUTLET` could match: decided by single words, at a hundredth of the time."""
    return not _MARKS.isdisjoint(_LETTERS.findall(text))


def attributions(article: Article, texts: Sequence[str] | None = None) -> list[Attribution]:
    """The sources `article` names: one row per source and sentence, the title as sentence -1.

    `texts`: its sentences, where it was split already.
    """
    texts = [article.title, *(sentences(article.text) if texts is None else texts)]
    return _without_own(article, (_rows(article.id, text, i - 1) for i, text in enumerate(texts)))


def _without_own(article: Article, rows: Iterable[Iterable[Attribution]]) -> list[Attribution]:
    """All rows but those in which an outlet names itself."""
    own = outlet_key(article.outlet)
    return [
        row
        for of_sentence in rows
        for row in of_sentence
        if not (row.kind in ("outlet", "agency") and outlet_key(row.source) == own)
    ]


def _rows(article_id: str, text: str, index: int) -> Iterable[Attribution]:
    yield from _outlet_rows(article_id, text, index)
    for match in _ANONYMOUS.finditer(text) if _UNNAMED.search(text) else ():
        if _UNNAMED_MARK.search(match["source"] + text[match.end() : match.end() + 25]):
            yield Attribution(
                article_id=article_id,
                source=match["source"],
                kind="anonymous",
                sentence=text,
                index=index,
            )
    for match in _PERSON.finditer(text) if _SPEAKS.search(text) else ():
        if not re.search(rf"\b(?:{_MAST}|{_AGENCIES}|{_FAMOUS})$", match["person"]):
            yield Attribution(
                article_id=article_id,
                source=match["person"],
                kind="person",
                sentence=text,
                index=index,
            )


def _outlet_rows(article_id: str, text: str, index: int) -> Iterable[Attribution]:
    seen: set[str] = set()
    for pattern in _PATTERNS if mentions_outlet(text) else ():
        for match in pattern.finditer(text):
            source = match["outlet"].removeprefix("the ").removeprefix("The ").strip()
            if outlet_key(source) not in seen:
                seen.add(outlet_key(source))
                kind = "agency" if re.fullmatch(_AGENCIES, source) else "outlet"
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
    if not mentions_outlet(f"{article.title} {normal(article.text)}"):
        return []
    texts = [article.title, *sentences(article.text)]
    return _without_own(
        article, (_outlet_rows(article.id, text, i - 1) for i, text in enumerate(texts))
    )
