"""What a target is: a check that must hold for any input, and what inputs are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """Something that takes any input. A check raises whatever it likes where something is wrong."""

    check: Callable[[bytes], None]
    seeds: Sequence[bytes]
    """Sound inputs to begin with."""
    pieces: Mapping[str, Sequence[str]]
    """What is put into inputs, by kind; each kind is as frequent as the others."""
    encoding: tuple[str, str]
    """How the text that mutations work on becomes bytes: encoding and error handler."""
    head: int
    """Bytes at the start of an input that choose how it is read; they are changed one by one."""
    longest: int
    """Longest input, in bytes."""
    show: Callable[[bytes], str]
    """An input in a form that a person can read and paste."""
