"""Twenty readers in other processes while cycles run back to back: no error, nothing torn.

    python -m tests.bench.readers FOLDER [--minutes 10] [--new 200] [--pause 2]

FOLDER is a warehouse that is written on: one that `tests.bench.large` made, or a new one. Fourteen
readers open the published copy, ask and close, again and again; six keep the one that they opened
first until the end. Each asks for articles, memberships and articles counted over stories, which
must be the same, and the same again while the copy is open, and pauses. Prints what went wrong, if
anything, how many openings and answers there were, and the cycles' seconds: alone, among readers,
and for a quarter of the time among as many of a copy elsewhere, who take the same processors and
disks and can hold nothing else up. The exit status is 1 where a reader erred or an answer was torn.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.feeding import fed_cycles
from tests.bench.large import fill_all
from tests.bench.press import Press
from warehouse.warehouse import Warehouse

READERS = Path(__file__).parents[1] / "warehouse" / "copy_readers.py"
QUICK, HOLDING = 14, 6


def main() -> int:
    """Run it; 1 where something went wrong."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--new", type=int, default=200)
    arguments.add_argument("--pause", type=float, default=2.0)
    given = arguments.parse_args()
    house, press = Warehouse(given.folder), Press()
    if not house.public_path.exists():
        fill_all(house, press, 10_000)
    house.store.wait_s = 10.0  # some hold theirs for minutes: to wait for one would be `Busy`
    with tempfile.TemporaryDirectory() as folder, fed_cycles(house, press, given.new) as run_cycle:
        elsewhere = Path(shutil.copy(house.public_path, folder))
        cycles = {"alone": [timed(run_cycle) for _ in range(3)][1:]}
        with reading(elsewhere, given.pause):
            cycles["among readers elsewhere"] = timed_for(15 * given.minutes, run_cycle)
        with reading(house.public_path, given.pause) as lines:
            cycles["among readers"] = timed_for(60 * given.minutes, run_cycle)
    return report([json.loads(line) for line in lines], cycles)


@contextmanager
def reading(copy: Path, pause_s: float) -> Iterator[list[str]]:
    """Readers of a published copy, until the block ends; what they say of each opening then."""
    command = [sys.executable, str(READERS), str(copy), str(QUICK), str(HOLDING), str(pause_s)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as readers:
        assert readers.stdout
        lines = [readers.stdout.readline()]  # they are at work
        yield lines
        lines += readers.communicate()[0].splitlines()


def timed_for(seconds: float, run_cycle: Callable[[], Any]) -> list[tuple[float, float]]:
    """What each of the cycles takes that begin in so many seconds, one at least."""
    until, times = time.monotonic() + seconds, []
    while not times or time.monotonic() < until:
        times.append(timed(run_cycle))
    return times


def timed(run_cycle: Any) -> tuple[float, float]:
    """Seconds of the wall and of this process's processors that a cycle takes."""
    wall, processor = time.perf_counter(), time.process_time()
    run_cycle()
    return time.perf_counter() - wall, time.process_time() - processor


def report(openings: list[dict[str, Any]], cycles: dict[str, list[tuple[float, float]]]) -> int:
    """Print what was seen; 1 where a reader erred or an answer was torn."""
    wrong = [each for each in openings if each["error"] or each["torn"]]
    for each in wrong[:10]:
        print(each)
    copies = len({each["articles"] for each in openings})
    answers = sum(each["asked"] for each in openings)
    print(
        f"{len(openings)} openings by {len({each['reader'] for each in openings})} readers, "
        f"{answers} answers, {copies} copies; {len(wrong)} with an error or torn"
    )
    for what, times in cycles.items():
        wall, processor = (median(each[i] for each in times) for i in (0, 1))
        print(f"{len(times)} cycles {what}: {wall:.2f} ({processor:.2f}) s, the median")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
