"""Readers that never pause, each in a process of its own, while runs are published under them.

Every look must show what some run left, and never an earlier one than the look before. Through one
resolved view and in Delta there is no exception. By the links a look may fail, but only for a file that
was replaced between the moment the folder was listed and the moment the file was opened, and so at most
once for each run: a name can be opened only where it is listed, and a replaced file must not be listed.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from schemas import Document, Reject
from tests.flows.left import document, leave
from tests.flows.readers import loop
from tests.flows.whole_runs import PATIENCE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("readers")]

COMMAND = [sys.executable, "-c", "from flows.cli import app; app()", "extract"]
ROUNDS = 2
"""Rounds of looks that every reader takes at what a run left, before the next one begins."""


class Watch:
    """The readers of a dataset, what they saw, and what the runs left."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.out = folder / "out"
        self.logs = {reader: folder / f"{reader}.log" for reader in loop.READERS}
        self.left: list[dict[str, str]] = []
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for reader, log in self.logs.items():
            command = [sys.executable, "-m", "tests.flows.readers.loop", reader, self.out, log]
            self.processes.append(subprocess.Popen(command, cwd=self.root))

    def note(self) -> None:
        """Note what the last run left, and wait until every reader has had a look at it."""
        view = (self.out / "documents").resolve().parent
        self.left.append(
            {
                table: loop.state(
                    zip(
                        *ds.dataset(view / table).to_table(columns).to_pydict().values(),
                        strict=True,
                    )
                )
                for table, columns in loop.COLUMNS.items()
            }
        )
        until = time.monotonic() + PATIENCE
        before = {reader: len(self.looks(reader)) for reader in self.logs}
        while self.processes and time.monotonic() < until:
            # One more round may have begun before the run was there.
            if all(len(self.looks(r)) >= n + 6 * (ROUNDS + 1) for r, n in before.items()):
                return
            assert all(process.poll() is None for process in self.processes)
            time.sleep(0.05)
        assert not self.processes, "a reader stands still"

    def looks(self, reader: str) -> list[dict[str, Any]]:
        """What a reader saw so far, a line that is being written left out."""
        if not self.logs[reader].exists():
            return []
        lines = self.logs[reader].read_text("utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def stop(self) -> None:
        for log in self.logs.values():
            log.with_suffix(".stop").touch()
        for process in self.processes:
            process.wait(PATIENCE)

    def check(self) -> None:
        """Hold what was seen against what was left."""
        last = len(self.left) - 1
        for reader in self.logs:
            # The runs that the look before may have shown, of each way and table.
            shown: dict[tuple[str, ...], list[int]] = {}
            missed = 0
            for look in self.looks(reader):
                way, error = look.pop("way"), look.pop("error", None)
                if error is not None:
                    assert way == "link", (reader, way, error)
                    assert "no such file" in error.lower(), (reader, error)
                    missed += 1
                    continue
                assert way != "view" or look.keys() == loop.COLUMNS.keys()
                runs = [n for n, left in enumerate(self.left) if look.items() <= left.items()]
                assert runs, f"{reader} saw by {way} what no run left: {look}"
                before = shown.get((way, *look), [0])
                assert runs[-1] >= before[0], f"{reader} went back by {way}"
                shown[way, *look] = runs
            assert len(shown) == (5 if "delta" in reader else 6)
            assert all(runs[-1] == last for runs in shown.values()), f"{reader} missed the last run"
            assert missed <= last, f"{reader} failed more often than there were runs"


@pytest.fixture
def watch(root: Path, tmp_path: Path) -> Iterator[Watch]:
    watch = Watch(root, tmp_path)
    yield watch
    watch.stop()


def changing(run: int) -> tuple[list[Document], list[Reject]]:
    """What a run brings: of 400 documents all at first, then a few anew and a few more."""
    numbers = range(400) if run == 0 else random.Random(run).sample(range(400), 6)
    documents = [
        document(f"d{n:03d}", f"Run {run} took {run + 2} GPUs, {n} GB: https://a.org/{run}/{n}.")
        for n in [*numbers, *range(400 + 5 * run, 405 + 5 * run)]
    ]
    positions = range(40) if run == 0 else [run, 40 + run]
    return documents, [
        Reject("in.jsonl", f"line {n}", "broken_json", f"in run {run}", "{") for n in positions
    ]


def test_ten_runs_published_under_readers(watch: Watch) -> None:
    leave(watch.out, "run-0", *changing(0), size=25)
    watch.note()
    watch.start()
    for run in range(1, 11):
        leave(watch.out, f"run-{run}", *changing(run), size=25)
        watch.note()
    watch.stop()
    watch.check()


def test_runs_of_the_command_under_readers(watch: Watch, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    for run in range(3):
        documents, _ = changing(run)
        rows = [
            json.dumps({"id": one.doc_id, "title": one.title, "abstract": one.abstract})
            for one in documents
        ]
        source.write_text("".join(f"{row}\n" for row in [*rows, "{" * (run + 1)]), "utf-8")
        done = subprocess.run(
            [*COMMAND, str(source), "--out", str(watch.out), "--workers", "1", "--publish-anyway"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        watch.note()
        if not watch.processes:
            watch.start()
    watch.stop()
    watch.check()
