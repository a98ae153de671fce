"""Served again with other options: they count from then on, whatever was there before."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.dataset import Dataset
from flows.locks import held
from flows.runs import WORKING
from tests.flows.conftest import prefect_server
from tests.flows.unattended.conftest import Api, deploy, serving, wait_for
from tests.flows.whole_runs import abstracts

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unattended")]

YEAR = timedelta(days=365)
HARVEST = ("--harvest", "arxiv", "--from", "2026-01-01")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    abstracts(folder / "first.jsonl", 3)
    return folder


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """A server of its own: what other tests ran would count, and hold the place of a run for minutes."""
    with prefect_server(tmp_path / "prefect") as environment:
        yield Api(environment)


def test_after_being_deployed_to_a_pool(tmp_path: Path, root: Path, inbox: Path, api: Api) -> None:
    deploy(api, root)
    base = ("--inbox", inbox, "--out", tmp_path / "out", *HARVEST)
    for number in (1, 2):
        options = (*base, "--cron", f"0 {number} * * *", "--set", f"cs.C{number}")
        with serving(api, *options, log=tmp_path / f"{number}.log"):
            nightly, harvest = api.deployment("extract/nightly"), api.deployment("harvest/harvest")
            assert crons(nightly) == [f"0 {number} * * *"]
            assert crons(harvest) == ["0 1 * * *"]
            assert harvest["parameters"]["topic"] == f"cs.C{number}"
            for deployment in (nightly, harvest, api.deployment("extract/ad-hoc")):
                assert deployment["parameters"]["out"] == f"{tmp_path / 'out'}"
                # A worker of the pool would take the runs as well.
                assert deployment["work_pool_name"] is None
                assert not deployment["paused"]


def test_after_being_killed(tmp_path: Path, inbox: Path, api: Api) -> None:
    first = ("--inbox", inbox, "--out", tmp_path / "first", "--every", 2)
    with (
        # Its run waits for its turn until it is killed.
        held(Dataset(str(tmp_path / "first")), WORKING),
        serving(api, *first, log=tmp_path / "first.log", end=signal.SIGKILL),
    ):
        wait_for(lambda: api.runs_of("extract/nightly"), "a scheduled run")
    wait_for(lambda: len(waiting(api, datetime.now(UTC))) > 1, "runs that are overdue")
    # Taken up ahead of its time, as by the process that was killed.
    ahead = max(waiting(api, datetime.now(UTC) + YEAR), key=lambda run: run["expected_start_time"])
    taken = api.post(f"flow_runs/{ahead['id']}/set_state", {"state": {"type": "PENDING"}})
    assert taken.raise_for_status().json()["state"]["name"] == "AwaitingConcurrencySlot"
    second = ("--inbox", inbox, "--out", tmp_path / "second", "--cron", "0 2 1 1 *")
    with serving(api, *second, log=tmp_path / "second.log"):
        # One in place of them, which starts when the server has given up the one that was killed.
        due = [run["id"] for run in waiting(api, datetime.now(UTC))]
        found = [
            run
            for run in waiting(api, datetime.now(UTC) + YEAR)
            if run["id"] in due or run["state_name"] == "AwaitingConcurrencySlot"
        ]
        parameters = {"paths": [f"{inbox}"], "out": f"{tmp_path / 'second'}"}
        assert [(run["tags"], run["parameters"]) for run in found] == [(["missed"], parameters)]


def test_after_being_told_to_end(tmp_path: Path, inbox: Path, api: Api) -> None:
    out, log = tmp_path / "out", tmp_path / "first.log"
    options = ("--inbox", inbox, "--out", out, "--every", 2)
    with (
        held(Dataset(str(out)), WORKING),
        # As a service manager does, with a run in hand.
        serving(api, *options, log=log, end=signal.SIGTERM),
    ):
        wait_for(lambda: api.runs_of("extract/nightly"), "a scheduled run")
    assert "Traceback" not in log.read_text()
    assert "Warning" not in log.read_text()
    with serving(api, *options, log=tmp_path / "second.log"):
        assert not api.deployment("extract/nightly")["paused"]


def crons(deployment: dict[str, Any]) -> list[str]:
    return [schedule["schedule"]["cron"] for schedule in deployment["schedules"]]


def waiting(api: Api, moment: datetime) -> list[dict[str, Any]]:
    """Nightly runs that should have started by a moment and have not."""
    chosen = {
        "deployments": {"id": {"any_": [api.deployment("extract/nightly")["id"]]}},
        "flow_runs": {
            "state": {"type": {"any_": ["SCHEDULED"]}},
            "expected_start_time": {"before_": f"{moment}"},
        },
    }
    found: list[dict[str, Any]] = api.post("flow_runs/filter", chosen).raise_for_status().json()
    return found
