"""Workers elsewhere: the same stories, wherever pages are fetched, read and encoded."""

from __future__ import annotations

import pickle
import time
from dataclasses import replace

import numpy as np
import pytest
from builders import NOW, article, entry
from loopback_pages import gaps, sites

from flows.refusal import SettingsError
from flows.services import Services
from flows.settings import NetworkSettings, Settings, StagesSettings
from flows.stateless import engines, files
from flows.stateless.local import LocalStages
from flows.stateless.remote import RemoteStages, by_site
from flows.stateless.work import run_part, worker_name
from pipeline.notify import Channel
from pipeline.web.urls import site


class Inline:
    """An engine whose workers are this process."""

    def __init__(self):
        self.mapped = []

    def map(self, references):
        self.mapped += references
        for reference in references:
            run_part(reference)

    def cancel(self):
        pass

    def close(self):
        pass


def stages_settings(**keys):
    return replace(Settings(), stages=StagesSettings(workers="dask", **keys))


def test_what_settings_lack_is_said_in_one_line():
    for keys, words in (({}, "stages.at: needed"), ({"at": "tcp://x:1"}, "stages.folder: needed")):
        with Services(stages_settings(**keys)) as services, pytest.raises(SettingsError) as refusal:
            engines.stateless_stages(services)
        assert words in str(refusal.value)
    with Services(Settings()) as services:
        assert isinstance(engines.stateless_stages(services), LocalStages)


def test_a_missing_extra_is_said_with_its_mend(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'newsthread\[dask\]'"):
        engines.DaskEngine("tcp://127.0.0.1:1")


def test_the_pages_of_a_site_are_in_one_part_and_parts_are_of_a_size():
    hosts = ["a.example"] * 7 + ["b.example"] * 3 + ["www.b.example"] * 2 + ["c.example"] * 4
    entries = [entry(n, url=f"http://{host}/{n}") for n, host in enumerate(hosts)]
    parts = by_site(entries, 2)
    assert sorted(len(part) for part in parts) == [7, 9]
    sites = [{site(e.url) for e in part} for part in parts]
    assert not sites[0] & sites[1]
    assert sorted(e.id for part in parts for e in part) == sorted(e.id for e in entries)
    assert by_site(entries[:1], 4) == [entries[:1]]


def test_no_secret_reaches_the_shared_folder(tmp_path):
    class Peeking(Inline):
        def map(self, references):
            self.seen = [pickle.dumps(files.read_file(f"{r}.in")) for r in references]
            super().map(references)

    settings = stages_settings(at="x", folder=str(tmp_path / "shared"))
    settings = replace(
        settings,
        channels=(Channel(name="desk", url="mailto://me:hush@example.org"),),
        web=replace(settings.web, token="hush"),
        place=replace(settings.place, model="minilm"),
    )
    engine = Peeking()
    with Services(settings) as services:
        RemoteStages(services, engine).embed([article(1)])
    assert b"hush" not in engine.seen[0]
    assert list((tmp_path / "shared").iterdir()) == []


@pytest.mark.parametrize("folder", ["memory://shared", "{tmp}/shared"])
def test_files_of_parts_go_through_fsspec(folder, tmp_path):
    reference = f"{folder.format(tmp=tmp_path)}/part-0"
    assert not files.exists(f"{reference}.out")
    files.write_file(f"{reference}.out", {"rows": [1, 2]})
    assert files.exists(f"{reference}.out")
    assert files.read_file(f"{reference}.out") == {"rows": [1, 2]}
    files.delete_parts([reference])
    assert not files.exists(f"{reference}.out")


def test_vectors_are_the_same_bits_however_articles_are_cut(tmp_path):
    articles = [article(n, text=f"Text number {n} of the dam. " * n) for n in range(1, 8)]
    settings = stages_settings(at="x", folder=str(tmp_path), parts=3)
    settings = replace(settings, place=replace(settings.place, model="minilm"))
    with Services(settings) as services:
        remote = RemoteStages(services, Inline()).embed(articles)
        assert np.array_equal(remote, LocalStages(services).embed(articles))


def test_what_raises_in_a_worker_raises_here(tmp_path, monkeypatch):
    def broken(self, articles):
        raise ValueError("no vector")

    monkeypatch.setattr(LocalStages, "embed", broken)
    settings = stages_settings(at="x", folder=str(tmp_path))
    with Services(settings) as services, pytest.raises(ValueError, match="no vector"):
        RemoteStages(services, Inline()).embed([article(1)])
    assert list(tmp_path.iterdir()) == []


def test_the_device_of_encoding_goes_to_the_workers_who_say_that_they_lack_it(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    settings = stages_settings(at="x", folder=str(tmp_path), device="cuda:1")
    with Services(settings) as services, pytest.raises(SettingsError) as refusal:
        RemoteStages(services, Inline()).embed([article(1)])
    assert str(refusal.value).startswith("stages.device: 'cuda:1': torch ")
    assert f"(worker {worker_name()})" in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


def network(tmp_path, **keys):
    return replace(
        stages_settings(at="x", folder=str(tmp_path / "shared"), parts=2),
        network=NetworkSettings(loopback=True, contact="test", **keys),
    )


def test_articles_are_the_same_from_parts_of_different_workers(tmp_path):
    engine = Inline()
    with sites(2, 3, 4) as places, Services(network(tmp_path, spacing_s=0.0)) as services:
        entries = [each for place in places for each in place.entries(range(1, 4))]
        entries[1:8:3] = entries[7:0:-3]  # sites mixed
        results = []
        for stages in (RemoteStages(services, engine), LocalStages(services)):
            pages, failures = stages.fetch(entries, NOW, lambda _: ())
            assert not failures
            whole = stages.with_bodies(pages)
            results.append((stages.extract(entries, pages, NOW), whole))
    assert results[0] == results[1]
    assert len(results[0][0][0]) == 9
    assert len(engine.mapped) == 4  # two parts of fetch, two of extract
    assert list((tmp_path / "shared").iterdir()) == []


def test_a_site_keeps_its_pace_from_worker_to_worker(tmp_path):
    with sites(2) as (place,), Services(network(tmp_path, spacing_s=0.4)) as services:
        stages = RemoteStages(services, Inline())
        for numbers in ((1, 2), (3,)):
            stages.fetch(place.entries(numbers), NOW, lambda _: ())
        LocalStages(services).fetch(place.entries([4]), NOW, lambda _: ())
    assert len(place.asked) == 4
    assert min(gaps(place)) > 0.39


def test_a_part_begun_before_waits_for_each_of_its_sites(tmp_path):
    with sites(2) as (place,), Services(network(tmp_path, spacing_s=0.5)) as services:

        class Twice(Inline):
            def map(self, references):
                super().map(references)
                super().map(references)

        RemoteStages(services, Twice()).fetch(place.entries([1]), NOW, lambda _: ())
    assert [path for _, path in place.asked] == ["/1", "/1"]
    assert min(gaps(place)) > 0.49


def test_a_worker_that_falls_silent_is_noticed(tmp_path, monkeypatch):
    reference = f"{tmp_path}/part-0"
    watch = engines.Watch(reference)
    assert not watch.silent()  # not begun: it waits for a worker, however long
    files.write_file(f"{reference}.begun", 1)
    assert not watch.silent()
    monkeypatch.setattr(engines, "SILENT_S", 0.0)
    time.sleep(0.01)
    assert watch.silent()
    files.write_file(f"{reference}.begun", 2)
    monkeypatch.undo()
    assert not watch.silent()
