"""Titles that were decoded wrongly before they reached us are read as they were meant."""

import ftfy.bad_codecs  # noqa: F401 - windows-1252 as browsers read it
import pytest

from pipeline.bounds import clean_line, clean_text
from pipeline.mojibake import mended_encoding


@pytest.mark.parametrize(
    "meant",
    [
        "The mayor’s “last word” — a report",
        "Grève à Besançon : où va l’été ?",
        "Größte Übung der Küstenwache – ein Überblick",
        "Над рекой взошло солнце",
        "港口罢工进入第三天",
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_a_title_misread_once_or_twice_is_mended(meant: str, times: int) -> None:
    written = meant
    for _ in range(times):
        written = written.encode().decode("sloppy-windows-1252")
    assert clean_line(written) == meant
    assert clean_text(f"A plain line.\n{written}") == f"A plain line.\n{meant}"


@pytest.mark.parametrize(
    "written",
    [
        "« CLICHÉ » ET ÂGE D’OR",
        "Ângela à São João",
        "È “vero”, dice",
        "Ðorđe Ðurić",
        "Ça coûte 3 €, dit-il à l’été…",
        "Tiếng Việt: Đà Nẵng – Ân “xá”",
    ],
)
def test_what_somebody_may_have_written_stays(written: str) -> None:
    assert mended_encoding(written) == written
