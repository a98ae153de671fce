"""Runs killed at many moments: after one more call the dataset is that of an undisturbed run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.flows.interrupted.conftest import COUNT, Story
from tests.flows.whole_runs import PAPERFACTS, PATIENCE, Command, delta_rows, in_order, rows

pytestmark = pytest.mark.slow

MOMENTS = [
    "begun",
    "part-staged",
    "part-staged:2",
    "part-staged:3",
    "split",
    "extracted",
    "normalised",
    "validated",
    "table-exported",
    "table-exported:3",
    "part-done",
    "table-exported:6",
    "part-done:2",
    "judged",
    "reported",
    "planned",
    "plan-written",
    "placed-documents",
    "committed-documents",
    "placed-quantities",
    "committed-sentences",
    "committed-urls",
    "committed-rejects",
    "view-linked",
    "view-switched",
    "published",
    "recorded",
]
"""Each kills the whole process group: the run, its workers, whatever they had in hand."""

RECORDED = ("published", "recorded")
"""Those at which the run has noted that it is published."""


def start(
    source: Path, out: Path, server: dict[str, str], options: tuple[str, ...] = (), **more: str
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PAPERFACTS, "extract", str(source), "--out", str(out), "--workers", "2", *options],
        env={**os.environ, **server, **more},
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_at_any_moment_is_completed_by_the_next(
    moment: str, story: Story, begun: Path, paperfacts: Command, server: dict[str, str]
) -> None:
    before = in_order(rows(begun, "documents"))
    killed = start(story.second, begun, server, PAPERFACTS_FAILPOINT=moment)
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    after = in_order(rows(begun, "documents"))
    switched = moment in ("view-switched", "published", "recorded")
    assert after.equals(story.tables["documents"] if switched else before)
    done = paperfacts("extract", story.second, "--out", begun, "--workers", 2)
    assert done.returncode == 0, done.stderr
    story.assert_same(begun)
    completed = MOMENTS.index(moment) > MOMENTS.index("planned") and moment not in RECORDED
    assert ("is published now" in done.stdout) == completed
    unfinished = MOMENTS.index(moment) <= MOMENTS.index("planned")
    assert ("was unfinished; taken up where it stood" in done.stdout) == unfinished
    states = [record["state"] for record in json.loads(paperfacts("runs", begun, "--json").stdout)]
    assert set(states) == {"published"}
    left = list((begun / ".paperfacts" / "staging").iterdir())
    assert left == []


def test_a_killed_worker_costs_a_retry(story: Story, begun: Path, server: dict[str, str]) -> None:
    run = start(story.second, begun, server)
    parent, victim = psutil.Process(run.pid), None
    while victim is None:
        assert run.poll() is None
        staged = list(begun.glob(".paperfacts/staging/*/input/part-00001.arrow"))
        workers = [child for child in parent.children() if is_worker(child)]
        victim = workers[0] if staged and workers else None
        time.sleep(0.02)
    victim.kill()
    stdout, stderr = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, stderr
    assert f"read {COUNT:,}" in stdout
    story.assert_same(begun)


def is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:
        # It has ended meanwhile.
        return False


def test_a_killed_run_leaves_no_process(story: Story, begun: Path, server: dict[str, str]) -> None:
    run = start(story.second, begun, server)
    while not list(begun.glob(".paperfacts/staging/*/done/*.json")):
        assert run.poll() is None
        time.sleep(0.02)
    workers = psutil.Process(run.pid).children(recursive=True)
    run.kill()
    run.communicate()
    gone, alive = psutil.wait_procs(workers, timeout=PATIENCE)
    assert gone
    assert alive == []


@pytest.mark.parametrize("options", [(), ("--concurrent",)], ids=["in_turn", "at_once"])
def test_two_runs(
    story: Story, tmp_path: Path, server: dict[str, str], options: tuple[str, ...]
) -> None:
    """One after the other, or both at the same time: both land, nothing is lost or doubled."""
    out = tmp_path / "out"
    first = start(story.second, out, server, options)

    def begun(count: int) -> bool:
        return len(list(out.glob(".paperfacts/staging/*/input/part-00000.arrow"))) == count

    while not begun(1):
        assert first.poll() is None
        time.sleep(0.02)
    # It stands still until the second has come as far as it can: to the lock, or to work of its own.
    first.send_signal(signal.SIGSTOP)
    try:
        second = start(story.second, out, server, options)
        assert second.stderr is not None
        said = "" if options else second.stderr.readline()
        while options and not begun(2):
            assert second.poll() is None
            time.sleep(0.02)
    finally:
        first.send_signal(signal.SIGCONT)
    ends = [run.communicate(timeout=PATIENCE) for run in (first, second)]
    assert [run.returncode for run in (first, second)] == [0, 0], ends
    assert (f"{COUNT:,} unchanged" in ends[1][0]) == (not options)
    assert ("waiting for its end" in said) == (not options)
    story.assert_same_facts(partial(delta_rows, str(out)))
    story.assert_same_facts(lambda name: in_order(rows(out, name)))
