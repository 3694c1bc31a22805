"""One process of fuzzing: a reader, an engine, a time. `tests.fuzz.__main__` starts and watches it.

    python -m tests.fuzz.engines READER ENGINE SECONDS SEED FOLDER

Each case stands in FOLDER/state before it is read, and the kernel ends the process when one takes
too much CPU, so that the watcher knows which one it was. What a check raises is kept, once per
place it comes from, and the fuzz goes on.
"""

from __future__ import annotations

import hashlib
import importlib
import mmap
import re
import resource
import signal
import struct
import sys
import time
import traceback
from pathlib import Path
from random import Random
from types import ModuleType

from tests.fuzz import mutations

READERS = {
    "feed": "feed",
    "sitemap": "sitemap",
    "opml": "opml",
    "import": "articles",
    "page": "page",
    "settings": "settings",
}
ENGINES = ("atheris", "hypothesis", "random")
LIMIT_S = 10.0
"""CPU seconds after which a case is a finding, unless its worker would have ended it."""
INSTRUMENTED = ("pipeline", "flows", "feedparser", "trafilatura", "htmldate", "tomllib", "json")
SLOWER = 4
"""How much slower instrumented code is, about (pages, 2026-11)."""
ROOT = Path(__file__).parents[2]
_STATE = struct.Struct("<QQQd")  # cases, failures, length of the case, CPU seconds of the slowest
_SIZE = _STATE.size + 2 * mutations.MAX_BYTES


class State:
    """What the watcher sees of a process, in a file that both map."""

    def __init__(self, path: Path) -> None:
        if not path.exists() or path.stat().st_size != _SIZE:
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SIZE)
        self.cases, self.failures, self._length, self.slowest_s = _STATE.unpack_from(self._map)

    def begin(self, data: bytes) -> None:
        """A case is about to be read."""
        self.cases += 1
        self._length = min(len(data), _SIZE - _STATE.size)
        self._map[_STATE.size : _STATE.size + self._length] = data[: self._length]
        self._write()

    def end(self, *, failed: bool, cpu_s: float) -> None:
        """It was read."""
        self.failures += failed
        self.slowest_s = max(self.slowest_s, cpu_s)
        self._write()

    def _write(self) -> None:
        values = (self.cases, self.failures, self._length, self.slowest_s)
        _STATE.pack_into(self._map, 0, *values)

    @property
    def case(self) -> bytes:
        """The last case begun."""
        return self._map[_STATE.size : _STATE.size + self._length]


def load_reader(name: str) -> ModuleType:
    """The module of a reader."""
    return importlib.import_module(f"tests.fuzz.{READERS[name]}")


def check_named(named: tuple[str, bytes]) -> str:
    """The traceback of a case in short, "" when it is none; for a worker (`pipeline.workers`)."""
    reader, data = named
    try:
        load_reader(reader).check(data)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is the finding
        return fault_place(fault)
    return ""


def fault_place(fault: BaseException) -> str:
    """What was raised and where: the last line of ours, or for bounds which one was passed."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [
        f for f in frames if Path(f.filename).is_relative_to(ROOT) and "/.venv/" not in f.filename
    ]
    own = [f for f in ours if "/tests/fuzz/" not in f.filename]
    what = type(fault).__name__
    if what == "OutOfBoundsError":
        return f"{what}: {str(fault).partition(':')[0]}"
    last = (own or ours or frames)[-1]
    end = frames[-1]
    deep = "" if end is last else f" in {Path(end.filename).name}:{end.lineno}"
    return f"{what} {Path(last.filename).relative_to(ROOT)}:{last.lineno}{deep}"


def load_instrumented(name: str) -> None:
    """Load a reader and what it reads with so that atheris sees which code a case reaches."""
    import atheris  # noqa: PLC0415 - an optional extra

    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        load_reader(name)
        for package in INSTRUMENTED:
            importlib.import_module(package)


class Fuzzing:
    """The checks of one process, counted and watched."""

    def __init__(self, reader: str, engine: str, folder: Path) -> None:
        self.name, self.engine, self.folder = reader, engine, folder
        self.reader = load_reader(reader)
        self.state = State(folder / "state")
        self.limit_s = LIMIT_S * (SLOWER if engine == "atheris" else 1)

    def check(self, data: bytes) -> None:
        """Read one case; keep what it raises."""
        data = data[: mutations.MAX_BYTES]
        self.state.begin(data)
        signal.setitimer(signal.ITIMER_PROF, self.limit_s)
        begun, failed = time.process_time(), False
        try:
            self.reader.check(data)
        except Exception as fault:  # noqa: BLE001 - a finding
            failed = True
            self.keep(data, fault)
        signal.setitimer(signal.ITIMER_PROF, 0)
        self.state.end(failed=failed, cpu_s=time.process_time() - begun)

    def keep(self, data: bytes, fault: Exception) -> None:
        """Write the input and its traceback, the shortest input of each place."""
        place = fault_place(fault)
        keep_finding(
            self.folder.parent, self.name, place, data, "".join(traceback.format_exception(fault))
        )


def keep_finding(folder: Path, reader: str, place: str, data: bytes, trace: str) -> Path:
    """Write an input and why it was kept; a shorter one replaces a longer one of the same place."""
    mark = re.sub(r"[^\w.]+", "-", place)[:80].strip("-")
    mark += "-" + hashlib.sha256(place.encode()).hexdigest()[:4]
    path = folder / "found" / f"{reader}-{mark}"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.stat().st_size > len(data):
        path.write_bytes(data)
        Path(f"{path}.txt").write_text(f"{place}\n\n{trace[-6000:]}", "utf-8", "backslashreplace")
    return path


def run_random(fuzzing: Fuzzing, seconds: float, seed: int) -> None:
    """Mutated seeds, without guidance."""
    chance, seeds = Random(seed), fuzzing.reader.SEEDS()
    until = time.monotonic() + seconds
    for data in seeds if seed == 0 else ():
        if time.monotonic() < until:
            fuzzing.check(data)
    while time.monotonic() < until:
        fuzzing.check(mutations.mutated(chance.choice(seeds), chance, fuzzing.reader.KIND, seeds))


def run_hypothesis(fuzzing: Fuzzing, seconds: float, seed: int) -> None:
    """Hypothesis's own values in mutated seeds."""
    import hypothesis  # noqa: PLC0415 - a second that the others need not

    from tests.fuzz.strategies import cases  # noqa: PLC0415

    until, seeds = time.monotonic() + seconds, fuzzing.reader.SEEDS()

    def round_of(number: int) -> None:
        @hypothesis.seed(number)
        @hypothesis.settings(
            max_examples=150,
            deadline=None,
            database=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(cases(fuzzing.reader, seeds))
        def read(data: bytes) -> None:
            if time.monotonic() < until:
                fuzzing.check(data)

        read()

    while time.monotonic() < until:
        seed += 1
        round_of(seed)


def run_atheris(fuzzing: Fuzzing, seconds: float, seed: int) -> None:
    """Mutations guided by coverage, half of them ours, half libFuzzer's. Ends the process."""
    import atheris  # noqa: PLC0415 - an optional extra

    reader, seeds = fuzzing.reader, fuzzing.reader.SEEDS()
    kept, given = fuzzing.folder / "corpus", fuzzing.folder / "seeds"
    for folder in (kept, given):
        folder.mkdir(exist_ok=True)
    for data in seeds:
        (given / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    def mutation(data: bytes, max_size: int, number: int) -> bytes:
        chance = Random(number)
        if chance.random() < 0.5:
            return atheris.Mutate(data, max_size)
        return mutations.mutated(data, chance, reader.KIND, seeds)[:max_size]

    arguments = [
        "fuzz",
        f"-max_total_time={int(seconds)}",
        f"-seed={seed + 1}",
        f"-max_len={mutations.MAX_BYTES}",
        "-timeout=100000",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        "-verbosity=1",
        str(kept),
        str(given),
    ]
    atheris.Setup(arguments, fuzzing.check, custom_mutator=mutation)
    atheris.Fuzz()


def main(reader: str, engine: str, seconds: str, seed: str, folder: str) -> None:
    """Fuzz for some seconds."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    if engine != "atheris":  # as in a worker
        resource.setrlimit(resource.RLIMIT_AS, (3072 << 20, 3072 << 20))
    else:
        load_instrumented(reader)
    fuzzing = Fuzzing(reader, engine, Path(folder))
    run = {"random": run_random, "hypothesis": run_hypothesis, "atheris": run_atheris}[engine]
    run(fuzzing, float(seconds), int(seed))


if __name__ == "__main__":
    main(*sys.argv[1:])
