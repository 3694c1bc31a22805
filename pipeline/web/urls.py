"""Which address is which: canonical URLs, ids, registered domains.

    canonical("HTTPS://News.Example:443/a/../b?id=7&utm_source=x#top") -> "https://news.example/b?id=7"

Tracking parameters go by list, never the whole query: the query is the identity at some papers
(removing it merged 3,526 articles of one into 27).
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL = 2048
"""Characters; sitemaps.org allows 2,048, and longer addresses are data, not addresses."""

_LISTED = frozenset(
    line.strip()
    for line in files("pipeline.web").joinpath("tracking.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
)
_TRACKING = frozenset(name for name in _LISTED if not name.endswith("*"))
_TRACKING_START = tuple(name[:-1] for name in _LISTED if name.endswith("*"))
# Words so common as real parameters that only these values of them are tracking.
_TRACKING_VALUES = {
    "ref": {"rss", "feed", "atom", "twitter", "facebook", "home", "hp", "newsletter"},
    "source": {"rss", "feed", "atom", "twitter", "facebook", "newsletter"},
    "src": {"rss", "feed", "atom"},
    "from": {"rss", "feed", "atom"},
    "mod": {"rss", "rss_news", "hp_lead_pos1", "rss_world"},
    "rss": {"", "1", "yes", "true"},
    "feedname": {"rss"},
    "feedtype": {"rss"},
    "output": {"rss"},
    "cmp_id": {"rss"},
}
# Addresses that only forward: where the target stands.
_FORWARDERS = {
    ("www.google.com", "/url"): ("url", "q"),
    ("google.com", "/url"): ("url", "q"),
    ("l.facebook.com", "/l.php"): ("u",),
    ("www.bing.com", "/news/apiclick.aspx"): ("url",),
}
_DEFAULT_PORT = {"http": 80, "https": 443}
_REVISION = re.compile(r"#\d{1,4}$")  # BBC and DW guids end in #0, #1 ... as an item is edited
_ESCAPED_TWICE = re.compile(r"&(?:amp;)+")
_LEFT_OVER = re.compile(r"^(?:amp)+(?=[a-z_])")  # of "&amp;amp;ref=rss" in a feed read leniently
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNSAFE = re.compile(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z_\[\]a-z~|]")
_BLANK = "".join(map(chr, range(33)))
_BREAK = re.compile(r"[\t\r\n]+ *")  # links broken over lines in pretty-printed feeds


@cache
def _suffixes() -> TLDExtract:
    import tldextract  # noqa: PLC0415 - it brings `requests`: a tenth of what a cycle loads

    # No private domains: a.blogspot.com and b.blogspot.com are one host to be polite to.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def canonical(url: str, base: str = "") -> str:
    """The one spelling of an address, absolute; "" when it is not a usable http(s) URL.

    Lower-case scheme and host (IDNA), no default port, no fragment (but "#!"), dots resolved,
    escapes normalised, tracking parameters removed, forwarders (google.com/url?q=) unwrapped.
    Relative and protocol-relative addresses are resolved against `base`. A canonical address is its
    own canonical address. After RFC 3986, 6.2, the WHATWG's leniency about blanks and line breaks,
    and `tracking.txt`. Raises nothing.
    """
    parts = _split_url(url, base) if len(url) <= 4 * MAX_URL else None
    if parts is None:
        return ""
    host = _canonical_host(parts)
    if not host:
        return ""
    forwarded = _forward_target(host, parts)
    if forwarded:
        return canonical(forwarded)
    path = re.sub(r"/{2,}$", "/", _with_normal_escapes(_without_dot_segments(parts.path) or "/"))
    query = _with_normal_escapes(_without_tracking(parts.query))
    fragment = "#" + _with_normal_escapes(parts.fragment) if parts.fragment.startswith("!") else ""
    address = f"{parts.scheme}://{host}{path}{'?' + query if query else ''}{fragment}"
    return address if len(address) <= MAX_URL else ""


def join_url(base: str, link: str) -> str:
    """`link` absolute, relative to `base` (RFC 3986, 5); "" for what is no address. Raises nothing.

    What comes out may still be of any scheme: `canonical` decides what is usable.
    """
    try:
        return urljoin(base, link.strip())
    except ValueError:  # "http://[::1", signs that change a host's parts when normalised
        return ""


def _split_url(url: str, base: str) -> SplitResult | None:
    url = _BREAK.sub("", url.strip(_BLANK))
    try:
        parts = urlsplit(urljoin(base, url) if base else url)
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname:
        return None
    return parts


def _canonical_host(parts: SplitResult) -> str:
    """Host and port as canonical text; "" when unusable. User names and passwords are dropped."""
    name = (parts.hostname or "").rstrip(".")
    if ":" in name:
        name = f"[{name}]"
    elif not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if not re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.%]+\]", name):
        return ""
    port = parts.port
    return name if port in (None, _DEFAULT_PORT[parts.scheme]) else f"{name}:{port}"


def _forward_target(host: str, parts: SplitResult) -> str:
    names = _FORWARDERS.get((host, parts.path), ())
    if not names:
        return ""
    query = dict(parse_qsl(parts.query))
    return next((query[n] for n in names if query.get(n, "").startswith(("http:", "https:"))), "")


def _without_dot_segments(path: str) -> str:
    """Dot segments out (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    done: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del done[max(len(done) - 1, 1) :]
        elif segment != ".":
            done.append(segment)
    if path.endswith(("/.", "/..")):
        done.append("")
    return "/".join(done)


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    query = _ESCAPED_TWICE.sub("&", query)  # NZ Herald's feed does
    return "&".join(p for p in query.split("&") if p and not _is_tracking(p))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = unquote(name).lower()
    name = _LEFT_OVER.sub("", name)
    if name in _TRACKING or name.startswith(_TRACKING_START):
        return True
    return name in _TRACKING_VALUES and unquote(value).lower() in _TRACKING_VALUES[name]


def _with_normal_escapes(text: str) -> str:
    """Percent-encoding as RFC 3986, 6.2.2 has it: upper case, unreserved characters bare."""
    if "%" in text:
        text = _ESCAPE.sub(
            lambda m: c if (c := chr(int(m[1], 16))) in _UNRESERVED else m[0].upper(), text
        )
    return _UNSAFE.sub(_percent_encoded, text)


def _percent_encoded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))


def mask_passwords(text: str) -> str:
    """The text with the passwords in its addresses masked: `https://me:***@example.org/feed`.

    For whatever leaves the table of feeds: failures, lists, views of it, log lines.
    """
    return _PASSWORD.sub(r"\1***@", text)


def with_password(url: str, source: str) -> str:
    """A masked address with its password, as `source` has it: one of the same user and host.

    Any other address as it is: a page may name any, and is told no password.
    """
    given, wanted = _PASSWORD.match(source.strip()), _PASSWORD.match(url)
    if not (given and wanted) or wanted[0] != f"{given[1]}***@":
        return url
    if _place(url, wanted) != _place(source.strip(), given):
        return url
    return given[0] + url[wanted.end() :]


def _place(url: str, user: re.Match[str]) -> str:
    return re.split(r"[/?#\\]", url[user.end() :], maxsplit=1)[0].lower()


def is_masked(url: str) -> bool:
    """Whether the address has a mask for its password, as `mask_passwords` writes it."""
    return bool(re.match(r"(?i)\s*[a-z][a-z0-9+.-]*://[^\s/?#:@]*:\*{3}@", url))


_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s/?#:@]*:)[^\s/?#]*@", re.IGNORECASE)


def hash_id(*parts: str) -> str:
    """16 hex digits of the parts, the same on every machine (BLAKE2b)."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()


def feed_id(url: str) -> str:
    """The id of a feed added under `url`; it survives later moves."""
    return hash_id("feed", _schemeless(canonical(url) or url))


def entry_id(url: str, guid: str, title: str, content: str, feed_id: str) -> str:
    """Who an entry is: its canonical URL, else its guid within the feed, else its words.

    http and https are one. A guid's revision suffix ("#0", "#1") is no part of it.
    """
    if url:
        return hash_id("url", _schemeless(url))
    if guid := plain_guid(guid):
        return hash_id("guid", feed_id, guid)
    return hash_id("text", feed_id, title, content)


def plain_guid(guid: str) -> str:
    """The guid without revision suffix and surrounding blanks."""
    return _REVISION.sub("", guid.strip())


def _schemeless(url: str) -> str:
    return url.partition("://")[2]


def is_front_page(url: str) -> bool:
    """Whether a canonical address is a site's front page."""
    return url.count("/") == 3 and url.endswith("/")


def has_fragment(url: str) -> bool:
    """Whether an address names a part of a page ("#update-7"); "#!" names a page."""
    return "#" in url and "#!" not in url


def site(url: str) -> str:
    """The registered domain: "bbc.co.uk" of "https://feeds.bbc.co.uk/a"; politeness is per site.

    An address literal or a name without public suffix ("localhost") keeps its port, because
    there each port is a program of its own.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    registered = _registered(host)
    return registered or (f"{host}:{port}" if port else host)


@lru_cache(maxsize=65536)
def _registered(host: str) -> str:
    """ "" for literals and names outside the public suffix list's reach."""
    if not host or _is_literal(host):
        return ""
    parts = _suffixes()(host)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else ""


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
