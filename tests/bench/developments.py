"""What watching 200 stories costs a cycle of 500 articles: `python -m tests.bench.developments`.

Prints seconds of detection next to those of embedding the same 500 articles, in one run. No two
sentences of the batch are alike, so that nothing comes from a cache.
"""

import time
from datetime import UTC, datetime, timedelta

from pipeline.detect import detect, detect_past
from pipeline.developments.history import History
from pipeline.embed import embed
from pipeline.encoders import load_encoder
from pipeline.evaluation.developments import read_threads
from pipeline.evaluation.fit_developments import THREADS
from pipeline.records import Article

START = datetime(2026, 3, 2, tzinfo=UTC)
STORIES, BATCH = 200, 500


def article(key, data, mark="", hours=0):
    text = "\n".join(sentence + mark for sentence in data["sentences"])
    at = START + timedelta(hours=hours)
    return Article(id=key, title=data["title"] + mark, text=text, first_seen_at=at)


def main():
    encoder = load_encoder()
    threads = [t for file in sorted(THREADS.glob("*.jsonl")) for t in read_threads(file)]
    told = []
    for i in range(STORIES):
        told += [
            article(f"{i}-{j}", a) for j, a in enumerate(threads[i % len(threads)]["articles"])
        ]
    story_of = {a.id: a.id.split("-")[0] for a in told}
    history = detect_past(told, story_of, History.empty(), encoder).sentences
    new = [
        article(f"n{i}", threads[i % len(threads)]["articles"][-1], f" ({i})", 1)
        for i in range(BATCH)
    ]
    begin = time.perf_counter()
    embed(new, encoder)
    embedding = time.perf_counter() - begin
    for share in (50, 150, 500):
        stories = {a.id: str(i % STORIES) for i, a in enumerate(new[:share])}
        begin = time.perf_counter()
        found = detect(new, stories, history, encoder, START)
        took = time.perf_counter() - begin
        print(
            f"{share} of {BATCH} in {STORIES} tracked stories: {took:.1f} s for "
            f"{len(found.sentences)} sentences; embedding all {BATCH}: {embedding:.1f} s"
        )


if __name__ == "__main__":
    main()
