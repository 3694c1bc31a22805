"""What stands in deploy/ can be used as it is."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline.feeds.opml import read_opml

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def test_the_starter_feeds_are_many_in_several_languages_each_with_a_folder():
    feeds = read_opml((DEPLOY / "feeds.opml").read_bytes())
    assert len(feeds) >= 40
    assert len({feed.url for feed in feeds}) == len(feeds)
    assert len({feed.lang for feed in feeds}) >= 5
    assert all(feed.folder and feed.title for feed in feeds)


def test_the_deployments_name_flows_that_exist():
    made = yaml.safe_load((DEPLOY / "prefect.yaml").read_text())
    for deployment in made["deployments"]:
        file, function = deployment["entrypoint"].split(":")
        assert f"def {function}(" in (DEPLOY.parent / file).read_text()
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}


def test_the_compose_file_starts_both_services_with_commands_there_are():
    made = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(made["services"]) == {"prefect", "monitor"}
    for service in made["services"].values():
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        for volume in service["volumes"]:
            assert volume.split(":")[0] in made["volumes"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_the_units_are_accepted(tmp_path):
    for unit in UNITS:
        text = re.sub(r"/opt/newsthread/.venv/bin/\w+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    found = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in found.stderr.splitlines() if "newsthread" in line]
    assert not complaints


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_units_call_commands_there_are(unit):
    for command in re.findall(r"ExecStart=\S+/newsthread (\S+)", unit.read_text()):
        shown = subprocess.run(
            [sys.executable, "-m", "flows.cli", command, "--help"], capture_output=True, check=False
        )
        assert shown.returncode == 0
