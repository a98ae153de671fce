"""No text that was read goes through Prefect's database or its results, however a run ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.unattended.conftest import Api, listing, texts_of
from tests.flows.whole_runs import PATIENCE, Command

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unattended")]

MARKER = "zyxomma"
"""A word that stands in the abstracts and nowhere else."""
TEXT = f"The {MARKER} model has 7 million {MARKER}s; see https://{MARKER}.example.org/{MARKER}."

STRICT = "[shares.documents_without_title]\nwarn = 0.0\nfail = 0.1\nleast = 1\n"
"""Holds back a run of documents without titles."""

FAILING = f"""
from flows import work

def normalise(*args, **kwargs):
    raise ValueError("cannot make a table of {MARKER}")

work.normalise = normalise
"""

RUN = """
import sys
from flows.extract import extract
extract([sys.argv[1]], sys.argv[2], expectations=sys.argv[3] or None)
"""


@pytest.mark.parametrize(
    ("before", "expectations", "end", "state", "reason"),
    [
        ("", "", "Completed", "published", ""),
        (
            "",
            STRICT,
            "Failed",
            "held back",
            "HeldBackError: held back by documents_without_title; see ",
        ),
        (
            FAILING,
            "",
            "Failed",
            "failed",
            "StageError: ValueError in part-00000; its traceback is in ",
        ),
    ],
    ids=["published", "held back", "failed"],
)
def test_no_text_in_prefect(
    tmp_path: Path,
    api: Api,
    paperfacts: Command,
    before: str,
    expectations: str,
    end: str,
    state: str,
    reason: str,
) -> None:
    source, out = listing(tmp_path / "in.jsonl", *[TEXT] * 3, f"{MARKER} " * 5), tmp_path / "out"
    file = tmp_path / "expectations.toml" if expectations else None
    if file is not None:
        file.write_text(expectations)
    done = subprocess.run(
        [sys.executable, "-c", before + RUN, str(source), str(out), str(file or "")],
        env={**os.environ, **api.environment, "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "true"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode == 0) == (end == "Completed"), done.stderr
    # Others may wait for their time, left by deployments that were served until just now.
    started = {
        "flow_runs": {"start_time": {"is_null_": False}},
        "sort": "START_TIME_DESC",
        "limit": 1,
    }
    (newest,) = api.post("flow_runs/filter", started).raise_for_status().json()
    run = api.ended(newest["id"])
    assert run["state_name"] == end
    assert reason in (run["state"]["message"] or "")
    home = Path(api.environment["PREFECT_HOME"])
    assert run["id"] in texts_of(home / "prefect.db")
    assert MARKER not in texts_of(home / "prefect.db")
    results = [path for path in (home / "storage").rglob("*") if path.is_file()]
    assert results
    assert [path for path in results if MARKER.encode() in path.read_bytes()] == []
    if before:
        (traceback,) = out.rglob("tracebacks/*.txt")
        assert MARKER in traceback.read_text()
    (record,) = json.loads(paperfacts("runs", out, "--json").stdout)
    listed = paperfacts("runs", out).stdout
    assert record["state"] == state
    assert record["duration"] > 0
    assert record["run_id"] in listed
    assert record["reason"] in listed.replace("\n", "")
