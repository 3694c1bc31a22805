"""What a run is said to hold at most is what it and its children held."""

import subprocess
import sys
import time

from sampleworld.memory import memory_mb, watch_memory

HOLD = "import sys; held = b'x' * 80_000_000; print('held', flush=True); sys.stdin.read()"


def test_children_and_what_is_let_go_again_count():
    before = memory_mb()
    with watch_memory() as peak:
        command = [sys.executable, "-c", HOLD]
        with subprocess.Popen(command, stdin=-1, stdout=-1) as child:
            assert child.stdout.readline() == b"held\n"
            with_child = memory_mb()
            while peak.mb < before + 75:  # it looks now and then; the test's time limit ends this
                time.sleep(0.05)
            child.stdin.close()
    assert with_child - before > 75
    assert memory_mb() < with_child - 75
