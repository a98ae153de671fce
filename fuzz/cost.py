"""CPU and memory in proportion to the length of an input.

The bounds are generous: they stand for a coverage-instrumented run on a slow machine. What grows with
the square of the length crosses them all the same, as an input's slices are tried repeated, too.
"""

from __future__ import annotations

import random
import resource
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")

MEMORY = 150_000
"""Most that peak memory may grow by over one input, in KB."""
TRIES = 4
"""How often what takes too long is timed before it counts: others use the processor, too."""
ONE_IN = 128
"""Of how many inputs one is tried with a slice repeated."""


class TooCostlyError(AssertionError):
    """An input takes more than its length can account for."""


@dataclass(frozen=True)
class Bound:
    """How much CPU an input may take, in seconds."""

    fixed: float
    each: float
    """For each byte or character."""

    def hold(self, work: Callable[[], Result], size: int) -> Result:
        """What the work returns. Raises TooCostlyError."""
        allowed = self.fixed + size * self.each
        peak = _peak()
        best = float("inf")
        for _ in range(TRIES):
            start = time.process_time()
            result = work()
            best = min(best, time.process_time() - start)
            if best <= allowed:
                break
        else:
            raise TooCostlyError(
                f"{best:.2f} s of CPU for a length of {size}; {allowed:.2f} is much"
            )
        if _peak() - peak > MEMORY:
            raise TooCostlyError(f"{(_peak() - peak) // 1000} MB more for a length of {size}")
        return result


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def pumped(text: str, length: int) -> str | None:
    """For one in ``ONE_IN`` texts, always the same: the text grown to ``length`` by repeating a
    slice of it."""
    chance = zlib.crc32(text.encode(errors="surrogatepass"))
    if not text or chance % ONE_IN:
        return None
    rng = random.Random(chance)
    start = rng.randrange(len(text))
    end = min(start + rng.choice((1, 2, 3, 5, 8, 16, 32, 64, 200)), len(text))
    repeats = length // (end - start)
    return text[:start] + text[start:end] * repeats + text[end:]
