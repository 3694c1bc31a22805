"""What a cycle works with is built from the settings, each when first needed."""

from dataclasses import replace

import pytest

from flows.services import Services, client_settings
from flows.settings import (
    AlertSettings,
    NetworkSettings,
    PlaceSettings,
    Settings,
    SettingsError,
    StagesSettings,
)
from pipeline.stories.score import shipped_coefficients


def test_megabytes_of_the_settings_are_bytes_of_the_client():
    settings = Settings(network=NetworkSettings(feed_mb=1.5, page_mb=0.5, at_once=7, contact="c"))
    client = client_settings(settings)
    assert (client.max_feed_bytes, client.max_page_bytes) == (1_500_000, 500_000)
    assert (client.concurrency, client.contact) == (7, "c")


def test_the_model_is_known_before_it_is_loaded():
    with Services(Settings()) as services:
        name, sha256 = services.model
        assert "encoder" not in vars(services)
    assert name == "multilingual-e5-small" and len(sha256) == 64


def test_the_device_of_encoding_tells_vectors_apart_and_is_refused_where_there_is_none(monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with Services(Settings()) as services:
        _, here = services.model
    with Services(Settings(stages=StagesSettings(device="cuda"))) as services:
        name, there = services.model
        assert (name, len(there)) == ("multilingual-e5-small", 64) and there != here
        assert services.coefficients == shipped_coefficients(here)
        with pytest.raises(
            SettingsError, match=r"stages\.device: 'cuda': .* only cpu; "
        ) as refusal:
            _ = services.encoder
        assert "\n" not in str(refusal.value)


def test_a_coefficients_file_that_is_not_there_names_its_setting():
    settings = Settings(place=PlaceSettings(coefficients="/nowhere.json"))
    with (
        Services(settings) as services,
        pytest.raises(SettingsError, match=r"place\.coefficients: "),
    ):
        _ = services.coefficients


def test_times_go_by_the_zone_of_the_settings():
    settings = Settings(alerts=AlertSettings(zone="Europe/Berlin"))
    with Services(settings) as services:
        assert services.zone.key == "Europe/Berlin"


def test_an_index_of_neighbours_is_had_where_it_is_wanted(monkeypatch):
    wanted = replace(Settings(), place=PlaceSettings(approximate_from=10))
    with Services(Settings()) as services:
        assert services.neighbours() is None
    with Services(wanted) as services:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
        assert services.neighbours().serves(10)
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(SettingsError, match=r"pip install 'newsthread\[neighbours\]'"):
            services.neighbours()
