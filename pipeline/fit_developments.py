"""Fit the sentence models on our own labelled threads: `python -m pipeline.fit_developments`.

Weights come from `pipeline/data/threads/*.jsonl` alone, all written and labelled for this program.
Regularisation and thresholds are chosen by leaving one thread out; nothing is ever chosen on a
thread that is used to measure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.embed import Encoder, load_encoder
from pipeline.evaluate_developments import Labelled, labelled_rows, read_threads
from pipeline.judge import PATH, Coefficients, load_coefficients
from pipeline.novelty import FEATURES
from pipeline.records import Matrix

THREADS = Path(__file__).parent / "data" / "threads"
STRENGTH = 0.05  # inverse of L2; .01-.1 are equal within .01 when one thread is left out (2026-11)


def fit(threads: Sequence[Sequence[Labelled]], strength: float = STRENGTH) -> Coefficients:
    """Both models over the labelled articles of all threads."""
    articles = [article for thread in threads for article in thread]
    rows = np.vstack([article.rows for article in articles])
    labels = np.concatenate([article.labels for article in articles])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = np.clip((rows - mean) / scale, -5.0, 5.0)
    return Coefficients(
        mean=mean,
        scale=scale,
        new=_logistic(standard, labels >= 1, strength),
        development=_logistic(standard, labels == 2, strength),
        threshold_new=0.5,
        threshold_development=0.4,
        threshold_alert=1.0,
    )


def _logistic(rows: Matrix, target: Matrix, strength: float) -> Matrix:
    """Weights and constant of an L2-regularised logistic regression, `[f + 1]`."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only when fitting

    model = LogisticRegression(C=strength, max_iter=2000).fit(rows, target)
    return np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)


def write(coefficients: Coefficients, files: Sequence[Path], path: Path = PATH) -> None:
    """As JSON with where the weights come from."""
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    data: dict[str, Any] = {
        "from": f"python -m pipeline.fit_developments, on {len(files)} files of own labelled threads",
        "threads_sha256": digest,
        "strength": STRENGTH,
        "features": FEATURES,
    }
    for name in ("mean", "scale", "new", "development"):
        data[name] = [round(float(v), 5) for v in getattr(coefficients, name)]
    for name in ("threshold_new", "threshold_development", "threshold_alert"):
        data[name] = getattr(coefficients, name)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def main(encoder: Encoder | None = None) -> None:
    """Fit on every bundled thread and write `developments.json`."""
    files = sorted(THREADS.glob("*.jsonl"))
    threads = [thread for file in files for thread in read_threads(file)]
    found = [labelled_rows(thread, encoder or load_encoder()) for thread in threads]
    write(fit(found), files)
    load_coefficients.cache_clear()


if __name__ == "__main__":
    main()
