"""Places at which a run can be made to die, so that tests can see what is left then."""

from __future__ import annotations

import os
import signal
from collections import Counter

VARIABLE = "PAPERFACTS_FAILPOINT"
"""Names a place, and with ``:N`` the Nth time that a process comes there."""

_met: Counter[str] = Counter()


def failpoint(name: str) -> None:
    """Kill this process group if the environment names this place."""
    chosen, _, time = os.environ.get(VARIABLE, "").partition(":")
    if chosen == name:
        _met[name] += 1
        if _met[name] == int(time or 1):
            os.killpg(os.getpgrp(), signal.SIGKILL)
