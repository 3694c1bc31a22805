"""Property tests count their examples; how long one takes is the machine's business.

A new warehouse here is the copy of an empty one, which costs a fiftieth of all migrations and views
on end; `from_nothing` is for tests of just these.
"""

import os
import shutil
import subprocess

import pytest
from hypothesis import settings

from warehouse.store import Store

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

migrate_files = Store._migrate_files


@pytest.fixture(scope="session", autouse=True)
def copied_warehouses(tmp_path_factory):
    """Let what would be made new be copied, whoever opens it in this process."""

    empty = Store(tmp_path_factory.mktemp("empty") / "house")

    def copy_files(store):
        if store is not empty and not store.news_path.exists() and not store.vectors_path.exists():
            if not empty.news_path.exists():
                with empty.turn():
                    pass
            for path in (empty.news_path, empty.vectors_path):
                shutil.copyfile(path, store.path / path.name)
        migrate_files(store)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "_migrate_files", copy_files)
        yield


@pytest.fixture
def from_nothing(monkeypatch):
    """Let new files be made by every migration."""
    monkeypatch.setattr(Store, "_migrate_files", migrate_files)


def pytest_collection_modifyitems(items):
    """Begin with the files that have a slow test: whoever ends last then waits for a quick one."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 12 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(folder)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting a tmpfs needs root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
