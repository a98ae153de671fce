"""A run that nothing disturbed, which others are held against."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from schemas import TABLES
from tests.flows.whole_runs import abstracts, command, delta_rows, in_order, rows

COUNT = 20_200
"""Documents: three parts, the last of them short."""


class Story:
    """Two inputs, the second of which changes and adds documents, and what both leave."""

    def __init__(self, folder: Path, server: dict[str, str]) -> None:
        self.first = abstracts(folder / "first.jsonl", 40)
        self.second = abstracts(folder / "second.jsonl", COUNT, changed=20)
        self.out = folder / "out"
        run = command(server)
        self.begun = folder / "begun"
        for source in (self.first, self.second):
            done = run("extract", source, "--out", self.out, "--workers", 2)
            assert done.returncode == 0, done.stderr
            if source is self.first:
                shutil.copytree(self.out, self.begun, symlinks=True)
        self.tables: dict[str, pa.Table] = {name: in_order(rows(self.out, name)) for name in TABLES}

    def assert_same(self, out: Path) -> None:
        """Assert that both forms of another dataset hold the same rows."""
        for name, table in self.tables.items():
            assert in_order(rows(out, name)).equals(table), name
            assert delta_rows(str(out), name).equals(table), name

    def assert_same_facts(self, found: Callable[[str], pa.Table]) -> None:
        """Assert that tables hold the same rows, whichever files their documents come from."""
        for name, table in self.tables.items():
            kept = [column for column in table.column_names if column != "source_uri"]
            assert found(name).select(kept).equals(table.select(kept)), name


@pytest.fixture
def begun(story: Story, tmp_path: Path) -> Path:
    """A dataset that the first of the two runs has left."""
    return Path(shutil.copytree(story.begun, tmp_path / "out", symlinks=True))


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory, server: dict[str, str]) -> Story:
    """The two runs, undisturbed."""
    return Story(tmp_path_factory.mktemp("undisturbed"), server)
