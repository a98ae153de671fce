"""The locks: everything pinned and checked by hash, and nothing of the machine that wrote them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import regex
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements.lock"
LOCKS = [REQUIREMENTS, *sorted((ROOT / "locks").glob("*.lock"))]
every_lock = pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)

# One package: its name and markers to the first hash, then hashes, one a line.
PIN = regex.compile(
    r"^(?P<requirement>[^\s#][^\\\n]*+)(?P<hashes>(?:\\\n[ ]++--hash=[^\s\\]++[ ]*+)*+)", regex.M
)
SHA256 = regex.compile(r"--hash=sha256:[0-9a-f]{64}(?![0-9a-f])")


def pins(lock: Path) -> list[tuple[Requirement, int]]:
    """Each requirement of a lock with the number of its hashes."""
    return [
        (Requirement(found["requirement"].strip()), len(SHA256.findall(found["hashes"])))
        for found in PIN.finditer(lock.read_text(encoding="utf-8"))
    ]


def declared() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


@every_lock
def test_every_package_is_pinned_with_hashes(lock: Path) -> None:
    found = pins(lock)
    assert found
    for requirement, hashes in found:
        assert [s.operator for s in requirement.specifier] == ["=="], requirement
        assert hashes > 0, requirement
        assert requirement.url is None, requirement


@every_lock
def test_no_address_and_no_path_of_a_machine(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    telling = (
        "://",
        "--index-url",
        "--extra-index-url",
        "--find-links",
        "--trusted-host",
        "/home/",
    )
    assert not [piece for piece in telling if piece in text]
    absolute = regex.compile(r"(?<=[\s=])/(?!\s)")
    assert not absolute.search(text)


@every_lock
def test_locks_of_groups_agree_with_the_main_lock(lock: Path) -> None:
    def versions(path: Path) -> dict[str, set[str]]:
        by_name: dict[str, set[str]] = {}
        for requirement, _ in pins(path):
            by_name.setdefault(requirement.name, set()).add(str(requirement.specifier))
        return by_name

    main = versions(REQUIREMENTS)
    for name, pinned in versions(lock).items():
        assert pinned <= main.get(name, pinned), name


def test_all_that_pyproject_asks_for_is_locked() -> None:
    project = declared()["project"]
    asked = [*project["dependencies"], *declared()["dependency-groups"]["test"]]
    for extra in ("dask", "s3"):
        asked += project["optional-dependencies"][extra]
    locked = {canonicalize_name(requirement.name) for requirement, _ in pins(REQUIREMENTS)}
    assert not [name for name in asked if canonicalize_name(Requirement(name).name) not in locked]


@pytest.mark.parametrize(
    "group", [name for name in declared()["dependency-groups"] if name != "test"]
)
def test_every_group_has_its_lock(group: str) -> None:
    locked = {canonicalize_name(r.name) for r, _ in pins(ROOT / "locks" / f"{group}.lock")}
    asked = declared()["dependency-groups"][group]
    assert {canonicalize_name(Requirement(text).name) for text in asked} <= locked


def test_locked_versions_satisfy_pyproject() -> None:
    versions = {canonicalize_name(r.name): r.specifier for r, _ in pins(REQUIREMENTS)}
    for text in declared()["project"]["dependencies"]:
        requirement = Requirement(text)
        pinned = str(versions[canonicalize_name(requirement.name)]).removeprefix("==")
        assert requirement.specifier.contains(pinned, prereleases=True), text
