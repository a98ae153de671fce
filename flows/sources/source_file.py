"""One file to read: where it lies, how it starts, and how it is opened."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

import orjson
import regex

from flows.errors import InputError
from flows.sources.answers import records_of
from flows.sources.fields import find_fields
from flows.sources.json_array import array_elements, array_start
from flows.sources.limits import Limits
from flows.sources.opening import bytes_taken, open_unpacked
from flows.sources.record import UnreadableError

HEAD_BYTES = 1 << 18
"""How much of a file is looked at to tell its format, in bytes after unpacking."""

LONGEST_HEAD = 1 << 22
"""How much of a file that starts with a long line, in bytes."""

PARQUET = b"PAR1"
"""First bytes of the one format that is no text."""

LOOKED_AT = 50
"""How many records are looked at to tell a format."""

ROOT = regex.compile(
    r"""
    (?: \s++                                        # blanks
      | <\?[^>]*+>                                  # <?xml version="1.0"?>
      | <!--(?:[^-]|-(?!->))*+-->                   # <!-- a comment -->
      | <!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?+>     # <!DOCTYPE feed SYSTEM "feed.dtd" [ ... ]>
    )*+
    <(?:[\w.-]++:)?+(?P<name>[\w.-]++)              # <oai:OAI-PMH
    """,
    regex.VERBOSE,
)
"""What stands before the root element of an XML file, and its name."""


@dataclass(frozen=True)
class SourceFile:
    """A file with its first bytes, unpacked, and what they hold."""

    uri: str
    data: bytes
    complete: bool
    """Whether ``data`` is all that the file holds."""
    limits: Limits
    field_map: Mapping[str, str]
    _streams: list[io.BufferedReader] = field(default_factory=list, repr=False, compare=False)

    def open(self, *, decode: bool = True) -> io.BufferedReader:
        """The whole content as ``open_unpacked`` gives it; reading it may raise UnreadableError."""
        stream = open_unpacked(self.uri, self.limits, decode=decode)
        self._streams.append(stream)
        return stream

    @property
    def taken(self) -> int:
        """Bytes of the file that were read through the stream opened last; 0 if there is none."""
        if not self._streams or self._streams[-1].closed:
            return 0
        return bytes_taken(self._streams[-1])

    @functools.cached_property
    def text(self) -> str:
        """The first bytes as text; what is not UTF-8 is replaced."""
        return self.data.decode("utf-8", errors="replace")

    @functools.cached_property
    def start(self) -> bytes:
        """The first bytes from the first that is not blank."""
        return self.data.lstrip()

    @functools.cached_property
    def root(self) -> str | None:
        """The name of an XML file's root element, without its prefix; None for other files."""
        if not self.start.startswith(b"<"):
            return None
        found = ROOT.match(self.text)
        return found["name"] if found else None

    @functools.cached_property
    def lines(self) -> list[bytes]:
        """The first lines, those that are whole."""
        lines = self.data.split(b"\n")
        if not self.complete:
            lines.pop()
        return lines

    @functools.cached_property
    def inside(self) -> int | None:
        """Where after the first blanks the objects of a JSON file stand that are no lines.

        That is behind the bracket of an array, or at 0 where each object stands over several lines;
        None for other files. Lines that are objects each are neither, though one may hold an array
        of objects.
        """
        if self.start.startswith(b"["):
            return array_start(self.start)
        if not self.start.startswith(b"{") or len(self.objects_by_line) > 1:
            return None
        line, _, rest = self.start.partition(b"\n")
        if rest.lstrip().startswith(b"{") and _objects([line]):
            return None
        if not self.objects_by_line and len(self.objects_over_lines) > 1:
            return 0
        first = self.objects_by_line or self.objects_over_lines
        if not (first and find_fields(first[0], self.field_map).abstract):
            found = array_start(self.start)
            if found is not None:
                return found
        if self.objects_by_line:
            return None
        # An object that goes on beyond the first bytes is told by how its first line ends.
        opens = not self.complete and self.start.partition(b"\n")[0].rstrip()[-1:] in b"{[,"
        return 0 if self.objects_over_lines or opens else None

    @functools.cached_property
    def objects_by_line(self) -> list[dict[str, object]]:
        """The JSON objects among the first lines, each on a line of its own."""
        return _objects(self.lines)

    @functools.cached_property
    def objects_over_lines(self) -> list[dict[str, object]]:
        """The first JSON objects of a file that follow each other, wherever lines end."""
        return _objects(_elements(self.start, 0, self.limits))

    @functools.cached_property
    def objects(self) -> list[dict[str, object]]:
        """The first JSON objects of the file, of its lines, its array or its answers."""
        if self.start[:1] not in (b"{", b"["):
            return []
        found = (
            self.objects_by_line
            if self.inside is None
            else _objects(_elements(self.start, self.inside, self.limits))
        )
        if not found and self.start.startswith(b"["):
            # An answer that goes on beyond the first bytes.
            first = self.start[1:].lstrip()
            skip = array_start(first)
            return _objects(_elements(first, skip, self.limits)) if skip is not None else []
        inner = (records_of(value, self.field_map) for value in found)
        return [
            record
            for value, records in zip(found, inner, strict=True)
            for record in ([value] if records is None else records)
        ][:LOOKED_AT]


def _elements(first: bytes, start: int, limits: Limits) -> Iterator[bytes]:
    """The elements of an array that are whole within a file's first bytes."""
    stream = cast(io.BufferedReader, io.BufferedReader(io.BytesIO(first)))
    try:
        for _, element in array_elements(stream, start, limits):
            if isinstance(element, bytes):
                yield element
    except UnreadableError:
        return


def _objects(pieces: Iterable[bytes]) -> list[dict[str, object]]:
    """The JSON objects among the first of these pieces."""
    found: list[dict[str, object]] = []
    for piece in islice(pieces, LOOKED_AT):
        try:
            value = orjson.loads(piece)
        except orjson.JSONDecodeError:
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def look_at(uri: str, limits: Limits, field_map: Mapping[str, str]) -> SourceFile:
    """The file with its first bytes. Raises InputError where it is missing, empty or unreadable."""
    try:
        with open_unpacked(uri, limits) as stream:
            data = _first_bytes(stream)
    except UnreadableError as error:
        raise InputError(f"{uri}: {error}") from None
    if not data[0].strip():
        raise InputError(f"{uri}: the file is empty; leave it out or fetch it again")
    if not data[0].startswith(PARQUET) and (odd := _oddity(data[0])) is not None:
        raise InputError(f"{uri}: {odd}")
    return SourceFile(uri, *data, limits, field_map)


def _oddity(data: bytes) -> str | None:
    """What about a text's first bytes no reader can deal with, and what to do about it."""
    first, second = data[:2_000:2], data[1:2_000:2]
    for blank, signs in ((first, second), (second, first)):
        if (
            len(blank) > 1
            and blank.count(0) > 0.9 * len(blank)
            and signs.count(0) < 0.1 * len(signs)
        ):
            return "it looks like UTF-16 without a byte order mark; save it as UTF-8"
    if b"\r" in data.strip() and b"\n" not in data and data.lstrip()[:1] not in b"<[":
        return "its lines end in carriage returns alone, as on old Macs; save it with line feeds"
    return None


def _first_bytes(stream: io.BufferedReader) -> tuple[bytes, bool]:
    """Up to ``HEAD_BYTES``, or to the end of the first line, and whether that is all there is.

    Of a file that breaks off before, what can be had.
    """
    data = b""
    while len(data) < HEAD_BYTES or (len(data) < LONGEST_HEAD and b"\n" not in data):
        try:
            more = stream.read1(HEAD_BYTES)
        except UnreadableError:
            if data:
                return data, True
            raise
        if not more:
            return data, True
        data += more
    return data, False
