"""How a command ends when something is wrong: one line, no traceback, the right exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from flows.errors import InputError

FAILED = 1
UNUSABLE = 2


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn errors of input and of the machine into one line on stderr and an exit code."""
    try:
        yield
    except InputError as error:
        _end(str(error), UNUSABLE)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _end(f"{where}{error.strerror or error}", FAILED)
    except KeyboardInterrupt:
        _end("interrupted; nothing was published", 130)


def _end(message: str, code: int) -> None:
    typer.echo(f"paperfacts: {' '.join(message.split())}", err=True)
    raise typer.Exit(code)
