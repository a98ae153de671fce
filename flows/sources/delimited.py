"""CSV and TSV: a row a document under a header, with fields of the usual names.

Fields: abstract, id, title, published, categories, each under any spelling of ``fields.txt``. A
CSV's delimiter is a comma, semicolon or bar, whichever the header uses; a TSV's a tab. A line
``sep=;`` may stand before the header, columns may be without a name, rows without a cell that holds
anything are none. In a TSV a quotation mark that closes nothing is one of the text.
"""

from __future__ import annotations

import csv
import functools
import itertools
from collections.abc import Iterator
from typing import NamedTuple

import regex

from flows.errors import InputError
from flows.sources.fields import find_fields, require_columns
from flows.sources.format import Format
from flows.sources.lines import lines
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile

HEADER_CELL = 100
"""Longest name of a column that is taken for one, in characters."""
DECLARED = regex.compile(rb"sep=(?P<delimiter>[\t,;|])\s*+")
"""``sep=;``: a line before the header, by which spreadsheets know the delimiter."""
QUOTED = regex.compile(r'"(?:[^"]|"")*+(?P<closed>")?+(?P<behind>.)?+', regex.DOTALL)
"""``"We ""count"" owls"``, ``"We count``, ``"We" c``"""


class Header(NamedTuple):
    """The delimiter and the names of the columns, and the lines that stand before them."""

    delimiter: str
    names: list[str]
    before: int


def header_of(file: SourceFile, delimiters: str) -> Header | None:
    """The header, if the file starts like a table."""
    if b"\0" in file.lines[0] if file.lines else True:
        return None
    declared = DECLARED.fullmatch(file.lines[0])
    before = int(declared is not None)
    if declared is not None:
        delimiters = "".join({declared["delimiter"].decode()} & set(delimiters))
    text = [line.decode("utf-8", errors="replace") + "\n" for line in file.lines[before:]]
    for delimiter in delimiters:
        rows = csv.reader(text, delimiter=delimiter)
        try:
            names = [name.strip() for name in next(rows, [])]
            widths = [len(row) for row in rows if row]
        except csv.Error:
            continue
        named = [name for name in names if name]
        if len(named) < 2 or any(len(name) > HEADER_CELL for name in named):
            continue
        known = find_fields(named, file.field_map).abstract is not None
        distinct = len(set(named)) == len(names)
        fitting = sum(width == len(names) for width in widths)
        if known or distinct and fitting * 2 > len(widths) > 0:
            return Header(delimiter, names, before)
    alone = text[0].strip().strip('"') if text else ""
    if "," in delimiters and find_fields([alone], file.field_map).abstract is not None:
        return Header(",", [alone], before)
    return None


def sniff(file: SourceFile, delimiters: str) -> bool:
    """Whether the file starts with a header and rows of its width."""
    return header_of(file, delimiters) is not None


def _header(file: SourceFile, delimiters: str) -> Header:
    found = header_of(file, delimiters)
    if found is None:
        raise InputError(
            f"{file.uri}: no header found; the first line must name at least two columns"
        )
    if len(found.names) > file.limits.record_fields:
        raise InputError(f"{file.uri}: more than {file.limits.record_fields:,} columns")
    return found


def check(file: SourceFile, delimiters: str) -> None:
    """Raises InputError where there is no header, or not one column for a part or none for the abstract."""
    names = _header(file, delimiters).names
    require_columns(file.uri, filter(None, names), file.field_map)
    for name in find_fields(names, file.field_map):
        if name is not None and names.count(name) > 1:
            raise InputError(f"{file.uri}: several columns are called {name}; rename all but one")


def read(file: SourceFile, delimiters: str) -> Iterator[Record | Fault]:
    """A record for each row; a fault for each whose width is not the header's.

    Faults: broken_row, record_too_large, too_many_fields.
    """
    delimiter, names, before = _header(file, delimiters)
    fields = find_fields(names, file.field_map)
    columns = [names.index(name) if name is not None else None for name in fields]
    skipped: list[Fault] = []
    is_new, has_ended = True, False
    csv.field_size_limit(file.limits.record_bytes)
    with file.open() as stream:

        def text_lines() -> Iterator[str]:
            for _, line in lines(stream, file.limits):
                if isinstance(line, Fault):
                    skipped.append(line)
                elif line.count(delimiter.encode()) > file.limits.record_fields:
                    detail = f"more than {file.limits.record_fields:,} fields"
                    skipped.append(Fault("", "too_many_fields", detail, line))
                else:
                    yield line.decode("utf-8", errors="surrogateescape")

        def with_marks(found: Iterator[str]) -> Iterator[str]:
            nonlocal is_new
            line = next(found, None)
            while line is not None:
                after = next(found, None)
                starts, is_new = is_new, False
                literal = starts and '"' in line and _is_literal(line, after, len(names))
                yield _quoted(line) if literal else line
                line = after

        def whole(found: Iterator[str]) -> Iterator[str]:
            nonlocal has_ended
            yield from found
            has_ended = True

        below = itertools.islice(text_lines(), before, None)
        found = whole(with_marks(below) if delimiter == "\t" else below)
        rows = csv.reader(found, delimiter=delimiter)
        next(rows, None)
        number = 0
        while True:
            is_new = True
            try:
                row = next(rows, None)
            except csv.Error as error:
                number += 1
                yield Fault(f"row {number}", "broken_row", str(error), None)
                continue
            for fault in skipped:
                number += 1
                yield fault._replace(position=f"row {number}")
            skipped.clear()
            if row is None:
                return
            if not any(row):
                continue
            number += 1
            position = f"row {number}"
            if has_ended:
                # The reader asks for a further line only where a cell is open.
                detail = (
                    "a quotation mark opens a cell and does not close; the rows after it are in it"
                )
                yield Fault(position, "broken_row", detail, delimiter.join(row))
                continue
            if len(row) != len(names):
                detail = f"{len(row)} cells, but the header has {len(names)}"
                yield Fault(position, "broken_row", detail, delimiter.join(row))
                continue
            parts = (row[column] if column is not None else None for column in columns)
            yield Record._make((*parts, position, row))


def _is_literal(line: str, after: str | None, width: int) -> bool:
    """Whether a row of a TSV was written without quoting, so that its quotation marks are its text's.

    A cell in quotes that goes on in the next line looks the same as one whose mark closes nothing,
    but that the next line then is no whole row.
    """
    cells = line.rstrip("\r\n").split("\t")
    if len(cells) != width:
        return False
    for cell in cells:
        quoted = QUOTED.match(cell)
        if quoted is not None and quoted["behind"] is not None:
            return True
        if quoted is not None and quoted["closed"] is None:
            return after is None or after.count("\t") == width - 1
    return False


def _quoted(line: str) -> str:
    cells = line.rstrip("\r\n").split("\t")
    return "\t".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"


def _format(name: str, description: str, delimiters: str) -> Format:
    return Format(
        name,
        description,
        functools.partial(sniff, delimiters=delimiters),
        functools.partial(read, delimiters=delimiters),
        functools.partial(check, delimiters=delimiters),
    )


TSV = _format("tsv", "tab-separated values under a header", "\t")
CSV = _format("csv", "comma-separated values (or ; or |) under a header", ",;|")
