"""Processes in network namespaces of their own, with loopback alone, and doors to servers outside.

    with Doors.where_allowed() as doors:
        doors.open("127.0.0.2", 8000)
        Popen([*doors.command(), "a", "program"])      # reaches 127.0.0.2:8000, and nothing else

Unix sockets are found by path, in whatever namespace: a door is one, named by the address that it
leads to. Outside it is connected to that address; inside, a process that listens on the address is
connected to the door. `python network_namespace.py FOLDER COMMAND...` is what runs inside.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
LOOK_S = 0.05
"""Seconds between two looks for new doors."""


class Doors:
    """A folder of doors, and the event loop that serves them outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @classmethod
    @contextmanager
    def where_allowed(cls) -> Iterator[Doors | None]:
        """Doors; None where this user may not make namespaces."""
        if not may_unshare():
            yield None
            return
        with tempfile.TemporaryDirectory(prefix="newsthread-doors") as folder:  # a short path
            doors = cls(Path(folder))
            try:
                yield doors
            finally:
                doors._loop.call_soon_threadsafe(doors._loop.stop)
                doors._thread.join()

    def open(self, host: str, port: int) -> None:
        """Let what is inside reach this address."""
        path = self.folder / f"{host}:{port}"
        if not path.exists():
            serve = asyncio.start_unix_server(
                partial(pass_on, partial(asyncio.open_connection, host, port)), path
            )
            asyncio.run_coroutine_threadsafe(serve, self._loop).result(10)

    def command(self) -> tuple[str, ...]:
        """What to put before a command that is to run inside, alone in a namespace."""
        return ("unshare", "--net", "--", sys.executable, __file__, str(self.folder))

    def check_apart(self, pids: Sequence[int]) -> None:
        """Wait until no two of the processes, nor one and this, share a namespace; ten seconds."""
        for _ in range(200):
            spaces = {Path(f"/proc/{pid}/ns/net").readlink() for pid in (*pids, os.getpid())}
            if len(spaces) == len(pids) + 1:
                return
            time.sleep(LOOK_S)
        raise AssertionError(f"workers share network namespaces: {spaces}")


def may_unshare() -> bool:
    """Whether this user may make network namespaces."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    return not subprocess.run(
        ["unshare", "--net", "ip", "link", "set", "lo", "up"], check=False, capture_output=True
    ).returncode


async def pass_on(
    connect: Callable[[], Awaitable[Streams]],
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
) -> None:
    """Carry bytes both ways between a connection that came in and one that is made for it."""
    try:
        there_reader, there_writer = await connect()
    except OSError:
        writer.close()
        return
    await asyncio.gather(carry(reader, there_writer), carry(there_reader, writer))
    for each in (writer, there_writer):
        each.close()


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy bytes until one side ends, and tell the other."""
    with suppress(OSError):
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


async def listen(folder: Path) -> None:
    """Listen inside on the address of every door, those opened later too."""
    known: set[str] = set()
    while True:
        for path in sorted(folder.iterdir()):
            if path.name not in known:
                known.add(path.name)
                host, _, port = path.name.partition(":")
                connect = partial(asyncio.open_unix_connection, path)
                await asyncio.start_server(partial(pass_on, connect), host, int(port))
        await asyncio.sleep(LOOK_S)


async def run_inside(folder: Path, command: Sequence[str]) -> int:
    """Run the command behind the doors; its exit status."""
    listening = asyncio.create_task(listen(folder))
    process = await asyncio.create_subprocess_exec(*command)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: None)  # the command ends
    try:
        return await process.wait()
    finally:
        listening.cancel()


if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    sys.exit(asyncio.run(run_inside(Path(sys.argv[1]), sys.argv[2:])))
