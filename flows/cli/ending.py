"""How a command ends when something is wrong: one line, no traceback, the right exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from flows.errors import InputError, StageError, WorkerLostError

FAILED = 1
UNUSABLE = 2


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn what ends a run into one line on stderr and an exit code."""
    try:
        yield
    except InputError as error:
        _end(str(error), UNUSABLE)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _end(f"{where}{error.strerror or error}", FAILED)
    except StageError as error:
        _end(f"a mistake of paperfacts, not of the input: {error}", FAILED)
    except WorkerLostError as error:
        _end(f"{error}; called again, the run goes on from there", FAILED)
    except KeyboardInterrupt:
        _end("interrupted; nothing was published", 130)


def _end(message: str, code: int) -> None:
    typer.echo(f"paperfacts: {' '.join(message.split())}", err=True)
    raise typer.Exit(code)
