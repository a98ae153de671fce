"""The deployments of prefect.yaml, run by a worker of a pool."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.unattended.conftest import PREFECT, Api, deploy, process
from tests.flows.whole_runs import abstracts

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("unattended")]


def test_deployed_to_a_pool_and_run_by_a_worker(tmp_path: Path, root: Path, api: Api) -> None:
    deploy(api, root)
    for name in ("extract/nightly", "extract/ad-hoc", "harvest/harvest"):
        deployment = api.deployment(name)
        assert deployment["work_pool_name"] == "paperfacts"
        assert deployment["global_concurrency_limit"]["limit"] == 1
    worker = [*PREFECT, "worker", "start", "--pool", "paperfacts", "--type", "process"]
    source, out = abstracts(tmp_path / "in.jsonl", 5), tmp_path / "out"
    with process(worker, api.environment, tmp_path / "worker.log"):
        created = api.create_run("extract/ad-hoc", {"paths": [str(source)], "out": str(out)})
        assert api.ended(created.json()["id"])["state_name"] == "Completed"
    assert (out / "documents").is_dir()
