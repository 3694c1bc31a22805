"""Files that cannot be used: one clear line each, and nothing loaded is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from builders import batch

from warehouse.errors import Damaged, as_warehouse_error, is_machine_fault
from warehouse.warehouse import Busy, Full, Warehouse, WarehouseError

VIEWS = Path(__file__).parents[2] / "warehouse" / "views"


def test_a_folder_that_is_a_file_is_one_clear_line(tmp_path):
    (tmp_path / "house").write_text("not a folder")
    with pytest.raises(WarehouseError, match="house: not a folder that may be written") as caught:
        Warehouse(tmp_path / "house").feeds.all()
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_clear_line(house):
    house.feeds.all()
    house.store.news_path.write_bytes(b"these are not the bytes of a database" * 1000)
    with pytest.raises(WarehouseError, match=r"news\.duckdb: .*not a valid DuckDB") as caught:
        house.feeds.all()
    assert "\n" not in str(caught.value)


def test_a_full_disk_loses_nothing_that_was_loaded(house):
    house.load(batch(1))
    script = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from builders import batch
from warehouse.errors import Damaged, as_warehouse_error, is_machine_fault
from warehouse.warehouse import Batch, Busy, Full, Warehouse, WarehouseError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
house = Warehouse({str(house.path)!r})
house.feeds.all()
size = max(path.stat().st_size for path in house.path.glob("*.duckdb")) + 250_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # what a full disk does
try:
    for n in range(1, 30):
        house.load(batch(1 + 300 * n, 300))
        print(n, flush=True)
except WarehouseError as error:
    print("refused:", error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    *loaded, refused = done.stdout.splitlines()
    assert refused.startswith("refused:"), done.stdout + done.stderr
    assert "free space" in refused, loaded
    assert len(house.window.read()) == 6 + 300 * len(loaded)
    house.load(batch(1 + 300 * (len(loaded) + 1), 300))
    assert len(house.window.read()) == 306 + 300 * len(loaded)


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (duckdb.IOException("Could not set lock on file: held (PID 7)"), Busy, "process 7 holds"),
        (duckdb.IOException("Could not set lock on file: held"), Busy, "another process holds"),
        (OSError("[Errno 28] No space left on device"), Full, "free space, run again"),
        (duckdb.IOException("Could not write file"), Full, "free space, run again"),
        (duckdb.IOException("not a valid\n DuckDB file"), Damaged, "a valid DuckDB file"),
        (duckdb.IOException("Corrupt\n database"), Damaged, "doctor --deep"),
        (duckdb.IOException("of a kind\n unheard of"), WarehouseError, "a kind unheard of"),
    ],
)
def test_an_error_is_of_the_kind_that_its_text_says(error, kind, says):
    found = as_warehouse_error(error, "news.duckdb")
    assert type(found) is kind
    assert says in str(found)
    assert "\n" not in str(found)


def test_a_wrong_statement_is_no_fault_of_the_machine():
    assert is_machine_fault(duckdb.OutOfMemoryException("failed to allocate"))
    assert not is_machine_fault(duckdb.ParserException("syntax error"))
