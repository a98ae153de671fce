"""A file's lines, one at a time, none longer than a record may be."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flows.sources.limits import Limits
from flows.sources.record import Fault


def lines(stream: io.BufferedReader, limits: Limits) -> Iterator[tuple[int, bytes | Fault]]:
    """Each line with its number from 1 and its line end; a fault for one that is too long.

    Of a line that is too long only the first piece is ever held in memory.
    """
    longest = limits.record_bytes
    number = 0
    while line := stream.readline(longest):
        number += 1
        if len(line) < longest or line.endswith(b"\n"):
            yield number, line
            continue
        while (rest := stream.readline(longest)) and not rest.endswith(b"\n"):
            pass
        detail = f"the line is longer than {longest:,} bytes"
        yield number, Fault(f"line {number}", "record_too_large", detail, line)
