"""Files that several write, list and remove at the same moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from flows import store


@pytest.fixture(params=["disk", "store"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A folder with a file in it, on a file system or in a store."""
    address = str(tmp_path / "lab") if request.param == "disk" else "memory://lab"
    store.write_bytes(f"{address}/a/file", b"1")
    yield f"{address}/a"
    store.remove(address)


def test_a_folder_that_is_gone_has_no_names_and_can_be_removed(folder: str) -> None:
    assert store.names(folder) == ["file"]
    store.remove(folder)
    assert store.names(folder) == []
    store.remove(folder)


def test_a_folder_that_goes_just_before_it_is_listed_has_no_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Path.iterdir

    def a_moment_later(folder: Path) -> Iterator[Path]:
        shutil.rmtree(folder)
        return look(folder)

    (tmp_path / "run").mkdir()
    monkeypatch.setattr(Path, "iterdir", a_moment_later)
    assert store.names(str(tmp_path / "run")) == []


def test_two_writers_of_one_file_in_one_process(tmp_path: Path) -> None:
    address = str(tmp_path / "file")

    def slowly(file: BinaryIO) -> None:
        file.write(b"of the first ")
        store.write_bytes(address, b"of the second")
        file.write(b"alone")

    assert store.write(address, slowly) == len(b"of the first alone")
    assert Path(address).read_bytes() == b"of the first alone"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
