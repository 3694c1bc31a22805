"""The folder for what can be made again: weights that were read out, lists of words."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Where the program keeps what it can make again, as the XDG base directories have it."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "newsthread"
