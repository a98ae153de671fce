"""Harvests that die at any moment and start again, and several at once: each record lands once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows import store
from flows.dataset import Dataset
from flows.harvest import arxiv, flow, pubmed
from flows.harvest.client import HarvestError, Manners
from flows.harvest.coverage import Coverage
from flows.harvest.feed import Window
from flows.harvest.inbox import Inbox
from tests.flows.harvest.conftest import Play, Stage
from tests.flows.harvest.test_harvest import (
    FAULTS,
    QUICK,
    WINDOW,
    Harvester,
    articles,
    error,
    found,
    ids,
    page,
)
from tests.flows.whole_runs import PATIENCE

PAGES = [page(1, 2, token="a"), page(2, 3, token="b"), page(4, token="c"), page(1, 5)]


class PowerCut(BaseException):
    """The machine stops here."""


@contextmanager
def power_cut(monkeypatch: pytest.MonkeyPatch, steps: int) -> Iterator[None]:
    """Whatever touches the disk works ``steps`` times, and never again."""
    left = [steps]

    def cut(real: Any) -> Any:
        def step(*arguments: Any, **named: Any) -> Any:
            if left[0] <= 0:
                raise PowerCut
            left[0] -= 1
            return real(*arguments, **named)

        return step

    with monkeypatch.context() as context:
        # A file under its temporary name is as good as none: store.write is whole or nothing.
        for name in ("write", "write_bytes", "remove"):
            context.setattr(store, name, cut(getattr(store, name)))
        yield


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_faults_and_deaths(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    harvester = Harvester(folder, arxiv.feed("cs.CL", stage.address))
    manners = Manners(interval=0.0, attempts=2)
    for turn in range(20):
        kept = harvester.inbox().progress(WINDOW)
        stage.plays.clear()
        troubled = turn < 8
        if troubled:
            stage.play(*data.draw(st.lists(st.sampled_from(list(FAULTS.values())), max_size=3)))
        following = kept.pages
        if troubled and kept.pages and not kept.whole and data.draw(st.integers(0, 3)) == 0:
            stage.play(
                data.draw(st.sampled_from([Play(error("badResumptionToken")), Play(status=400)]))
            )
            following = 0
        stage.play(*PAGES[following:])
        steps = data.draw(st.integers(0, 14)) if troubled else 1_000
        try:
            with power_cut(monkeypatch, steps):
                harvester(manners=manners)
            break
        except (HarvestError, PowerCut):
            assert set(map(str, harvester.landed())) <= set(map(str, ids(1, 2, 3, 4, 5)))
    assert harvester.landed() == ids(1, 2, 3, 4, 5)
    assert [Path(file).suffix for file in harvester.files] == [".jsonl"]
    coverage = Coverage.load(harvester.dataset, harvester.feed)
    assert coverage.missing(WINDOW) == []
    assert coverage.pending == harvester.files


def extracted(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the flow would have extracted, call by call."""
    calls: list[list[str]] = []
    monkeypatch.setattr(flow, "extract", lambda files, out: calls.append(list(files)))
    monkeypatch.setattr(flow, "collect", collect)
    return calls


def collect(inbox: Inbox, window: Window, manners: Manners) -> Any:
    return flow.gather(inbox, window, flow.Client(inbox.feed.base, inbox.feed.hosts, QUICK))


def harvested(stage: Stage, out: Path, first: int, last: int, **options: Any) -> flow.Harvest:
    days = {"first": date(2024, 1, first), "last": date(2024, 1, last)}
    return flow.harvest.fn("arxiv", str(out), "cs.CL", **days, base=stage.address, **options)


def test_what_has_landed_is_extracted_however_the_harvest_ended(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = extracted(monkeypatch)
    out = tmp_path / "out"
    stage.play(page(1), page(2))
    harvested(stage, out, 1, 1, then_extract=False)

    def dies(files: list[str], out: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(flow, "extract", dies)
        with pytest.raises(KeyboardInterrupt):
            harvested(stage, out, 2, 2)
    assert calls == []
    came_to = harvested(stage, out, 1, 2)
    assert came_to.windows == []
    assert len(stage.asked) == 2
    # The newest first, so that its state of a record counts.
    assert [[Path(file).stem[-10:] for file in files] for files in calls] == [
        ["2024-01-02", "2024-01-01"]
    ]
    harvested(stage, out, 1, 2)
    assert len(calls) == 1


def test_query_that_finds_more_than_the_server_hands_out(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracted(monkeypatch)
    stage.play(found(12_000), found(150), articles(*range(150)), found(11_000))
    stage.play(found(1), articles(200), found(10_000))
    days = {"first": date(2024, 1, 1), "last": date(2024, 1, 4)}
    with pytest.raises(HarvestError, match="narrower"):
        flow.harvest.fn("pubmed", str(tmp_path / "out"), "owls", **days, base=stage.address)
    asked = [(a["mindate"][-2:], a["maxdate"][-2:]) for a in stage.asked if "mindate" in a]
    assert asked == [("01", "04"), ("01", "02"), ("03", "04"), ("03", "03"), ("04", "04")]
    coverage = Coverage.load(Dataset(str(tmp_path / "out")), pubmed.feed("owls", stage.address))
    assert coverage.windows == [("2024-01-01", "2024-01-03")]


def test_two_harvests_at_once(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracted(monkeypatch)
    stage.play(*PAGES)
    windows: list[list[str]] = []
    alone, all_there = Inbox.alone, threading.Barrier(3)

    def together(inbox: Inbox) -> AbstractContextManager[None]:
        all_there.wait(PATIENCE)
        return alone(inbox)

    monkeypatch.setattr(Inbox, "alone", together)

    def run() -> None:
        windows.append(harvested(stage, tmp_path / "out", 1, 31).windows)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(windows) == [[], [], ["2024-01-01..2024-01-31"]]
    assert len(stage.asked) == len(PAGES)
    feed = arxiv.feed("cs.CL", stage.address)
    lines = Path(Inbox(Dataset(str(tmp_path / "out")), feed).address(WINDOW)).read_text("utf-8")
    assert [json.loads(line)["id"] for line in lines.splitlines()] == ids(1, 2, 3, 4, 5)
