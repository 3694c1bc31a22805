"""`newsthread serve` without a server to register at: one line that says how to get one."""

from datetime import timedelta

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.refusal import SettingsError
from flows.serve import serve
from flows.settings import Settings


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (None, "no Prefect server set; start one with `prefect server start`"),
        ("http://127.0.0.1:9/api", "http://127.0.0.1:9/api: no Prefect server answers there"),
    ],
)
def test_a_server_that_is_not_there_is_said_at_once(url, line):
    with (
        temporary_settings({PREFECT_API_URL: url}),
        pytest.raises(SettingsError, match="^" + line) as refusal,
    ):
        serve(Settings(), timedelta(minutes=5))
    assert "\n" not in str(refusal.value)
