"""Places at which a run can be made to die, so that tests can see what is left then."""

from __future__ import annotations

import os
import signal

VARIABLE = "PAPERFACTS_FAILPOINT"


def failpoint(name: str) -> None:
    """Kill this process group if the environment names this place."""
    if os.environ.get(VARIABLE) == name:
        os.killpg(os.getpgrp(), signal.SIGKILL)
