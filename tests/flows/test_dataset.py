"""Where a dataset can go, and where not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.dataset import check_target
from flows.errors import InputError


def test_a_folder_with_something_else_in_it_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="holds something that is no dataset"):
        check_target(str(tmp_path))


def test_another_run_makes_the_dataset_in_this_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = Path.iterdir

    def a_moment_later(folder: Path) -> Iterator[Path]:
        (tmp_path / ".paperfacts").mkdir()
        (tmp_path / "inbox").mkdir()
        return look(folder)

    monkeypatch.setattr(Path, "iterdir", a_moment_later)
    check_target(str(tmp_path))
    assert sorted(path.name for path in look(tmp_path)) == [".paperfacts", "inbox"]
