r"""BibTeX and BibLaTeX: an entry a document.

    doc_id      the entry's key
    title       title; letters by command as letters, braces that protect letters left out
    abstract    abstract, the same
    published   date, or year and month; those of the entry that crossref names where it has none
    categories  keywords

TeX stays as it stands; only what spells letters and signs is read (``latex``). @string gives values their names;
@preamble and @comment hold no documents, nor does text between entries. Read by own code: the libraries
for BibTeX hold a whole file in memory, at a fraction of the speed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

import regex

from flows.sources.dates import MONTHS, iso_date
from flows.sources.format import Format
from flows.sources.latex import plain
from flows.sources.limits import Limits
from flows.sources.lines import lines
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile

NEXT_ENTRY = regex.compile(r"@\s*+(?P<type>\w++)\s*+[{(]")
"""``@article{`` anywhere behind another entry: ``}, @article{``"""
ENTRY = regex.compile(r"\s*+" + NEXT_ENTRY.pattern)
"""The same at the start of a line"""
FIRST_ENTRY = regex.compile(
    r"@(?:string|preamble|comment|article|book|inbook|incollection|inproceedings|proceedings"
    r"|conference|manual|mastersthesis|phdthesis|thesis|misc|online|techreport|report|unpublished)"
    r"\s*+[{(]",
    regex.IGNORECASE,
)
"""``@article{``: an entry of a usual type, which is enough to know a file by behind other text"""
BEFORE = 50
"""Lines of text that may stand before the first entry, without those of comments."""
KEY = regex.compile(r"\s*+(?P<key>[^\s,={}\"]*+)\s*+(?:,|(?=[})]))|(?P<key>)(?=\s*+[\w-]++\s*+=)")
"""``smith2024,``; nothing where a field follows at once"""
FIELD = regex.compile(r"[\s,]*+(?P<name>[A-Za-z][\w:.+-]*+)\s*+=\s*+")
"""``abstract =``"""
BRACE = regex.compile(r"\\.|[{}]", regex.DOTALL)
QUOTE = regex.compile(r"\\.|[{}\"]", regex.DOTALL)
BARE = regex.compile(r"[\w.:+/-]++")
"""``2024``, ``mar``, ``acl``"""
JOINED = regex.compile(r"\s*+(?P<more>\#)?+\s*+")
"""What follows a part of a value; ``#`` where another part comes."""
MONTH = regex.compile(r"(?P<month>[A-Za-z]{3})|(?P<number>\d{1,2})")
NO_DOCUMENTS = ("preamble", "comment", "set", "xdata")
CONTAINERS = (
    *("proceedings", "mvproceedings", "book", "mvbook", "collection", "mvcollection"),
    *("periodical", "reference", "mvreference"),
)
"""Entries that others are parts of."""
MOST_NAMED = 100_000
"""Names of @string, and containers, that are remembered."""


class Entry(NamedTuple):
    """One entry as it stands in the file."""

    kind: str
    key: str
    fields: Mapping[str, str]
    raw: str


def sniff(file: SourceFile) -> bool:
    """Whether an entry stands among the first lines, behind comments or a few lines of other text."""
    others = 0
    for line in file.text.split("\n")[:2_000]:
        if (ENTRY if not others else FIRST_ENTRY).match(line):
            return True
        others += bool(line.strip()) and not line.lstrip().startswith("%")
        if others > BEFORE:
            return False
    return False


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each entry. Faults: broken_entry, record_too_large."""
    dates = _dates(file) if _has_crossrefs(file) else {}
    number = 0
    for entry in _entries(file):
        number += 1
        position = f"record {number}"
        if isinstance(entry, Fault):
            yield entry._replace(position=position)
            continue
        fields = entry.fields
        abstract = fields.get("abstract")
        yield Record(
            entry.key or None,
            plain(fields.get("title", "")),
            plain(abstract) if abstract is not None else None,
            _date(fields) or dates.get(fields.get("crossref", "").casefold()),
            fields.get("keywords"),
            position,
            entry.raw,
        )


def _has_crossrefs(file: SourceFile) -> bool:
    with file.open() as stream:
        before = b""
        while data := stream.read(1 << 20):
            if b"crossref" in (before + data).lower():
                return True
            before = data[-7:]
    return False


def _dates(file: SourceFile) -> dict[str, str]:
    """The dates of the entries that others are parts of, by key: they may stand anywhere."""
    dates: dict[str, str] = {}
    for entry in _entries(file):
        if isinstance(entry, Entry) and entry.kind in CONTAINERS and len(dates) < MOST_NAMED:
            date = _date(entry.fields)
            if date is not None:
                dates[entry.key.casefold()] = date
    return dates


def _date(fields: Mapping[str, str]) -> str | None:
    month = day = None
    for found in MONTH.finditer(fields.get("month", "")):
        # "10~jan", "jan # { 10}"; a number alone is the month.
        if found["month"] is not None:
            month = month or found["month"]
        else:
            day = day or found["number"]
    if month is None:
        month, day = day, None
    date = fields.get("date", "").strip()
    return date or iso_date(fields.get("year", "").strip(), month, fields.get("day") or day)


def _entries(file: SourceFile) -> Iterator[Entry | Fault]:
    """The entries that can be documents, names of @string put in; faults without a position."""
    named: dict[str, str] = {}
    with file.open() as stream:
        for text, size in _pieces(stream, file.limits):
            if size > file.limits.record_bytes:
                detail = f"an entry of more than {file.limits.record_bytes:,} bytes"
                yield Fault("", "record_too_large", detail, text)
                continue
            place = 0
            while (start := NEXT_ENTRY.search(text, place)) is not None:
                kind = start["type"].lower()
                if kind in NO_DOCUMENTS:
                    whole, place = _part(text, start.end() - 1, named)
                    if whole is None:
                        break
                    continue
                entry, place = _entry(text, start, named)
                if kind != "string":
                    yield entry
                elif isinstance(entry, Entry) and len(named) < MOST_NAMED:
                    named.update(entry.fields)


def _pieces(stream: io.BufferedReader, limits: Limits) -> Iterator[tuple[str, int]]:
    """The file in pieces that start with an entry at the start of a line, each with its size in bytes.

    Of a piece that is too long only the start is kept.
    """
    size = 0
    held: list[str] = []
    for _, line in lines(stream, limits):
        piece = line.raw if isinstance(line, Fault) else line
        text = cast(bytes, piece).decode("utf-8", errors="surrogateescape")
        if "@" in text and ENTRY.match(text) is not None:
            if held:
                yield "".join(held), size
            held, size = [text], 0
        elif held and size <= limits.record_bytes:
            held.append(text)
        size += limits.record_bytes + 1 if isinstance(line, Fault) else len(line)
    if held:
        yield "".join(held), size


def _entry(
    text: str, start: regex.Match[str], named: Mapping[str, str]
) -> tuple[Entry | Fault, int]:
    """The entry that starts here, and where it ends; a broken one ends with the text."""

    def broken(detail: str) -> tuple[Fault, int]:
        return Fault("", "broken_entry", detail, text[start.start() :]), len(text)

    kind = start["type"].lower()
    key = None if kind == "string" else KEY.match(text, start.end())
    if key is None and kind != "string":
        return broken("an entry without a key")
    fields: dict[str, str] = {}
    place = key.end() if key else start.end()
    while (name := FIELD.match(text, place)) is not None:
        value, place = _value(text, name.end(), named)
        if value is None:
            return broken(f"the value of {name['name'][:40]} does not end")
        fields.setdefault(name["name"].lower(), value)
    while place < len(text) and text[place] in " \t\r\n,":
        place += 1
    closing = text[place : place + 1]
    if closing not in ("}", ")"):
        return broken("a field without a name" if closing else "the entry does not end")
    end = place + 1
    return Entry(kind, key["key"] if key else "", fields, text[start.start() : end]), end


def _value(text: str, place: int, named: Mapping[str, str]) -> tuple[str | None, int]:
    """A field's value, its parts put together, and where it ends; None for a broken one."""
    parts = []
    while True:
        part, place = _part(text, place, named)
        if part is None:
            return None, place
        parts.append(part)
        joined = JOINED.match(text, place)
        place = joined.end() if joined else place
        if joined is None or joined["more"] is None:
            return "".join(parts), place


def _part(text: str, place: int, named: Mapping[str, str]) -> tuple[str | None, int]:
    """``{A {BERT} model}``, ``"A model"``, ``2024``, or what @string calls ``acl``."""
    opening = text[place : place + 1]
    if opening not in ("{", '"'):
        bare = BARE.match(text, place)
        if bare is None:
            return None, place
        name = bare[0].lower()
        return bare[0] if name in MONTHS else named.get(name, bare[0]), bare.end()
    depth = 0
    for sign in (BRACE if opening == "{" else QUOTE).finditer(text, place + 1):
        if sign[0] == "{":
            depth += 1
        elif depth and sign[0] == "}":
            depth -= 1
        elif not depth and sign[0] == ("}" if opening == "{" else '"'):
            return text[place + 1 : sign.start()], sign.end()
    return None, place


FORMAT = Format("bibtex", "BibTeX and BibLaTeX entries", sniff, read)
