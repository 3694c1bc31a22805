"""Who says so: the sources an article names, and how many independent voices a story has.

Copies of one text, and rewrites that rest on one cited original, are one voice: three papers that
quote the same agency report confirm nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pipeline.language.text import normal, sentences
from pipeline.records import Article, Attribution, Copy, Voice
from pipeline.stories.merges import resolve

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
    """False where `OUTLET` cannot match: told from its words, at a hundredth of the time."""
    return not _MARKS.isdisjoint(_LETTERS.findall(text))


def attributions(article: Article, texts: Sequence[str] | None = None) -> list[Attribution]:
    """The sources `article` names: one row per source and sentence, the title as sentence -1.

    `texts`: its sentences, where they have been cut already.
    """
    cut = [article.title, *(sentences(article.text) if texts is None else texts)]
    return _of_others(article, (_of(article.id, text, i - 1) for i, text in enumerate(cut)))


def _of_others(article: Article, found: Iterable[Iterable[Attribution]]) -> list[Attribution]:
    """All rows but those in which an outlet names itself."""
    own = _key(article.outlet)
    return [
        row
        for rows in found
        for row in rows
        if not (row.kind in ("outlet", "agency") and _key(row.source) == own)
    ]


def _of(article_id: str, text: str, index: int) -> Iterable[Attribution]:
    yield from _outlets(article_id, text, index)
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


def _outlets(article_id: str, text: str, index: int) -> Iterable[Attribution]:
    seen: set[str] = set()
    for pattern in _PATTERNS if mentions_outlet(text) else ():
        for match in pattern.finditer(text):
            source = match["outlet"].removeprefix("the ").removeprefix("The ").strip()
            if _key(source) not in seen:
                seen.add(_key(source))
                kind = "agency" if re.fullmatch(_AGENCIES, source) else "outlet"
                yield Attribution(
                    article_id=article_id,
                    source=source,
                    kind="agency" if kind == "agency" else "outlet",
                    sentence=text,
                    index=index,
                )


def _key(outlet: str) -> str:
    """One spelling per outlet: "The Miami Herald" and "miamiherald.com" are one."""
    low = re.sub(r"^(?:www\.|the\s)|\.(?:com|org|net|co\.\w+|\w{2,3})$", "", outlet.strip().lower())
    return re.sub(r"[^\w]|_", "", low)


def original(article: Article, rows: Sequence[Attribution]) -> str:
    """The outlet this article rests on ("Miami Herald"), "" when it reports itself.

    It rests on one that it names in its title or first three sentences, or that it names at least
    twice; of several the most often named, then the earliest.
    """
    cited = [row for row in rows if row.kind in ("outlet", "agency")]
    count = Counter(_key(row.source) for row in cited)
    first: dict[str, Attribution] = {}
    for row in cited:
        first.setdefault(_key(row.source), row)
    leaning = [k for k, n in count.items() if n >= 2 or first[k].index <= _LEAD]
    if not leaning:
        return ""
    best = min(leaning, key=lambda k: (-count[k], first[k].index))
    return "" if best == _key(article.outlet) else first[best].source


_LEAD = 2  # the third sentence: a rewrite names its original by then (own sample world, 2026-11)


def voices(
    articles: Sequence[Article],
    copies: Sequence[Copy],
    rows: Mapping[str, Sequence[Attribution]] | None = None,
) -> list[Voice]:
    """The independent voices of a story, the earliest first; `[0].name` is its first reporter.

    Args:
        articles: The story's articles.
        copies: Which of them are whose copies; others are ignored.
        rows: Attributions by article id; read from the texts where an article is missing.
    """
    known = {article.id: article for article in articles}
    origin = {c.article_id: c.original_id for c in copies if c.original_id in known}
    groups: dict[str, list[Article]] = {}
    names: dict[str, str] = {}
    for article in sorted(articles, key=lambda a: (a.at, a.id)):
        root = known[resolve(article.id, origin)]
        found = rows[root.id] if rows and root.id in rows else _cited(root)
        cited = original(root, found)
        key = _key(cited or root.outlet or root.id)
        groups.setdefault(key, []).append(article)
        names.setdefault(key, cited or root.outlet)
    return [_voice(names[key], members) for key, members in groups.items()]


def _cited(article: Article) -> list[Attribution]:
    """Of `attributions` the outlets: all that a voice is told by."""
    if not mentions_outlet(f"{article.title} {normal(article.text)}"):
        return []
    cut = [article.title, *sentences(article.text)]
    return _of_others(article, (_outlets(article.id, text, i - 1) for i, text in enumerate(cut)))


def _voice(name: str, members: Sequence[Article]) -> Voice:
    first: datetime = members[0].at
    return Voice(name=name, article_ids=tuple(a.id for a in members), first_at=first)
