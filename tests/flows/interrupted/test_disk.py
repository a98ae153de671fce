"""Disks that are full or cannot be written to: a clear error, the dataset as it was, then resumed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.interrupted.conftest import Story
from tests.flows.whole_runs import Command, in_order, rows

pytestmark = pytest.mark.slow


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(folder)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


def test_a_full_disk(story: Story, disk: Path, paperfacts: Command) -> None:
    out = Path(shutil.copytree(story.begun, disk / "out", symlinks=True))
    before = {name: in_order(rows(out, name)) for name in story.tables}
    arguments = ("extract", story.second, "--out", out, "--workers", 2)
    done = paperfacts(*arguments)
    assert done.returncode == 1, done.stdout
    assert "No space left on device" in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert {name: in_order(rows(out, name)) for name in story.tables} == before
    remount(disk, "size=200m")
    done = paperfacts(*arguments)
    assert done.returncode == 0, done.stderr
    assert "was unfinished; taken up where it stood" in done.stdout
    story.assert_same(out)


def test_a_disk_that_cannot_be_written_to(story: Story, disk: Path, paperfacts: Command) -> None:
    out = Path(shutil.copytree(story.begun, disk / "out", symlinks=True))
    remount(disk, "ro")
    for target in (out, disk / "new"):
        done = paperfacts("extract", story.first, "--out", target)
        assert done.returncode == 2
        assert "cannot be written to; name another folder with --out" in done.stderr
        assert len(done.stderr.splitlines()) == 1, done.stderr
