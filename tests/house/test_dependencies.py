"""What is declared is used, and what is used is declared."""

from __future__ import annotations

import ast
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("flows", "extractors", "schemas")

NOT_IMPORTED = {
    "fastapi": "held to versions that Prefect's server and client agree over",
    "sqlalchemy": "held to versions with which Prefect's server schedules runs",
    "pandas": "what the tables are read with: Arrow hands them over",
}


def declared(extra: str | None = None) -> list[str]:
    """The distributions that the project depends on, or one of its extras."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    texts = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [canonicalize_name(Requirement(text).name) for text in texts]


@cache
def imported() -> dict[str, str]:
    """The distributions that the packages import, each with a module that does."""
    distributions = packages_distributions()
    found: dict[str, str] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                else:
                    continue
                for name in names:
                    top = name.partition(".")[0]
                    if top not in sys.stdlib_module_names and top not in PACKAGES:
                        for distribution in distributions.get(top, [top])[:1]:
                            where = path.relative_to(ROOT).as_posix()
                            found.setdefault(canonicalize_name(distribution), where)
    return found


@pytest.mark.parametrize("name", [name for name in declared() if name not in NOT_IMPORTED])
def test_what_is_declared_is_used(name: str) -> None:
    assert name in imported()


def test_what_is_used_is_declared() -> None:
    of_extras = dict.fromkeys(declared("dask"), "flows/cluster.py")
    undeclared = {name: path for name, path in imported().items() if name not in declared()}
    assert undeclared == of_extras
