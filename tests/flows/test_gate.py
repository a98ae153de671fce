"""Runs that validation holds back, and what becomes of them: whole runs of the command."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow.parquet as pq
import pytest

from flows.report.document import schema
from tests.flows.whole_runs import PATIENCE

# Its story is told once, by one worker.
pytestmark = pytest.mark.xdist_group("gate")

STRICT = "[shares.documents_without_facts]\nleast = 0\nwarn = 0.0\nfail = 0.01\n"
SENSITIVE = "[drift.units]\nleast = 1\nwarn = 0.0\nfail = 0.001\n"


def paperfacts(*arguments: object, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import app; app()", *map(str, arguments)],
        env={**os.environ, "PREFECT_HOME": str(home), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def reports(out: Path) -> list[dict[str, Any]]:
    """The reports of all runs, oldest first."""
    return [
        json.loads(path.read_text("utf-8")) for path in sorted(out.glob("reports/*/report.json"))
    ]


@pytest.fixture(scope="module")
def story(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Three runs into one dataset: held back, published anyway, and held back for its drift."""
    folder = tmp_path_factory.mktemp("gate")
    out, home = folder / "out", folder / "home"
    (folder / "strict.toml").write_text(STRICT)
    (folder / "sensitive.toml").write_text(SENSITIVE)
    abstracts = root / "data" / "abstracts.jsonl"
    other = folder / "other.jsonl"
    other.write_text(
        "\n".join(
            json.dumps({"id": f"o{n}", "title": "", "abstract": f"We weighed {n + 2} kg of sand."})
            for n in range(40)
        )
    )
    extract = ("--out", out, "--workers", 1, "--expectations")
    held = paperfacts("extract", abstracts, *extract, folder / "strict.toml", home=home)
    after_held = {path.name for path in out.iterdir()}
    staged = list(out.glob(".paperfacts/staging/*/tables/quantities/*.parquet"))
    anyway = paperfacts(
        "extract", abstracts, *extract, folder / "strict.toml", "--publish-anyway", home=home
    )
    rows = pq.read_table(out / "documents").num_rows
    drifted = paperfacts("extract", other, *extract, folder / "sensitive.toml", home=home)
    return {
        "out": out,
        "held": held,
        "after_held": after_held,
        "staged": staged,
        "anyway": anyway,
        "rows": rows,
        "drifted": drifted,
        "database": home / "prefect.db",
        "rows_in_the_end": pq.read_table(out / "documents").num_rows,
    }


def test_a_failed_run_is_not_published_and_says_why(story: dict[str, Any]) -> None:
    held = story["held"]
    assert held.returncode == 1, held.stderr
    assert "documents_without_facts" in held.stdout
    assert "not published" in held.stdout
    assert "Traceback" not in held.stdout + held.stderr
    assert "documents" not in story["after_held"]


def test_its_tables_and_report_are_kept(story: dict[str, Any]) -> None:
    assert story["staged"]
    first = reports(story["out"])[0]
    assert (first["verdict"], first["published"], first["publish_anyway"]) == ("fail", False, False)
    assert first["seconds"].keys() >= {"split", "extract", "normalise", "validate"}


def test_it_can_be_published_anyway_which_is_recorded(story: dict[str, Any]) -> None:
    assert story["anyway"].returncode == 0, story["anyway"].stderr
    assert story["rows"] == 37
    second = reports(story["out"])[1]
    assert (second["verdict"], second["published"], second["publish_anyway"]) == (
        "fail",
        True,
        True,
    )


def test_drift_from_the_run_before_is_held_back(story: dict[str, Any]) -> None:
    assert story["drifted"].returncode == 1, story["drifted"].stderr
    third = reports(story["out"])[2]
    [failed] = [check for check in third["checks"] if check["outcome"] == "fail"]
    assert failed["name"] == "drift.units"
    assert "kilogram" in failed["note"]
    assert third["run"]["previous"] == reports(story["out"])[1]["run"]["id"]
    assert story["rows_in_the_end"] == 37


def test_all_reports_keep_the_schema(story: dict[str, Any]) -> None:
    for report in reports(story["out"]):
        jsonschema.validate(report, schema(), cls=jsonschema.Draft202012Validator)


def test_prefect_knows_of_the_verdict(story: dict[str, Any]) -> None:
    if not story["database"].exists():
        pytest.skip("Prefect's own database lies elsewhere")
    with sqlite3.connect(story["database"]) as database:
        keys = [key for (key,) in database.execute("SELECT key FROM artifact")]
        states = [m for (m,) in database.execute("SELECT message FROM flow_run_state") if m]
    assert {"verdict", "checks", "report"} <= set(keys)
    assert any("documents_without_facts" in message for message in states)
    assert any("drift.units" in message for message in states)
