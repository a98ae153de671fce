"""Inputs made of others: pieces put in, slices left out, doubled, exchanged, repeated."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

Pieces = Mapping[str, Sequence[str]]
Operation = Callable[[str, Pieces, random.Random], str]

LONGEST_SLICE = 60


def mutated(text: str, pieces: Pieces, rng: random.Random) -> str:
    """The text after one to five changes."""
    for _ in range(rng.choice((1, 1, 2, 3, 5))):
        text = rng.choice(OPERATIONS)(text, pieces, rng)
    return text


def _piece(pieces: Pieces, rng: random.Random) -> str:
    return rng.choice(pieces[rng.choice(list(pieces))])


def _slice(text: str, rng: random.Random) -> tuple[int, int]:
    start = rng.randint(0, len(text))
    return start, min(len(text), start + rng.choice((0, 1, 2, 4, 8, 20, LONGEST_SLICE)))


def _insert(text: str, pieces: Pieces, rng: random.Random) -> str:
    place = rng.randint(0, len(text))
    glue = rng.choice(("", "", " "))
    some = glue.join(_piece(pieces, rng) for _ in range(rng.choice((1, 1, 2, 3))))
    return text[:place] + glue + some + glue + text[place:]


def _replace(text: str, pieces: Pieces, rng: random.Random) -> str:
    start, end = _slice(text, rng)
    return text[:start] + _piece(pieces, rng) + text[end:]


def _remove(text: str, pieces: Pieces, rng: random.Random) -> str:
    start, end = _slice(text, rng)
    return text[:start] + text[end:]


def _double(text: str, pieces: Pieces, rng: random.Random) -> str:
    start, end = _slice(text, rng)
    place = rng.randint(0, len(text))
    return text[:place] + text[start:end] + text[place:]


def _repeat(text: str, pieces: Pieces, rng: random.Random) -> str:
    start, end = _slice(text, rng)
    run = (text[start:end] or _piece(pieces, rng)) * rng.choice((2, 3, 5, 10, 30))
    return text[:start] + run[:1_000] + text[end:]


def _exchange(text: str, pieces: Pieces, rng: random.Random) -> str:
    (first, second), (third, fourth) = sorted((_slice(text, rng), _slice(text, rng)))
    if second > third:
        return text
    middle = text[second:third]
    return text[:first] + text[third:fourth] + middle + text[first:second] + text[fourth:]


OPERATIONS: Sequence[Operation] = (
    _insert,
    _insert,
    _insert,
    _replace,
    _replace,
    _remove,
    _remove,
    _double,
    _repeat,
    _exchange,
)
