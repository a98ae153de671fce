"""RIS, the tagged form in which databases export: a tag a line, records ended by ER.

    doc_id      ID, AN, DO, or UR
    title       TI, T1, CT or BT
    abstract    AB, all, one a line; N2, the same, where there is no AB
    published   DA, PY or Y1, the first that is a date, in ISO form
    categories  KW, all

A line without a tag goes on with the field before it. Lines before the first record, by which some
databases name themselves, become rejects. Read by own code: the libraries for RIS hold a whole file in
memory.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from flows.sources.dates import iso_date
from flows.sources.format import Format
from flows.sources.lines import lines
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile

TAG = regex.compile(r"(?P<tag>[A-Z][A-Z0-9])  -(?: (?P<value>.*+))?$")
"""``AB  - We propose``"""
LOOSE_TAG = regex.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?-(?: (?P<value>.*+))?$")
"""``AB - We propose``, as some programs write it"""
START = regex.compile(rb"^TY(?: (?P<strict>\ )?+)- ?\w", regex.MULTILINE)
"""``TY  - JOUR``: where a record starts"""
BEFORE = 4_000
"""How far into a file its first record may start, in bytes."""

Tags = dict[str, list[list[str]]]
"""The fields of each tag, each as its lines."""


def sniff(file: SourceFile) -> bool:
    """Whether a record's type stands in the file's first lines."""
    return START.search(file.data, 0, BEFORE) is not None


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each from TY to ER; the last may lack its ER.

    Faults: record_too_large, boilerplate for lines outside of records.
    """
    tags: Tags = {}
    raw: list[str] = []
    last: list[str] | None = None
    number = size = 0
    longest = file.limits.record_bytes
    start = START.search(file.data, 0, BEFORE)
    pattern = LOOSE_TAG if start is not None and start["strict"] is None else TAG
    with file.open() as stream:
        for place, line in lines(stream, file.limits):
            if isinstance(line, Fault):
                size = longest + 1
                continue
            text = line.decode("utf-8", errors="surrogateescape").rstrip()
            found = pattern.match(text)
            tag = found["tag"] if found else None
            if tag == "TY" and tags:
                number += 1
                yield _record(tags, raw, size, longest, number)
                tags, raw, last, size = {}, [], None, 0
            size += len(line)
            if size > longest:
                tags.setdefault("TY", [])
                continue
            raw.append(text)
            if tag == "ER":
                if tags:
                    number += 1
                    yield _record(tags, raw, size, longest, number)
                tags, raw, last, size = {}, [], None, 0
            elif found is not None and tag is not None:
                last = [(found["value"] or "").strip()]
                tags.setdefault(tag, []).append(last)
            elif last is not None:
                last.append(text.strip())
            elif text and not tags:
                yield Fault(f"line {place}", "boilerplate", "a line outside of the records", text)
    if tags:
        yield _record(tags, raw, size, longest, number + 1)


def _record(tags: Tags, raw: list[str], size: int, longest: int, number: int) -> Record | Fault:
    position, text = f"record {number}", "\n".join(raw)
    if size > longest:
        detail = f"a record of more than {longest:,} bytes"
        return Fault(position, "record_too_large", detail, text)

    fields = {
        tag: [" ".join(filter(None, written)) for written in listed] for tag, listed in tags.items()
    }

    def first(*names: str) -> str | None:
        return next((fields[name][0] for name in names if fields.get(name)), None)

    def every(name: str) -> str | None:
        return "\n".join(filter(None, fields.get(name, ()))) or None

    dates = (
        iso_date(*_date(value)) for name in ("DA", "PY", "Y1") for value in fields.get(name, ())
    )
    return Record(
        first("ID", "AN", "DO", "UR"),
        first("TI", "T1", "CT", "BT"),
        every("AB") or every("N2"),
        next(filter(None, dates), None),
        fields.get("KW"),
        position,
        text,
    )


def _date(value: str) -> list[str]:
    """Year, month and day of ``2020/03/01/``, ``2020-03-01`` and the like, as far as given."""
    return regex.split("[/-]", value.strip())[:3]


FORMAT = Format("ris", "RIS records", sniff, read)
