"""Every development is told once per track and channel, whatever dies or hangs up meanwhile."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `tests.bench`, whatever the import mode

from tests.bench.soak import soak

pytestmark = pytest.mark.slow


@pytest.mark.timeout(300)
def test_kills_outages_and_rethreadings_lose_and_double_nothing(tmp_path):
    """A short run of what `tests.bench.soak` does for a thousand cycles, with the real model."""
    account = soak(tmp_path, cycles=14, stories=2, each=2, troubles=3)
    print(account)
    assert account["due"] >= 6
    assert account["channels_refused"] > 0
    assert account["exactly_once"] == account["due"]
    assert account["lost"] == account["doubled"] == account["anything_else_sent"] == 0
    assert not account["judged"]
