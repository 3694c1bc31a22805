"""Signed links by which a person stops a track from within an alert."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlencode

STOP = "stop"
"""The action that ends a track."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBase:
    """The page that serves the links, and the secret that signs them."""

    url: str = ""
    secret: str = ""

    def stop_link(self, track_id: str) -> str:
        """The address that stops the track; "" where no page or no secret is set."""
        if not (self.url and self.secret):
            return ""
        signature = sign_action(self.secret, track_id, STOP)
        query = urlencode({"track": track_id, "action": STOP, "signature": signature})
        return f"{self.url.rstrip('/')}/stop?{query}"


def sign_action(secret: str, track_id: str, action: str) -> str:
    """HMAC-SHA256 over action and track, 64 hex digits. Raises ValueError for an empty secret."""
    if not secret:
        raise ValueError("a link cannot be signed without a secret")
    message = f"{action}\n{track_id}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def verify_action(secret: str, track_id: str, action: str, signature: str) -> bool:
    """Whether `signature` is that of `sign_action`; compared in constant time."""
    if not secret:
        return False
    expected = sign_action(secret, track_id, action)
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
