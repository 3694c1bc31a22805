"""Hostile questions to the page and to the assistant's tool, over real loopback and real pipes:
refused or cut, with no file touched and the server as it was."""

import asyncio
import hashlib
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
import uvicorn
from mcp import StdioServerParameters
from mcp.client import Client
from webworld import site_of

from flows.reports import answer as answering
from flows.web.app import build_app

REACHING = [
    "COPY (SELECT 1) TO '{folder}/stolen.csv'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/stolen.csv'",
    "ATTACH '{folder}/other.duckdb'",
    "ATTACH ':memory:' AS m",
    "LOAD '{folder}/evil.duckdb_extension'",
    "SELECT * FROM read_text('/etc/hosts')",
    "SELECT * FROM read_blob('{folder}/news.duckdb')",
    "SELECT * FROM read_text('{folder}/public/../news.duckdb')",
    "SELECT * FROM '{folder}/news.duckdb'",
    "SELECT * FROM read_csv('http://127.0.0.1:1/x')",
    "SELECT getenv('HOME')",
    "SELECT 1; SET enable_external_access = true",
    "CREATE OR REPLACE VIEW articles AS SELECT 1",
    "SELECT * FROM query('ATTACH ''{folder}/x''')",
]
BOMBS = [
    "SELECT count(*) FROM range(10000000000000)",
    "SELECT repeat('x', 2000000000) FROM range(100)",
    "SELECT repeat('x', 300000000)",
    "SELECT " + ", ".join(["NULL"] * 2000) + " FROM range(500)",
    "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM r) SELECT length(s) FROM r",
]
DEEP = "SELECT " + "(" * 5000 + "1" + ")" * 5000  # refused or answered, as the parser has room


@pytest.fixture
def address(built_world):
    server = uvicorn.Server(uvicorn.Config(build_app(site_of(built_world)), log_level="error",
                                           port=0))  # fmt: skip
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


def asked(address, question):
    query = urllib.parse.urlencode({"sql": question})
    with urllib.request.urlopen(f"{address}/ask.json?{query}", timeout=60) as answer:
        return json.load(answer)


def sums(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_page_refuses_or_cuts_hostile_questions(address, built_world, monkeypatch):
    before = sums(built_world)
    for questions, seconds in ((REACHING, 30.0), (BOMBS, 1.0)):
        monkeypatch.setattr(answering, "SECONDS", seconds)
        for question in questions:
            page = asked(address, question.replace("{folder}", str(built_world)))
            assert page["answer"] is None, question
            assert page["problem"] and "\n" not in page["problem"], question
            assert "Traceback" not in page["problem"]
            assert questions is BOMBS or "took over" not in page["problem"], question
    monkeypatch.setattr(answering, "SECONDS", 30.0)
    assert asked(address, DEEP)
    assert asked(address, "SELECT 1 AS n")["answer"]["rows"] == [[1]]
    assert sums(built_world) == before
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{address}/nothing")


def test_many_bombs_at_once_leave_room_for_everybody_else(address, monkeypatch):
    monkeypatch.setattr(answering, "SECONDS", 2.0)
    problems = []
    threads = [
        threading.Thread(target=lambda: problems.append(asked(address, BOMBS[0])["problem"]))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    with urllib.request.urlopen(f"{address}/today", timeout=60) as page:
        assert page.status == 200
    for thread in threads:
        thread.join()
    assert sum("other questions are being answered" in problem for problem in problems) >= 14
    monkeypatch.setattr(answering, "SECONDS", 30.0)
    assert asked(address, "SELECT 1 AS n")["answer"]["rows"] == [[1]]


async def test_the_assistants_tool_refuses_or_cuts_them_too(built_world):
    before = sums(built_world)
    words = ["-m", "flows.cli", "--folder", str(built_world), "mcp"]
    params = StdioServerParameters(command=sys.executable, args=words)
    async with asyncio.timeout(120), Client(params) as client:
        for question in [*REACHING[:8], BOMBS[1]]:
            filled = question.replace("{folder}", str(built_world))
            result = await client.call_tool("sql", {"question": filled})
            assert result.is_error, question
            assert "Traceback" not in result.content[0].text
        result = await client.call_tool("sql", {"question": "SELECT 1 AS n"})
        assert result.structured_content["rows"] == [[1]]
    assert sums(built_world) == before
