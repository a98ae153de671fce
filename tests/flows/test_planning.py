"""Which files a dataset comes to have: few, however many runs have added a little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import planning
from flows.dataset import Dataset
from flows.validation.dataset import check_dataset
from schemas import TABLES, Reject
from tests.flows.left import document, leave


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    """The rows of the plain view, file by file."""
    return [row for path in files(out, table) for row in pq.ParquetFile(path).read().to_pylist()]


def files(out: Path, table: str) -> list[Path]:
    return sorted((out / table).glob("*.parquet"))


def runs_of(out: Path) -> dict[str, str]:
    """The run that each document comes from; it must be the same in all tables."""
    documents = rows(out, "documents")
    runs = {row["doc_id"]: row["run_id"] for row in documents}
    assert len(runs) == len(documents)
    for table in ("quantities", "sentences"):
        assert {row["doc_id"] for row in rows(out, table)} == runs.keys()
    for row in rows(out, "sentences"):
        if row["section"] == "abstract":
            assert runs[row["doc_id"]] in row["text"]
    return runs


def say(doc_id: str, run_id: str) -> Any:
    return document(doc_id, f"In {run_id} we trained on 64 GPUs.")


def test_nights_that_add_and_replace_a_little_leave_few_files(tmp_path: Path) -> None:
    expected = {}
    for night in range(40):
        run_id = f"night-{night:02}"
        brought = [f"new-{night:02}"] + [f"new-{night // 2:02}"] * (night > 0)
        leave(tmp_path, run_id, [say(doc_id, run_id) for doc_id in sorted(set(brought))])
        expected |= dict.fromkeys(brought, run_id)
        assert len(files(tmp_path, "documents")) <= planning.MOST_SMALL + 2
    assert runs_of(tmp_path) == expected
    merged = [path for path in files(tmp_path, "documents") if "-merged" in path.name]
    assert merged
    for path in merged:
        ids = pq.ParquetFile(path).read().column("doc_id").to_pylist()
        assert ids == sorted(ids)
    assert check_dataset(str(tmp_path)).counts == {}


def test_rejects_of_many_nights_become_one_file(tmp_path: Path) -> None:
    for night in range(planning.MOST_SMALL + 5):
        reject = Reject("in.jsonl", f"line {night % 9}", "broken_json", f"night {night}", "{")
        leave(tmp_path, f"night-{night:02}", [], [reject])
    found = {row["position"]: row["detail"] for row in rows(tmp_path, "rejects")}
    assert len(found) == len(rows(tmp_path, "rejects")) == 9
    assert found["line 2"] == "night 20"
    assert len(files(tmp_path, "rejects")) <= planning.MOST_SMALL + 1


def test_a_file_that_is_not_small_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "SMALL", 3)
    leave(tmp_path, "large", [say(f"large-{n}", "large") for n in range(3)])
    [large] = files(tmp_path, "documents")
    content = large.read_bytes()
    for night in range(planning.MOST_SMALL + 2):
        leave(tmp_path, f"night-{night:02}", [say(f"small-{night:02}", f"night-{night:02}")])
    left = {path.name: path for path in files(tmp_path, "documents")}
    assert left[large.name].read_bytes() == content
    assert len(left) == 3, "the large one, what was merged, and the last night's"


def test_what_is_pruned_does_not_come_back_with_a_merge(tmp_path: Path) -> None:
    for night in range(planning.MOST_SMALL + 3):
        leave(tmp_path, f"night-{night:02}", [say(f"of-{night:02}", f"night-{night:02}")])
    leave(tmp_path, "prune", [say("last", "prune")], keeps=lambda doc_id: doc_id > "of-05")
    assert sorted(runs_of(tmp_path)) == ["last", *(f"of-{n:02}" for n in range(6, 19))]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sets(st.integers(0, 12), max_size=4), min_size=1, max_size=12))
def test_each_document_is_the_last_run_s_whatever_was_merged(
    tmp_path_factory: pytest.TempPathFactory, nights: list[set[int]]
) -> None:
    out, expected = tmp_path_factory.mktemp("dataset"), dict[str, str]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(planning, "SMALL", 4)
        patch.setattr(planning, "MOST_SMALL", 2)
        for night, brought in enumerate(nights):
            run_id = f"night-{night:02}"
            leave(out, run_id, [say(f"d{n:02}", run_id) for n in sorted(brought)])
            expected |= {f"d{n:02}": run_id for n in brought}
    assert runs_of(out) == expected
    for table in TABLES:
        live = sorted(Dataset(str(out)).files(table)) or ["empty.parquet"]
        assert [path.name for path in files(out, table)] == live
