"""Read the text files of this folder.

All of them share one form, apart from `units.txt` and `field_units.txt`, whose own grammar stands at their head:

    # a comment, to the end of the line, where it stands at a line's start or behind white space
    [section]
    entry            a word or phrase alone: white space within a phrase is single
    entry = value    what an entry means
    a, b, c = value  several entries with the same meaning

An entry stands once in a section; a second one with another value is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files


class LexiconError(ValueError):
    """A lexicon file breaks its grammar; the message names the file and the line."""


def lines(name: str) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line of a lexicon file that says something."""
    text = files("extractors.lexicon").joinpath(name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.split(" #", 1)[0].strip()
        if stripped and not stripped.startswith("#"):
            yield number, stripped


@cache
def sections(name: str) -> Mapping[str, Mapping[str, str]]:
    """Read a lexicon file: section -> entry -> value ("" where an entry stands alone).

    Raises LexiconError where a line stands before the first section, or an entry is given two values.
    """
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    for number, line in lines(name):
        if line.startswith("[") and line.endswith("]"):
            section = found.setdefault(line[1:-1], {})
            continue
        if section is None:
            raise LexiconError(f"{name}:{number}: an entry stands before the first [section]")
        left, _, value = line.partition(" = ")
        for entry in (part.strip() for part in left.split(", ")):
            if section.get(entry, value.strip()) != value.strip():
                raise LexiconError(f"{name}:{number}: {entry!r} has two values in one section")
            section[entry] = value.strip()
    return found


def words(name: str, section: str) -> frozenset[str]:
    """The entries of a section of a lexicon file."""
    return frozenset(sections(name)[section])


def values(name: str, section: str) -> dict[str, str]:
    """The entries of a section of a lexicon file with their values."""
    return dict(sections(name)[section])
