"""RIS, the tagged form in which databases export: a tag a line, records ended by ER.

    doc_id      ID, AN, DO without address, or UR; a short number as ID is one of somebody's library,
                and taken only where there is none of the others
    title       TI, T1, CT or BT
    abstract    AB, all, one a line; N2, the same, where there is no AB
    published   DA, PY or Y1, the first that is a date, in ISO form; a DA of month and day alone
                ("SEP 22") goes with the year of PY or Y1
    categories  KW, all, each line one that is not indented

A line without a tag goes on with the field before it. Lines before the first record, by which some
databases name themselves, become rejects. Read by own code: the libraries for RIS hold a whole file in
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import regex

from flows.sources.dates import MONTHS, iso_date
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
DOI_ADDRESS = regex.compile(r"https?://(?:dx\.)?+doi\.org/|doi:\s*+", regex.IGNORECASE)
"""``https://doi.org/``, ``doi:``"""
LIBRARY_NUMBER = regex.compile(r"[0-9]{1,6}")
"""``369``: what a program calls a record in its own library"""
MONTH_AND_DAY = regex.compile(r"(?P<month>[A-Za-z]{3,9})(?:\ (?P<day>[0-9]{1,2}))?+")
"""``SEP 22``, ``DEC``"""
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
                last.append(text)
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
        tag: [" ".join(filter(None, map(str.strip, written))) for written in listed]
        for tag, listed in tags.items()
    }

    def first(*names: str) -> str | None:
        return next((fields[name][0] for name in names if fields.get(name)), None)

    def every(name: str) -> str | None:
        return "\n".join(filter(None, fields.get(name, ()))) or None

    return Record(
        _id(first),
        first("TI", "T1", "CT", "BT"),
        every("AB") or every("N2"),
        _published(fields),
        [keyword for written in tags.get("KW", ()) for keyword in _keywords(written)],
        position,
        text,
    )


def _id(first: Callable[..., str | None]) -> str | None:
    own = first("ID")
    if own and not LIBRARY_NUMBER.fullmatch(own):
        return own
    doi = first("DO")
    return first("AN") or (DOI_ADDRESS.sub("", doi, 1) if doi else None) or first("UR") or own


def _keywords(written: list[str]) -> list[str]:
    """The keywords of one field: some programs give one tag to all, each on a line."""
    starts = [at for at, line in enumerate(written) if not at or line[:1] not in " \t"]
    ends = [*starts[1:], len(written)]
    return [
        " ".join(filter(None, map(str.strip, written[start:end])))
        for start, end in zip(starts, ends, strict=True)
    ]


def _published(fields: Mapping[str, list[str]]) -> str | None:
    days, years = fields.get("DA", []), [*fields.get("PY", ()), *fields.get("Y1", ())]
    dates = [_date(value) for value in (*days, *years)]
    for value in days:
        alone = MONTH_AND_DAY.fullmatch(value)
        if alone is not None and alone["month"][:3].casefold() in MONTHS:
            dates[:0] = [[*_date(year)[:1], *alone.group("month", "day")] for year in years]
    return next(filter(None, (iso_date(*date) for date in dates)), None)


def _date(value: str) -> list[str | None]:
    """Year, month and day of ``2020/03/01/``, ``2020-03-01`` and the like, as far as given."""
    return regex.split("[/-]", value.strip())[:3]


FORMAT = Format("ris", "RIS records", sniff, read)
