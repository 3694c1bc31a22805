"""The one way to ask what a language brings: `load_language("en").dates.months`.

load_language(code)   -> Language, of `data/CODE/*.toml`
load_pages()          -> Pages, of all languages together: a page's is not known yet
load_scripts()        -> Scripts, likewise
load_currencies()     -> Currencies, which are marked alike in all
load_outlets()        -> Outlets, the same whatever language cites them
alternatives, any_of, filled  -> expressions made of these lists
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from pipeline.language.records import Currencies, Language, Outlets, Pages, Scripts

ENGLISH = "en"
ALL = "mul"
"""ISO 639-2's code for several languages at once."""

DATA: Traversable = files("pipeline.language").joinpath("data")

_Record = TypeVar("_Record")
_NEVER = "(?!)"


@cache
def languages() -> frozenset[str]:
    """Codes of the languages that have a data folder."""
    return frozenset(folder.name for folder in DATA.iterdir() if folder.is_dir()) - {ALL}


def load_language(code: str = ENGLISH) -> Language:
    """What a language brings, read once; English for a language without a folder.

    Args:
        code: ISO 639-1, lower case; anything else, "" too, gives English.

    Raises:
        ValueError: A data file lacks a key, has one too many, or a value of another type; the
            message names the file.
    """
    return _load(code if code in languages() else ENGLISH)


@cache
def _load(code: str) -> Language:
    parts = get_type_hints(Language)
    del parts["code"]
    return Language(code=code, **{name: _read(code, name, kind) for name, kind in parts.items()})


@cache
def load_pages() -> Pages:
    """Phrases of pages in all languages; raises `ValueError` as `load_language` does."""
    return _read(ALL, "pages", Pages)


@cache
def load_scripts() -> Scripts:
    """Which scripts write no blanks; raises `ValueError` as `load_language` does."""
    return _read(ALL, "scripts", Scripts)


@cache
def load_currencies() -> Currencies:
    """Signs and codes of money; raises `ValueError` as `load_language` does."""
    return _read(ALL, "currencies", Currencies)


@cache
def load_outlets() -> Outlets:
    """Outlets and agencies of all languages; raises `ValueError` as `load_language` does."""
    return _read(ALL, "outlets", Outlets)


def _read(code: str, name: str, kind: type[_Record]) -> _Record:
    """A record from its file in the language's folder, or else in English's."""
    own = DATA / code / f"{name}.toml"
    path = own if own.is_file() else DATA / ENGLISH / f"{name}.toml"
    try:
        return _record(kind, tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise ValueError(f"language data {code}/{name}.toml: {error}") from error


def _record(kind: type[_Record], table: Mapping[str, Any]) -> _Record:
    hints = get_type_hints(kind)
    if unknown := table.keys() - hints.keys():
        raise TypeError(f"unknown keys {sorted(unknown)}")
    given = [f.name for f in fields(kind) if f.name in table]  # type: ignore[arg-type]
    return kind(**{name: _value(hints[name], table[name]) for name in given})


def _value(kind: Any, value: Any) -> Any:
    """A TOML value as a field's type: a text is words between blanks, a list phrases."""
    if is_dataclass(kind):
        return _record(kind, value)  # type: ignore[arg-type]
    origin = get_origin(kind)
    if origin in (tuple, frozenset):
        return origin(value.split() if isinstance(value, str) else value)
    if origin is Mapping:
        inner = get_args(kind)[1]
        return {key: _value(inner, entry) for key, entry in value.items()}
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def alternatives(words: Iterable[str]) -> str:
    """Expression of any of some plain words or phrases, the longest first; of none, no match."""
    return any_of(map(re.escape, sorted(words, key=len, reverse=True)))


def any_of(expressions: Iterable[str]) -> str:
    """Expression of any of some expressions, tried in their order; of none, one without match."""
    return "|".join(expressions) or _NEVER


def filled(expression: str, **parts: str) -> str:
    """An expression with each "{name}" that `parts` gives put in; other braces stay."""
    for name, part in parts.items():
        expression = expression.replace("{" + name + "}", part)
    return expression
