"""The markup that each kind of channel reads, as data, and blocks written in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Literal

from pipeline.channels.blocks import Block, Span, Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How blocks are written for one kind of channel."""

    escape: Callable[[str], str]  # what comes from the world, so that none of it is read as markup
    link: Callable[[str, str], str]  # of escaped words and address
    styles: Mapping[Style, tuple[str, str]] = field(default_factory=dict)
    quote: tuple[str, str] = ("“", "”")
    heading: tuple[str, str] = ("", "")
    item: str = "- "
    gap: str = "\n"  # between blocks
    rule: str = "\n\n———\n\n"  # between developments
    verbatim: Literal["", "text", "html", "markdown"] = ""  # the alert's form that is sent as it is


def render_blocks(blocks: Sequence[Block], dialect: Dialect) -> str:
    """The blocks in the dialect, ended without a line break."""
    return dialect.gap.join(_block(block, dialect) for block in blocks)


def unstyled(dialect: Dialect) -> Dialect:
    """The dialect without any markup: what a channel takes that refused its own."""
    return replace(
        dialect,
        link=lambda words, url: f"{words} {dialect.escape(url)}",
        styles={},
        quote=("“", "”"),
        heading=("", ""),
        item="- ",
        gap="\n",
        rule="\n\n———\n\n",
        verbatim="",
    )


def _block(block: Block, dialect: Dialect) -> str:
    words = "".join(_span(span, dialect) for span in block.spans)
    if block.kind == "heading":
        return words.join(dialect.heading)
    if block.kind == "item":
        return dialect.item + words
    if block.kind == "quote":
        before, after = dialect.quote
        quoted = before == "“" and block.text[:1] in '"“”«„'
        return words if quoted else before + words + after
    return words


def _span(span: Span, dialect: Dialect) -> str:
    words = dialect.escape(span.text)
    before, after = dialect.styles.get(span.style, ("", ""))
    bare = words.strip()
    if bare and before:  # a sign of style must touch its word
        words = words.replace(bare, f"{before}{bare}{after}", 1)
    return dialect.link(words, _address(span.href)) if span.href else words


def _address(url: str) -> str:
    """The address without the signs that would end it in some markup; they have escapes."""
    return "".join(f"%{ord(sign):02X}" if sign in "\"'<>|`\\ ()" else sign for sign in url.strip())


def _escape_html(text: str) -> str:
    return escape(text, quote=False)


def _html_link(words: str, url: str) -> str:
    return f'<a href="{escape(url, quote=False)}">{words}</a>'


def escape_markdown(text: str) -> str:
    """Text of which CommonMark reads nothing as markup."""
    return "".join("\\" + sign if sign in "\\`*_{}[]<>#|!~" else sign for sign in text)


_MENTION = re.compile(r"(?<![\w@])@(?=\w)")


def _without_mentions(text: str) -> str:
    """A zero-width space behind each `@`, so that no article calls everyone on a channel."""
    return _MENTION.sub("@\u200b", text)


def _escape_discord(text: str) -> str:
    """What Discord's markdown reads as signs; a mention is `@everyone` or stands in `<>`."""
    marked = "".join("\\" + sign if sign in "\\`*_~|<>[]#" else sign for sign in text)
    return _without_mentions(marked)


def _escape_slack(text: str) -> str:
    """Look-alikes of the signs of a link: Apprise escapes the rest, but restores `<!channel>`."""
    return _without_mentions(text.translate({ord("<"): "‹", ord(">"): "›", ord("|"): "¦"}))


_MARKS: dict[Style, tuple[str, str]] = {
    "bold": ("**", "**"),
    "italic": ("*", "*"),
    "deleted": ("~~", "~~"),
}

TELEGRAM = Dialect(
    escape=_escape_html,
    link=_html_link,
    styles={
        "bold": ("<b>", "</b>"),
        "italic": ("<i>", "</i>"),
        "code": ("<code>", "</code>"),
        "deleted": ("<s>", "</s>"),
    },
    quote=("<blockquote>", "</blockquote>"),
    heading=("<b>", "</b>"),
    item="• ",
)
"""Of the tags in https://core.telegram.org/bots/api#html-style; others are refused with 400."""

HTML = replace(TELEGRAM, gap="<br>\n", rule="<br>\n<hr>\n")
"""Tags that any HTML reader knows, without attributes but `href`."""

DISCORD = Dialect(
    escape=_escape_discord,
    link=lambda words, url: f"[{words}](<{url}>)",
    styles=_MARKS,
    quote=("> ", ""),
    heading=("**", "**"),
)
"""https://support.discord.com: Markdown Text 101; an address in `<>` makes no preview."""

SLACK = Dialect(
    escape=_escape_slack,
    link=lambda words, url: f"<{url}|{words}>",
    styles={"bold": ("*", "*"), "italic": ("_", "_"), "deleted": ("~", "~")},
    quote=(">", ""),
    heading=("*", "*"),
    item="• ",
)
"""https://docs.slack.dev/messaging/formatting-message-text, mrkdwn."""

COMMONMARK = Dialect(
    escape=escape_markdown,
    link=lambda words, url: f"[{words}](<{url}>)",
    styles=_MARKS,
    quote=("> ", ""),
    heading=("**", "**"),
    gap="\n\n",
    rule="\n\n---\n\n",
)

MATTERMOST = replace(COMMONMARK, escape=lambda text: _without_mentions(escape_markdown(text)))
"""https://docs.mattermost.com: Format messages; CommonMark, and `@all` calls everyone."""

MARKDOWN = replace(COMMONMARK, verbatim="markdown")
TEXT = Dialect(
    escape=lambda text: text,
    link=lambda words, url: f"{words}\n{url}",
    rule="\n\n" + "-" * 40 + "\n\n",
    verbatim="text",
)
MAIL = replace(HTML, rule="<hr>\n", verbatim="html")
