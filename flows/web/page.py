"""A page: a path, the form of its question, the function that gives its record, the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from flows.refusal import Refusal

if TYPE_CHECKING:
    from flows.reports.syndication import SyndicatedFeed
    from flows.web.site import Site


class NotHere(Exception):  # noqa: N818 - an answer, not an error of the program
    """There is no such thing under this address; the message is one line for the reader."""


class Elsewhere(Exception):  # noqa: N818 - an answer, not an error of the program
    """What was asked for lives under another path, the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page, its JSON under the same path and `.json`, and where `feed` is given `.atom`."""

    path: str  # as Starlette writes it: /story/{id}
    section: str
    summary: str  # one line, for the API's document
    query: type  # a frozen record of plain values, with a default for each but the path's
    record: type
    read: Callable[[Site, Any], Any]  # site and query in, record out
    template: str
    feed: Callable[[Site, Any], SyndicatedFeed] | None = None  # site and record in

    def question(self, values: Mapping[str, str]) -> Any:
        """Give the query record of these texts; unknown names are left out. Raises Refusal."""
        names = self.query.__dataclass_fields__  # type: ignore[attr-defined]
        return read_record(self.query, {k: v for k, v in values.items() if k in names})


@cache
def type_adapter(kind: type) -> TypeAdapter[Any]:
    """Give what reads and writes a record: 1-12 ms of a processor to make."""
    return TypeAdapter(kind)


def read_record(kind: type, values: Mapping[str, Any]) -> Any:
    """Give the record of these texts, numbers read. Raises Refusal naming the first bad value."""
    try:
        return type_adapter(kind).validate_python(dict(values))
    except ValidationError as fault:
        first = fault.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise Refusal(f"{name}: {first['msg'].lower()}") from None
