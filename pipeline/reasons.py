"""Where and why something failed: closed lists. Every `Failure.stage` and `Failure.reason` is one
of these, and can be queried.

A reason has a weight (how much a feed's backoff grows) and one line of help (what the reader of a
health report can do about it).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, NamedTuple, get_args

Stage = Literal["poll", "fetch", "extract", "embed", "place", "detect", "load", "notify", "publish"]

STAGES: tuple[Stage, ...] = get_args(Stage)
"""The stages of a cycle, in their order."""

PAUSED_BY_USER = "user"
"""Why a feed that the user paused is not polled; `drop_feed_states.sql` names it too."""

TEMPORARY, SOFT, HARD, NONE = 0.25, 0.5, 1.0, 0.0
"""Backoff grades of mediacloud/rss-fetcher: .25 the net, .5 the server, 1 the address itself; 0 for
what is no fault of the feed."""


class Help(NamedTuple):
    """Backoff weight and one line for people."""

    weight: float
    line: str


class Reason(StrEnum):
    """The closed list. Values are what the warehouse stores."""

    # the address
    BAD_URL = "bad_url"
    REFUSED_ADDRESS = "refused_address"
    UNKNOWN_HOST = "unknown_host"
    # the connection
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    REDIRECT_LOOP = "redirect_loop"
    BAD_REDIRECT = "bad_redirect"
    # the answer
    GONE = "gone"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CHALLENGE = "challenge"
    TOO_MANY_REQUESTS = "too_many_requests"
    HOST_PAUSED = "host_paused"
    SERVER_ERROR = "server_error"
    BAD_STATUS = "bad_status"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    EMPTY_BODY = "empty_body"
    CUT_SHORT = "cut_short"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    NOT_HTML = "not_html"
    POSTPONED = "postponed"
    SAME_ARTICLE = "same_article"
    TOO_OLD = "too_old"
    # the document
    NOT_A_FEED = "not_a_feed"
    SITEMAP_INDEX = "sitemap_index"
    TOO_COMPLEX = "too_complex"
    DEADLINE = "deadline"
    CRASHED = "crashed"
    NO_LINK = "no_link"
    # the page is no article
    CONSENT = "consent"
    JAVASCRIPT = "javascript"
    PAYWALL = "paywall"
    INDEX_PAGE = "index_page"
    NOT_FOUND_PAGE = "not_found_page"
    UNRELATED = "unrelated"
    NO_TEXT = "no_text"
    # this program
    POISON = "poison"
    LAKE = "lake"


HELP: dict[Reason, Help] = {
    Reason.BAD_URL: Help(HARD, "Not an http(s) address; correct the feed's URL."),
    Reason.REFUSED_ADDRESS: Help(
        HARD, "It leads to a private or local address; allow private networks if it is yours."
    ),
    Reason.UNKNOWN_HOST: Help(HARD, "The name does not exist; the site may have moved or closed."),
    Reason.DNS: Help(TEMPORARY, "The name service did not answer; it is asked again."),
    Reason.CONNECT: Help(SOFT, "Nobody answers at that address; it is asked again, more rarely."),
    Reason.TLS: Help(SOFT, "The certificate is not valid for this host."),
    Reason.TIMEOUT: Help(
        TEMPORARY, "The server was slower than the time limits; raise them if so."
    ),
    Reason.RESET: Help(TEMPORARY, "The server broke off; it is asked again."),
    Reason.PROTOCOL: Help(SOFT, "The answer is not valid HTTP."),
    Reason.REDIRECT_LOOP: Help(SOFT, "More redirects than allowed; open the URL in a browser."),
    Reason.BAD_REDIRECT: Help(SOFT, "A redirect without a usable target."),
    Reason.GONE: Help(HARD, "The server says the feed has ended for good; polling is paused."),
    Reason.NOT_FOUND: Help(SOFT, "404; live feeds do come back from it, so it is asked again."),
    Reason.FORBIDDEN: Help(
        SOFT, "The server refuses this program; ask the publisher, name a contact."
    ),
    Reason.CHALLENGE: Help(SOFT, "A bot challenge (Cloudflare or the like) stands before it."),
    Reason.TOO_MANY_REQUESTS: Help(
        TEMPORARY, "429: asked too often; the whole host is left alone."
    ),
    Reason.HOST_PAUSED: Help(
        NONE, "Another request made this host ask for a pause; nothing was sent."
    ),
    Reason.SERVER_ERROR: Help(TEMPORARY, "A fault of the server (5xx); it is asked again."),
    Reason.BAD_STATUS: Help(SOFT, "An HTTP status that brings no document."),
    Reason.TOO_LARGE: Help(
        SOFT, "Larger than the limit once unpacked; raise max_bytes if it is real."
    ),
    Reason.BAD_ENCODING: Help(SOFT, "The compression is broken or of an unknown kind."),
    Reason.EMPTY_BODY: Help(TEMPORARY, "200 with no content; not taken for an empty feed."),
    Reason.CUT_SHORT: Help(
        NONE,
        "The document broke off; its whole entries were kept, and it is read in full next time.",
    ),
    Reason.ROBOTS: Help(NONE, "robots.txt forbids this page; the feed's own text is used."),
    Reason.ROBOTS_UNREACHABLE: Help(
        NONE, "robots.txt could not be read, which means wait (RFC 9309)."
    ),
    Reason.NOT_HTML: Help(NONE, "The link leads to a PDF, picture, sound or film."),
    Reason.POSTPONED: Help(
        NONE, "Its host's pace left no time in this cycle; it comes in the next one."
    ),
    Reason.TOO_OLD: Help(
        NONE, "Published long before its feed first showed it; poll.fresh_days sets how long."
    ),
    Reason.SAME_ARTICLE: Help(
        NONE, "Another address of an article that is known; the page's own address says so."
    ),
    Reason.NOT_A_FEED: Help(SOFT, "A web page or other text stands where the feed should be."),
    Reason.SITEMAP_INDEX: Help(SOFT, "A list of sitemaps; add the news sitemap that it names."),
    Reason.TOO_COMPLEX: Help(
        SOFT, "More attributes or nesting than any real feed has; not parsed."
    ),
    Reason.DEADLINE: Help(SOFT, "Reading it took longer than the deadline; its process was ended."),
    Reason.CRASHED: Help(
        SOFT, "Reading it ended the process that read it; please report the document."
    ),
    Reason.NO_LINK: Help(NONE, "The entry has no address to fetch; the feed's own text is used."),
    Reason.CONSENT: Help(
        NONE, "A cookie or consent wall stands before it; the publisher's choice."
    ),
    Reason.JAVASCRIPT: Help(NONE, "The page is empty without JavaScript and embeds no text."),
    Reason.PAYWALL: Help(NONE, "Only a teaser is open to those who do not subscribe."),
    Reason.INDEX_PAGE: Help(NONE, "The link leads to a front or section page, not to an article."),
    Reason.NOT_FOUND_PAGE: Help(
        NONE,
        "The page says that there is none, though its status is 200; so do others of its site.",
    ),
    Reason.UNRELATED: Help(NONE, "The page's text has nothing to do with the feed's title."),
    Reason.NO_TEXT: Help(NONE, "No text to speak of: a picture, a film or an empty page."),
    Reason.POISON: Help(
        SOFT, "This program failed on it; please report the detail. Another version tries again."
    ),
    Reason.LAKE: Help(
        NONE, "The lake could not be written; what it lacks is appended by the next cycle."
    ),
}
"""Every reason has a line here: a test holds the two together."""


def backoff_weight(reason: str) -> float:
    """How much a feed's backoff grows, 0..1. ValueError for a reason that is not on the list."""
    return HELP[Reason(reason)].weight


def help_line(reason: str) -> str:
    """One line for people. ValueError for a reason that is not on the list."""
    return HELP[Reason(reason)].line
