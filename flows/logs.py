"""What a run says of itself on its page in Prefect: lines that begin with ``run=ID part=NAME``.

No line holds a text that was read, only addresses, names and counts.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from prefect import get_run_logger
from prefect.exceptions import MissingContextError


def note(run_id: str, what: str, part: str | None = None, **facts: object) -> None:
    """Log a line of a run: what happened, then facts as ``key=value``."""
    _log(logging.INFO, run_id, what, part, facts)


def warn(run_id: str, what: str, part: str | None = None, **facts: object) -> None:
    """As ``note``, for what somebody should look at."""
    _log(logging.WARNING, run_id, what, part, facts)


def _log(level: int, run_id: str, what: str, part: str | None, facts: Mapping[str, object]) -> None:
    try:
        logger = get_run_logger()
    except MissingContextError:
        # A stage called as a plain function has no page to write to.
        return
    where = f"run={run_id}" if part is None else f"run={run_id} part={part}"
    pairs = "".join(f" {key}={_plain(value)}" for key, value in facts.items())
    logger.log(level, "%s %s%s", where, what, pairs)


def _plain(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value
