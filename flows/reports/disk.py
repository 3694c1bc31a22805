"""What the parts of a warehouse's folder take on disk."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def path_size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; what goes meanwhile counts nothing."""
    total = 0
    for one in path.rglob("*") if path.is_dir() else (path,):
        with suppress(OSError):
            total += one.stat().st_size if one.is_file() else 0
    return total
