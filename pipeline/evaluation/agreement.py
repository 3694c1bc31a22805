"""How well predicted stories agree with gold ones: the field's metrics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def agreement(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """B-cubed and pairwise precision, recall, F1; AMI, ARI; counts of stories.

    B-cubed: Bagga and Baldwin 1998, every article weighs the same. Pairwise: over pairs of
    articles in one story. AMI, ARI: scikit-learn's, adjusted for chance.
    """
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - only evaluation needs them
    from sklearn.metrics import (  # noqa: PLC0415
        adjusted_mutual_info_score,
        adjusted_rand_score,
    )

    golds, gold_rows = np.unique(np.asarray(gold, dtype=str), return_inverse=True)
    stories, rows = np.unique(np.asarray(predicted, dtype=str), return_inverse=True)
    total = max(len(gold), 1)
    table = coo_matrix((np.ones(len(gold)), (gold_rows, rows))).tocsr().tocoo()
    gold_sizes, sizes = np.bincount(gold_rows), np.bincount(rows)
    precision = float((table.data**2 / sizes[table.col]).sum()) / total
    recall = float((table.data**2 / gold_sizes[table.row]).sum()) / total
    right = _count_pairs(table.data)
    pair_precision = right / max(_count_pairs(sizes), 1.0)
    pair_recall = right / max(_count_pairs(gold_sizes), 1.0)
    return {
        "b3_precision": precision,
        "b3_recall": recall,
        "b3_f1": f1(precision, recall),
        "pairwise_precision": pair_precision,
        "pairwise_recall": pair_recall,
        "pairwise_f1": f1(pair_precision, pair_recall),
        "ami": float(adjusted_mutual_info_score(gold_rows, rows)),
        "ari": float(adjusted_rand_score(gold_rows, rows)),
        "stories": len(stories),
        "gold_stories": len(golds),
    }


def f1(precision: float, recall: float) -> float:
    """Harmonic mean, 0 when both are 0."""
    return 2 * precision * recall / max(precision + recall, 1e-12)


def _count_pairs(sizes: NDArray[np.int64] | NDArray[np.float64]) -> float:
    return float((sizes * (sizes - 1.0) / 2.0).sum())
