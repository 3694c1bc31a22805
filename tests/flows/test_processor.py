"""Processor seconds count this process and those it started, but those left out."""

import os
import subprocess
import sys

from pipeline.processes import descendants
from sampleworld.processor import processor_seconds

BUSY = "import time; print(flush=True); e = time.process_time() + .3\n"
BUSY += "while time.process_time() < e: pass\nprint(flush=True); input()"


def test_a_childs_seconds_count_unless_it_is_left_out():
    before = processor_seconds()
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        assert list(descendants(os.getpid())).count(child.pid) == 1
        child.stdout.readline()
        with_child, without = processor_seconds() - before, processor_seconds((child.pid,)) - before
        assert with_child - without >= 0.25
        assert child.pid not in descendants(os.getpid(), {child.pid})
        child.stdin.write(b"\n")
