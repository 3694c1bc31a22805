"""The same-story probability of two articles: a logistic over a few readable pair features.

One set of weights for each regime, which is what a pair can be compared by: `full` texts, a `brief`
text on one side (what a feed gives), a title alone (`titles`), texts of two languages (`across`).
Fitted by `pipeline.evaluation.fit`; never by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.encoders import DEFAULT, ENCODERS, encoder_of, weights_sha256

PairFeatures = Mapping[str, NDArray[np.float64]]
"""One value per pair under each feature's name, `[k]`, see `pair_features`."""

SHIPPED = "coefficients"  # folder with a file for each encoder, by the name of its setting
REGIMES: Mapping[str, tuple[str, ...]] = {
    "full": (
        "undated", "apart", "title_gap", "lead_z", "lead_mass", "body_root", "name_log", "day",
        "figure", "one_outlet",
    ),
    "brief": (
        "undated", "apart", "title_gap", "lead_cosine", "lead_z", "title_root", "lead_root",
        "one_outlet", "length_gap",
    ),
    "titles": ("undated", "apart_fine", "title_gap", "title_root", "name_log"),
    "across": (
        "undated", "apart", "title_gap", "lead_cosine", "lead_z", "name_log", "day", "figure",
    ),
}  # fmt: skip
"""The regimes, in the order of their codes, and the features that `fit` gives weights."""

FEATURES = frozenset(chain.from_iterable(REGIMES.values())) | {"body_gap"}
"""Those that a file may give weights: `fit` gave `body_gap` one for minilm (2026-11)."""

_FALLBACK = {"brief": "full", "across": "full"}  # of files without weights for that regime


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """What `newsthread fit` writes and `place` reads."""

    weights: Mapping[str, Mapping[str, float]]  # by regime, then pair feature, with "bias"
    # Link from which an article joins, and two stories merge: chosen by hand while the results of
    # all labelled sets were in view (2026-11).
    join: float = 0.45
    encoder_sha256: str  # of the encoder on whose vectors they were fitted
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def of_regime(self, code: int) -> Mapping[str, float]:
        """The weights of a regime by its place in `REGIMES`."""
        name = tuple(REGIMES)[code]
        return self.weights.get(name) or self.weights[_FALLBACK[name]]

    def probabilities(
        self, features: PairFeatures, regimes: NDArray[np.int8]
    ) -> NDArray[np.float64]:
        """Of each pair, `[k]`; `regimes` are the pairs' codes."""
        logit = np.zeros(len(regimes))
        for code in np.unique(regimes).tolist():
            pairs = regimes == code
            logit[pairs] = _logit(self.of_regime(code), features)[pairs]
        return 1.0 / (1.0 + np.exp(-logit))


def _logit(weights: Mapping[str, float], features: PairFeatures) -> NDArray[np.float64]:
    total = np.full(len(features["undated"]), weights["bias"])
    for name, weight in weights.items():
        if name != "bias":
            total = total + weight * features[name]
    return total


def read_coefficients(path: Path, encoder_sha256: str = "") -> Coefficients:
    """Read what `write_coefficients` wrote, for vectors of the encoder with that hash.

    Args:
        path: The JSON file.
        encoder_sha256: Of the weights whose vectors are to be compared; "": of any.

    Raises:
        ValueError: The file is not such a file, or was fitted on another encoder's vectors. Names
            the file and what is wrong.
    """
    try:
        coefficients = _parse_coefficients(path.read_text())
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(
            f"{path}: not coefficients written by `newsthread fit` ({fault})"
        ) from fault
    if encoder_sha256:
        check_encoder(coefficients, encoder_sha256, str(path))
    return coefficients


def check_encoder(coefficients: Coefficients, encoder_sha256: str, file: str) -> None:
    """Refuse coefficients of `file` that were fitted on vectors of another encoder.

    Cosines of two models lie elsewhere, and so do the weights of what is made of them; those of one
    model on two devices do not.

    Raises:
        ValueError: They were; one line with both hashes and the mend.
    """
    if weights_sha256(coefficients.encoder_sha256) != weights_sha256(encoder_sha256):
        raise ValueError(
            f"{file}: fitted for the encoder {coefficients.encoder_sha256[:12]}, not "
            f"{encoder_sha256[:12]}: run `newsthread fit` with this one, or change place.model"
        )


def write_coefficients(path: Path, coefficients: Coefficients) -> None:
    """One JSON object, for people to read and keep under version control."""
    data = {
        "encoder_sha256": coefficients.encoder_sha256,
        **{name: dict(weights) for name, weights in coefficients.weights.items()},
        "join": coefficients.join,
        "provenance": dict(coefficients.provenance),
    }
    path.write_text(json.dumps(data, indent=1) + "\n")


@cache
def shipped_coefficients(encoder_sha256: str = "") -> Coefficients:
    """The coefficients that come with the program, for the encoder of that hash; for one that has
    none, the default encoder's."""
    known = encoder_of(encoder_sha256)
    name = f"{known[0] if known else DEFAULT}.json"
    file = resources.files("pipeline.stories").joinpath(SHIPPED, name)
    return _parse_coefficients(file.read_text())


def _parse_coefficients(text: str) -> Coefficients:
    data = json.loads(text)
    known = FEATURES | {"bias"}
    for name in REGIMES:
        if name not in data and name in _FALLBACK:
            continue
        if "bias" not in data[name] or not known.issuperset(data[name]):
            raise ValueError(
                f"{name!r} needs bias, and of the rest only {', '.join(sorted(known))}"
            )
    return Coefficients(
        weights={name: data[name] for name in REGIMES if name in data},
        join=float(data["join"]),
        # Earlier versions named no encoder: there was one.
        encoder_sha256=str(data.get("encoder_sha256", ENCODERS["minilm"].sha256)),
        provenance=data.get("provenance", {}),
    )
