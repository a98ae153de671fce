"""Records of runs: which are taken up again, which are given up, what is said of those that died."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import runs, store
from flows.cli.runs import runs as listed
from flows.dataset import Dataset
from flows.locks import Hold, held, is_held
from flows.staging import Staging

LONG_AGO = timedelta(days=runs.KEPT_DAYS, minutes=1)
LATELY = timedelta(days=runs.KEPT_DAYS, minutes=-5)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(str(tmp_path))


def left(dataset: Dataset, ago: timedelta, state: runs.State, digest: str = "digest") -> Staging:
    """What a run has left that began some time ago: its record and a staged part."""
    began = datetime.now(UTC) - ago
    record = runs.Record(f"{began:%Y%m%dT%H%M%S}000-abcdef", began.isoformat(), digest, ["in"])
    if state == "running":
        runs.save(dataset, record)
    else:
        record.finish(state, "for a reason")
        runs.save(dataset, record)
    staging = Staging(dataset.staging(record.run_id))
    store.write_bytes(staging.input(0), b"documents")
    return staging


def run_id(staging: Staging) -> str:
    return staging.folder.rpartition("/")[2]


@pytest.mark.parametrize("state", ["running", "failed", "held back"])
@pytest.mark.parametrize(("ago", "stays"), [(LONG_AGO, False), (LATELY, True)])
def test_what_is_staged_stays_for_a_week(
    dataset: Dataset, ago: timedelta, state: runs.State, stays: bool
) -> None:
    staging = left(dataset, ago, state)
    runs.give_up(dataset)
    assert store.exists(staging.folder) == stays
    recorded = runs.load(dataset, run_id(staging))
    if state == "running" and not stays:
        assert recorded.state == "failed"
        assert "not taken up" in recorded.reason
    else:
        assert recorded.state == state


def test_a_run_that_works_or_publishes_is_not_given_up(dataset: Dataset) -> None:
    staging = left(dataset, LONG_AGO, "running")
    with held(dataset, "runs", run_id(staging)):
        runs.give_up(dataset)
    assert store.exists(staging.folder)
    store.write_bytes(staging.plan, b"{}")
    runs.give_up(dataset)
    assert store.exists(staging.folder)


def test_a_staging_folder_without_a_record_is_given_up_as_well(dataset: Dataset) -> None:
    staging = left(dataset, LONG_AGO, "failed")
    store.remove(dataset.inner("runs"))
    runs.give_up(dataset)
    assert not store.exists(staging.folder)


@pytest.mark.parametrize(
    ("ago", "state", "digest", "taken_up"),
    [
        (LATELY, "running", "digest", True),
        (LATELY, "failed", "digest", True),
        (LATELY, "running", "of another input", False),
        (LATELY, "held back", "digest", False),
        (LATELY, "published", "digest", False),
        (LONG_AGO, "running", "digest", False),
    ],
)
def test_which_run_is_taken_up_again(
    dataset: Dataset, ago: timedelta, state: runs.State, digest: str, taken_up: bool
) -> None:
    staging = left(dataset, ago, state, digest)
    with runs.taken_up(dataset, "digest", ["in"]) as record:
        assert (record.run_id == run_id(staging)) == taken_up
        assert record.resumed == int(taken_up)


def test_a_run_that_died_without_a_word_is_broken_off(dataset: Dataset) -> None:
    staging = left(dataset, LATELY, "running")
    left(dataset, timedelta(), "published")
    with held(dataset, "runs", run_id(staging)):
        assert [record.state for record in runs.records(dataset)] == ["running", "published"]
    assert [record.state for record in runs.records(dataset)] == ["broken off", "published"]
    assert runs.load(dataset, run_id(staging)).state == "running"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (ValueError("no such place"), "ValueError: no such place"),
    ],
)
def test_why_a_run_failed(dataset: Dataset, error: BaseException, reason: str) -> None:
    with pytest.raises(type(error)), runs.taken_up(dataset, "digest", ["in"]):
        raise error
    assert [(record.state, record.reason) for record in runs.records(dataset)] == [
        ("failed", reason)
    ]


def test_no_number_of_the_list_is_cut_off(
    dataset: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    with runs.taken_up(dataset, "digest", ["in"]) as record:
        record.counts = dict.fromkeys(("read", "new", "changed"), 1_234_567_890)
        record.rows = dict.fromkeys(("quantities", "urls", "rejects"), 1_234_567_890)
        record.finish("published", "")
    listed(str(dataset.address))
    told = capsys.readouterr().out
    assert told.count("1,234,567,890") == 6
    assert "addresses" in told


def after_reading(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have something happen between the first reading of the runs and what is made of it."""
    look = runs.latest

    def read(dataset: Dataset) -> Iterator[runs.Record]:
        found = list(look(dataset))
        act()
        monkeypatch.setattr(runs, "latest", look)
        yield from found

    monkeypatch.setattr(runs, "latest", read)


def test_a_run_that_ends_while_runs_are_listed_is_not_broken_off(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = left(dataset, LATELY, "running")
    after_reading(monkeypatch, lambda: runs.mark_published(dataset, run_id(staging)))
    assert [record.state for record in runs.records(dataset)] == ["published"]


def test_a_run_that_ends_while_one_is_looked_for_is_not_taken_up(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = left(dataset, LATELY, "running")
    after_reading(monkeypatch, lambda: runs.mark_published(dataset, run_id(staging)))
    with runs.taken_up(dataset, "digest", ["in"]) as record:
        assert record.run_id != run_id(staging)
        assert not is_held(dataset, "runs", run_id(staging))
        assert is_held(dataset, "runs", record.run_id)
    assert runs.load(dataset, run_id(staging)).state == "published"


def test_a_run_that_begins_to_publish_while_it_is_looked_at_is_not_given_up(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = left(dataset, LONG_AGO, "running")

    @contextmanager
    def just_then(*arguments: Any, **named: Any) -> Iterator[Hold]:
        store.write_bytes(staging.plan, b"{}")
        with held(*arguments, **named) as hold:
            yield hold

    monkeypatch.setattr(runs, "held", just_then)
    runs.give_up(dataset)
    assert store.exists(staging.plan)


def test_what_a_run_has_noted_of_its_end_stays(dataset: Dataset) -> None:
    noted = left(dataset, LATELY, "published")
    died = left(dataset, timedelta(days=1), "running")
    assert not runs.mark_published(dataset, run_id(noted))
    assert runs.mark_published(dataset, run_id(died))
    assert runs.mark_published(dataset, "without a record")
    assert [record.reason for record in runs.records(dataset)] == [
        "for a reason",
        "completed by a later run",
    ]


@pytest.mark.parametrize(("noted", "state"), [(False, "failed"), (True, "published")])
def test_a_run_that_fails_once_it_is_published_is_published(
    dataset: Dataset, noted: bool, state: runs.State
) -> None:
    def run() -> None:
        with runs.taken_up(dataset, "digest", ["in"]) as record:
            if noted:
                record.finish("published")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert [record.state for record in runs.records(dataset)] == [state]


def test_runs_sort_by_their_ids(dataset: Dataset) -> None:
    for days in (3, 1, 2):
        left(dataset, timedelta(days=days), "published")
    begun = [record.started for record in runs.records(dataset)]
    assert begun == sorted(begun)
    assert [record.started for record in runs.latest(dataset)] == begun[::-1]
