"""The one line that a person gets for what cannot be done, on whichever face they asked."""

from __future__ import annotations

from typing import Literal


class Refusal(Exception):  # noqa: N818 - an answer to a person, not an error of the program
    """One line for the person who asked. `code` 1: cannot be done; 2: bad input."""

    def __init__(self, line: str, code: Literal[1, 2] = 2) -> None:
        super().__init__(line)
        self.code = code


class SettingsError(ValueError):
    """A setting that cannot be used; its message is one line with the key and what to write."""

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))
