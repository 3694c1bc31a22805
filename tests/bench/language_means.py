"""Makes the prior mean vector of each language: `python -m tests.bench.language_means STORIES...`.

What a language's texts have in common is read off invented news of one meaning in many languages
(`language_means.toml`): the mean difference to the English lines, for leads to three English lines
in a row: longer texts lean further (with lines alone unrelated leads of mmds_dev in two languages
reach .42 in one case of a hundred, so .32; pairwise F1 from .78 to .85). To it comes the mean of
English news, titles and leads, of the labelled story files given. Prints how well the halves of
the lines agree on each language, and writes `pipeline/encoders/e5_means.npz`.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import numpy as np

from pipeline.embed import halves
from pipeline.encoders import load_encoder
from pipeline.encoders.language_means import REST
from pipeline.evaluation.labels import read_stories
from pipeline.evaluation.stories import embed_all
from pipeline.records import Matrix

LINES = Path(__file__).with_suffix(".toml")
OUT = Path("pipeline/encoders/e5_means.npz")


def english_means(files: list[Path], vectors: dict[str, Matrix]) -> Matrix:
    """`[2, d]`: of titles and leads of English articles; `vectors` by file name spare embedding."""
    titles, leads = [], []
    for file in files:
        articles = read_stories(file).articles
        rows = vectors.get(file.name)
        rows = embed_all(articles, load_encoder("e5")) if rows is None else rows
        english = [row for row, article in enumerate(articles) if article.lang == "en"]
        for held, half in zip((titles, leads), halves(rows[english]), strict=True):
            held.append(half)
    return np.stack([np.vstack(titles).mean(axis=0), np.vstack(leads).mean(axis=0)])


def differences(lines: dict[str, str]) -> dict[str, Matrix]:
    """By language, what each line, and three in a row, have that the English have not:
    `[lines, 2, d]`."""
    encoder = load_encoder("e5")
    told = {lang: text.strip().splitlines() for lang, text in lines.items()}
    rows = {
        lang: np.stack([encoder.encode(texts), encoder.encode(in_threes(texts))], axis=1)
        for lang, texts in told.items()
    }
    return {lang: vectors - rows["en"] for lang, vectors in rows.items()}


def in_threes(texts: list[str]) -> list[str]:
    """Each line as a title with two others as its text, in an order that mixes subjects."""
    count = len(texts)
    return [
        f"{text.rstrip('.。।')}. {texts[(i + 5) % count]} {texts[(i + 7) % count]}"
        for i, text in enumerate(texts)
    ]


def main(files: list[Path], vectors: dict[str, Matrix]) -> None:
    """Make, print, write."""
    own = differences(tomllib.loads(LINES.read_text("utf-8")))
    for lang, rows in own.items():
        even, odd = rows[::2].mean(axis=0).ravel(), rows[1::2].mean(axis=0).ravel()
        lengths = np.linalg.norm(even) * np.linalg.norm(odd)
        agreement = even @ odd / max(float(lengths), 1e-9)
        print(f"{lang}: length {np.linalg.norm(rows.mean(axis=0)):.2f}, halves {agreement:.2f}")
    english = english_means(files, vectors)
    shifts = {lang: rows.mean(axis=0) for lang, rows in own.items()}
    shifts[REST] = np.mean(list(shifts.values()), axis=0)
    langs = sorted(shifts)
    np.savez_compressed(
        OUT,
        encoder_sha256=np.array(load_encoder("e5").sha256),
        langs=np.array(langs),
        means=np.stack([english + shifts[lang] for lang in langs]).astype(np.float16),
    )
    print(f"{OUT}: {len(langs)} languages, {OUT.stat().st_size / 1e3:.0f} KB")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]], {})
