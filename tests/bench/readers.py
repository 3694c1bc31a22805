"""Twenty readers in other processes while cycles run back to back: no error, nothing torn.

    python -m tests.bench.readers FOLDER [--minutes 10] [--new 200]

FOLDER is a warehouse that is written on: one that `tests.bench.large` made, or a new one. Fourteen
readers open the published copy, ask and close, again and again; six keep the one that they opened
first until the end. Each asks for articles, memberships and articles counted over stories, which
must be the same, and the same again while the copy is open. Prints what went wrong, if anything,
how many openings and answers there were, and the cycles' seconds alone and among readers; the exit
status is 1 where a reader erred or an answer was torn.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
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
    given = arguments.parse_args()
    house, press = Warehouse(given.folder), Press()
    if not house.public_path.exists():
        fill_all(house, press, 10_000)
    house.store.wait_s = 10.0  # some hold theirs for minutes: to wait for one would be `Busy`
    with fed_cycles(house, press, given.new) as run_cycle:
        alone = [timed(run_cycle) for _ in range(3)][1:]
        command = [sys.executable, str(READERS), str(house.public_path), str(QUICK), str(HOLDING)]
        with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as readers:
            assert readers.stdout
            lines = [readers.stdout.readline()]  # they are at work
            among, until = [], time.monotonic() + 60 * given.minutes
            while not among or time.monotonic() < until:
                among.append(timed(run_cycle))
            lines += readers.communicate()[0].splitlines()
    return report([json.loads(line) for line in lines], alone, among)


def timed(run_cycle: Any) -> tuple[float, float]:
    """Seconds of the wall and of this process's processors that a cycle takes."""
    wall, processor = time.perf_counter(), time.process_time()
    run_cycle()
    return time.perf_counter() - wall, time.process_time() - processor


def report(openings: list[dict[str, Any]], alone: list[Any], among: list[Any]) -> int:
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
    for what, cycles in (("alone", alone), ("among readers", among)):
        wall, processor = (median(each[i] for each in cycles) for i in (0, 1))
        print(f"{len(cycles)} cycles {what}: {wall:.2f} ({processor:.2f}) s, the median")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
