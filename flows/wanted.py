"""The entries that a cycle fetches, in their order: which of them come before a batch at hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.records import Entry


@dataclass(frozen=True)
class WantedEntries:
    """A cycle's entries, of which several batches are fetched at once."""

    entries: Sequence[Entry] = field(default_factory=list)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {entry.id: place for place, entry in enumerate(self.entries)}

    def titles_before(self, batch: Sequence[Entry], ids: Collection[str]) -> dict[str, str]:
        """Titles of those of `ids` that are asked for in an earlier batch, loaded yet or not.

        By their order alone, so that nothing depends on which batch comes back first.
        """
        last = len(self.entries)
        before = min((self._places.get(entry.id, last) for entry in batch), default=0)
        places = {i: self._places[i] for i in ids if i in self._places}
        return {i: self.entries[place].title for i, place in places.items() if place < before}
