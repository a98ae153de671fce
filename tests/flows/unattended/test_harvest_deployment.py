"""A served harvest: a feed asked for what is new, landed and extracted, without anybody near."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.harvest.conftest import Stage, stage
from tests.flows.harvest.test_harvest import page
from tests.flows.unattended.conftest import Api, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unattended")]

__all__ = ["stage"]


def test_a_harvest_is_fetched_and_extracted(tmp_path: Path, api: Api, stage: Stage) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    stage.play(page(1, 2))
    options = (
        "--inbox",
        tmp_path,
        "--out",
        tmp_path / "out",
        "--harvest",
        "arxiv",
        "--set",
        "cs.CL",
    )
    feed = ("--from", yesterday, "--address", stage.address, "--contact", "mailto:a@example.org")
    with serving(api, *options, *feed, log=tmp_path / "serve.log"):
        assert api.deployment("harvest/harvest")["schedules"][0]["active"]
        created = api.create_run("harvest/harvest", {}).raise_for_status()
        assert api.ended(created.json()["id"])["state_name"] == "Completed"
    assert stage.asked[0]["from"] == f"{yesterday}"
    assert "mailto:a@example.org" in stage.headers[0]["User-Agent"]
    assert len(list((tmp_path / "out" / "documents").glob("*.parquet"))) == 1
