"""Requests that want what they may not have: seeded, endless, a kind after the other."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from flows.web.actions import ACTIONS
from flows.web.app import PAGES
from tests.fuzz.nasty import ALL

REACHING = (
    "COPY (SELECT 1) TO '{folder}/stolen.csv'",
    "COPY articles TO '{folder}/public/stolen.parquet'",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/stolen.csv'",
    "ATTACH '{folder}/news.duckdb' AS news",
    "ATTACH ':memory:' AS m",
    "LOAD '{folder}/evil.duckdb_extension'",
    "INSTALL httpfs",
    "SELECT * FROM read_text('/etc/hosts')",
    "SELECT * FROM read_blob('{folder}/news.duckdb')",
    "SELECT * FROM read_text('{folder}/public/../newsthread.toml')",
    "SELECT * FROM '{folder}/news.duckdb'",
    "SELECT * FROM glob('/**')",
    "SELECT * FROM read_csv('http://127.0.0.1:1/x')",
    "SELECT getenv('HOME')",
    "SELECT 1; SET enable_external_access = true",
    "SET lock_configuration = false",
    "PRAGMA database_list; DROP VIEW articles",
    "CREATE OR REPLACE VIEW articles AS SELECT 1",
    "INSERT INTO articles SELECT * FROM articles",
    "CALL pragma_version()",
    "EXPORT DATABASE '{folder}/out'",
    "SELECT * FROM query('ATTACH ''{folder}/x''')",
    "FROM sniff_csv('/etc/passwd')",
    "FROM parquet_metadata('/etc/passwd')",
)
"""Questions in SQL that reach for files, settings or the views themselves."""

BOMBS = (
    "SELECT count(*) FROM range(10000000000000)",
    "SELECT repeat('x', 2000000000) FROM range(100)",
    "SELECT repeat('x', 300000000)",
    "SELECT repeat('x', 1000000) FROM range(500)",
    "SELECT range(50000000)",
    "WITH RECURSIVE r(s) AS (SELECT 'x' UNION ALL SELECT s || s FROM r) SELECT length(s) FROM r",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
    "SELECT count(DISTINCT a.title || b.title || c.title) FROM articles a, articles b, articles c",
    "SELECT string_agg(a.text, b.text) FROM articles a, articles b, articles c",
    "SELECT regexp_matches(repeat('a', 30000000), '(a*)*(a*)*(a*)*b')",
    "SELECT " + ", ".join(["NULL"] * 9000) + " FROM range(500)",
    "SELECT * FROM range(1000000000) a, range(1000000000) b ORDER BY hash(a.range, b.range)",
    "SELECT levenshtein(repeat('a', 400000), repeat('b', 400000))",
    "SELECT " + "(" * 5000 + "1" + ")" * 5000,
)
"""Questions that want all memory, or all time, or an answer that nothing holds."""

NASTY = (
    *ALL,
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "[click](javascript:alert(1))",
    "../../../etc/passwd",
    "' OR 1=1; DROP TABLE articles; --",
    "%",
    "_" * 40,
)
"""Values for forms, addresses and tools."""

FOREIGN = (
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:1"},
    {"host": "evil.example"},
    {"host": "127.0.0.1.evil.example"},
    {"host": "10.0.0.1"},
)
"""Headers of a page that is not ours, and of a name that was bent to this address."""

TOOLS = ("search", "stories", "story", "changes_since", "sql", "track", "none")
ARGUMENTS = ("words", "since", "until", "lang", "mode", "least", "most", "id", "cursor", "question")


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request, and to which of the servers."""

    kind: str
    server: str  # "read", "written" or "mcp"
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    refused: bool = False  # what wants it is refused, or was cut


def make_request(chance: random.Random, folder: str) -> Hostile:
    """Give the next request; `folder`: that of the warehouse, which it reaches for."""
    return chance.choice(MAKERS)(chance, folder)


def sql_request(kind: str, question: str, suffix: str = ".json", **given: bool) -> Hostile:
    """Give a question in SQL to the page."""
    return Hostile(kind, "read", "GET", f"/ask{suffix}?{urlencode({'sql': question})}", **given)


def _sql(chance: random.Random, folder: str) -> Hostile:
    question = chance.choice(REACHING).replace("{folder}", folder)
    return sql_request("sql reaching", question, refused=True)


def _bomb(chance: random.Random, _folder: str) -> Hostile:
    return sql_request("sql bomb", chance.choice(BOMBS), chance.choice((".json", ".csv", "")))


def _tool_sql(chance: random.Random, folder: str) -> Hostile:
    question = chance.choice(REACHING + BOMBS[:9]).replace("{folder}", folder)
    return _call("mcp sql", "sql", {"question": question})


def _tool(chance: random.Random, _folder: str) -> Hostile:
    names = chance.sample(ARGUMENTS, chance.randint(0, 4))
    values: list[object] = [*NASTY, -1, 10**30, None, [], {}, True, 1e300]
    arguments = {name: chance.choice(values) for name in names} | {"mode": "words"}
    return _call("mcp tool", chance.choice(TOOLS), arguments)


def _call(kind: str, tool: str, arguments: dict[str, object]) -> Hostile:
    message = {
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }  # fmt: skip
    headers = {
        "accept": "application/json, text/event-stream", "content-type": "application/json",
        "mcp-protocol-version": "2025-06-18",
    }  # fmt: skip
    return Hostile(kind, "mcp", "POST", "/mcp", headers, json.dumps(message).encode())


def _address(chance: random.Random, _folder: str) -> Hostile:
    page = chance.choice(PAGES)
    path = page.path
    for name in ("id", "story"):
        path = path.replace(f"{{{name}}}", _quoted(chance.choice(NASTY)) or "x")
    fields = [n for n in page.query.__dataclass_fields__ if n not in ("id", "site", "mode", "sql")]
    query = {name: _whole(chance.choice(NASTY)) for name in fields if chance.random() < 0.5}
    query |= {"mode": "words", "notice": _whole(chance.choice(NASTY))}
    path += chance.choice(("", ".json", ".atom", "/feed.json", ".."))
    return Hostile("address", "read", "GET", f"{path}?{urlencode(query)}")


def _form(chance: random.Random, _folder: str) -> Hostile:
    action = chance.choice([a for a in ACTIONS if not a.path.startswith("/channels")])
    path = action.path.replace("{id}", _quoted(chance.choice(NASTY)) or "x")
    values = {
        name: _whole(chance.choice(NASTY))
        for name in action.form.__dataclass_fields__  # type: ignore[attr-defined]
        if chance.random() < 0.8
    }
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return Hostile("form", "written", "POST", path, kind, urlencode(values).encode())


def _foreign(chance: random.Random, _folder: str) -> Hostile:
    path = chance.choice(("/tracks", "/feeds", "/seen", "/feeds/x/remove", "/decisions/merge"))
    body = urlencode({"query": "evil", "url": "http://evil.example/feed"}).encode()
    headers = {"content-type": "application/x-www-form-urlencoded", **chance.choice(FOREIGN)}
    return Hostile("foreign", chance.choice(("read", "mcp")), "POST", path, headers, body, True)


def _quoted(text: str) -> str:
    return quote(_whole(text), safe="")[:3000]


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:3000]


MAKERS = (_sql, _sql, _bomb, _tool_sql, _tool, _address, _address, _form, _form, _foreign)
