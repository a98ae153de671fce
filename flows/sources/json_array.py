"""The objects of a JSON array, one at a time: an array alone, or within the answer of an API.
Objects that follow each other without an array are read in the same way.

The array is cut into its elements by brackets and quotes alone, many bytes at once, and each
element is parsed by itself: a broken one costs only itself, and nothing grows with the file or with
nesting.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import regex

from flows.sources.limits import Limits
from flows.sources.record import Fault, UnreadableError

PIECE = 1 << 18
"""How much is cut at a time, in bytes."""

KEYS = (
    *("items", "data", "results", "papers", "records", "documents"),
    *("result", "recommendedPapers", "docs", "collection", "articles"),
)
"""What answers call their records."""
ARRAY = regex.compile(
    rb"""
    "(?P<key> \L<keys> )"                    # "results"
    \s*+ : \s*+ \[ (?= \s*+ [{\]] )          # : [ {
    """,
    regex.VERBOSE,
    keys=[key.encode() for key in KEYS],
)
"""Where an answer's array of records starts: Crossref's, OpenAlex's, bioRxiv's, Solr's, ..."""
ALONE = regex.compile(rb"\[\s*+(?:[\[{\]\"]|null)")
"""``[{``: an array and no text in brackets"""
DEEPEST = 2
"""Objects around that array: Crossref's is within "message"."""
NEAR = 100
"""How far back a colon is looked for first, in bytes."""
PREFACE = 1 << 16
"""How far into an answer its array may start, in bytes."""

ESCAPED = regex.compile(rb"\\.", regex.DOTALL)
"""``\\"``: a sign that means nothing to JSON's structure"""
TRAILING = regex.compile(rb"(?<!\\)(?:\\\\)*+\\\Z")
"""An escape that is cut in two."""

BETWEEN = b" \t\r\n,"
"""What may stand between two elements."""

QUOTE = ord('"')
STEP = np.zeros(256, np.int8)
"""How much deeper a byte leads, outside of strings."""
STEP[[ord("["), ord("{")]] = 1
STEP[[ord("]"), ord("}")]] = -1


def array_start(start: bytes) -> int | None:
    """Where in these first bytes the array's inside begins; None where there is no array of
    objects."""
    if ALONE.match(start):
        return 1
    if not start.startswith(b"{"):
        return None
    places, steps, _ = _brackets(start[:PREFACE], False)
    depths = np.cumsum(steps, dtype=np.int64)
    for found in ARRAY.finditer(start, 0, PREFACE):
        bracket = found.end() - 1
        at = int(np.searchsorted(places, bracket))
        if at < len(places) and places[at] == bracket and 1 < int(depths[at]) <= DEEPEST + 1:
            return found.end()
    return None


def _brackets(data: bytes, in_string: bool) -> tuple[np.ndarray, np.ndarray, bool]:
    """Brackets outside of strings, where they stand and how much deeper they lead.

    The last value says whether the data end within a string. No escape may be cut in two.
    """
    if b"\\" in data:
        data = ESCAPED.sub(b"__", data)
    signs = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(signs == QUOTE)
    places = np.flatnonzero(STEP[signs])
    outside = (np.searchsorted(quotes, places) + in_string) % 2 == 0
    places = places[outside]
    return places, STEP[signs[places]], (len(quotes) + in_string) % 2 == 1


def array_elements(
    stream: io.BufferedReader, skip: int, limits: Limits
) -> Iterator[tuple[str, bytes | Fault]]:
    """Each object of the array as bytes, with its position.

    ``skip`` is what ``array_start`` says of the file's first bytes that are not blank; 0 for
    objects without an array around them. Raises UnreadableError where the array or an object does
    not end, or where another object follows that around the array. Faults: not_an_object,
    record_too_large.
    """
    while (stream.peek(1)[:1] or b"x").isspace():
        stream.read(1)
    stream.read(skip)
    number = depth = 0
    in_string = False
    held = b""  # the element that has begun, or what stands between two
    rest = b""  # half an escape
    while True:
        data = stream.read(PIECE)
        if not data:
            if skip or depth or in_string:
                around = "array" if skip else "object"
                raise UnreadableError("truncated", f"the file ends within the {around}")
            if held.strip(BETWEEN):
                yield _no_object(number + 1, held)
            return
        data, rest = rest + data, b""
        if TRAILING.search(data):
            data, rest = data[:-1], data[-1:]
        places, steps, in_string = _brackets(data, in_string)
        depths = depth + np.cumsum(steps, dtype=np.int64)
        depth = int(depths[-1]) if len(depths) else depth
        turns = np.flatnonzero(((depths == 0) & (steps < 0)) | ((depths == 1) & (steps > 0)))
        closing = np.flatnonzero(depths < 0)
        last = 0
        for turn in turns[turns < closing[0]] if len(closing) else turns:
            place = int(places[turn])
            if steps[turn] > 0:
                between = held + data[last:place]
                if between.strip(BETWEEN):
                    number += 1
                    yield _no_object(number, between)
                held, last = b"", place
            else:
                number += 1
                element, held, last = held + data[last : place + 1], b"", place + 1
                if len(element) > limits.record_bytes:
                    yield _too_large(number, element, limits)
                elif element.startswith(b"["):
                    yield _no_object(number, element)
                else:
                    yield f"record {number}", element
        if len(closing):
            between = held + data[last : int(places[closing[0]])]
            if between.strip(BETWEEN):
                yield _no_object(number + 1, between)
            _require_end(stream, data[int(places[closing[0]]) :] + rest)
            return
        # Of an element that is too long only its start is kept, and that it is too long.
        held = (held + data[last:])[: limits.record_bytes + 1]


def _require_end(stream: io.BufferedReader, data: bytes) -> None:
    """Raises UnreadableError where an object follows behind the array and those around it.

    A value within one of those stands behind its name and a colon, an object that follows does not.
    """
    depth = lowest = 0
    before = rest = b""
    in_string = False
    while more := data or stream.read(PIECE):
        data, rest = rest + more, b""
        if TRAILING.search(data):
            data, rest = data[:-1], data[-1:]
        places, steps, in_string = _brackets(data, in_string)
        depths = depth + np.cumsum(steps, dtype=np.int64)
        lowest_before = np.minimum.accumulate(np.concatenate(([lowest], depths)))
        for at in np.flatnonzero((steps > 0) & (depths - steps == lowest_before[:-1])):
            place = int(places[at])
            sign = data[max(place - NEAR, 0) : place].rstrip() or (before + data[:place]).rstrip()
            if not sign.endswith(b":"):
                raise UnreadableError(
                    "broken_json",
                    "another answer follows the first; put each on a line or into a file of its own",
                )
        depth = int(depths[-1]) if len(depths) else depth
        lowest = int(lowest_before[-1])
        before = data.rstrip()[-1:] or before
        data = b""


def _no_object(number: int, raw: bytes) -> tuple[str, Fault]:
    position = f"record {number}"
    return position, Fault(
        position, "not_an_object", "the element is no JSON object", raw.strip(BETWEEN)
    )


def _too_large(number: int, raw: bytes, limits: Limits) -> tuple[str, Fault]:
    position = f"record {number}"
    detail = f"the record is longer than {limits.record_bytes:,} bytes"
    return position, Fault(position, "record_too_large", detail, raw)
