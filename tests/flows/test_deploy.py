"""What stands in deploy/ can be used as it is."""

import re
import shutil
import subprocess
import tomllib
from datetime import timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
import yaml
from jinja2 import Template

from flows.cli import app
from flows.monitor import SKIPPED
from flows.serve import AT_ONCE
from pipeline.feeds.opml import read_opml

COMMANDS = {command.name or command.callback.__name__ for command in app.registered_commands}
COMMANDS |= {group.typer_instance.info.name or group.name for group in app.registered_groups}
DEPLOY = Path(__file__).parents[2] / "deploy"


def runs_help(command):
    """Whether `newsthread COMMAND` is there."""
    return command in COMMANDS


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
        assert deployment["concurrency_limit"] == {
            "limit": AT_ONCE[deployment["name"]],
            "collision_strategy": "CANCEL_NEW",
        }


def test_the_compose_file_starts_each_service_bounded_and_with_commands_there_are():
    made = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert set(made["services"]) == {"postgres", "prefect", "monitor", "web"}
    for name, service in made["services"].items():
        assert service["restart"] == "unless-stopped" and service["mem_limit"]
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in made["volumes"]
        assert set(service.get("depends_on", {})) <= set(made["services"])
        if name == "postgres":
            continue
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        if command := service.get("command"):
            assert runs_help(command[0])


def test_the_lock_holds_every_dependency_whatever_python_it_was_made_on():
    declared = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=;\[ ]", line)[0].lower() for line in declared["dependencies"]}
    locked = re.findall(
        r"^([a-z0-9_.-]+)==", (DEPLOY.parent / "requirements.lock").read_text(), re.M
    )
    assert {name.replace("_", "-") for name in names} - {*locked} == {"torch"}


def test_the_image_runs_as_a_user_of_its_own_with_the_model_inside():
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    user = lines.index("USER 10001")
    assert lines.index("RUN newsthread weights") > user
    assert not [line for line in lines[user:] if line.startswith(("USER", "RUN pip", "RUN apt"))][
        1:
    ]


def events_emitted():
    source = (DEPLOY.parent / "flows" / "monitor.py").read_text()
    return set(re.findall(r'event="(newsthread\.[a-z_.]+)"', source))


def test_the_automations_wait_for_events_that_are_emitted():
    spec = spec_from_file_location("automations", DEPLOY / "automations.py")
    automations = module_from_spec(spec)
    spec.loader.exec_module(automations)
    assert f"prefect.flow-run.{SKIPPED}" in automations.heartbeat().trigger.expect
    notices = automations.notices(uuid4())
    assert len({notice.name for notice in notices}) == len(notices) == 5
    own = {e for notice in notices for e in notice.trigger.expect if e.startswith("newsthread.")}
    assert own == events_emitted()
    failed = next(n for n in notices if "failed" in n.name)
    assert failed.trigger.threshold == 3 and failed.trigger.within == timedelta(hours=1)
    quotes = SimpleNamespace(resource=SimpleNamespace(name="o"), payload={"quotes": ["a", "b"]})
    action = next(n for n in notices if "developments" in n.name).actions[0]
    assert Template(action.body).render(event=quotes) == "a\nb\n"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda unit: unit.name)
def test_a_unit_may_do_little_and_has_limits(unit):
    shown = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert shown.returncode == 0, shown.stdout[-600:]
    text = unit.read_text()
    assert "MemoryMax=" in text and "TasksMax=" in text and "OOMPolicy=continue" in text


def test_the_walk_names_every_unit_and_only_commands_there_are():
    walk = (DEPLOY / "README.md").read_text()
    assert {unit.stem for unit in UNITS if f"{unit.stem}" not in walk} == set()
    words = set(re.findall(r"as newsthread ([a-z]+)", walk))
    assert len(words) > 5 and all(runs_help(word) for word in words)


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
    for command in re.findall(r"ExecStart=.*/newsthread (\w+)", unit.read_text()):
        assert runs_help(command)
