"""Why a request brings no document: HTTP statuses and connection errors, as reasons."""

from __future__ import annotations

import socket
import ssl
from datetime import timedelta

import aiohttp

from pipeline.reasons import Reason
from pipeline.web import urls
from pipeline.web.guard import REFUSED

_STATUS_REASONS = {
    401: Reason.FORBIDDEN,
    402: Reason.FORBIDDEN,
    403: Reason.FORBIDDEN,
    404: Reason.NOT_FOUND,
    410: Reason.GONE,
    429: Reason.TOO_MANY_REQUESTS,
    451: Reason.FORBIDDEN,
}


class RequestEnd(Exception):  # noqa: N818 - no error of ours: it carries the outcome
    """A request has ended without a document: the reason, and what the host wants waited."""

    def __init__(self, reason: Reason, detail: str = "", wait: timedelta | None = None) -> None:
        super().__init__(detail)
        self.reason, self.detail, self.wait = reason, detail, wait


def status_reason(status: int) -> Reason:
    """What an HTTP status that brings no document means (RFC 9110, 15; 429: RFC 6585)."""
    other = Reason.SERVER_ERROR if status >= 500 else Reason.BAD_STATUS
    return _STATUS_REASONS.get(status, other)


# Which connection error means what, the first that fits: the classes overlap.
_MEANING: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Reason], ...] = (
    (aiohttp.ClientConnectorDNSError, Reason.DNS),
    (TimeoutError, Reason.TIMEOUT),
    ((aiohttp.ClientSSLError, ssl.SSLError), Reason.TLS),
    ((aiohttp.InvalidURL, ValueError), Reason.BAD_URL),
    (aiohttp.ClientConnectorError, Reason.CONNECT),
    ((aiohttp.ServerDisconnectedError, OSError), Reason.RESET),
)


def request_end(error: BaseException) -> RequestEnd:
    """What an error of the connection means; passwords in its message are masked."""
    detail = urls.mask_passwords(f"{type(error).__name__}: {error}")[:300]
    if REFUSED in detail:
        return RequestEnd(Reason.REFUSED_ADDRESS, detail)
    reason = next((r for kinds, r in _MEANING if isinstance(error, kinds)), Reason.PROTOCOL)
    if reason == Reason.DNS and isinstance(error, aiohttp.ClientConnectorDNSError):
        name_unknown = error.os_error.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
        reason = Reason.UNKNOWN_HOST if name_unknown else Reason.DNS
    return RequestEnd(reason, detail)
