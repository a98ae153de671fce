"""Ampersands in XML that begin no reference, such as that of "R&D": they break the parser where they stand.

libxml2's parser, given a file in pieces, waits for the semicolon of a reference however far away it
is, and hands out no record meanwhile; records behind it would be lost with the broken one. Here it is
given one at once, so that it says there and then that this is no reference.
"""

from __future__ import annotations

from typing import BinaryIO

import regex

LONGEST = 100
"""Characters that the name of a reference may have."""
WITHIN = LONGEST + len("&#x;")
"""Bytes in which what begins there is known for a reference or none."""
STATEFUL = b"\x1b"
"""Begins a shift in encodings of the kind of ISO-2022, in which an ampersand may be half a character."""

BARE = rf"""
    &
    (?! (?: [A-Za-z_:\x80-\xff] [\w.:\x80-\xff-]{{0,{LONGEST}}}+    # &amp;
          | \#  [0-9]{{1,{LONGEST}}}+                              # &#228;
          | \#x [0-9A-Fa-f]{{1,{LONGEST}}}+                        # &#xe4;
        ) ; )
"""
SECTIONS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
"""What an ampersand may stand in as it is: its beginning and its end."""
BARE_ALONE = regex.compile(BARE.encode("latin-1"), regex.VERBOSE)
PLACE = regex.compile(
    rf"(?P<bare> {BARE} ) | <!\[CDATA\[ | <!-- | <\?".encode("latin-1"), regex.VERBOSE
)


class Pieces:
    """A stream in pieces, none of which ends within a reference or the beginning of a section."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream, self._size = stream, size
        self._left = b""

    def read(self) -> bytes:
        """The next bytes; none at the end."""
        data, self._left = self._left, b""
        while more := self._stream.read(self._size):
            data += more
            cut = max(data.rfind(mark, max(0, len(data) - WITHIN)) for mark in (b"&", b"<"))
            if cut < 0:
                break
            if cut > 0:
                data, self._left = data[:cut], data[cut:]
                break
        return data


class Ampersands:
    """Those of what one parser is given, piece by piece."""

    def __init__(self) -> None:
        self._end = b""
        """Of the section that the last piece ended in."""
        self._before = b""
        """Its last bytes, with which its end may begin."""
        self._is_stateful = False

    def shown(self, data: bytes) -> bytes:
        """A piece for the parser, which breaks at the first ampersand that begins no reference."""
        self._is_stateful = self._is_stateful or STATEFUL in data
        if self._is_stateful:
            return data
        # As good as every piece of a file that is sound; many times as quick as what follows.
        is_plain = not self._end and not any(beginning in data for beginning in SECTIONS)
        if is_plain and BARE_ALONE.search(data) is None:
            return data
        place = 0
        while True:
            if self._end:
                searched = self._before + data[place:]
                at = searched.find(self._end)
                if at < 0:
                    self._before = searched[-2:]
                    return data
                place += at + len(self._end) - len(self._before)
                self._end = self._before = b""
            found = PLACE.search(data, place)
            if found is None:
                return data
            place = found.end()
            if found["bare"]:
                return data[:place] + b";" + data[place:]
            self._end = SECTIONS[found[0]]
