"""Where to go on in an XML file behind a record that broke the parser.

No parser goes on after a NUL byte or a tag that does not match. Here the bytes that it was given last
are kept, and records are told by their tags alone: the next one is given to a new parser, behind what
stood before the first. So a broken record costs itself and not the rest of its file.
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

KEPT = 1 << 17
"""Bytes that are kept at least: the parser may be somewhat behind what it was given."""
LONGEST_TAG = 1_000

PREFIX = r"(?:[\w.-]++:)?+"
"""``oai:``"""


class Trail:
    """The last bytes of a file, and which of its records had ended there."""

    def __init__(self, tags: Iterable[str], inner: Iterable[str]) -> None:
        every = "|".join(map(regex.escape, sorted(tags)))
        outer = "|".join(map(regex.escape, sorted(set(tags) - set(inner))))
        end = rf"</{PREFIX}(?:{every})\s*+> | <{PREFIX}(?:{every})(?:\s[^<>]*+)?(?<=/)>"
        start = rf"<{PREFIX}(?:{outer})(?=[\s/>])"
        self._end = regex.compile(end.encode(), regex.VERBOSE)
        self._start = regex.compile(start.encode(), regex.VERBOSE)
        self._data = b""
        self._dropped = 0
        self._at_start = False
        self.ended = 0
        """Records that have ended since the parser began."""

    def opening(self, first: bytes) -> bytes | None:
        """What stands before the first record; None if that is not within the first bytes."""
        found = self._start.search(first)
        return first[: found.start()] if found else None

    def add(self, data: bytes) -> None:
        """Follow the parser, which is given these bytes."""
        self._data += data
        if len(self._data) > 2 * KEPT:
            # Between two tags, so that each is counted once.
            cut = self._data.rfind(b"<", 0, len(self._data) - KEPT)
            if cut > 0:
                self._dropped += sum(1 for _ in self._end.finditer(self._data, 0, cut))
                self._data = self._data[cut:]

    @property
    def is_at_its_start(self) -> bool:
        """Whether the parser broke within the very record that it was begun anew with."""
        return self._at_start and self.ended == 0

    def next_start(self) -> bytes | None:
        """The bytes from the next record on that may be whole; None where none has begun yet."""
        ends = [found.end() for found in self._end.finditer(self._data)]
        known = min(self.ended - self._dropped, len(ends))
        place = ends[known - 1] if known > 0 else int(self.is_at_its_start)
        return self._from(place)

    def search(self, data: bytes) -> bytes | None:
        """As ``next_start``, with more bytes of the file."""
        self._data += data
        return self._from(0)

    def _from(self, place: int) -> bytes | None:
        found = self._start.search(self._data, place)
        if found is None:
            # A tag may be cut in two.
            self._data = self._data[max(place, len(self._data) - LONGEST_TAG) :]
            return None
        rest = self._data[found.start() :]
        self._data, self._dropped, self.ended, self._at_start = b"", 0, 0, True
        return rest
