"""The same-story probability of two articles: a logistic over a few readable parts.

Two sets of coefficients: `full` where both articles have a text, `titles` where one has only a
title. Fitted by `pipeline.evaluation.fit`; never by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Parts = Mapping[str, NDArray[np.float64]]
"""One value per pair under each part's name, `[k]`."""

FULL = (
    "undated", "apart", "title_gap", "lead_z", "lead_mass", "body_gap", "name_log", "day", "figure",
)  # fmt: skip
TITLES = ("undated", "apart_fine", "title_gap", "title_root", "name_log")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """What `newsthread fit` writes and `place` reads."""

    full: Mapping[str, float]  # by part, with "bias"
    titles: Mapping[str, float]
    join: float = 0.45  # probability from which an article joins, and two stories merge
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def probabilities(self, parts: Parts, titles_only: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Of each pair, `[k]`; `titles_only` says which pairs lack a text."""
        logit = _logit(self.full, parts)
        if titles_only.any():
            logit = np.where(titles_only, _logit(self.titles, parts), logit)
        return 1.0 / (1.0 + np.exp(-logit))


def _logit(weights: Mapping[str, float], parts: Parts) -> NDArray[np.float64]:
    total = np.full(len(parts["undated"]), weights["bias"])
    for name, weight in weights.items():
        if name != "bias":
            total = total + weight * parts[name]
    return total


def read_coefficients(path: Path) -> Coefficients:
    """Reads what `write_coefficients` wrote; `ValueError` names the file and what is wrong."""
    try:
        return _parsed(path.read_text())
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(
            f"{path}: not coefficients written by `newsthread fit` ({fault})"
        ) from fault


def write_coefficients(path: Path, coefficients: Coefficients) -> None:
    """One JSON object, for people to read and keep under version control."""
    found = {
        "full": dict(coefficients.full),
        "titles": dict(coefficients.titles),
        "join": coefficients.join,
        "provenance": dict(coefficients.provenance),
    }
    path.write_text(json.dumps(found, indent=1) + "\n")


@cache
def shipped() -> Coefficients:
    """The coefficients that come with the program (`coefficients.json`, with its provenance)."""
    return _parsed(resources.files("pipeline.stories").joinpath("coefficients.json").read_text())


def _parsed(text: str) -> Coefficients:
    found = json.loads(text)
    for name, parts in (("full", FULL), ("titles", TITLES)):
        if set(found[name]) != {"bias", *parts}:
            raise ValueError(f"{name!r} needs exactly: bias, {', '.join(parts)}")
    return Coefficients(
        full=found["full"],
        titles=found["titles"],
        join=float(found["join"]),
        provenance=found.get("provenance", {}),
    )
