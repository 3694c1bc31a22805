"""Stories of four labelled sets, coefficients of each fitted on the other three; prints a table.

    python tests/quality/four_folds.py ../shared/data/stories [--cache FOLDER]

One setting for all sets. Also the reliability of the pair score on the set left out: in ten bins
of probability the mean score, the share of pairs of one story, and the expected calibration error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from pipeline.encoders import load_encoder
from pipeline.encoders.language_means import initial_means
from pipeline.evaluation.fit import Pairs, fit_coefficients, regimes
from pipeline.evaluation.labels import read_stories
from pipeline.evaluation.stories import embed_all, evaluate_stories
from pipeline.stories.score import Coefficients

SETS = ("ecbplus", "gva_dev", "storychains", "og2021_en")
FLOORS = {  # B-cubed F1, pairwise F1: may only rise
    "ecbplus": (0.90, 0.86),
    "gva_dev": (0.92, 0.74),
    "storychains": (0.96, 0.89),
    "og2021_en": (0.78, 0.46),
}
MOST_ECE = 0.05  # chosen by hand (2026-11)


def reliability(
    pairs: Pairs, coefficients: Coefficients, *, titles_only: bool
) -> tuple[float, list[str]]:
    """Expected calibration error over compared pairs, and the table's lines."""
    p = coefficients.probabilities(pairs.features, np.full(len(pairs.same), titles_only))
    bins = np.minimum((p * 10).astype(int), 9)
    error, lines = 0.0, []
    for number in range(10):
        inside = bins == number
        if inside.any():
            said, true = float(p[inside].mean()), float(pairs.same[inside].mean())
            error += abs(said - true) * float(inside.mean())
            lines.append(f"    {said:.2f} said  {true:.2f} true  {int(inside.sum()):7d} pairs")
    return error, lines


def main(folder: Path, cache: Path | None) -> int:
    """Prints figures as JSON lines; 1 when one is below its floor."""
    encoder, below = load_encoder(), 0
    if cache:
        cache.mkdir(parents=True, exist_ok=True)
    vectors, pairs = {}, {}
    for name in SETS:
        labelled = read_stories(folder / f"{name}.jsonl.gz")
        kept = cache / f"{name}.npy" if cache else None
        vectors[name] = (
            np.load(kept) if kept and kept.exists() else embed_all(labelled.articles, encoder)
        )
        if kept and not kept.exists():
            np.save(kept, vectors[name])
        pairs[name] = list(regimes(labelled, vectors[name], initial_means(encoder.sha256)))
    for name in SETS:
        others = [pair for other in SETS if other != name for pair in pairs[other]]
        fitted = fit_coefficients(others, encoder.sha256, {"left out": name})
        found = evaluate_stories(
            folder / f"{name}.jsonl.gz", encoder, fitted, embeddings=vectors[name]
        )
        kind, as_it_is = pairs[name][0]
        error, lines = reliability(as_it_is, fitted, titles_only=kind == "titles")
        floor = FLOORS[name]
        good = found["b3_f1"] >= floor[0] and found["pairwise_f1"] >= floor[1] and error <= MOST_ECE
        below += not good
        print(json.dumps({**found, "ece": round(error, 4), "floors": floor, "good": good}))
        print("\n".join(lines), flush=True)
    return int(below > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[3]) if len(sys.argv) > 3 else None))
