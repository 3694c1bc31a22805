"""Cases for hypothesis: mutated seeds, with values of hypothesis's own making in their places."""

from __future__ import annotations

import json
import re
from random import Random
from types import ModuleType
from typing import Any

from hypothesis import strategies as st

from tests.fuzz import mutations, nasty
from tests.fuzz.byte_mutations import encoded

_PLACE = re.compile(rb"(?<=>)[^<>]{1,300}(?=<)|(?<==\")[^\"<>]{0,300}(?=\")|\d[\d:T.+Z-]{3,40}")

_TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(
        st.characters(categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "So", "Mn")), max_size=8
    ),
    st.sampled_from(nasty.ALL),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.datetimes(timezones=st.timezones()).map(lambda moment: f"{moment:%a, %d %b %Y %H:%M:%S %z}"),
    st.integers().map(str),
    st.floats().map(str),
    st.from_regex(r"https?://[^\s/]{1,20}(:[0-9]{1,6})?/[^\s]{0,20}", fullmatch=True),
    st.from_regex(
        r"(<[a-z]{1,6}( [a-z]+=[^>]{0,9})?>|&[#a-z0-9]{1,8};|[^<&]){1,12}", fullmatch=True
    ),
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(_TEXTS, inner, max_size=3)
    ),
    max_leaves=8,
)
_ROWS = st.dictionaries(
    st.sampled_from(("id", "title", "text", "published", "lang", "outlet", "url", "summary")), _JSON
)
_FEEDS = st.fixed_dictionaries(
    {
        "version": st.just("https://jsonfeed.org/version/1.1"),
        "items": st.lists(
            st.dictionaries(
                st.sampled_from(
                    (
                        "id",
                        "url",
                        "external_url",
                        "title",
                        "content_html",
                        "content_text",
                        "summary",
                        "date_published",
                        "authors",
                        "author",
                        "language",
                    )
                ),
                _JSON,
            ),
            max_size=3,
        ),
    },
    optional=dict.fromkeys(("title", "home_page_url", "language", "authors"), _JSON),
)
_SETTINGS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "[poll]",
                "[network]",
                "[alerts]",
                "[place]",
                "[channels]",
                "[log]",
                "[warehouse]",
                "[extract]",
                "",
            )
        ),
        st.sampled_from(
            (
                "batch",
                "zone",
                "desk",
                "level",
                "model",
                "folder",
                "workers",
                "contact",
                "loopback",
                "spacing_s",
            )
        ),
        _JSON,
    ),
    max_size=4,
)


def _json_bytes(value: Any) -> bytes:
    return encoded(json.dumps(value, ensure_ascii=False))


def _toml_bytes(settings: list[tuple[str, str, Any]]) -> bytes:
    lines = [f"{section}\n{key} = {json.dumps(value)}" for section, key, value in settings]
    variables = [
        f"NEWSTHREAD_{section.strip('[]')}_{key}".upper() + f"={value}"
        for section, key, value in settings
        if isinstance(value, (str, int, float))
    ]
    return encoded("\n".join(lines) + "\n--- environment\n" + "\n".join(variables))


@st.composite
def cases(draw: st.DrawFn, reader: ModuleType, seeds: list[bytes]) -> bytes:
    """Inputs for one reader."""
    kind = reader.KIND
    own = {
        "lines": _ROWS.map(_json_bytes),
        "toml": _SETTINGS.map(_toml_bytes),
        "xml": _FEEDS.map(_json_bytes),
    }
    if kind in own and draw(st.integers(0, 3 if kind != "xml" else 7)) == 0:
        return draw(own[kind])
    data = draw(st.sampled_from(seeds))
    if draw(st.booleans()):
        data = mutations.mutated(data, Random(draw(st.integers(0, 2**64))), kind, seeds)
    places = [m.span() for m in _PLACE.finditer(data[:50_000])]
    for _ in range(draw(st.integers(0, 3)) if places else 0):
        start, end = draw(st.sampled_from(places))
        data = data[:start] + encoded(draw(_TEXTS)) + data[end:]
        places = [place for place in places if place[1] <= start]
        if not places:
            break
    return data
