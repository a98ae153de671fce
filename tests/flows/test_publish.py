"""Publishing at the edge: killed at every step, replaced documents, two publishers at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.dataset as ds
import pytest
from deltalake import DeltaTable

from flows import store
from flows.dataset import Dataset
from flows.locks import Hold, is_held
from flows.publish import PUBLISHING, complete_others, publish
from flows.runs import Record, load, save
from flows.staging import Staging
from schemas import TABLES

PUBLISH = """
import sys
from extractors.batch import tabulate
from flows import store
from flows.dataset import Dataset
from flows.publish import publish
from flows.staging import Staging
from schemas import TABLES, Document

out, run_id, *ids = sys.argv[1:]
dataset = Dataset(out)
staging = Staging(dataset.staging(run_id))
documents = [
    Document(doc_id, "", f"In {run_id} the model has {n + 3} million parameters; https://a.org/{n}",
             "jsonl", "in.jsonl")
    for n, doc_id in enumerate(ids)
]
tables = tabulate(documents, run_id=run_id)
for name, table in tables.items():
    store.write_parquet(table, staging.table(name, 0))
publish(dataset, staging, run_id, retain_days=7)
store.remove(staging.folder)
"""

FAILPOINTS = [
    "planned",
    "plan-written",
    "placed-documents",
    "committed-documents",
    "placed-sentences",
    "committed-sentences",
    "committed-quantities",
    "placed-urls",
    "committed-urls",
    "committed-rejects",
    "view-linked",
    "view-switched",
]


def start(out: Path, run_id: str, *ids: str, failpoint: str = "") -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PUBLISH, str(out), run_id, *ids],
        env={**os.environ, "PAPERFACTS_FAILPOINT": failpoint},
        start_new_session=True,
    )


def runs_of(out: Path, table: str = "documents") -> dict[str, str]:
    """The run that each document's rows come from, in the plain view."""
    documents = ds.dataset(out / "documents", format="parquet").to_table().to_pylist()
    of = {row["doc_id"]: row["run_id"] for row in documents}
    if table == "documents":
        assert len(of) == len(documents)
        return of
    rows = ds.dataset(out / table, format="parquet").to_table().to_pylist()
    return {row["doc_id"]: of[row["doc_id"]] for row in rows}


def assert_consistent(out: Path) -> None:
    """Both forms of each table hold the same rows, and each document its own in every table."""
    for name in TABLES:
        delta = DeltaTable(out / "delta" / name).to_pyarrow_table()
        plain = ds.dataset(out / name, format="parquet").to_table()
        assert sorted(map(repr, delta.to_pylist())) == sorted(map(repr, plain.to_pylist())), name
    documents = runs_of(out)
    assert runs_of(out, "sentences") == documents
    rows: list[dict[str, Any]] = pl.read_parquet(out / "sentences" / "*.parquet").to_dicts()
    assert all(documents[row["doc_id"]] in row["text"] for row in rows)
    assert len(pl.read_parquet(out / "urls" / "*.parquet")) == len(documents)


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_a_publisher_killed_at_any_step_is_completed_or_undone(
    tmp_path: Path, failpoint: str
) -> None:
    assert start(tmp_path, "run-1", "a", "b", "c").wait() == 0
    killed = start(tmp_path, "run-2", "b", "d", failpoint=failpoint)
    assert killed.wait() == -signal.SIGKILL
    if failpoint not in ("view-switched",):
        assert runs_of(tmp_path) == {"a": "run-1", "b": "run-1", "c": "run-1"}
    assert start(tmp_path, "run-3", "c").wait() == 0
    landed = failpoint != "planned"
    expected = {"a": "run-1", "b": "run-2" if landed else "run-1", "c": "run-3"}
    assert runs_of(tmp_path) == expected | ({"d": "run-2"} if landed else {})
    assert_consistent(tmp_path)


def test_two_publishers_at_once_both_land(tmp_path: Path) -> None:
    publishers = [start(tmp_path, f"run-{n}", "shared", f"own-{n}") for n in range(2)]
    assert [publisher.wait() for publisher in publishers] == [0, 0]
    runs = runs_of(tmp_path)
    assert runs.keys() == {"shared", "own-0", "own-1"}
    assert runs["own-0"] == "run-0"
    assert runs["own-1"] == "run-1"
    assert_consistent(tmp_path)


def planned(out: Path, run_id: str) -> Staging:
    """What a publisher leaves that dies as soon as its plan is written."""
    staging = Staging(Dataset(str(out)).staging(run_id))
    store.write_bytes(staging.plan, json.dumps({name: ([], []) for name in TABLES}).encode())
    return staging


def test_a_run_that_clears_away_just_then_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, staging = Dataset(str(tmp_path)), planned(tmp_path, "run-1")
    look = store.names

    def cleared_away(folder: str) -> list[str]:
        found = look(folder)
        store.remove(staging.folder)
        return found

    monkeypatch.setattr(store, "names", cleared_away)
    assert complete_others(dataset, Hold()) == []


def test_a_run_is_on_record_before_the_next_publisher_has_its_turn(tmp_path: Path) -> None:
    dataset = Dataset(str(tmp_path))
    record = Record("run-1", "2026-01-31T00:00:00+00:00", "digest", ["in"])
    staging = planned(tmp_path, record.run_id)

    def noted() -> None:
        assert is_held(dataset, PUBLISHING)
        record.finish("published", "as it was")
        save(dataset, record)

    publish(dataset, staging, record.run_id, retain_days=7, record=noted)
    # Its plan is still there: it has yet to clear away.
    assert complete_others(dataset, Hold()) == []
    assert not store.exists(staging.folder)
    assert load(dataset, record.run_id) == record


def test_a_run_that_died_while_publishing_is_on_record_once_it_is_completed(
    tmp_path: Path,
) -> None:
    dataset = Dataset(str(tmp_path))
    save(dataset, Record("run-1", "2026-01-31T00:00:00+00:00", "digest", ["in"]))
    planned(tmp_path, "run-1")
    publish(dataset, planned(tmp_path, "run-2"), "run-2", retain_days=7)
    assert load(dataset, "run-1").state == "published"
    assert not store.exists(dataset.staging("run-1"))


def test_each_version_names_its_run(tmp_path: Path) -> None:
    assert start(tmp_path, "run-1", "a").wait() == 0
    table = Dataset(str(tmp_path)).table("quantities")
    assert table is not None
    assert table.history(1)[0]["run_id"] == "run-1"
