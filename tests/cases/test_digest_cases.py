"""Messages as the channels take them: digests cut to their length, Telegram's few tags."""
# ruff: noqa: E501 - inputs and rules stand in one line each

import json
import os
from unittest import mock

import pytest
from casework import DATA, Site, filled, serving
from telegram import LONGEST, Telegram

MATTERMOST = 4000
"""Characters that the server here takes in a post."""

NAMES = ["Aine Rooke", "Mairi Todd", "Ewan Hale", "Samir Okoye", "Petra Holm", "Joost Lindqvist",
         "Ines Varga", "Tomas Reil", "Donal Reeve", "Clara Musk", "Idris Penn", "Hanna Voss"]  # fmt: skip
TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
MORE = {
    "en": "Divers from Esk, who had worked in three teams since dawn, said on Friday that ",
    "tail": "a sealed hatch below the car deck had been found open, ",
}


@pytest.fixture(scope="module")
def telegram(tmp_path_factory):
    """Telegram's API in the place of the real one."""
    with serving(Telegram(tmp_path_factory.mktemp("tls"))) as api:
        proxied = {"HTTPS_PROXY": api.base, "https_proxy": api.base, "NO_PROXY": "", "no_proxy": ""}
        with mock.patch.dict(os.environ, proxied):
            yield api


@pytest.fixture(scope="module")
def board():
    """A chat server that refuses what is too long."""
    with serving(Site()) as server:
        server.longest_post = MATTERMOST
        yield server


@pytest.fixture(scope="module")
def told(telegram, board, new_house):
    """Twelve developments told as digests on both channels, one of another story at once."""
    house = new_house()
    theirs = DATA / "digest-length"
    assert house.bring_file(theirs / "a.jsonl").code == 0
    (story,) = house.json("stories")
    chat = f"mmost://127.0.0.1:{board.server_port}/3ccdd113474722377935511fc85d3dd4"
    tgram = f"tgram://{TOKEN}/12345678/?verify=no"
    for name, channel in (("board digest", chat), ("telegram digest", tgram)):
        house.json(
            "track",
            "--story",
            story["id"],
            "--digest",
            "07:30",
            "--name",
            name,
            "--channel",
            channel,
        )
    house.json("track", "--story", story["id"], "--name", "at once", "--channel", tgram)
    assert house.bring_file(theirs / "b.jsonl").code == 0
    house.digest_hour()
    done = house("run")
    assert done.code == 0, done.err[-500:]
    return house


def alerts(house, name):
    return house.sql(
        "SELECT alerts.id, alerts.state, alerts.text FROM alerts "
        f"JOIN tracks ON tracks.id = alerts.track_id WHERE tracks.name = '{name}'"
    )


def test_the_digests_have_what_it_takes(told):
    """Else the other tests here say nothing."""
    for name in ("board digest", "telegram digest"):
        rows = alerts(told, name)
        assert len(rows) > 6 and sum(len(row["text"]) for row in rows) > LONGEST


@pytest.mark.parametrize("name", ["board digest", "telegram digest", "at once"])
def test_every_alert_is_delivered(told, name):
    assert {row["state"] for row in alerts(told, name)} == {"delivered"}


def test_a_digest_is_cut_between_developments(told, board):
    texts = [said["text"] for _, said in board.posts]
    assert len(texts) > 1
    whole = json.dumps(alerts(told, "board digest"), ensure_ascii=False)
    for name in (name for name in NAMES if name in whole):
        assert sum(f"{name}, who leads" in text for text in texts) == 1


def test_telegram_gets_every_development(told, telegram):
    whole = json.dumps(alerts(told, "telegram digest"), ensure_ascii=False)
    texts = "\n".join(said["text"] for _, said in telegram.posts)
    assert [name for name in NAMES if name in whole and name not in texts] == []


def test_a_single_development_longer_than_the_channel_takes_is_delivered(
    telegram, board, new_house
):
    house = new_house()
    first = json.loads(filled((DATA / "digest-length" / "a.jsonl").read_bytes(), ""))
    assert house.bring("first.jsonl", [first]).code == 0
    (story,) = house.json("stories")
    chat = f"mmost://127.0.0.1:{board.server_port}/3ccdd113474722377935511fc85d3dd4"
    house.json("track", "--story", story["id"], "--name", "long", "--channel", chat)
    sentence = MORE["en"] + MORE["tail"] * 120 + "and that 14 life rafts had failed to open."
    second = first | {"id": "long", "url": "https://esk.example/long", "outlet": "esk.example",
                      "title": "Kell ferry sinking: divers find open hatch, 14 rafts failed",
                      "text": f"{first['text']} {sentence}", "published": "{{iso:20}}"}  # fmt: skip
    assert house.bring("second.jsonl", [second]).code == 0
    done = house("run")
    assert done.code == 0, done.err[-500:]
    rows = alerts(house, "long")
    assert rows and {row["state"] for row in rows} == {"delivered"}
