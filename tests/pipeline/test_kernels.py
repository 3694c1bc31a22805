"""The loops, compiled and as they stand, say what a few lines say of the same rows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pipeline.stories import kernels, loops
from pipeline.stories.document_frequency import DAMPED
from pipeline.stories.ragged import Ragged

# Few different hashes, so that rows share some, and pairs that fall into one slot of a table.
HASHES = st.one_of(st.integers(0, 9), st.integers(0, 9).map(lambda n: n << 16), st.just(2**32 - 1))
ROWS = st.lists(st.lists(HASHES, unique=True, max_size=9), min_size=1, max_size=6)


@pytest.fixture(scope="module", params=["plain", "compiled"])
def chosen(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        found = loops if request.param == "plain" else kernels.compiled_loops()
        patch.setattr(kernels, "loops_for", lambda _: found)
        yield


def ragged(rows: list[list[int]]) -> Ragged:
    return Ragged.of(rows, np.uint32)


@pytest.mark.usefixtures("chosen")
@settings(deadline=None)
@given(mine=ROWS, theirs=ROWS, seed=st.integers(0, 99))
def test_masses_are_the_products_of_what_is_shared(
    mine: list[list[int]], theirs: list[list[int]], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    one, other = ragged(mine), ragged(theirs)
    weights = rng.random(len(one.values))
    damped = rng.random((1, len(one.values)))
    counts = rng.integers(1, 9, len(other.values)).astype(np.uint8)
    pairs = Ragged.of(
        [rng.permutation(len(theirs))[: rng.integers(len(theirs) + 1)] for _ in mine], np.int64
    )
    own = loops.WeightedRows(one.offsets, one.values, weights, damped)
    others = loops.CountedRows(other.offsets, other.values, (counts,), DAMPED)
    sums = kernels.masses(own, others, pairs.offsets, pairs.values)
    expected = [
        sum(
            weights[one.offsets[row] + mine[row].index(value)]
            * damped[0, one.offsets[row] + mine[row].index(value)]
            * DAMPED[counts[other.offsets[to] + place]]
            for place, value in enumerate(theirs[to])
            if value in mine[row]
        )
        for row in range(len(mine))
        for to in pairs[row].tolist()
    ]
    assert np.allclose(sums, [expected], rtol=1e-12)


@pytest.mark.usefixtures("chosen")
@settings(deadline=None)
@given(mine=st.lists(HASHES, unique=True, max_size=9), theirs=ROWS)
def test_shared_hashes_are_counted(mine: list[int], theirs: list[list[int]]) -> None:
    other = ragged(theirs)
    others = np.arange(len(theirs))[::-1].copy()
    found = kernels.shared(np.array(mine, np.uint32), other.offsets, other.values, others)
    assert found.tolist() == [len({*mine} & {*row}) for row in theirs[::-1]]


@pytest.mark.usefixtures("chosen")
@settings(deadline=None)
@given(
    cosines=hnp.arrays(
        np.float32,
        st.tuples(st.integers(1, 4), st.integers(4, 200)),
        elements=st.sampled_from([-1.0, 0.0, 0.25, 0.5, 0.75, 1.0]),
    ),
    data=st.data(),
)
def test_candidates_are_the_nearest_and_those_that_share_the_most_keys(cosines, data) -> None:
    new, total = cosines.shape
    gaps = data.draw(st.lists(st.sampled_from([1, 1, 1, 40]), min_size=total, max_size=total))
    live = np.cumsum(gaps)
    keys = data.draw(st.lists(st.lists(HASHES, max_size=4), min_size=new, max_size=new))
    held = [data.draw(st.lists(HASHES, max_size=2)) for _ in range(min(total - new, 9))]
    held += [[]] * (total - new - len(held)) + keys
    # Also what has left: a seq that is not live.
    posted = [(key, int(live[place])) for place, row in enumerate(held) for key in row]
    posted += [(key, int(live[0]) - 1) for row in keys for key in row]
    cut = len(posted) // 2
    runs = tuple(
        (np.array([k for k, _ in run], np.uint32), np.array([s for _, s in run], np.int64))
        for run in (sorted(posted[:cut]), sorted(posted[cut:]))
    )
    nearest, common, by_key = 3, 4, 2
    asked = ragged(keys)
    near = kernels.nearest(cosines, total - new, nearest)
    offsets, places, keyed = kernels.candidates(
        near, (asked.offsets, asked.values), runs, live, loops.Limits(by_key, common)
    )
    for row in range(new):
        before = total - new + row
        near = sorted(range(before), key=lambda c: (-cosines[row, c], c))[:nearest]
        counts: Counter[int] = Counter()
        for key in keys[row]:
            holders = [place for place in range(before) for k in held[place] if k == key]
            counts.update(holders if len(holders) <= common else [])
        alike = sorted(counts, key=lambda c: (-counts[c], -c))[:by_key]
        part = slice(offsets[row], offsets[row + 1])
        assert places[part].tolist() == sorted({*near, *alike})
        assert [p for p, k in zip(places[part], keyed[part], strict=True) if k] == sorted(alike)


def test_what_cannot_be_kept_on_disk_still_compiles() -> None:
    """As on a machine where neither the program's folder nor a cache can be written to."""
    scope: dict[str, Any] = {}
    exec(compile("def lowest(values): return values.min()", "<no file>", "exec"), scope)
    assert kernels.compiled(scope["lowest"])(np.array([3, 1, 5])) == 1


SIGNATURES = """
from pipeline.place import compile_loops, place
from pipeline.stories import kernels, loops
from pipeline.stories.window import Window
from streams import stream

def signatures():
    return [tuple(loop.signatures) for loop in vars(kernels.compiled_loops()).values()]

compile_loops()
made = signatures()
place(*stream(seed=1, count=60), Window.empty())
assert any(made) and signatures() == made
"""


def test_what_installing_compiles_is_all_that_placing_needs():
    paths = [str(Path.cwd()), str(Path(__file__).parent)]
    subprocess.run(
        [sys.executable, "-c", SIGNATURES],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        check=True,
    )


def test_plain_and_compiled_give_the_same_bits() -> None:
    rng = np.random.default_rng(7)
    rows = [rng.choice(4000, 150, replace=False).astype(np.uint32) for _ in range(12)]
    one, other = Ragged.of(rows[:2], np.uint32), Ragged.of(rows[2:], np.uint32)
    pairs = Ragged.of([np.arange(10), np.arange(10)], np.int64)
    mine = loops.WeightedRows(one.offsets, one.values, rng.random(300), rng.random((1, 300)))
    counts = rng.integers(1, 9, len(other.values)).astype(np.uint8)
    theirs = loops.CountedRows(other.offsets, other.values, (counts,), DAMPED)
    plain = loops.masses(mine, theirs, pairs.offsets, pairs.values)
    made = kernels.compiled_loops().masses(mine, theirs, pairs.offsets, pairs.values)
    assert plain.any() and plain.tobytes() == made.tobytes()


FEW = """
import sys
from pipeline.place import place
from pipeline.stories.window import Window
from streams import stream

articles, rows = stream(seed=1, count=60)
few = place(articles[:2], rows[:2], Window.empty())
assert "numba" not in sys.modules
place(articles, rows, Window.empty())
for number in range(20):
    place(*stream(seed=number, count=100), Window.empty())
assert "numba" in sys.modules
"""


def test_numba_is_loaded_when_there_is_much_to_place():
    paths = [str(Path.cwd()), str(Path(__file__).parent)]
    subprocess.run(
        [sys.executable, "-c", FEW],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        check=True,
    )
