"""Signed links by which a person stops a track, or opens the story, from within an alert."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlencode

STOP = "stop"
"""The action that ends a track."""

OPEN = "open"
"""The action that shows a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkBase:
    """The page that serves the links, and the secret that signs them."""

    url: str = ""
    secret: str = ""

    def stop_link(self, track_id: str) -> str:
        """The address that stops the track; "" where no page or no secret is set."""
        return self._signed_link(STOP, "track", track_id)

    def open_link(self, story_id: str) -> str:
        """The address that shows the story, to whoever has it; "" where `stop_link` is."""
        return self._signed_link(OPEN, "story", story_id)

    def _signed_link(self, action: str, kind: str, subject: str) -> str:
        if not (self.url and self.secret):
            return ""
        signature = sign_action(self.secret, subject, action)
        query = urlencode({kind: subject, "action": action, "signature": signature})
        return f"{self.url.rstrip('/')}/{action}?{query}"


def sign_action(secret: str, subject: str, action: str) -> str:
    """HMAC-SHA256 over the action and the id of its track or story, 64 hex digits.

    Raises ValueError for an empty secret.
    """
    if not secret:
        raise ValueError("a link cannot be signed without a secret")
    message = f"{action}\n{subject}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def verify_action(secret: str, subject: str, action: str, signature: str) -> bool:
    """Whether `signature` is that of `sign_action`; compared in constant time."""
    if not secret:
        return False
    expected = sign_action(secret, subject, action)
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
