"""A process that runs one cycle per line of its input, each in a fork that may be killed.

    python crashes.py FOLDER WEBHOOK      then lines of ISO times; it answers `pid`, then `done RC`

Everything is imported once, pages are read in the fork itself, and the encoder is a stand-in (any
object with `encode` is one): what is tried is what is remembered, not what is understood.
"""

from __future__ import annotations

import os
import sys
import traceback
import zlib
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import feedparser  # noqa: F401 - once, not in every fork
import numpy as np

from flows.cycle import cycle
from flows.services import Services
from pipeline.language.words import tokens
from pipeline.pages import content
from pipeline.stories.features import vocabulary
from sampleworld.replay import replay_settings
from warehouse.warehouse import Warehouse


class HashedWords:
    """Words hashed into 384 columns, unit rows: quick, and the same in every process."""

    name = "hashed-words"
    sha256 = "0" * 64
    dimension = 384

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.zeros((len(texts), 384), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for token in tokens(text):
                row[zlib.crc32(token.encode()) % 384] += 1.0
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


class Here:
    """Reads documents in this process: the stand-in for workers, which take seconds to start."""

    def map(self, work, items, **_):
        return [work(item) for item in items]

    def submit(self, work, item, **_):
        done = Future()
        done.set_result(work(item))
        return done

    def close(self):
        pass


class QuickServices(Services):
    encoder = HashedWords()
    workers = Here()


def run_cycle(folder: Path, webhook: str, now: datetime) -> None:
    with QuickServices(replay_settings(folder, SimpleNamespace(url=webhook))) as services:
        cycle(Warehouse(folder), services, now)


def main() -> None:
    folder, webhook = Path(sys.argv[1]), sys.argv[2]
    content.load_extractors()
    vocabulary("en")
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            try:
                run_cycle(folder, webhook, datetime.fromisoformat(line.strip()))
            except BaseException:  # noqa: BLE001 - a fork must not go on in its parent's loop
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(f"done {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main()
