"""Digests by digests in little memory: what has been met, of millions of documents."""

from __future__ import annotations

from array import array
from hashlib import blake2b

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
    digests are.
    """

    def __init__(self) -> None:
        self._keys, self._values = _empty(FIRST), _empty(FIRST)
        self._mask = FIRST - 1
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def get(self, key: int) -> int | None:
        """The digest noted for ``key``; None if there is none."""
        place = self._place(key or 1)
        return self._values[place] if self._keys[place] else None

    def setdefault(self, key: int, value: int) -> int:
        """The digest noted for ``key``; ``value`` is noted if there is none."""
        # No place holds 0, which says that it is free.
        key = key or 1
        place = self._place(key)
        if self._keys[place]:
            return self._values[place]
        self._keys[place], self._values[place] = key, value
        self._count += 1
        if 3 * self._count > 2 * self._mask:
            self._grow()
        return value

    def _place(self, key: int) -> int:
        """The place of ``key``, or where it has to go."""
        keys, mask = self._keys, self._mask
        place = key & mask
        while (met := keys[place]) and met != key:
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        former_keys, former_values = self._keys, self._values
        size = 2 * len(former_keys)
        self._keys, self._values, self._mask = _empty(size), _empty(size), size - 1
        for key, value in zip(former_keys, former_values, strict=True):
            if key:
                place = self._place(key)
                self._keys[place], self._values[place] = key, value


def _empty(size: int) -> array[int]:
    return array("Q", bytes(8 * size))
