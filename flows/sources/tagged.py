"""Files of tagged lines: a tag, its value, and lines that go on with it (RIS, MEDLINE)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from flows.sources.lines import lines
from flows.sources.record import Fault
from flows.sources.source_file import SourceFile

BEFORE = 4_000
"""How far into a file its first record may start, in bytes."""


@dataclass(frozen=True)
class Dialect:
    """How a form of tagged lines is written."""

    line: regex.Pattern[str]
    """A line with a tag, and its groups ``tag`` and ``value``."""
    first: str
    """The tag that every record starts with."""
    last: str | None = None
    """The tag that ends a record, if there is one."""


@dataclass(frozen=True)
class Tagged:
    """The fields of one record."""

    position: str
    lines: dict[str, list[list[str]]]
    """The fields of each tag, each as its lines; those after the first as they stand in the file."""
    raw: str

    def all(self, *names: str) -> list[str]:
        """The values of these tags, each on one line."""
        return [
            " ".join(filter(None, map(str.strip, written)))
            for name in names
            for written in self.lines.get(name, ())
        ]

    def first(self, *names: str) -> str | None:
        """The first value of the first of these tags that the record has."""
        return next(iter(self.all(*names)), None)

    def text(self, name: str) -> str | None:
        """All values of a tag, one a line; None without any."""
        return "\n".join(filter(None, self.all(name))) or None


def tagged(file: SourceFile, dialect: Dialect) -> Iterator[Tagged | Fault]:
    """The records of a file; the last may lack its end.

    Faults: record_too_large, boilerplate for lines outside of records.
    """
    fields: dict[str, list[list[str]]] = {}
    raw: list[str] = []
    last: list[str] | None = None
    number = size = 0
    longest = file.limits.record_bytes

    def record() -> Tagged | Fault:
        position, text = f"record {number}", "\n".join(raw)
        if size > longest:
            detail = f"a record of more than {longest:,} bytes"
            return Fault(position, "record_too_large", detail, text)
        return Tagged(position, fields, text)

    with file.open() as stream:
        for place, line in lines(stream, file.limits):
            if isinstance(line, Fault):
                size = longest + 1
                continue
            text = line.decode("utf-8", errors="surrogateescape").rstrip()
            found = dialect.line.match(text)
            tag = found["tag"] if found else None
            if tag == dialect.first and fields:
                number += 1
                yield record()
                fields, raw, last, size = {}, [], None, 0
            size += len(line)
            if size > longest:
                fields.setdefault(dialect.first, [])
                continue
            raw.append(text)
            if tag is not None and tag == dialect.last:
                if fields:
                    number += 1
                    yield record()
                fields, raw, last, size = {}, [], None, 0
            elif found is not None and tag is not None:
                last = [(found["value"] or "").strip()]
                fields.setdefault(tag, []).append(last)
            elif last is not None:
                last.append(text)
            elif text and not fields:
                yield Fault(f"line {place}", "boilerplate", "a line outside of the records", text)
    if fields:
        number += 1
        yield record()
