"""The API's document, made from the records that the pages answer with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from pydantic import TypeAdapter

from flows.web.actions import Action
from flows.web.page import Page

REFERENCE = "#/components/schemas/{model}"

PROBLEM = {
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}
"""What is answered instead of a record: one line."""


def openapi_document(pages: Sequence[Page], actions: Sequence[Action]) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of the pages' JSON and of the forms."""
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    for page in pages:
        paths[f"{page.path}.json"] = {"get": _reading(page, schemas)}
        if page.feed:
            paths[f"{page.path}.atom"] = {"get": _feed_reading(page, schemas)}
    for action in actions:
        paths[action.path] = {"post": _writing(action, schemas)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "newsthread", "version": version("newsthread")},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _reading(page: Page, schemas: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": _schema(page.record, schemas)}}
    return {
        "operationId": page.record.__name__,
        "summary": page.summary,
        "parameters": _parameters(page, schemas),
        "responses": {"200": {"description": page.summary, "content": content}} | _problems(),
    }


def _feed_reading(page: Page, schemas: dict[str, Any]) -> dict[str, Any]:
    content = {"application/atom+xml": {"schema": {"type": "string"}}}
    return {
        "operationId": f"{page.record.__name__}Feed",
        "summary": f"{page.summary}, as an Atom feed",
        "parameters": _parameters(page, schemas),
        "responses": {"200": {"description": "Atom 1.0", "content": content}} | _problems(),
    }


def _writing(action: Action, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = _resolved(_schema(action.form, schemas), schemas)
    in_path = re.findall(r"{(\w+)}", action.path)
    fields = {k: v for k, v in schema["properties"].items() if k not in in_path}
    required = [name for name in schema.get("required", ()) if name not in in_path]
    kind = "application/x-www-form-urlencoded"
    if any(field.get("format") == "binary" for field in fields.values()):
        kind = "multipart/form-data"
    body = {"type": "object", "properties": fields, "required": required}
    return {
        "operationId": action.do.__name__,
        "summary": action.summary,
        "parameters": [_path_parameter(name) for name in in_path],
        "requestBody": {"required": bool(required), "content": {kind: {"schema": body}}},
        "responses": {"303": {"description": "To the page that shows it"}} | _problems(),
    }


def _parameters(page: Page, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    schema = _resolved(_schema(page.query, schemas), schemas)
    in_path = re.findall(r"{(\w+)}", page.path)
    return [_path_parameter(name) for name in in_path] + [
        {"name": name, "in": "query", "required": False, "schema": field}
        for name, field in schema.get("properties", {}).items()
        if name not in in_path
    ]


def _path_parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _schema(record: type, schemas: dict[str, Any]) -> dict[str, Any]:
    """Give the record's schema as a reference; what it is made of is put into `schemas`."""
    made = TypeAdapter(record).json_schema(ref_template=REFERENCE, mode="serialization")
    schemas |= made.pop("$defs", {})
    if "$ref" not in made:
        schemas[record.__name__] = made
    return {"$ref": REFERENCE.format(model=record.__name__)}


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name = schema["$ref"].rpartition("/")[2]
    found: dict[str, Any] = schemas[name]
    return found


def _problems() -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": REFERENCE.format(model="Problem")}}}
    words = {
        "400": "A value cannot be used; the answer names it",
        "401": "The token is wanted",
        "403": "A write from another site",
        "404": "There is no such thing",
        "405": "Another method is wanted",
        "413": "Too much",
        "503": "A cycle holds the warehouse; try again",
    }
    return {code: {"description": text, "content": content} for code, text in words.items()}
