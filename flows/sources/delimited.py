"""CSV and TSV: a row a document under a header, with fields of the usual names.

Fields: abstract, id, title, published, categories, each under any spelling of ``fields.txt``. A
CSV's delimiter is a comma, semicolon or bar, whichever the header uses; a TSV's a tab.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator

from flows.errors import InputError
from flows.sources.fields import find_fields, require_abstract
from flows.sources.format import Format
from flows.sources.lines import lines
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile

HEADER_CELL = 100
"""Longest name of a column that is taken for one, in characters."""


def header_of(file: SourceFile, delimiters: str) -> tuple[str, list[str]] | None:
    """The delimiter and the names of the columns, if the file starts like a table."""
    if b"\0" in file.lines[0] if file.lines else True:
        return None
    text = [line.decode("utf-8", errors="replace") + "\n" for line in file.lines]
    for delimiter in delimiters:
        rows = csv.reader(text, delimiter=delimiter)
        try:
            names = [name.strip() for name in next(rows, [])]
            widths = [len(row) for row in rows if row]
        except csv.Error:
            continue
        distinct = len(set(names)) == len(names) > 1
        if not distinct or not all(0 < len(name) <= HEADER_CELL for name in names):
            continue
        known = find_fields(names, file.field_map).abstract is not None
        if known or sum(width == len(names) for width in widths) * 2 > len(widths) > 0:
            return delimiter, names
    alone = text[0].strip().strip('"')
    if "," in delimiters and find_fields([alone], file.field_map).abstract is not None:
        return ",", [alone]
    return None


def sniff(file: SourceFile, delimiters: str) -> bool:
    """Whether the file starts with a header and rows of its width."""
    return header_of(file, delimiters) is not None


def _header(file: SourceFile, delimiters: str) -> tuple[str, list[str]]:
    found = header_of(file, delimiters)
    if found is None:
        raise InputError(
            f"{file.uri}: no header found; the first line must name at least two columns"
        )
    if len(found[1]) > file.limits.record_fields:
        raise InputError(f"{file.uri}: more than {file.limits.record_fields:,} columns")
    return found


def check(file: SourceFile, delimiters: str) -> None:
    """Raises InputError where there is no header or no column for the abstract."""
    require_abstract(file.uri, _header(file, delimiters)[1], file.field_map)


def read(file: SourceFile, delimiters: str) -> Iterator[Record | Fault]:
    """A record for each row; a fault for each whose width is not the header's.

    Faults: broken_row, record_too_large, too_many_fields.
    """
    delimiter, names = _header(file, delimiters)
    fields = find_fields(names, file.field_map)
    columns = [names.index(name) if name is not None else None for name in fields]
    skipped: list[Fault] = []
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

        rows = csv.reader(text_lines(), delimiter=delimiter)
        next(rows, None)
        number = 0
        while True:
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
            if not row:
                continue
            number += 1
            position = f"row {number}"
            if len(row) != len(names):
                detail = f"{len(row)} cells, but the header has {len(names)}"
                yield Fault(position, "broken_row", detail, delimiter.join(row))
                continue
            parts = (row[column] if column is not None else None for column in columns)
            yield Record._make((*parts, position, row))


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
