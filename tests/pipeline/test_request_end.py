"""Every way in which a request can end without a document has a reason of the closed list."""

from __future__ import annotations

import ssl

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reasons import Reason
from pipeline.web.guard import REFUSED, RefusedError
from pipeline.web.request_end import request_end, status_reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, Reason.FORBIDDEN),
        (404, Reason.NOT_FOUND),
        (410, Reason.GONE),
        (418, Reason.BAD_STATUS),
        (429, Reason.TOO_MANY_REQUESTS),
        (503, Reason.SERVER_ERROR),
    ],
)
def test_statuses(status: int, reason: str) -> None:
    assert status_reason(status) == reason


@given(st.integers(100, 999))
def test_every_status_has_a_reason(status: int) -> None:
    assert status_reason(status) in set(Reason)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TimeoutError(), Reason.TIMEOUT),
        (ssl.SSLError("bad certificate"), Reason.TLS),
        (aiohttp.ServerDisconnectedError(), Reason.RESET),
        (ConnectionResetError(), Reason.RESET),
        (aiohttp.InvalidURL("http://["), Reason.BAD_URL),
        (RefusedError(13, f"10.0.0.1 {REFUSED}"), Reason.REFUSED_ADDRESS),
        (aiohttp.ClientPayloadError("?"), Reason.PROTOCOL),
    ],
)
def test_errors_of_the_connection(error: Exception, reason: str) -> None:
    assert request_end(error).reason == reason


def test_a_password_in_an_error_is_masked() -> None:
    end = request_end(aiohttp.InvalidURL("https://me:secret@paper.example/feed"))
    assert "secret" not in end.detail
    assert "paper.example" in end.detail
