"""How far an address reaches: its characters, and what is glued to them but no longer part of it."""

from __future__ import annotations

from typing import NamedTuple

import regex

from extractors.addresses.breaks import next_piece
from extractors.addresses.hosts import REPOSITORY_HOSTS, without_www
from extractors.addresses.patterns import (
    BODY,
    HYPHENS,
    INVISIBLE,
    LABEL_CHARACTERS,
    PUNCTUATION,
)
from extractors.lexicon.loading import words

_OPENERS = words("address_words.txt", "sentence openers")
# The host with what may stand before its path: github.com:443
_AUTHORITY = regex.compile(rf"[{LABEL_CHARACTERS}.{INVISIBLE}{HYPHENS}]++(?::\d{{1,5}})?")
# Owner and name on a host of repositories, escapes included
_OWNER_NAME = regex.compile(rf"/(?:[{LABEL_CHARACTERS}./{INVISIBLE}{HYPHENS}]|\\_)++")
# A sentence glued to a path: /tool.The, /tool.Video:
_GLUED_SENTENCE = regex.compile(r"\.([A-Z][a-z]+)[.,:;!?]*\Z")
# Anything glued to the ending of a file: /tool.git.Video, /page.htmlThe
_GLUED_TO_ENDING = regex.compile(r"(?<=\.(?:git|html?|pdf|zip|php|aspx?|ipynb))[.,:;]?(?=[A-Z])")
_MOST_BREAKS = 4


class Reading(NamedTuple):
    """An address without its scheme, breaks mended; its end in the text; the repairs made."""

    written: str
    end: int
    repairs: tuple[str, ...]


def read(text: str, start: int) -> Reading:
    """Read the address whose host begins at ``start``.

    What is glued to it and the punctuation behind it is left out; a space or a line break within it
    is mended where what stands around it leaves no doubt.
    """
    body = BODY.match(text, start)
    assert body is not None  # it may be empty
    written, end = body[0], body.end()
    repairs: list[str] = []
    kept = _own_part(written)
    if kept < len(written):
        if any(character.isalnum() for character in written[kept:]):
            repairs.append("glued_after")
        written, end = written[:kept], start + kept
    else:
        for _ in range(_MOST_BREAKS):
            joined = next_piece(text, end, written)
            if joined is None:
                break
            repair, piece, end = joined
            repairs.append(repair)
            written += piece
    stripped = written.rstrip(PUNCTUATION)
    return Reading(stripped, end - (len(written) - len(stripped)), tuple(dict.fromkeys(repairs)))


def _own_part(written: str) -> int:
    """How many of the characters read belong to the address, punctuation at its end included."""
    authority = _AUTHORITY.match(written)
    if authority is None:
        return 0
    end = authority.end()
    if end < len(written) and written[end] not in "/?#" and not written.startswith("\\/", end):
        return end if written[end:].strip(PUNCTUATION) else len(written)
    if end == len(written):
        return _own_part_of_host(written)
    host = without_www(authority[0].lower())
    if host in REPOSITORY_HOSTS:
        path = _OWNER_NAME.match(written, end)
        if (
            path is not None
            and path.end() < len(written)
            and path[0].count("/") <= 2
            and written[path.end()] not in "?#"
        ):
            end = path.end()
            if written[end:].strip(PUNCTUATION + ")"):
                return end
    closing = _unmatched_bracket(written)
    if closing < len(written):
        return closing
    glued = _GLUED_TO_ENDING.search(written)
    if glued is not None:
        return glued.start()
    sentence = _GLUED_SENTENCE.search(written, max(0, len(written) - 40))
    if sentence is not None and sentence[1] in _OPENERS:
        return sentence.start()
    return len(written)


def _own_part_of_host(written: str) -> int:
    """The same for a host without a path: in lab.example.org.The a sentence begins."""
    host = written.rstrip(PUNCTUATION)
    labels = host.split(".")
    kept = len(labels)
    while kept > 2 and labels[kept - 1][:1].isupper() and labels[kept - 2][-1:].islower():
        kept -= 1
    return len(".".join(labels[:kept])) if kept < len(labels) else len(written)


def _unmatched_bracket(written: str) -> int:
    """Where the first closing bracket stands that none was opened for, else the length."""
    if ")" not in written:
        return len(written)
    depth = 0
    for at, character in enumerate(written):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                return at
    return len(written)
