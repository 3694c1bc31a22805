"""Where a model computes: the processor, or an accelerator that torch knows.

An accelerator adds in another order, so that its vectors are not the processor's bit for bit. They
stay apart by their hash: see `device_sha256`. The weights are the same, and so are the coefficients
that were fitted on vectors of either: cosines differ by less than `TOLERANCE`, which `python -m
tests.bench.encoding DEVICE` measures. No accelerator was at hand when this was written (2026-11).
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

CPU: Final = "cpu"
KINDS: Final = (CPU, "cuda", "mps")
"""Of devices, by torch's names; one of several by its number: "cuda:1"."""

TOLERANCE: Final = 1e-3
"""Most by which the cosine of a text's vectors from two devices may be below 1. Chosen by hand
(2026-11): vectors in bf16 are that of float32 to 1e-4, and stored ones are rounded by 3e-4."""

_FORM: Final = re.compile(rf"{CPU}|(?:{'|'.join(KINDS[1:])})(?::\d{{1,3}})?")


class DeviceError(RuntimeError):
    """A device that torch does not have here; one line with the mend."""


def is_device(name: str) -> bool:
    """Whether it is the name of a device, here or elsewhere."""
    return bool(_FORM.fullmatch(name))


def device_kind(device: str) -> str:
    """Its kind, without its number: two of one kind compute alike."""
    return device.partition(":")[0]


def device_sha256(weights_sha256: str, device: str) -> str:
    """The hash that vectors made with these weights on a device are known by.

    The weights' own on the processor; another for each other kind, so that vectors of two kinds
    are never compared, and a warehouse whose device is changed is encoded anew.
    """
    kind = device_kind(device)
    if kind == CPU:
        return weights_sha256
    return hashlib.sha256(f"{weights_sha256} {kind}".encode()).hexdigest()


def check_device(device: str) -> None:
    """Raise DeviceError where torch has no such device here. Imports torch."""
    import torch  # noqa: PLC0415 - seconds to import: only when embedding

    counts = {
        CPU: 1,
        "cuda": torch.cuda.device_count() if torch.cuda.is_available() else 0,
        "mps": int(torch.backends.mps.is_available()),
    }
    kind, _, number = device.partition(":")
    if int(number or 0) < counts[kind]:
        return
    here = ", ".join(f"{name} ({n})" if n > 1 else name for name, n in counts.items() if n)
    raise DeviceError(
        f"{device!r}: torch {torch.__version__} has no such device here, only {here}; write one of "
        "these, or install a driver and a torch built for it"
    )
