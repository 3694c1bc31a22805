"""Encoding: articles (title and lead) a CPU-second and a second, and memory, by encoder.

    python -m tests.bench.encoding [DEVICE]

Texts are invented lines of several languages, on end until they fill a lead. With a device, "cuda"
or "mps", the same there, and how far its vectors are from the processor's: it ends with 1 where a
cosine is below 1 by more than the tolerance of `pipeline.encoders.devices`.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.embed import LEAD_WORDS, embed, halves
from pipeline.encoders import ENCODERS, load_encoder
from pipeline.encoders.devices import CPU, TOLERANCE
from pipeline.records import Article, Matrix

START = datetime(2026, 3, 2, tzinfo=UTC)
LINES = Path(__file__).with_name("language_means.toml")
LANGS = ("en", "de", "es", "fr", "ru", "ar", "pt", "id")
COUNT, MANY = 48, 2048
"""Articles on a processor, and on an accelerator, which has done a few before the clock runs."""


def articles(count: int) -> list[Article]:
    """The same at every run, and the first the same whatever their number."""
    lines = tomllib.loads(LINES.read_text("utf-8"))
    draw, made = random.Random(5), []
    for number in range(count):
        lang = LANGS[number % len(LANGS)]
        told = draw.choices(lines[lang].strip().splitlines(), k=LEAD_WORDS // 8)
        made.append(
            Article(
                id=f"{number:016x}",
                title=told[0],
                text=" ".join(told),
                lang=lang,
                first_seen_at=START,
            )
        )
    return made


def measure(name: str, device: str, texts: Sequence[Article]) -> tuple[dict[str, Any], Matrix]:
    """Figures of an encoder on a device, and the rows of the texts; memory is this process's peak
    so far."""
    began = time.perf_counter()
    encoder = load_encoder(name, device)
    loading = time.perf_counter() - began
    embed(texts[:COUNT], encoder)  # enough that the model is loaded whole
    cpu, began = time.process_time(), time.perf_counter()
    rows = embed(texts, encoder)
    figures = {
        "encoder": encoder.name,
        "device": device,
        "load_s": round(loading, 1),
        "articles_per_cpu_s": round(len(texts) / (time.process_time() - cpu), 1),
        "articles_per_s": round(len(texts) / (time.perf_counter() - began), 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
    }
    return figures, rows


def below_one(here: Matrix, there: Matrix) -> dict[str, float]:
    """By how much cosines of the same texts' vectors, title and lead, are below 1."""
    pairs = zip(halves(here), halves(there), strict=True)
    gaps = np.concatenate([1.0 - np.sum(a.astype(float) * b, axis=1) / lengths(a, b)
                           for a, b in pairs])  # fmt: skip
    return {"mean": float(gaps.mean()), "most": float(gaps.max())}


def lengths(a: Matrix, b: Matrix) -> Matrix:
    """Products of the rows' lengths."""
    return np.asarray(np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1))


def main(device: str) -> int:
    """Print a line of figures for each encoder, and each device; the exit status."""
    worst = 0.0
    for name in reversed(ENCODERS):  # the smaller first
        figures, here = measure(name, CPU, articles(COUNT))
        print(json.dumps(figures), flush=True)
        if device != CPU:
            figures, there = measure(name, device, articles(MANY))
            gaps = below_one(here, there[:COUNT])
            print(json.dumps(figures | {"cosines_below_1": gaps}), flush=True)
            worst = max(worst, gaps["most"])
    if worst > TOLERANCE:
        print(f"a cosine is {worst:.4f} below 1, more than {TOLERANCE}", file=sys.stderr)
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else CPU))
