"""Tables on a terminal: whatever its width, no value is cut off."""

import re
from datetime import UTC, datetime

import pytest

from flows.commands.console import print_table

AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
COLUMNS = ["at", "outlet", "title", "copy_of", "id"]
ROWS = [
    {"at": AT, "outlet": "The Harbour Post", "title": "Ferry on fire off Port Almery",
     "copy_of": None, "id": "0123456789abcdef"},
    {"at": AT, "outlet": "Meridian Press", "title": "渡輪在港口外起火三人受傷",
     "copy_of": "0123456789abcdef", "id": "fedcba9876543210"},
]  # fmt: skip


@pytest.fixture
def printed(monkeypatch, capsys):
    """What a table prints on a terminal of so many columns, without styles."""

    def print_at(width, rows=ROWS, columns=COLUMNS):
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        print_table(rows, columns, "Timeline")
        return re.sub(r"\x1b\[[\d;]*m", "", capsys.readouterr().out)

    return print_at


@pytest.mark.parametrize("width", [80, 64, 40])
def test_a_row_that_is_wider_than_the_terminal_stands_as_lines(printed, width):
    lines = [line.rstrip() for line in printed(width).splitlines()]
    assert lines[0] == "Timeline" and max(map(len, lines)) <= width
    assert "at      2026-03-01 12:30" in lines and "outlet  The Harbour Post" in lines
    assert "copy of  0123456789abcdef" in lines and "id       fedcba9876543210" in lines
    assert "Port Almery" in " ".join(" ".join(lines).split())
    assert "copy of" not in "\n".join(lines[: lines.index("")]), "what a row lacks is left out"


def test_a_table_that_fits_stays_one(printed):
    header, first, *_ = printed(100).splitlines()[1:]
    assert header.split() == ["at", "outlet", "title", "copy", "of", "id"]
    assert first.startswith("2026-03-01 12:30  The Harbour Post  Ferry")
    assert "no rows" not in printed(20, []) and printed(20, []).startswith("Timeline")
