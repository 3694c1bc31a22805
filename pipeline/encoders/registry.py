"""The encoders by the name that the setting `place.model` gives them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Protocol

from pipeline.encoders.devices import CPU, KINDS, check_device, device_sha256
from pipeline.records import Matrix


class Encoder(Protocol):
    """Texts to unit vectors. Its name and hash travel with every vector that is stored."""

    name: str
    sha256: str  # of the weights and device: vectors of two models are never compared
    dimension: int  # d, numbers in a vector

    def encode(self, texts: Sequence[str]) -> Matrix:
        """Unit rows, `[n, d]` float32, in the order of `texts`; an empty text gives a zero row."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadableEncoder:
    """What is known of a model before it is loaded, and how it is."""

    name: str
    sha256: str  # of the weights
    dimension: int
    load: Callable[[LoadableEncoder], Encoder]
    means: str = ""  # file of language means, see `language_means`; "": compared as they are
    device: str = CPU

    @property
    def vectors_sha256(self) -> str:
        """What its vectors are known by: `Encoder.sha256` once it is loaded."""
        return device_sha256(self.sha256, self.device)


def _load_minilm(model: LoadableEncoder) -> Encoder:
    from pipeline.encoders.minilm import MiniLM  # noqa: PLC0415 - torch: only when embedding

    return MiniLM(model.name, model.sha256, model.dimension, model.device)


def _load_e5(model: LoadableEncoder) -> Encoder:
    from pipeline.encoders.e5 import MultilingualE5  # noqa: PLC0415 - torch: only when embedding

    return MultilingualE5(model.name, model.sha256, model.dimension, model.device)


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


def encoder_of(sha256: str) -> tuple[str, LoadableEncoder] | None:
    """The model whose vectors have that hash, made on whatever device, with its name in the
    settings; None: none of these."""
    return _by_sha256().get(sha256)


def weights_sha256(sha256: str) -> str:
    """Of the weights that vectors of that hash were made with: what coefficients and means are
    known by, since those made on one device serve vectors of any."""
    known = encoder_of(sha256)
    return known[1].sha256 if known else sha256


@cache
def _by_sha256() -> Mapping[str, tuple[str, LoadableEncoder]]:
    return {
        device_sha256(encoder.sha256, kind): (name, encoder)
        for name, encoder in ENCODERS.items()
        for kind in KINDS
    }


def load_encoder(name: str = DEFAULT, device: str = CPU) -> Encoder:
    """The model of that name on a device, once a process; seconds. A thread waits for another's
    loading.

    Raises:
        ValueError: No model has that name; names those that exist.
        DeviceError: torch has no such device here; a RuntimeError.
        RuntimeError: Its file is not the one that the hash is of.
    """
    if name not in ENCODERS:
        names = ", ".join(map(repr, ENCODERS))
        raise ValueError(f"encoder {name!r}: only {names} is bundled; pass an object with .encode")
    with _loading:
        return _loaded_encoder(name, device)


@cache
def _loaded_encoder(name: str, device: str) -> Encoder:
    if device != CPU:
        check_device(device)
    model = replace(ENCODERS[name], device=device)
    return model.load(model)
