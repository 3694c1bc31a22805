"""Files of another user, as one command run by root leaves them: named, with the mend."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.warehouse import Warehouse

# Modes bind root too once it may not override them.
BOUND = [] if os.geteuid() else ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
MEND = "another user's, as a command run by root leaves it; as root: `chown -R USER FOLDER`"
EXAMINE = """
import sys
from pathlib import Path
from flows.reports.doctor import _cycle_findings, _folder_findings, examine_warehouse
from datetime import UTC, datetime
folder = Path(sys.argv[1])
found = *_folder_findings(folder), *_cycle_findings(folder, datetime.now(UTC))
for one in (*found, *examine_warehouse(folder)):
    print(one.ok, one.what, one.detail)
"""

pytestmark = pytest.mark.skipif(bool(BOUND) and not shutil.which("setpriv"), reason="no setpriv")


@pytest.fixture
def folder(tmp_path):
    warehouse = Warehouse(tmp_path / "news")
    warehouse.feeds.all()
    warehouse.search.refresh()
    warehouse.publish()
    return warehouse.path


def typed(*words):
    command = [*BOUND, sys.executable, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def command(folder, *words):
    return typed("-m", "flows.cli", "--folder", str(folder), *words)


@pytest.mark.parametrize("name", ["warehouse.lock", "queue.lock", "news.duckdb"])
def test_a_file_of_another_user_is_named_with_the_mend(folder, name):
    (folder / name).chmod(0)
    code, _, said = command(folder, "stories")
    assert (code, said) == (1, f"newsthread: {folder / name}: {MEND}\n")
    _, found, _ = typed("-c", EXAMINE, str(folder))
    assert f"False files {folder / name}: {MEND}" in found.splitlines()


def test_an_index_of_another_user_is_named_with_the_mend(folder):
    for path in (folder / "search" / "words").iterdir():
        path.chmod(0)
    (folder / "search" / "words").chmod(0o500)
    code, _, said = command(folder, "search", "strike")
    assert (code, said) == (1, f"newsthread: {folder / 'search'}: {MEND}\n")
    _, found, _ = typed("-c", EXAMINE, str(folder))
    (files,) = (line for line in found.splitlines() if line.startswith("False files"))
    assert f"{folder}/search/words" in files
    assert files.endswith(f" more: {MEND}")


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_that_may_not_be_seen_is_not_said_to_be_empty(folder, below):
    path = folder / below
    folder.chmod(0)
    try:
        written = folder.parent / "newsthread.toml"
        written.write_text(f'[warehouse]\nfolder = "{path}"\n')
        code, _, said = typed("-m", "flows.cli", "--settings", str(written), "status")
        assert (code, said) == (1, f"newsthread: {path}: permission denied\n")
        _, found, said = typed("-c", EXAMINE, str(path))
        assert said == ""
        assert found.startswith(f"False warehouse {path} (not writable by this user)")
    finally:
        folder.chmod(0o700)


def test_what_is_this_user_s_is_no_finding(folder):
    assert any(Path(folder, "public").glob("*")) or (folder / "public.duckdb").exists()
    code, found, _ = typed("-c", EXAMINE, str(folder))
    assert code == 0
    assert "False" not in found
