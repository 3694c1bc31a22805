"""Text out of markup, where it is not certain that it holds any.

A title comes as text, as HTML or as HTML escaped once or twice, and no field says which. Only what
is real markup goes: elements of HTML, comments, tags with attributes. Every other angle bracket is
text: "inflation <two percent", "<MLB>", "List<String>".
"""

from __future__ import annotations

import html
import re
from collections.abc import Set

ROUNDS = 12
"""Times that tags are removed and entities resolved, at most. Real titles are escaped up to three
times; the rest is for text made to be hostile. Chosen by hand (2026-11)."""

# https://html.spec.whatwg.org/multipage/indices.html#elements-3 with the obsolete ones (16.2).
_NAMES = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big "
    "blink blockquote body br button canvas caption center cite code col colgroup data datalist dd "
    "del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form "
    "frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins isindex "
    "kbd label legend li link listing main map mark marquee math menu meta meter nav nobr noembed "
    "noframes noscript object ol optgroup option output p param picture plaintext pre progress q "
    "rb rp rt rtc ruby s samp script search section select slot small source span strike strong "
    "style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track "
    "tt u ul var video wbr xmp"
)
_ELEMENTS = frozenset(_NAMES.split())
# Markup even alone and bare: nobody writes these for words in brackets, as "<Video>" or "<Map>".
_ALONE_NAMES = (
    "p br hr wbr div span ul ol li dl dt dd tr td th tbody thead tfoot blockquote h1 h2 h3 h4 h5 "
    "h6 html body head figcaption nobr"
)
_ALONE = frozenset(_ALONE_NAMES.split())
_INLINE_NAMES = (
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark nobr q s samp small span strike "
    "strong sub sup tt u var wbr"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_UNSEEN = ("script", "style", "iframe", "noscript")

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:.-]*+)"
    r"(?P<rest>(?:[\s/]++(?:[^\s\"'<>/=]++"
    r"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++))?+)?+)*+)>"
)
_DECLARATION = re.compile(r"<!--.*?(?:-->|$)|<![a-zA-Z][^<>]*>|<\?[a-zA-Z][^<>]*>", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_CUT_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:.-]*)(?P<rest>[^<>]*)$")
_CLOSED = re.compile(r"</([a-zA-Z][\w:.-]*)")
_QUOTED = re.compile(r"=\s*[\"']")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_ESCAPED_AGAIN = re.compile(r"&(?:(?:amp|#0{0,4}38|#[xX]0{0,4}26);)+(?=[a-zA-Z#])")


def plain_line(text: str) -> str:
    """One line of text out of what may be text, HTML, or HTML escaped once or more.

    Entities are resolved, runs of white space made one blank. What comes out goes through
    unchanged.
    """
    for _ in range(ROUNDS):
        before = text
        text = without_markup(text)
        if "&" in text:
            text = _ENTITY.sub(_resolved, _ESCAPED_AGAIN.sub("&", text))
        if text == before:
            break
    return " ".join(text.split())


def _resolved(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])


def without_markup(text: str) -> str:
    """The text without its tags and comments; entities stay as they are.

    Tags inside a line of words (<b>, <a>) leave nothing behind, others a blank.
    """
    if "<" not in text:
        return text
    if "<!" in text or "<?" in text:
        text = _DECLARATION.sub(" ", _without_cdata(text))
    text = _without_unseen(text)
    closed = _closed_names(text)
    text = _TAG.sub(lambda tag: _blank(tag) if _is_markup(tag, closed) else tag[0], text)
    return _CUT_TAG.sub(lambda tag: " " if _is_cut_markup(tag) else tag[0], text)


def with_brackets_escaped(fragment: str) -> str:
    """HTML in which each "<" that opens no markup is written as an entity, for an HTML parser."""
    if "<" not in fragment:
        return fragment
    fragment = _without_cdata(fragment)
    closed, parts, at = _closed_names(fragment), [], 0
    while (opened := fragment.find("<", at)) >= 0:
        parts.append(fragment[at:opened])
        end = _markup_end(fragment, opened, closed)
        parts.append(fragment[opened:end] if end else "&lt;")
        at = end or opened + 1
    return "".join((*parts, fragment[at:]))


def _markup_end(fragment: str, opened: int, closed: Set[str]) -> int:
    """Where the markup that begins at `opened` ends; 0 when none does."""
    if match := _DECLARATION.match(fragment, opened):
        return match.end()
    tag = _TAG.match(fragment, opened)
    if tag and _is_markup(tag, closed):
        return tag.end()
    cut = _CUT_TAG.match(fragment, opened) if not tag else None
    return cut.end() if cut and _is_cut_markup(cut) else 0


def _closed_names(text: str) -> frozenset[str]:
    return frozenset(name.lower() for name in _CLOSED.findall(text))


def _is_markup(tag: re.Match[str], closed: Set[str]) -> bool:
    """Whether a well-formed tag is meant as one, `closed` being the names that are closed."""
    name, rest = tag["name"].lower(), tag["rest"].strip()
    if tag["close"]:
        return name in _ELEMENTS or not rest
    if name in closed or _QUOTED.search(rest):
        return True
    if name not in _ELEMENTS:
        return rest == "/" and ":" in name
    return "=" in rest or rest.endswith("/") or (name in _ALONE and not rest)


def _is_cut_markup(tag: re.Match[str]) -> bool:
    """Whether a tag without an end, the last of a text cut off, is one."""
    if tag["name"].lower() not in _ELEMENTS:
        return False
    return bool(tag["close"]) or "=" in tag["rest"]


def _blank(tag: re.Match[str]) -> str:
    return "" if tag["name"].lower() in _INLINE else " "


def _without_cdata(text: str) -> str:
    """CDATA marks that have become text; what they hold stays."""
    end = text.rfind("]]>") + 3  # none is closed behind it: looking for its end takes n^2 steps
    return _CDATA.sub(r"\1", text[:end]) + text[end:] if end > 2 and "<![CDATA[" in text else text


def _without_unseen(text: str) -> str:
    """Scripts, styles and frames with what they hold, where they are closed."""
    for name in _UNSEEN:
        lower = text.lower()
        if f"</{name}" in lower and len(lower) == len(text):
            text = _without_element(text, lower, name)
    return text


def _without_element(text: str, lower: str, name: str) -> str:
    parts, at = [], 0
    while (opened := lower.find(f"<{name}", at)) >= 0:
        closed = lower.find(f"</{name}", opened)
        if closed < 0:
            break
        parts.append(text[at:opened])
        end = lower.find(">", closed)
        at = len(text) if end < 0 else end + 1
    return " ".join((*parts, text[at:]))
