"""Prefect's settings for a run in somebody's terminal. Imported before Prefect, which reads them once."""

from __future__ import annotations

import logging
import os

NO_TELEMETRY = {
    # The SDK's own events, and those of the server that Prefect starts where none is configured.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}

TERMINAL = {
    # What is logged still reaches the run's page in Prefect; the terminal belongs to the command.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
    # A busy machine may take longer than Prefect's twenty seconds to start its server, and several that
    # start at once wait for each other. One that ends is noticed at once.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
}


def refuse_telemetry() -> None:
    """Keep Prefect from reporting its use to anybody, unless the environment says otherwise."""
    for name, value in NO_TELEMETRY.items():
        os.environ.setdefault(name, value)


def keep_terminal_clean() -> None:
    """Keep Prefect's logging off the terminal, unless the environment asks for it."""
    for name, value in TERMINAL.items():
        os.environ.setdefault(name, value)
    forget_lost_connections()


def forget_lost_connections() -> None:
    """Keep from the terminal what a store's client leaves behind of connections that broke.

    Their errors have been raised, and tried again, by then.
    """
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
