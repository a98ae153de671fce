"""Words and signs of bound and approximation around a number: up to, at least, about, ~, 10,000+, or more."""

from __future__ import annotations

from typing import NamedTuple

import regex

from extractors.lexicon.loading import values, words
from extractors.quantities.spelled import NUMBER_WORDS

_BEFORE = {
    tuple(phrase.split()): meaning for phrase, meaning in values("modifiers.txt", "before").items()
}
_AFTER = {
    tuple(phrase.split()): meaning for phrase, meaning in values("modifiers.txt", "after").items()
}
_BETWEEN = frozenset(tuple(phrase.split()) for phrase in words("modifiers.txt", "between"))
_LAST_BETWEEN = frozenset(phrase[-1] for phrase in _BETWEEN)
_SIZES = range(max(map(len, _BETWEEN)), 0, -1)
_NOT_OVER = words("modifiers.txt", "not over")
_REACHING = tuple(tuple(phrase.split()) for phrase in sorted(words("modifiers.txt", "reaching")))
_LAST_WORDS = frozenset(phrase[-1] for phrase in _BEFORE)
_FIRST_WORDS = frozenset(phrase[0] for phrase in _AFTER)
_LONGEST = max(map(len, [*_BEFORE, *_AFTER]))

# The last words before a number, signs apart from words
_TOKEN = regex.compile(r"[A-Za-z]++(?:-[a-z]++)?\.?|[<>]=?|=[<>]?|[≤≥~≈⩾]|[^\sA-Za-z]")
_REACH = 64  # characters looked back


class Modifier(NamedTuple):
    """What stands around a quantity: its bound (or ""), whether it is approximate, how far it reaches."""

    bound: str
    approximate: bool
    start: int
    end: int


def before(
    text: str, start_at: int, position: int, *, size_in_name: bool = False, counts: bool = False
) -> Modifier:
    """Read the modifiers that end at `position`, where a quantity begins.

    `size_in_name` tells a size such as 7B, before which "some" means several: some 7B models. `counts` tells a
    counted noun, before which "over" may compare: an improvement over 3 baselines.
    """
    bound, approximate, start = "", False, position
    if position > start_at and text[position - 1] in "+↓↑":
        position -= 1  # over +6 points, up to ↓6%
    from_ = max(start_at, position - _REACH)
    tokens = list(_TOKEN.finditer(text, from_, position))
    if tokens and from_ > start_at and tokens[0].start() == from_:
        tokens = tokens[1:]
    lowered = [token[0].lower() for token in tokens]
    last = len(lowered)
    skipped = last
    while last:
        size, meaning = _phrase_before(lowered, last)
        if size:
            if size_in_name and lowered[last - 1] == "some":
                break
            if (
                counts
                and lowered[last - 1] == "over"
                and last > 1
                and lowered[last - 2] in _NOT_OVER
                and lowered[max(0, last - 3)] != "we"
            ) or (meaning != "approximate" and bound):
                break
            last -= size
            start = tokens[last].start()
            skipped = last
            if meaning == "approximate":
                approximate = True
            else:
                bound = meaning
            continue
        size = (
            next(
                (n for n in _SIZES if n <= last and tuple(lowered[last - n : last]) in _BETWEEN), 0
            )
            if lowered[last - 1] in _LAST_BETWEEN
            else 0
        )
        if not size or skipped - last > 2:
            break
        last -= size
    if not bound and not approximate:
        reached = _across_noun_phrase(lowered)
        if reached is not None:
            index, bound = reached
            start = tokens[index].start()
    return Modifier(bound, approximate, start, position)


def _phrase_before(lowered: list[str], last: int) -> tuple[int, str]:
    if lowered[last - 1] not in _LAST_WORDS:
        return 0, ""
    for size in range(min(_LONGEST, last), 0, -1):
        meaning = _BEFORE.get(tuple(lowered[last - size : last]))
        if meaning:
            return size, meaning
    return 0, ""


def _across_noun_phrase(lowered: list[str]) -> tuple[int, str] | None:
    """exceeding even a modest length of | 2,000 words"""
    if not lowered or lowered[-1] != "of":
        return None
    for back in range(3, 7):
        index = len(lowered) - back
        if index < 0:
            return None
        for phrase in _REACHING:
            if tuple(lowered[index : index + len(phrase)]) == phrase and lowered[
                index + len(phrase)
            ] in {"a", "an", "the", "even"}:
                return index, _BEFORE[phrase]
    return None


def after(text: str, position: int) -> Modifier:
    """Read the modifiers that begin at `position`, where a quantity ends."""
    if text.startswith("+", position) and not text[position + 1 : position + 2].isalnum():
        return Modifier("at_least", False, position, position + 1)
    ahead = text[position : position + 24]
    if not ahead.startswith(" "):
        return Modifier("", False, position, position)
    spoken = ahead.split()
    if not spoken or spoken[0].rstrip(",;") not in _FIRST_WORDS:
        return Modifier("", False, position, position)
    for size in (3, 2, 1):
        phrase = tuple(word.rstrip(",;.)") for word in spoken[:size])
        meaning = _AFTER.get(phrase)
        if (
            meaning is not None
            and len(phrase) == size
            and not (len(spoken) > size and _goes_on(spoken[size]))
        ):
            length = ahead.index(spoken[size - 1].rstrip(",;.)"), sum(map(len, phrase[:-1]))) + len(
                phrase[-1]
            )
            return Modifier(
                "" if meaning == "approximate" else meaning,
                meaning == "approximate",
                position,
                position + length,
            )
    return Modifier("", False, position, position)


def _goes_on(word: str) -> bool:
    """Whether a word behind "plus" or "or more" goes on with another number: four sensors plus two cameras."""
    return word[:1].isdigit() or word == "to" or word in NUMBER_WORDS
