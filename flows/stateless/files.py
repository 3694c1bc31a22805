"""Parts of batches and what became of them, as files in a folder that all workers see.

    FOLDER/BATCH-STAGE-0.in      a part: settings without secrets, records
    FOLDER/BATCH-STAGE-0.begun   a worker is at it: written again every few seconds
    FOLDER/BATCH-STAGE-0.out     its result, put in place whole
    FOLDER/BATCH-STAGE-0.bodies  the bodies of fetched pages, for the worker that extracts them

The files are pickles: whoever can write in the folder can run code in the workers.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import fsspec

SUFFIXES = (".in", ".begun", ".out", ".bodies")


def write_file(url: str, value: Any) -> None:
    """Put the value at the URL, whole: under another name first, then moved there."""
    files, path = fsspec.core.url_to_fs(url)
    files.makedirs(path.rpartition("/")[0], exist_ok=True)
    half = f"{path}.{uuid4().hex}.half"
    with files.open(half, "wb") as file:
        pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
    files.mv(half, path)


def read_file(url: str) -> Any:
    """The value at the URL. Raises FileNotFoundError."""
    with fsspec.open(url, "rb") as file:
        return pickle.load(file)  # noqa: S301 - the folder is as trusted as the program


def exists(url: str) -> bool:
    """Whether there is a file."""
    files, path = fsspec.core.url_to_fs(url)
    files.invalidate_cache()
    return bool(files.exists(path))


def delete_parts(references: Iterable[str], suffixes: Iterable[str] = SUFFIXES) -> None:
    """Delete what is left of parts; a file that is gone is none to delete."""
    for reference in references:
        for suffix in suffixes:
            files, path = fsspec.core.url_to_fs(reference + suffix)
            with suppress(FileNotFoundError):
                files.rm_file(path)
