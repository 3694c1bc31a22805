"""One site for each module of cases, and a way to warehouses of its own."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # whatever the import mode

from casework import House, serving
from known_faults import KNOWN


@pytest.fixture(scope="module")
def site():
    """The fixtures' server."""
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def new_house(tmp_path_factory):
    """Make an empty warehouse; an argument adds to its settings."""

    def make(settings=""):
        return House(tmp_path_factory.mktemp("case"), settings)

    return make


def pytest_collection_modifyitems(items):
    """Mark what fails today, strictly: a mended fault must leave the list."""
    for item in items:
        for reason, names in KNOWN.get(item.path.stem, {}).items():
            if item.path.parent == Path(__file__).parent and item.name in names:
                item.add_marker(pytest.mark.xfail(strict=True, reason=reason))
