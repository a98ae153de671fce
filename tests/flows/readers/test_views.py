"""The plain views: which stay, for how long, and what a reader holds of one."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from flows import publish
from schemas import TABLES
from tests.flows.left import document, leave


def views(out: Path) -> list[str]:
    return sorted(path.name for path in (out / ".paperfacts" / "views").iterdir())


def files(out: Path) -> set[str]:
    return {path.name for path in (out / "quantities").iterdir()}


def age(out: Path, run_id: str, seconds: float) -> None:
    """Have a view be older than it is."""
    then = time.time() - seconds
    os.utime(out / ".paperfacts" / "views" / run_id, (then, then))


def test_a_view_stays_for_an_hour_after_another_took_its_place(tmp_path: Path) -> None:
    for n in range(4):
        leave(tmp_path, f"run-{n}", [document("a", f"Trained on {n + 2} GPUs.")])
    assert views(tmp_path) == ["run-0", "run-1", "run-2", "run-3"]
    age(tmp_path, "run-0", 90_000)
    age(tmp_path, "run-1", 4_000)
    age(tmp_path, "run-2", 3_000)
    leave(tmp_path, "run-4", [document("a", "Trained on 9 GPUs.")])
    left = ["run-1", "run-2", "run-3", "run-4"]
    assert views(tmp_path) == left, "run-1 was the present one an hour ago"


def test_the_present_view_stays_however_old(tmp_path: Path) -> None:
    leave(tmp_path, "run-0", [document("a", "Trained on 2 GPUs.")])
    age(tmp_path, "run-0", 1_000_000)
    leave(tmp_path, "run-1", [document("a", "Trained on 3 GPUs.")])
    assert views(tmp_path) == ["run-0", "run-1"]
    age(tmp_path, "run-0", 1_000_000)
    age(tmp_path, "run-1", -1_000_000)
    leave(tmp_path, "run-2", [document("a", "Trained on 4 GPUs.")])
    assert "run-2" in views(tmp_path), "whatever the clock said when others were made"


def test_a_view_keeps_the_files_that_were_replaced(tmp_path: Path) -> None:
    leave(tmp_path, "run-0", [document("a", "Trained on 2 GPUs.")])
    folder = (tmp_path / "quantities").resolve()
    listed = {path: path.read_bytes() for path in folder.iterdir()}
    for n in range(1, 4):
        leave(tmp_path, f"run-{n}", [document("a", f"Trained on {n + 2} GPUs.")])
    assert {path: path.read_bytes() for path in folder.iterdir()} == listed
    assert not {path.name for path in listed} & files(tmp_path)


def test_a_reader_of_delta_has_an_hour_too_without_any_history(tmp_path: Path) -> None:
    leave(tmp_path, "run-0", [document("a", "Trained on 2 GPUs.")], retain_days=0)
    before = DeltaTable(tmp_path / "delta" / "quantities")
    leave(tmp_path, "run-1", [document("a", "Trained on 3 GPUs.")], retain_days=0)
    assert before.to_pyarrow_table()["low"].to_pylist() == [2]


def test_an_empty_table_has_its_columns_and_no_row_group(tmp_path: Path) -> None:
    leave(tmp_path, "run-0", [document("a", "Trained on 2 GPUs.")])
    (file,) = (tmp_path / "rejects").iterdir()
    assert pq.read_metadata(file).num_row_groups == 0
    assert pq.read_schema(file).equals(TABLES["rejects"].arrow_schema, check_metadata=True)


def test_a_view_that_stands_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publisher died after the rename; the next one completes its run while readers are at it."""

    def die(name: str) -> None:
        if name == "view-switched":
            raise InterruptedError

    with monkeypatch.context() as patched:
        patched.setattr(publish, "failpoint", die)
        with pytest.raises(InterruptedError):
            leave(tmp_path, "run-0", [document("a", "Trained on 2 GPUs.")])
    folders = {name: (tmp_path / name).stat().st_ino for name in TABLES}
    present = files(tmp_path)
    leave(tmp_path, "run-1", [])
    assert {name: (tmp_path / name).stat().st_ino for name in TABLES} == folders
    assert files(tmp_path) == present
    assert not (tmp_path / ".paperfacts" / "staging" / "run-0").exists()


def test_the_first_run_shows_all_tables_at_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(name: str) -> None:
        seen.append((name, sum((tmp_path / table).exists() for table in TABLES)))

    monkeypatch.setattr(publish, "failpoint", look)
    leave(tmp_path, "run-0", [document("a", "Trained on 2 GPUs.")])
    assert [count for _, count in seen] == [0] * (len(seen) - 1) + [len(TABLES)]
    assert seen[-1][0] == "view-switched"
