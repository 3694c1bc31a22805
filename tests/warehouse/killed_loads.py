"""Load batches in a child, kill it at a random moment, again and again; then load the rest.

    killed_loads.py FOLDER SEED KILLS BATCHES

Prints, as JSON: batches acknowledged before each kill, and how many kills struck inside a load. The
program forks before it has opened a database, so that a round costs no imports.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from builders import batch

from warehouse.warehouse import Warehouse


def load(folder: str, batches: list, begin: int, said: int) -> None:
    house = Warehouse(folder)
    for n in range(begin, len(batches)):
        os.write(said, b"<")
        house.load(batches[n])
        os.write(said, b">")


def round_of(folder: str, batches: list, begin: int, wait_s: float | None) -> str:
    """What one child said until it was killed, or until it had loaded all."""
    hear, said = os.pipe()
    child = os.fork()
    if not child:
        try:
            load(folder, batches, begin, said)
        finally:
            os._exit(0)
    os.close(said)
    if wait_s is not None:
        time.sleep(wait_s)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(hear) as pipe:
        return pipe.read()


def main() -> None:
    folder, seed, kills, count = sys.argv[1], *map(int, sys.argv[2:])
    chance = random.Random(seed)
    batches = [batch(1 + 6 * n) for n in range(count)]
    begin, inside, acknowledged = 0, 0, []
    for _ in range(kills):
        heard = round_of(folder, batches, begin, chance.uniform(0.02, 0.4))
        begin = min(begin + heard.count(">"), count - 1)  # the killed batch is loaded again
        inside += heard.endswith("<")
        acknowledged.append(begin)
    round_of(folder, batches, begin, None)
    json.dump({"acknowledged": acknowledged, "inside": inside}, sys.stdout)


if __name__ == "__main__":
    main()
