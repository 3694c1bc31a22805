"""The house stays in order: every module is tested by name, and nothing grows past its limits.

The lists of exceptions may only shrink: an entry that is no longer needed fails here too.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("flows", "pipeline", "warehouse", "sampleworld")

MAX_PARAMETERS = 6
MAX_FUNCTION_LINES = 45
MAX_FILE_LINES = 350
BANNED_WORDS = {"helper", "helpers", "manager", "managers", "util", "utils"}

# Modules that no test and no bench imports by name: commands, which are tested as a user calls
# them, through the command line.
UNTESTED: set[str] = {
    "flows.commands.changes",
    "flows.commands.channels",
    "flows.commands.corrections",
    "flows.commands.decisions",
    "flows.commands.evaluation",
    "flows.commands.faces",
    "flows.commands.feeds",
    "flows.commands.files",
    "flows.commands.ids",
    "flows.commands.monitor",
    "flows.commands.options",
    "flows.commands.reports",
    "flows.commands.search",
    "flows.commands.subscriptions",
    "flows.commands.tracks",
}


@cache
def modules() -> dict[str, Path]:
    """Dotted name -> file, packages' `__init__` under the package's name."""
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(files)
    }


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """`path:name` and node of every function and method."""
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", node)
        for path in modules().values()
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def names_in(path: Path) -> set[str]:
    """Everything a file imports, in full, and every string, for modules started by their name."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    return names


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    a = node.args
    listed = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, (a.vararg, a.kwarg))]
    return sum(parameter.arg not in {"self", "cls"} for parameter in listed)


def is_command(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether its parameters are a command's options, which are as many as users need."""
    return name.startswith("flows/c") and any(
        isinstance(part, ast.Name) and part.id == "typer" for part in ast.walk(node.args)
    )


def check(offenders: set[str], excepted: set[str]) -> None:
    assert not offenders - excepted, "mend these"
    assert not excepted - offenders, "in order by now: take these off the list of exceptions"


def test_every_module_is_imported_by_a_test_or_a_bench():
    tests = [path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)]
    named = set().union(*(names_in(path) for path in tests))
    code = {name for name, path in modules().items() if path.name != "__init__.py"}
    check(code - named, UNTESTED)


def test_no_function_takes_more_than_six_parameters():
    wide = {n for n, f in functions() if parameters(f) > MAX_PARAMETERS and not is_command(n, f)}
    assert not wide


def test_no_function_and_no_file_is_too_long():
    long = {
        name
        for name, node in functions()
        if (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES and not is_command(name, node)
    }
    long |= {
        str(path.relative_to(ROOT))
        for path in modules().values()
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_FILE_LINES
    }
    assert not long


def test_no_name_says_utils_helper_or_manager():
    names = {name for name, _ in functions()} | set(modules())
    names |= {
        node.name
        for path in modules().values()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
    }
    words = {name: set(re.findall(r"[a-z]+|[A-Z][a-z]*", name)) for name in names}
    assert not [n for n, parts in words.items() if {p.lower() for p in parts} & BANNED_WORDS]


SQL = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.sql"))


@pytest.mark.parametrize("path", SQL, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_sql_file_holds_one_statement_under_a_comment(path):
    """A view's file also holds what DuckDB is told of its columns, as COMMENT ON statements."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith("-- "), "begin with what it is for"
    code = re.sub(r"--[^\n]*|'(?:[^']|'')*'", "", text)
    statements = [part.strip() for part in code.split(";") if part.strip()]
    assert len([part for part in statements if not part.startswith("COMMENT ON")]) == 1
