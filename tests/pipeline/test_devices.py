"""Encoding elsewhere than on the processor: vectors of two kinds of device never meet."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from pipeline.developments.classifiers import shipped_classifiers
from pipeline.encoders import ENCODERS, encoder_of, load_encoder, weights_sha256
from pipeline.encoders.devices import (
    KINDS,
    DeviceError,
    check_device,
    device_sha256,
    is_device,
)
from pipeline.encoders.language_means import prior_means
from pipeline.encoders.minilm import MiniLM
from pipeline.stories.score import check_encoder, shipped_coefficients

MINILM, E5 = ENCODERS["minilm"], ENCODERS["e5"]


def test_names_of_devices_are_torchs() -> None:
    assert all(map(is_device, ("cpu", "cuda", "cuda:1", "mps")))
    assert not any(map(is_device, ("", "gpu", "cpu:1", "cuda:", "cuda:x", "cpu cuda", "CUDA")))
    for name in ("cpu", "cuda:1", "mps"):
        assert torch.device(name)


def test_each_kind_of_device_has_a_hash_of_its_own_and_the_processor_that_of_the_weights() -> None:
    hashes = {device_sha256(e.sha256, kind) for e in ENCODERS.values() for kind in KINDS}
    assert len(hashes) == len(ENCODERS) * len(KINDS)
    assert device_sha256(E5.sha256, "cpu") == E5.sha256
    assert device_sha256(E5.sha256, "cuda:1") == device_sha256(E5.sha256, "cuda")
    assert all(len(sha256) == 64 for sha256 in hashes)


@pytest.mark.parametrize("name", ENCODERS)
def test_what_was_fitted_on_one_device_serves_the_vectors_of_all(name: str) -> None:
    weights = ENCODERS[name].sha256
    there = device_sha256(weights, "cuda")
    assert weights_sha256(there) == weights and weights_sha256("of another") == "of another"
    assert encoder_of(there) == (name, ENCODERS[name]) and encoder_of("of another") is None
    coefficients = shipped_coefficients(there)
    assert coefficients == shipped_coefficients(weights)
    check_encoder(coefficients, there, f"{name}.json")
    assert shipped_classifiers(there) is shipped_classifiers(weights)
    here, other = prior_means(weights), prior_means(there)
    assert (here is None) == (other is None)
    if here and other:
        assert all(np.array_equal(here[lang], other[lang]) for lang in here)
    with pytest.raises(ValueError, match="fitted for the encoder"):
        check_encoder(coefficients, device_sha256("of another", "cuda"), f"{name}.json")


def test_a_device_that_torch_does_not_have_is_one_line_with_the_mend(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    for device in ("cpu", "cuda", "cuda:1"):
        check_device(device)
    for device in ("cuda:2", "mps", "cpu:1"):
        with pytest.raises(DeviceError, match=r"only cpu, cuda \(2\); write one of these") as error:
            check_device(device)
        assert repr(device) in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("name", ENCODERS)
def test_a_model_is_not_loaded_for_a_device_that_is_not_there(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DeviceError, match="'cuda:7'"):
        load_encoder(name, "cuda:7")


def test_the_way_over_a_device_gives_the_processors_numbers_in_its_order() -> None:
    """By a processor that is named as one of several: 64 rows a pass, float32, there and back."""
    texts = ["Rain.", "", "The ferry " * 40, *(f"Dam {n} held." for n in range(70))]
    here = load_encoder("minilm")
    there = MiniLM(MINILM.name, MINILM.sha256, MINILM.dimension, "cpu:0")
    assert there.sha256 == here.sha256  # a processor whatever its number
    rows, expected = there.encode(texts), here.encode(texts)
    assert np.allclose(np.linalg.norm(rows, axis=1)[[0, 2, 72]], 1.0, atol=1e-5)
    assert not rows[1].any()
    assert np.min(np.sum(rows * expected, axis=1)[[0, *range(2, 73)]]) > 0.999


def test_the_default_is_the_processor_with_the_hash_that_vectors_always_had() -> None:
    known = load_encoder("minilm")
    assert known.sha256 == MINILM.sha256 == MINILM.vectors_sha256
    assert load_encoder("minilm", "cpu") is known
