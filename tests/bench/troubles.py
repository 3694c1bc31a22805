"""Troubles that a monitor meets in months, one for a cycle: what `soak` does to it at random.

    kill        SIGKILL at a random moment of a cycle
    term        SIGTERM, as a supervisor sends it
    full        a disk that ends at a random moment: a tmpfs that is filled up but for some KB
    back, ahead the clock of one cycle has stepped, by up to two days
    reader      another process has the main file open, and with it DuckDB's lock
    cycle       another process holds the lock of the cycle

Once the next cycle has run, the files are proved, as `newsthread doctor --deep` does.
"""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flows.reports.disk import path_size
from flows.reports.doctor import examine_warehouse
from tests.bench.cycling import Runner

KINDS = ("kill", "kill", "kill", "term", "full", "back", "ahead", "reader", "cycle")
DISK_MB = 512
SPARE_KB = 600  # at most left of a full disk: now and then enough for a whole batch
HOLD_S = 2.0

_HOLDERS = {
    "reader": "import duckdb, time; con = duckdb.connect({path!r} + '/news.duckdb')",
    "cycle": "import fcntl, time; file = open({path!r} + '/cycle.lock', 'a+'); "
    "fcntl.flock(file, fcntl.LOCK_EX)",
}


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A tmpfs at the folder until the block ends; False where this user may not mount one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "newsthread-soak", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


@dataclass(slots=True)
class Troubles:
    """What a runner's warehouse is put through, and what came of it."""

    folder: Path  # of the warehouse
    runner: Runner
    chance: random.Random
    kinds: Sequence[str] = KINDS
    met: Counter[str] = field(default_factory=Counter)
    proofs: int = 0
    unclean: list[str] = field(default_factory=list)
    last: str = ""  # trouble, since when no cycle has ended

    def meet(self, now: datetime, whole_s: float) -> None:
        """Begin a cycle that meets trouble; `whole_s` is how long one takes."""
        kind = self.last = self.chance.choice(self.kinds)
        after = self.chance.random() * whole_s
        if kind in ("kill", "term"):
            sent = signal.SIGKILL if kind == "kill" else signal.SIGTERM
            code = self.runner.ended(now, after, sent)
        elif kind == "full":
            with self._full_disk():
                code = self.runner.ended(now)
        elif kind in _HOLDERS:
            with self._held_lock(kind):
                code = self.runner.ended(now)
        else:
            step = timedelta(hours=self.chance.uniform(1, 48))
            code = self.runner.ended(now - step if kind == "back" else now + step)
        self.met[f"{kind}: {_outcome(code)}"] += 1

    def prove(self, now: datetime) -> None:
        """Prove the files, once a cycle has run after the trouble."""
        if self.last:
            self.proofs += 1
            self.unclean += [
                f"after {self.last}, at {now:%m-%d %H:%M}: {finding.what}: {finding.detail}"
                for finding in examine_warehouse(self.folder)
                if not finding.ok
            ]
        self.last = ""

    @contextmanager
    def _full_disk(self) -> Iterator[None]:
        ballast = self.folder.parent / "ballast"
        left = int(self.chance.random() * SPARE_KB) * 1000
        with ballast.open("wb") as file:
            while (free := shutil.disk_usage(self.folder).free - left) > 0:
                file.write(bytes(min(free, 1 << 20)))
                file.flush()
        try:
            yield
        finally:
            ballast.unlink()

    @contextmanager
    def _held_lock(self, kind: str) -> Iterator[None]:
        hold = f"; print(flush=True); time.sleep({self.chance.uniform(0, HOLD_S)})"
        code = _HOLDERS[kind].format(path=str(self.folder)) + hold
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as holder:
            assert holder.stdout
            holder.stdout.readline()
            try:
                yield
            finally:
                holder.kill()


def _outcome(code: int) -> str:
    return "ended by it" if code < 0 else "finished" if code == 0 else "failed"


def grown(folder: Path, articles: int, pid: int) -> dict[str, float]:
    """Memory of a process and size of the files now, for the articles that there are."""
    status = Path(f"/proc/{pid}/status").read_text()
    resident = int(status.partition("VmRSS:")[2].split()[0]) / 1000
    files = {
        path.name: round(path_size(path) / 1000 / max(1, articles), 1)
        for path in sorted(folder.iterdir())
        if path_size(path) > 100_000
    }
    return {"articles": articles, "resident_mb": round(resident), **files}
