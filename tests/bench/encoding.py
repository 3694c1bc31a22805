"""Encoding: articles (title and lead) a CPU-second and memory, by encoder.

    python -m tests.bench.encoding

Texts are invented lines of several languages, on end until they fill a lead.
"""

from __future__ import annotations

import json
import random
import resource
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from pipeline.embed import LEAD_WORDS, embed
from pipeline.encoders import ENCODERS, load_encoder
from pipeline.records import Article

START = datetime(2026, 3, 2, tzinfo=UTC)
LINES = Path(__file__).with_name("language_means.toml")
LANGS = ("en", "de", "es", "fr", "ru", "ar", "pt", "id")
COUNT = 48


def articles() -> list[Article]:
    """The same at every run."""
    lines = tomllib.loads(LINES.read_text("utf-8"))
    draw, made = random.Random(5), []
    for number in range(COUNT):
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


def main() -> None:
    """Print a line of figures for each encoder; memory is this process's peak so far."""
    texts = articles()
    for name in reversed(ENCODERS):  # the smaller first
        began = time.perf_counter()
        encoder = load_encoder(name)
        loading = time.perf_counter() - began
        embed(texts[:4], encoder)
        cpu = time.process_time()
        embed(texts, encoder)
        figures = {
            "encoder": encoder.name,
            "load_s": round(loading, 1),
            "articles_per_cpu_s": round(COUNT / (time.process_time() - cpu), 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
        }
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
