"""How a command ends: one line that says what is wrong, and the exit code that goes with it."""

from __future__ import annotations

import pytest
import typer

from flows.cli.ending import one_line_errors
from flows.errors import InputError, StageError, WorkerLostError


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (InputError("no such\nfile"), 2, "no such file"),
        (FileNotFoundError(2, "No such file", "a.jsonl"), 1, "a.jsonl: No such file"),
        (OSError("the store is away"), 1, "the store is away"),
        (
            StageError("part-00000", ValueError("what a text says"), "out/t.txt"),
            1,
            "a mistake of paperfacts, not of the input: ValueError in part-00000; its traceback is"
            " in out/t.txt",
        ),
        (
            WorkerLostError(),
            1,
            "the worker process died in the middle of a part; called again, the run goes on from"
            " there",
        ),
        (KeyboardInterrupt(), 130, "interrupted; nothing was published"),
    ],
)
def test_one_line(
    error: BaseException, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as end, one_line_errors():
        raise error
    assert end.value.exit_code == code
    assert capsys.readouterr().err == f"paperfacts: {line}\n"


def test_what_nobody_expects_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), one_line_errors():
        raise ZeroDivisionError
