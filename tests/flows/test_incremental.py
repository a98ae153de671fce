"""What decides whether a run is the same as one before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows import incremental
from flows.dataset import Dataset
from flows.incremental import fingerprint_of
from flows.sources.paths import expand
from tests.flows.whole_runs import abstracts


def test_it_differs_where_a_file_does(tmp_path: Path) -> None:
    dataset, inbox = Dataset(str(tmp_path / "out")), tmp_path / "inbox"
    inbox.mkdir()
    source = abstracts(inbox / "a.jsonl", 2)
    first = fingerprint_of([str(inbox)], dataset, {"full": False})
    assert fingerprint_of([str(inbox)], dataset, {"full": False}) == first
    assert fingerprint_of([str(inbox)], dataset, {"full": True}) != first
    os.utime(source, (0, 0))
    assert fingerprint_of([str(inbox)], dataset, {"full": False}) != first


def test_a_file_that_goes_while_it_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, inbox = Dataset(str(tmp_path / "out")), tmp_path / "inbox"
    inbox.mkdir()
    abstracts(inbox / "a.jsonl", 2)
    abstracts(inbox / "b.jsonl", 2)
    first = fingerprint_of([str(inbox)], dataset, {})

    def a_moment_later(*arguments: object) -> list[str]:
        found = expand(*arguments)  # type: ignore[arg-type]
        (inbox / "b.jsonl").unlink()
        return found

    monkeypatch.setattr(incremental, "expand", a_moment_later)
    assert fingerprint_of([str(inbox)], dataset, {}) != first
