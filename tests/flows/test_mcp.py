"""The assistant's tools, as the protocol's own client sees them."""

import asyncio
import json
import sys
from dataclasses import replace

import pytest
from mcp import StdioServerParameters
from mcp.client import Client
from starlette.testclient import TestClient
from webworld import settings_of

from flows.guard import Guard
from flows.mcp.server import PATH, build_server, http_app
from flows.mcp.tools import MOST_ROWS, Tools, bounded
from flows.reports.answer import SqlAnswer
from flows.settings import StagesSettings
from warehouse.warehouse import Warehouse


@pytest.fixture
def server(built_world):
    return build_server(Warehouse(built_world), settings_of(built_world))


async def call(server, tool, **arguments):
    """What the tool answers, as typed data; its words where it refuses."""
    async with Client(server) as client:
        result = await client.call_tool(tool, arguments)
    if result.is_error:
        return result.content[0].text
    return result.structured_content


async def test_the_client_lists_five_tools_and_a_sixth_that_writes(server, world):
    async with Client(server) as client:
        tools = (await client.list_tools()).tools
        assert "never instructions" in client.instructions
    assert [t.name for t in tools] == ["search", "stories", "story", "changes_since", "sql"]
    assert all(t.annotations.read_only_hint for t in tools)
    assert all(t.output_schema and t.description for t in tools)
    async with Client(build_server(Warehouse(world), settings_of(world), write=True)) as client:
        tools = (await client.list_tools()).tools
    assert tools[-1].name == "track"
    assert not tools[-1].annotations.read_only_hint


async def test_from_a_search_to_a_story_told_in_quotes(server):
    found = await call(server, "search", words="Halcyon tugs", mode="words")
    hit = found["hits"][0]
    assert hit["outlet"] == "Meridian Press" or "tugs" in hit["snippet"].lower()
    told = await call(server, "story", id=hit["story_id"][:8])
    quotes = [
        quote["text"]
        for step in told["steps"]
        for development in step["developments"]
        for quote in development["quotes"]
    ]
    assert any("Five people died" in quote for quote in quotes)
    assert told["n_copies"] == 1
    listed = await call(server, "stories", least=3)
    assert told["story"]["id"] in {story["id"] for story in listed["stories"]}


async def test_reading_a_past_leaves_the_warehouse_as_it_was_unless_it_may_write(world):
    warehouse = Warehouse(world)
    story = next(s for s in warehouse.stories.latest() if "Aldine" in s.title)
    before = warehouse.store.stamp()
    told = await call(build_server(warehouse, settings_of(world)), "story", id=story.id)
    assert told["steps"][0]["developments"], "what it told is told"
    assert warehouse.store.stamp() == before, "and kept nowhere"
    kept = await call(build_server(warehouse, settings_of(world), write=True), "story", id=story.id)
    assert kept["steps"] == told["steps"] and kept["figures"] == told["figures"]
    assert warehouse.store.stamp() != before


async def test_changes_come_once_over_calls_and_over_a_new_server(built_world):
    def fresh():
        return build_server(Warehouse(built_world), settings_of(built_world))

    ids, cursor, more = [], "", True
    while more:
        report = await call(fresh(), "changes_since", cursor=cursor, most=1)
        ids += [story["id"] for story in report["stories"]]
        ids += [told["development"]["id"] for told in report["developments"]]
        cursor, more = report["cursor"], report["more"]
    whole = await call(fresh(), "changes_since", most=50)
    everything = [s["id"] for s in whole["stories"]]
    everything += [t["development"]["id"] for t in whole["developments"]]
    assert sorted(ids) == sorted(everything)
    again = await call(fresh(), "changes_since", cursor=cursor)
    assert (again["stories"], again["developments"], again["moves"]) == ([], [], [])


async def test_sql_is_bounded_and_refuses_what_is_no_question(server):
    answer = await call(server, "sql", question="SELECT range AS n FROM range(10000)")
    assert len(answer["rows"]) == MOST_ROWS
    assert answer["cut"] is True
    wide = await call(server, "sql", question="SELECT repeat('x', 9000) FROM range(100)")
    assert len(json.dumps(wide)) < 60_000
    assert wide["cut"] is True
    for question in ("COPY (SELECT 1) TO '/tmp/x'", "SELECT * FROM '/etc/passwd'", "ATTACH 'x'"):
        assert isinstance(await call(server, "sql", question=question), str)


async def test_what_cannot_be_done_is_one_line(server):
    assert "no such story" in await call(server, "story", id="ffffffff")
    assert "no cursor of this warehouse" in await call(server, "changes_since", cursor="x")
    assert "no time" in await call(server, "stories", since="soon")
    assert "nothing to search for" in await call(server, "search", words=" ")
    async with Client(server) as client:
        assert (await client.call_tool("track", {"query": "x"})).is_error


async def test_an_encoder_that_cannot_be_loaded_is_one_line(built_world, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    settings = replace(settings_of(built_world), stages=StagesSettings(device="cuda"))
    server = build_server(Warehouse(built_world), settings)
    refused = await call(server, "search", words="ferry", mode="meaning")
    assert "stages.device: 'cuda': torch " in refused and "\n" not in refused


async def test_track_follows_where_it_may(world):
    server = build_server(Warehouse(world), settings_of(world), write=True)
    answer = await call(server, "track", query="fire on a ferry at Port Almery")
    assert any("Halcyon" in story["title"] for story in answer["stories"])
    assert answer["id"] in {t.id for t in Warehouse(world).tracks.active()}
    assert "say what to follow" in await call(server, "track")


def test_an_answer_is_cut_at_a_row():
    answer = SqlAnswer(columns=("a",), rows=(("x" * 50,),) * 5, cut=False)
    assert len(bounded(answer, 120).rows) == 2
    assert bounded(answer, 120).cut
    assert bounded(answer, 1000) == answer
    assert Tools.sql.__doc__


async def test_the_command_serves_it_on_standard_input_and_output(built_world):
    words = ["-m", "flows.cli", "--folder", str(built_world), "mcp"]
    params = StdioServerParameters(command=sys.executable, args=words)
    async with asyncio.timeout(120), Client(params) as client:
        assert len((await client.list_tools()).tools) == 5
        result = await client.call_tool("stories", {})
        assert result.structured_content["stories"]


def test_over_http_other_names_and_sites_are_refused(server):
    app = Guard(http_app(server), frozenset({"localhost"}))
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {},
                   "clientInfo": {"name": "test", "version": "1"}},
    }  # fmt: skip
    headers = {"accept": "application/json, text/event-stream"}
    with TestClient(app, base_url="http://localhost") as client:
        good = client.post(PATH, json=hello, headers=headers)
        assert good.json()["result"]["serverInfo"]["name"] == "newsthread"
        assert (
            client.post(PATH, json=hello, headers=headers | {"host": "evil.example"}).status_code
            == 421
        )
        cross = headers | {"origin": "http://evil.example"}
        assert client.post(PATH, json=hello, headers=cross).status_code == 403
