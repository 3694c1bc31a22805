"""Inputs out of inputs, by their structure: XML, HTML, JSON, JSON lines, TOML; and bytes at last.

Every function takes bytes and a source of chance and gives bytes; none fails, whatever the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.fuzz.byte_mutations import (
    cut,
    spliced,
    with_flipped_bytes,
    with_insertion,
    with_other_encoding,
    with_other_values,
    with_repetition,
    with_span_again,
    without_span,
)
from tests.fuzz.case import split_case
from tests.fuzz.data_mutations import (
    with_other_json_body,
    with_other_line,
    with_other_lines,
)
from tests.fuzz.markup_mutations import (
    with_document_type,
    with_nesting,
    with_other_attributes,
    with_other_ld_json,
    with_other_names,
    with_other_texts,
    with_tokens_moved,
)

MAX_BYTES = 200_000
"""Longer inputs are cut: they cost time and find what shorter ones find."""

Mutation = Callable[[bytes, Random], bytes]


def mutated(data: bytes, chance: Random, kind: str, others: Sequence[bytes] = ()) -> bytes:
    """The input after one to six mutations of its kind."""
    for _ in range(chance.choice((1, 1, 2, 2, 3, 6))):
        if others and chance.random() < 0.08:
            data = spliced(data, chance.choice(others), chance)
            continue
        table = ANY if chance.random() < 0.2 else KINDS[_kind_of(data, kind)]
        data = chance.choice(table)(data, chance)[:MAX_BYTES]
    return data


def _kind_of(data: bytes, kind: str) -> str:
    """A feed may be JSON."""
    return "json" if kind == "xml" and split_case(data)[1].lstrip().startswith(b"{") else kind


ANY: tuple[Mutation, ...] = (
    with_flipped_bytes,
    without_span,
    with_span_again,
    cut,
    with_insertion,
    with_other_values,
    with_other_encoding,
    with_repetition,
)
_MARKUP: tuple[Mutation, ...] = (
    with_tokens_moved,
    with_nesting,
    with_other_attributes,
    with_other_texts,
    with_other_texts,
    with_other_names,
    with_document_type,
    with_other_values,
)
KINDS: dict[str, tuple[Mutation, ...]] = {
    "xml": _MARKUP,
    "html": (*_MARKUP, with_other_ld_json, with_other_ld_json),
    "json": (with_other_json_body,),
    "lines": (with_other_line,),
    "toml": (with_other_lines,),
}
