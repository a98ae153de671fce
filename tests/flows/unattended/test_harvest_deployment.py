"""A served harvest: a feed asked for what is new, landed and extracted, without anybody near."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.harvest.conftest import Stage, stage
from tests.flows.harvest.test_harvest import page
from tests.flows.unattended.conftest import Api, serving
from tests.flows.whole_runs import rows

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unattended")]

__all__ = ["stage"]


def test_harvested_and_extracted_night_after_night(tmp_path: Path, api: Api, stage: Stage) -> None:
    out = tmp_path / "out"
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    before = yesterday - timedelta(days=1)
    options = ("--inbox", out / "inbox", "--out", out, "--harvest", "arxiv", "--set", "cs.CL")
    feed = ("--from", before, "--address", stage.address, "--contact", "mailto:a@example.org")

    def run(name: str, **parameters: object) -> dict[str, str]:
        created = api.create_run(name, parameters).raise_for_status()
        assert api.ended(created.json()["id"])["state_name"] == "Completed"
        table = rows(out, "documents")
        return dict(zip(table["doc_id"].to_pylist(), table["abstract"].to_pylist(), strict=True))

    former, present = "We count 3 owls.", "We count 4 owls."
    with serving(api, *options, *feed, log=tmp_path / "serve.log"):
        assert api.deployment("harvest/harvest")["schedules"][0]["active"]
        stage.play(page(1, 2, text=former))
        night = run("harvest/harvest", last=f"{before}")
        assert night == {"2401.00001": former, "2401.00002": former}
        stage.play(page(2, text=present))
        goes_on = ("harvest/harvest", {"first": None})
        # As a nightly run, for which one that was interrupted in a test before may still hold the place.
        whole_inbox = ("extract/ad-hoc", {})
        for name, parameters in (goes_on, whole_inbox, whole_inbox):
            night = run(name, **parameters)
            assert night == {"2401.00001": former, "2401.00002": present}
    assert [asked["from"] for asked in stage.asked] == [f"{before}", f"{yesterday}"]
    assert "mailto:a@example.org" in stage.headers[0]["User-Agent"]
    assert rows(out, "rejects")["reason"].to_pylist() == ["superseded"]
