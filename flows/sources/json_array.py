"""The objects of a JSON array, one at a time: an array alone, or within the answer of an API."""

from __future__ import annotations

import io
from collections.abc import Iterator

import ijson
import regex

from flows.sources.limits import Limits
from flows.sources.record import Fault, UnreadableError

ENVELOPES = frozenset(
    f"{key}.item"
    for key in ("message.items", "items", "data", "results", "papers", "records", "documents")
)
"""Where an answer's array of records is: Crossref's, a data file's, Semantic Scholar's, ..."""

LONE_SURROGATE = regex.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
"""Half of a pair: the parser would put a question mark in its place without a word."""


class _Metered:
    """Bytes on their way to the parser, counted since the last record, nesting and signs
    watched."""

    def __init__(self, stream: io.BufferedReader, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self.since = 0
        depth = limits.nesting
        self._deep = regex.compile(rb'(?:[\[{]\s*+(?:"[^"]{0,99}+"\s*+:\s*+)?+){%d}' % depth)
        self._last = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises UnreadableError where a limit is crossed."""
        data = self._stream.read(size)
        self.since += len(data)
        if self.since > self._limits.record_bytes + len(data):
            detail = f"a record of more than {self._limits.record_bytes:,} bytes"
            raise UnreadableError("record_too_large", detail)
        if self._deep.search(data):
            detail = f"nested deeper than {self._limits.nesting:,} levels"
            raise UnreadableError("too_deep", detail)
        joined = self._last + data
        if b"\\u" in joined:
            checked = joined if not data else joined[:-12]
            if LONE_SURROGATE.search(joined, 0, len(checked) + 6):
                raise UnreadableError("bad_encoding", "half of a surrogate pair")
        self._last = joined[-12:]
        return data


def array_prefix(start: bytes) -> str | None:
    """Where the records of a JSON file are, told from its first bytes: an ijson prefix.

    None where the file is no array and no known envelope around one.
    """
    if start.startswith(b"["):
        return "item"
    if not start.startswith(b"{"):
        return None
    try:
        for prefix, event, _ in ijson.parse(io.BytesIO(start)):
            if event == "start_map" and prefix in ENVELOPES:
                return str(prefix)
    except (ijson.JSONError, ValueError):
        return None
    return None


def array_objects(
    stream: io.BufferedReader, prefix: str, limits: Limits
) -> Iterator[tuple[str, dict[str, object] | Fault]]:
    """Each object of the array with its position; raises UnreadableError where the rest is lost.

    Faults: not_an_object, too_many_fields.
    """
    metered = _Metered(stream, limits)
    number = 0
    try:
        for value in ijson.items(metered, prefix, use_float=True, buf_size=1 << 16):
            metered.since = 0
            number += 1
            position = f"record {number}"
            if not isinstance(value, dict):
                detail = "an element of the array is no object"
                yield position, Fault(position, "not_an_object", detail, value)
            elif len(value) > limits.record_fields:
                detail = f"{len(value):,} fields, more than {limits.record_fields:,}"
                yield position, Fault(position, "too_many_fields", detail, None)
            else:
                yield position, value
    except ijson.IncompleteJSONError as error:
        reason = "truncated" if "premature EOF" in str(error) else "broken_json"
        raise UnreadableError(reason, f"not valid JSON: {_first_line(error)}") from None
    except (ijson.JSONError, ValueError, OverflowError) as error:
        raise UnreadableError("broken_json", f"not valid JSON: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:200]
