"""A warehouse made once per run and copied for each test: builders one takes a second."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # `builders` is ours alone, whatever the import mode

from builders import FEED, NOW

from warehouse.warehouse import Warehouse


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "house"
    Warehouse(folder).feeds.add([FEED], NOW)
    return folder


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Warehouse:
    shutil.copytree(template, tmp_path / "house")
    return Warehouse(tmp_path / "house")
