"""The API keeps its document: whatever is asked by it, no answer is a fault of ours."""

import os
import re
import shutil
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, settings
from pydantic import TypeAdapter
from starlette.testclient import TestClient
from webworld import site_of

from flows.web import channel_actions
from flows.web.actions import ACTIONS
from flows.web.app import PAGES, build_app
from flows.web.openapi import openapi_document

schemathesis = pytest.importorskip("schemathesis", reason="no schemathesis: pip install it")

EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "3"))
"""Questions of each kind; more for an evening's attack."""

# Left out: the forms of channels, which would send messages.
SILENT = [action for action in ACTIONS if action.do.__module__ != channel_actions.__name__]
DOCUMENT = openapi_document(PAGES, SILENT)
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
RECORDS = {page.record.__name__: page.record for page in PAGES}


@pytest.fixture(scope="module")
def client(built_world, tmp_path_factory):
    folder = shutil.copytree(built_world, tmp_path_factory.mktemp("openapi") / "house")
    return TestClient(
        build_app(site_of(folder)), base_url="http://127.0.0.1", raise_server_exceptions=False
    )


@SCHEMA.parametrize()
@settings(
    max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=True, deadline=None
)
def test_no_answer_is_a_fault_and_each_is_as_described(case, client):
    answer = client.request(case.method, **request_of(case), follow_redirects=False)
    assert answer.status_code < 500, (case, answer.text)
    described = DOCUMENT["paths"][case.path].get(case.method.lower())
    if described is None:
        assert answer.status_code in {200, 303, 400, 404, 405}, "a method that nobody promised"
        return
    assert str(answer.status_code) in {*described["responses"], "303"}, (case, answer.text)
    if answer.status_code == 200 and case.path.endswith(".json"):
        content = described["responses"]["200"]["content"]["application/json"]
        name = content["schema"]["$ref"].rpartition("/")[2]
        TypeAdapter(RECORDS[name]).validate_json(answer.content)


def request_of(case):
    """What the case asks, as the client sends it; what would take long or reach out left out."""
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe="", errors="replace"))
    query = dict(case.query or {})
    query |= {"mode": "words"} if query.get("mode") in ("both", "meaning") else {}
    query.pop("site", None)
    request = {"url": path, "params": query, "headers": {"accept": "application/json"}}
    body = case.body if isinstance(case.body, dict) else {}
    if "file" in body:
        value = body["file"]
        content = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
        return request | {"files": {"file": ("list", content)}}
    return request | {"data": {name: form_value(value) for name, value in body.items()}}


def form_value(value):
    return re.sub("[\ud800-\udfff]", "?", "" if value is None else str(value))
