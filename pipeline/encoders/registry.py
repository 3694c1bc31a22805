"""The encoders by the name that the setting `place.model` gives them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from pipeline.records import Matrix


class Encoder(Protocol):
    """Texts to unit vectors. Its name and hash travel with every vector that is stored."""

    name: str
    sha256: str  # of the weights: vectors of two models are never compared
    dimension: int  # d, numbers in a vector

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]` float32, in the order of `texts`; an empty text gives a zero row."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadableEncoder:
    """What is known of a model before it is loaded, and how it is."""

    name: str
    sha256: str
    dimension: int
    load: Callable[[LoadableEncoder], Encoder]
    means: str = ""  # file of language means, see `language_means`; "": compared as they are


def _load_minilm(model: LoadableEncoder) -> Encoder:
    from pipeline.encoders.minilm import MiniLM  # noqa: PLC0415 - torch: only when embedding

    return MiniLM(model.name, model.sha256, model.dimension)


def _load_e5(model: LoadableEncoder) -> Encoder:
    from pipeline.encoders.e5 import MultilingualE5  # noqa: PLC0415 - torch: only when embedding

    return MultilingualE5(model.name, model.sha256, model.dimension)


ENCODERS: Mapping[str, LoadableEncoder] = {
    "e5": LoadableEncoder(
        name="multilingual-e5-small",
        sha256="6b50c43d7511b6ad0a830068670c2e2dda72b33f465bd5c30776aa4be577389d",
        dimension=384,
        load=_load_e5,
        means="e5_means.npz",
    ),
    "minilm": LoadableEncoder(
        name="all-MiniLM-L6-v2",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        dimension=384,
        load=_load_minilm,
    ),
}


DEFAULT = "e5"  # for news in any language


_loading = threading.Lock()


def load_encoder(name: str = DEFAULT) -> Encoder:
    """The model of that name, once a process; seconds. A thread waits for another's loading.

    Raises:
        ValueError: No model has that name; names those that exist.
        RuntimeError: Its file is not the one that the hash is of.
    """
    if name not in ENCODERS:
        names = ", ".join(map(repr, ENCODERS))
        raise ValueError(f"encoder {name!r}: only {names} is bundled; pass an object with .encode")
    with _loading:
        return _loaded_encoder(name)


@cache
def _loaded_encoder(name: str) -> Encoder:
    return ENCODERS[name].load(ENCODERS[name])
