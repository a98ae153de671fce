"""Commands that look at a dataset while the next run is published: what they list must still be there."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest
from typer.testing import CliRunner

from flows import publish
from flows.cli import app, outcome
from flows.extract import Outcome
from flows.validation import dataset as checking
from tests.flows.left import document, leave


class WaitsError(Exception):
    """Whoever looks waits for something."""


def text(run: int) -> str:
    return f"Trained on {run + 4} GPUs; see https://a.org/{run}."


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A dataset of two runs, the second of which has replaced a document of the first."""
    for run in range(2):
        leave(tmp_path, f"run-{run}", [document("a", text(run))])
    return tmp_path


def then(look: Callable[..., Any], act: Callable[[], object]) -> Callable[..., Any]:
    """A look, on the first of which something follows."""
    acts = [act]

    def looked(*arguments: Any, **named: Any) -> Any:
        found = look(*arguments, **named)
        if acts:
            acts.pop()()
        return found

    return looked


def next_run(out: Path) -> None:
    leave(out, "run-2", [document("a", text(2))])


def test_a_run_is_told_of(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = dict.fromkeys(("read", "new", "changed", "unchanged", "duplicates", "rejects"), 0)
    told = Outcome("run-1", str(out), counts, {"quantities": 1}, {}, True, "pass")
    look = then(outcome.standing_view, lambda: next_run(out))
    monkeypatch.setattr(outcome, "standing_view", look)
    outcome.print_outcome(told)
    assert "5 GPUs" in capsys.readouterr().out
    assert (out / ".paperfacts" / "view").readlink() == Path("views", "run-2")


def test_rejects_are_told_of_and_no_empty_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(tmp_path, "run-0", [document("a", "We count 4 owls.")])
    counts = dict.fromkeys(("read", "new", "changed", "unchanged", "duplicates", "rejects"), 0)
    told = Outcome("run-0", str(tmp_path), counts, {"quantities": 1}, {}, True, "pass")
    outcome.print_outcome(told)
    assert "value" not in (said := capsys.readouterr().out)
    assert "by reason" not in said
    told.reasons = {"no_title": 2, "bad_encoding": 1_000}
    outcome.print_outcome(told)
    assert "rejects by reason: bad_encoding 1,000, no_title 2" in capsys.readouterr().out


def test_a_document_is_shown(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ds, "dataset", then(ds.dataset, lambda: next_run(out)))
    result = CliRunner().invoke(app, ["show", "a", "--out", str(out)])
    assert result.exit_code == 0, result.output
    # Of one run, title, abstract and all.
    assert "https://a.org/1" in result.output
    assert "https://a.org/2" not in result.output
    assert (out / ".paperfacts" / "view").readlink() == Path("views", "run-2")


def test_a_dataset_is_checked(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_look", then(checking._look, lambda: next_run(out)))
    result = CliRunner().invoke(app, ["check", str(out)])
    assert result.exit_code == 0, result.output


def test_a_dataset_is_checked_between_two_steps_of_a_publisher(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Delta tables have the run and the view has not: whoever looks waits for the publisher."""
    results = []

    def meanwhile(name: str) -> None:
        if name != "view-linked":
            return

        def waits(_: float) -> None:
            raise WaitsError

        with monkeypatch.context() as context:
            context.setattr(time, "sleep", waits)
            results.append(CliRunner().invoke(app, ["check", str(out)]))

    monkeypatch.setattr(publish, "failpoint", meanwhile)
    next_run(out)
    assert [type(result.exception) for result in results] == [WaitsError]
    result = CliRunner().invoke(app, ["check", str(out)])
    assert result.exit_code == 0, result.output
