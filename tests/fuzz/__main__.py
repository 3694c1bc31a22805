"""Fuzz the readers: `python -m tests.fuzz [READER...] [--minutes N] [--engine ENGINE]`.

Prints cases a second, and with atheris how many inputs reached code that none had reached; writes
each input that failed, with the traceback, into a folder that it names. Exit code 1 when there is
one.
"""

from __future__ import annotations

import argparse
import importlib.util
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from pipeline.workers import Lost, Workers
from tests.fuzz.engines import (
    ENGINES,
    LIMIT_S,
    READERS,
    State,
    check_named,
    keep_finding,
    load_reader,
)


def main() -> int:
    """Run each reader in its turn."""
    options = _options()
    folder = Path(options.folder or tempfile.mkdtemp(prefix="newsthread-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"findings go to {folder / 'found'}", flush=True)
    readers = options.readers or [*READERS]
    for reader in readers:
        print(fuzz_reader(reader, options.engine, 60 * options.minutes, folder), flush=True)
    found = sorted((folder / "found").glob("*.txt"))
    places = [path for path in found if path.name.partition("-")[0] in readers]
    for path in places:
        print(f"{path.stem}: {path.read_text('utf-8', 'replace').partition(chr(10))[0]}")
    return 1 if places else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--minutes", type=float, default=1.0, help="per reader")
    best = "atheris" if importlib.util.find_spec("atheris") else "hypothesis"
    parser.add_argument("--engine", choices=ENGINES, default=best)
    parser.add_argument("--folder", help="where findings go; else a new temporary folder")
    options = parser.parse_args()
    if unknown := set(options.readers) - set(READERS):
        parser.error(
            f"no such reader: {', '.join(sorted(unknown))}; there are {', '.join(READERS)}"
        )
    return options


def fuzz_reader(reader: str, engine: str, seconds: float, folder: Path) -> str:
    """Fuzz one reader, starting again where a case ended the process; a line that sums it up."""
    own = folder / f"{reader}-{engine}"
    own.mkdir(exist_ok=True)
    before = State(own / "state").cases
    begun, starts, ended = time.monotonic(), 0, Counter[str]()
    while (left := seconds - (time.monotonic() - begun)) > 2:
        code = _run_engine(reader, engine, left, starts, own)
        starts += 1
        if code not in (0, 1):
            ended[_ending(reader, code, State(own / "state").case, folder)] += 1
        elif code == 1 or engine == "atheris":
            break  # it does not start, or is done
    state, took = State(own / "state"), time.monotonic() - begun
    cases = state.cases - before
    new = f", {len([*(own / 'corpus').iterdir()])} new by coverage" if engine == "atheris" else ""
    ends = "".join(f", {n} {how}" for how, n in ended.items())
    return (
        f"{reader} {engine}: {cases} cases in {took / 60:.1f} min ({cases / took:.0f}/s){new}, "
        f"{state.failures} failed{ends}, slowest {state.slowest_s:.1f} s CPU"
    )


def _run_engine(reader: str, engine: str, seconds: float, seed: int, own: Path) -> int:
    arguments = [reader, engine, str(seconds), str(seed), str(own)]
    with (own / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.engines", *arguments], stdout=log, stderr=log
        )
        try:
            return process.wait(seconds * 2 + 120)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _ending(reader: str, code: int, data: bytes, folder: Path) -> str:
    """What became of a case that ended its process, read again where a worker would read it."""
    deadline_s = load_reader(reader).DEADLINE_S
    with Workers(1, deadline_s=deadline_s or LIMIT_S) as workers:
        result = workers.submit(check_named, (reader, data)).result()
    if not isinstance(result, Lost):
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"ended by {name}, but not when read again"
    trace = f"{result.detail}; the process ended with {code}"
    if result.reason == "timeout" and deadline_s:
        keep_finding(folder / "slow", reader, "over the deadline", data, trace)
        return "ended by the worker's deadline"
    keep_finding(folder, reader, f"{result.reason}: {result.detail}", data, trace)
    return result.reason


if __name__ == "__main__":
    sys.exit(main())
