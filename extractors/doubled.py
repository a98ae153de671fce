"""Formulas that a publisher's page wrote twice in a row, once to be seen and once to be copied.

a step of 9.48 \\pm 0.279.48 \\pm 0.27 mm    ->    a step of 9.48 \\pm 0.27              mm
"""

from __future__ import annotations

import regex

_COMMAND = regex.compile(r"\\[A-Za-z]{2,20}+")
_SHORTEST, _LONGEST = 5, 120  # characters of a formula
_OCCURRENCES = 3  # of its first command, among which its second copy may begin
# A whole formula with a number; but: 3\times|3\times 4
_WHOLE = regex.compile(r"(?![\s,.;])(?=[^\d]*+\d).*+(?<![\s,;])(?<!\\[A-Za-z]{2,20})", regex.DOTALL)


def write_once(text: str) -> str:
    """Blank the second copy of each formula that stands twice in a row; nothing moves."""
    kept: list[str] = []
    done = 0
    at = text.find("\\")
    while at >= 0:
        command = _COMMAND.match(text, at)
        behind = at + 1
        if command is not None:
            behind = command.end()
            span = _second_copy(text, at, command[0])
            if span is not None:
                first, behind = span
                kept += text[done:first], " " * (behind - first)
                done = behind
        at = text.find("\\", behind)
    return "".join(kept) + text[done:] if kept else text


def _second_copy(text: str, at: int, command: str) -> tuple[int, int] | None:
    """Where the formula around the command at `at` stands once more, right behind itself."""
    other = at
    for _ in range(_OCCURRENCES):
        other = text.find(command, other + 1, at + _LONGEST)
        if other < 0:
            return None
        length = other - at
        first = at
        while first > 0 and at - first < length and text[first - 1] == text[first - 1 + length]:
            first -= 1
        last = at
        while (
            last + length < len(text)
            and last - first <= length
            and text[last] == text[last + length]
        ):
            last += 1
        if length >= _SHORTEST and last - first == length and _WHOLE.fullmatch(text, first, last):
            return last, last + length
    return None
