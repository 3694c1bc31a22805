"""What can be made again is kept where the XDG base directories have it."""

from pathlib import Path

import pytest

from pipeline.cache import cache_folder


@pytest.mark.parametrize("base", ["", "relative/folder"])
def test_without_a_folder_of_ones_own_it_is_the_homes(base, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", base)
    assert cache_folder() == tmp_path / ".cache" / "newsthread"


def test_an_absolute_one_is_taken(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == Path(tmp_path) / "newsthread"
