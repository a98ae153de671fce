"""Thresholds for a whole run, from expectations.toml or a file of one's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from flows.errors import InputError

OF = ("read", "documents", "sentences", "quantities", "urls")
"""What a share may be a share of."""


@dataclass(frozen=True)
class Expectation:
    """Thresholds of one check; None never warns or never fails."""

    what: str
    warn: float | None
    fail: float | None
    least: int
    of: str = ""


@dataclass(frozen=True)
class Expectations:
    """The expectations of a deployment, by name of the check."""

    shares: Mapping[str, Expectation]
    drift: Mapping[str, Expectation]


def load(path: str | None = None) -> Expectations:
    """The shipped expectations, with what ``path`` states put over them.

    Raises InputError for a file that cannot be read, is no TOML, or names something unknown.
    """
    shipped = files("flows.validation").joinpath("expectations.toml").read_text("utf-8")
    tables = tomllib.loads(shipped)
    if path is not None:
        _put_over(tables, _read(Path(path)), path)
    try:
        return Expectations(
            shares={name: _expectation(name, table) for name, table in tables["shares"].items()},
            drift={name: _expectation(name, table) for name, table in tables["drift"].items()},
        )
    except ValueError as error:
        raise InputError(f"{path or 'expectations.toml'}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no TOML: {error}") from error


def _put_over(tables: dict[str, Any], own: Mapping[str, Any], path: str) -> None:
    for group, checks in own.items():
        if group not in tables or not isinstance(checks, dict):
            raise InputError(f"{path}: [{group}] is unknown; there are {', '.join(tables)}")
        for name, values in checks.items():
            if name not in tables[group] or not isinstance(values, dict):
                known = ", ".join(tables[group])
                raise InputError(f"{path}: [{group}.{name}] is unknown; there are {known}")
            tables[group][name].update(values)


def _expectation(name: str, table: Mapping[str, Any]) -> Expectation:
    foreign = set(table) - {"what", "of", "warn", "fail", "least"}
    if foreign:
        raise ValueError(f"{name}: {', '.join(sorted(foreign))} is unknown")
    if table.get("of", OF[0]) not in OF:
        raise ValueError(f"{name}: of = {table['of']!r} is none of {', '.join(OF)}")
    if not isinstance(table["what"], str) or not table["what"]:
        raise ValueError(f"{name}: what = {table['what']!r} is no text")
    least = table.get("least", 0)
    if not isinstance(least, int) or isinstance(least, bool) or least < 0:
        raise ValueError(f"{name}: least = {least!r} is no count")
    warn, fail = (_threshold(name, table, key) for key in ("warn", "fail"))
    if warn is not None and fail is not None and warn > fail:
        raise ValueError(f"{name}: warn = {warn} lies above fail = {fail}")
    return Expectation(table["what"], warn, fail, least, table.get("of", ""))


def _threshold(name: str, table: Mapping[str, Any], key: str) -> float | None:
    value = table.get(key, False)
    if value is False:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f"{name}: {key} = {value!r} is no number from 0 to 1")
    return float(value)
