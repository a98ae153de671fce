"""The trained pipeline of a run, looked at before the run begins."""

from __future__ import annotations

from flows.errors import InputError


def check_model(name: str | None) -> None:
    """Raise InputError unless `name` is None or an installed spaCy pipeline that finds entities."""
    if name is None:
        return
    # Importing spaCy takes a second: only who names a model pays for it.
    from extractors.model import ModelError, load

    try:
        load(name)
    except ModelError as error:
        raise InputError(f"--model: {error}") from error
