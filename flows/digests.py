"""Digests by digests in little memory: what has been met, of millions of documents."""

from __future__ import annotations

from array import array
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Many = NDArray[np.uint64]
Flags = NDArray[np.bool_]

FIRST = 1 << 10
"""Places to begin with; always a power of two."""


def id_digest(doc_id: str) -> int:
    """64 bits that stand for an id."""
    digest = blake2b(doc_id.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def text_digest(content_hash: str) -> int:
    """64 bits that stand for a document's text, out of its ``content_hash``."""
    return int(content_hash[:16], 16)


class Digests:
    """A map of 64-bit digests to 64-bit digests, in 24 to 48 bytes an entry; a dict takes 140.

    Two arrays, in which an entry has its place at its key or at the next that is free (open addressing,
    D. Knuth, The Art of Computer Programming, vol. 3, 6.4, algorithm L). Keys must be spread evenly, as
    digests are. One at a time takes half a microsecond, many at once a tenth of that.
    """

    def __init__(self) -> None:
        self._keys, self._values, self._mask = _empty(FIRST), _empty(FIRST), FIRST - 1
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, key: int) -> int | None:
        """The digest noted for ``key``; None if there is none."""
        place = self._place(key or 1)
        return self._values[place] if self._keys[place] else None

    def get_all(self, keys: Many) -> tuple[Flags, Many]:
        """Which of these keys there are, and the digests noted for them; 0 for the others."""
        places = self._places(np.maximum(keys, 1))
        return _many(self._keys)[places] != 0, _many(self._values)[places]

    def setdefault(self, key: int, value: int) -> int:
        """The digest noted for ``key``; ``value`` is noted if there is none."""
        # No place holds 0, which says that it is free.
        key = key or 1
        place = self._place(key)
        if self._keys[place]:
            return self._values[place]
        self._keys[place], self._values[place] = key, value
        self._count += 1
        if self._is_full(self._count):
            self._make_room(2 * len(self._keys))
        return value

    def add_all(self, keys: Many, values: Many) -> None:
        """Note a digest for each of these keys that is not there; the first if one stands here twice."""
        size = len(self._keys)
        while self._is_full(self._count + len(keys), size):
            size *= 2
        if size > len(self._keys):
            self._make_room(size)
        self._put(np.maximum(keys, 1), values)

    def _is_full(self, count: int, size: int | None = None) -> bool:
        """Whether so many entries are too many for so many places."""
        return 3 * count > 2 * (size or len(self._keys))

    def _make_room(self, size: int) -> None:
        """Have so many places, and each entry at its new one."""
        keys, values = _many(self._keys), _many(self._values)
        self._keys, self._values, self._mask = _empty(size), _empty(size), size - 1
        self._count = 0
        self._put(keys[keys != 0], values[keys != 0])

    def _place(self, key: int) -> int:
        """The place of ``key``, or where it has to go."""
        keys, mask = self._keys, self._mask
        place = key & mask
        while (met := keys[place]) and met != key:
            place = (place + 1) & mask
        return place

    def _places(self, keys: Many) -> Many:
        """The place of each of these keys, or where it has to go as the first of them."""
        table, mask = _many(self._keys), np.uint64(self._mask)
        places = keys & mask
        astray = np.arange(len(keys))
        while len(astray):
            met = table[places[astray]]
            astray = astray[(met != 0) & (met != keys[astray])]
            places[astray] = (places[astray] + np.uint64(1)) & mask
        return places

    def _put(self, keys: Many, values: Many) -> None:
        table, noted = _many(self._keys), _many(self._values)
        while len(keys):
            places = self._places(keys)
            is_new = table[places] == 0
            keys, values, places = keys[is_new], values[is_new], places[is_new]
            # Of those that want one place the first gets it, the others look again.
            places, first = np.unique(places, return_index=True)
            table[places], noted[places] = keys[first], values[first]
            self._count += len(first)
            keys, values = np.delete(keys, first), np.delete(values, first)


def _empty(size: int) -> array[int]:
    return array("Q", bytes(8 * size))


def _many(digests: array[int]) -> Many:
    """A view of an array, not a copy."""
    return np.frombuffer(digests, np.uint64)
