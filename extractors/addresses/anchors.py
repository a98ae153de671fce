"""Where an address may begin: a scheme, a host, a DOI or an arXiv id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from extractors.addresses.bare import begins
from extractors.addresses.patterns import LABEL_CHARACTERS, LONGEST, SCHEME
from extractors.addresses.reading import read

# A dot within a word or before a long number: github.com, 10.1145, 2101.00001; none in most
# abstracts
_INNER_DOT = regex.compile(r"\.(?:[A-Za-z]{2}|\d{4})")
# What no address is without: the slashes behind a scheme, a dot within a host or within the number
# of a DOI or an arXiv paper, the slash of an old arXiv number
_SIGN = regex.compile(
    r"(?P<slashes>[:：/;.]\s{0,2}(?:\\?[/／]|\\\\))"
    r"|(?P<dot>\.(?=[A-Za-z]{2}))"
    r"|(?P<number>\.(?=\d{4})|/(?=\d{7}))"
)
_SCHEME = regex.compile(SCHEME, regex.V1)
_SHORTEST_BARE_DOI = 6  # characters behind the slash: 10.1234/5 may be a ratio
_SCHEME_LETTER = regex.compile(r"[tT]")  # every scheme has one
_SCHEME_ROOM = 14  # characters from the first letter of a scheme to its slashes
_LONGEST_HOST = 253  # characters, RFC 1035
_HOST_BEFORE = regex.compile(rf"(?r)[.{LABEL_CHARACTERS}]{{1,200}}+")
_HOST_BEHIND = regex.compile(rf"(?:\.[{LABEL_CHARACTERS}]++)*+")
# 10.1145/3297280, with the word before it or without: doi:10.1145/3297280
_DOI_BEFORE = regex.compile(r"(?r)(?:(?i:doi(?:\.org)?)\s{0,2}[:=]?\s{0,2}|(?<![\w./]))10")
_DOI_BEHIND = regex.compile(r"\.\d{4,9}/")
# arXiv:2101.00001v2   arXiv:hep-th/9901001
_ARXIV = r"(?i:arxiv)\s{0,2}[:.]?\s{0,2}"
_ARXIV_BEFORE = regex.compile(rf"(?r){_ARXIV}(?:\d{{4}}|[a-z\-]{{2,10}}(?:\.[A-Z]{{2}})?)")
_ARXIV_ID = regex.compile(
    rf"{_ARXIV}(\d{{4}}\.\d{{4,5}}(?:v\d{{1,2}})?+|[a-z\-]{{2,10}}+(?:\.[A-Z]{{2}})?/\d{{7}}(?:v\d{{1,2}})?+)"
    r"(?![\w/])"
)


class Written(NamedTuple):
    """An address as it stands in the text, from ``start`` to ``end``.

    ``scheme`` is the scheme with its slashes as written, "" where there is none; ``rest`` is what
    follows it, breaks mended; ``repairs`` names the repairs made so far.
    """

    start: int
    end: int
    scheme: str
    rest: str
    repairs: tuple[str, ...]


def may_hold_address(text: str) -> bool:
    """A cheap test that most texts without an address fail, and none with one."""
    return _INNER_DOT.search(text) is not None or "//" in text or "rXiv" in text


def written_addresses(text: str) -> Iterator[Written]:
    """Yield what may be addresses, in the order of the text, none overlapping."""
    done = 0
    at = 0
    while (sign := _SIGN.search(text, at)) is not None:
        if sign["slashes"] is not None:
            found = _with_scheme(text, sign.end(), done)
        elif sign["dot"] is not None:
            found, at = _with_host(text, sign.start(), done)
            if found is None:
                continue
        else:
            found = _doi(text, sign.start(), done) or _arxiv(text, sign.start(), done)
        if found is None:
            at = sign.end()
        elif found.end - found.start > LONGEST:
            at = done = found.end
        else:
            yield found
            at = done = found.end


def _with_scheme(text: str, slashes_end: int, done: int) -> Written | None:
    room = max(done, slashes_end - _SCHEME_ROOM)
    if not _SCHEME_LETTER.search(text, room, slashes_end):
        return None
    scheme = _SCHEME.search(text, room, slashes_end + 3 * _SCHEME_ROOM)
    if scheme is None or scheme.start() > slashes_end or scheme.end() < slashes_end:
        return None
    reading = read(text, scheme.end())
    if not reading.written:
        return None
    repairs = reading.repairs
    start = scheme.start()
    if start and text[start - 1].isalnum():
        repairs = ("glued_before", *repairs)
    return Written(start, reading.end, scheme[0], reading.written, repairs)


def _with_host(text: str, dot: int, done: int) -> tuple[Written | None, int]:
    """The address without a scheme around a dot, if there is one, and where to look on if not."""
    before = _HOST_BEFORE.match(text, done, dot)
    behind = _HOST_BEHIND.match(text, dot)
    assert behind is not None  # it may be empty
    end = max(behind.end(), dot + 1)
    if before is None:
        return None, end
    if end - before.start() > _LONGEST_HOST:
        return None, end
    run = text[before.start() : end]
    start = before.start() + len(run) - len(run.lstrip(".-_"))
    if start >= dot or text[end : end + 1] == "@" or (start and text[start - 1] in "@/"):
        return None, end
    host = text[start:end].rstrip("-_")
    path_follows = text[end : end + 1] == "/" and text[end + 1 : end + 2].isalnum()
    offset = begins(text, start, host, path_follows)
    if offset is None:
        return None, end
    reading = read(text, start + offset)
    repairs = ("glued_before", *reading.repairs) if offset else reading.repairs
    return Written(start + offset, reading.end, "", reading.written, repairs), end


def _doi(text: str, dot: int, done: int) -> Written | None:
    before = _DOI_BEFORE.match(text, max(done, dot - 16), dot)
    if before is None or _DOI_BEHIND.match(text, dot) is None:
        return None
    reading = read(text, dot - 2)
    prefix, _, suffix = reading.written.partition("/")
    if not suffix or (len(before[0]) == 2 and len(suffix) < _SHORTEST_BARE_DOI):
        return None
    repairs = ("identifier_resolved", *reading.repairs)
    return Written(before.start(), reading.end, "", f"doi.org/{prefix}/{suffix}", repairs)


def _arxiv(text: str, sign: int, done: int) -> Written | None:
    before = _ARXIV_BEFORE.match(text, max(done, sign - 26), sign)
    found = None if before is None else _ARXIV_ID.match(text, before.start())
    if found is None:
        return None
    return Written(
        found.start(), found.end(), "", f"arxiv.org/abs/{found[1]}", ("identifier_resolved",)
    )
