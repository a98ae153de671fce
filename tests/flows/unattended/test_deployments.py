"""Runs that nobody starts by hand: served, triggered, scheduled."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.unattended.conftest import PREFECT, Api, serving, wait_for
from tests.flows.whole_runs import PATIENCE, abstracts

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unattended")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, api: Api) -> Iterator[Path]:
    """A folder with an inbox, whose deployments are served."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "inbox").mkdir()
    abstracts(folder / "inbox" / "first.jsonl", 3)
    options = ("--inbox", folder / "inbox", "--out", folder / "scheduled", "--every", 5)
    with serving(api, *options, log=folder / "serve.log"):
        yield folder


def test_a_schedule_of_seconds_starts_a_run_by_itself(place: Path, api: Api) -> None:
    first = wait_for(lambda: api.runs_of("extract/nightly"), "a scheduled run")[-1]
    run = api.ended(first["id"])
    assert (run["state_name"], run["auto_scheduled"]) == ("Completed", True)
    assert (place / "scheduled" / "quantities").is_dir()


def test_triggered_through_the_api(place: Path, api: Api) -> None:
    source, out = abstracts(place / "api.jsonl", 7), place / "api"
    created = api.create_run("extract/ad-hoc", {"paths": [str(source)], "out": str(out)})
    run = api.ended(created.raise_for_status().json()["id"])
    assert run["state_name"] == "Completed"
    found = api.artifacts(run["id"])
    assert set(found) == {"progress", "verdict", "checks", "report", "summary"}
    assert found["progress"] == 100
    for words in ("# Published", "| documents | 7 |", "| new | 7 |", "| extract |", f"`{out}`"):
        assert words in found["summary"]
    lines = wait_for(
        lambda: [line for line in api.logs(run["id"]) if " published " in line], "the last line"
    )
    run_id = lines[0].partition(" ")[0]
    assert f"{run_id} part=part-00000 computed documents=7 " in "\n".join(api.logs(run["id"]))


def test_triggered_by_the_command_line(place: Path, api: Api) -> None:
    source, out = abstracts(place / "cli.jsonl", 4), place / "cli"
    api.deployment("extract/ad-hoc")
    options = ["-p", f'paths=["{source}"]', "-p", f"out={out}", "--watch"]
    done = subprocess.run(
        [*PREFECT, "deployment", "run", "extract/ad-hoc", *options],
        env={**os.environ, "COLUMNS": "200", **api.environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    assert "'Completed'" in done.stdout
    assert (out / "documents").is_dir()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"paths": []}, "'[] should be non-empty'"),
        ({"workers": 0}, "0 is less than the minimum of 1"),
        ({"format": "stone"}, "'stone' is not one of"),
        ({"retain_days": "a week"}, "'a week' is not of type 'integer'"),
    ],
)
def test_bad_parameters_are_refused(
    place: Path, api: Api, parameters: dict[str, object], message: str
) -> None:
    refused = api.create_run("extract/ad-hoc", parameters)
    assert refused.status_code == 409
    assert message.strip("'") in refused.json()["detail"]


def test_the_form_explains_every_parameter(place: Path, api: Api) -> None:
    asked = api.deployment("extract/nightly")["parameter_openapi_schema"]["properties"]
    assert all(schema["title"] and schema["description"] for schema in asked.values())
    assert asked["retain_days"]["minimum"] == 0
    assert "listing" in asked["format"]["anyOf"][0]["enum"]


def test_a_failed_run_says_why(place: Path, api: Api) -> None:
    created = api.create_run(
        "extract/ad-hoc", {"paths": ["missing.jsonl"], "out": str(place / "x")}
    )
    run = api.ended(created.json()["id"])
    assert run["state_name"] == "Failed"
    assert "missing.jsonl: no such file" in run["state"]["message"]
