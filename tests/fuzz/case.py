"""A case in bytes: header lines as a server sends them, a blank line, a body. Headers are optional.

Content-Type: text/html; charset=latin-1

<p>...
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""The time of every case."""

_HEADERS = re.compile(rb"((?:(?:Content-Type|Content-Encoding|Title|Content): [^\n]*\n)+)\n")


def split_case(data: bytes) -> tuple[dict[str, str], bytes]:
    """Headers, names in lower case, and body."""
    match = _HEADERS.match(data)
    if match is None:
        return {}, data
    headers = {}
    for line in match[1].decode("utf-8", "replace").split("\n")[:-1]:
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    return headers, data[match.end() :]


def join_case(headers: dict[str, str], body: bytes) -> bytes:
    """What `split_case` takes apart."""
    lines = "".join(f"{name}: {value}\n" for name, value in headers.items())
    return f"{lines}\n".encode() + body if lines else body


class InlineWorkers:
    """`pipeline.workers.Workers` in this process: what a reader raises reaches the check."""

    def submit(
        self, function: Callable[[Any], Any], argument: Any, *, deadline_s: float | None = None
    ) -> Future[Any]:
        """The result, at once."""
        future: Future[Any] = Future()
        future.set_result(function(argument))
        return future

    def map(
        self,
        function: Callable[[Any], Any],
        arguments: Iterable[Any],
        *,
        deadline_s: float | None = None,
    ) -> list[Any]:
        """The results, in order."""
        return [function(argument) for argument in arguments]
