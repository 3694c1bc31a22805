"""`crashes`, `terminal` and the warehouse's `builders` hold what several tests here work with."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # whatever the import mode
sys.path.insert(0, str(Path(__file__).parents[1] / "warehouse"))


@pytest.fixture(scope="session")
def built_world(tmp_path_factory):
    """The page's small warehouse, made once; nobody writes to it."""
    from webworld import build_world  # noqa: PLC0415 - the path above must be there first

    return build_world(tmp_path_factory.mktemp("webworld") / "house").path


@pytest.fixture
def patient_sql(monkeypatch):
    """Questions in SQL have time, whatever else the processors do."""
    monkeypatch.setattr("flows.reports.answer.SECONDS", 60.0)


@pytest.fixture
def world(built_world, tmp_path):
    """A copy of it to work on."""
    return Path(shutil.copytree(built_world, tmp_path / "house"))
