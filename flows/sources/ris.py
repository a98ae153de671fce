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

from collections.abc import Iterator

import regex

from flows.sources.dates import MONTHS, iso_date
from flows.sources.format import Format
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile
from flows.sources.tagged import BEFORE, Dialect, Tagged, tagged

STRICT = Dialect(
    regex.compile(r"(?P<tag>[A-Z][A-Z0-9])  -(?: (?P<value>.*+))?$"), first="TY", last="ER"
)
"""``AB  - We propose``"""
LOOSE = Dialect(
    regex.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?-(?: (?P<value>.*+))?$"), first="TY", last="ER"
)
"""``AB - We propose``, as some programs write it"""
START = regex.compile(rb"^TY(?: (?P<strict>\ )?+)- ?\w", regex.MULTILINE)
"""``TY  - JOUR``: where a record starts"""
DOI_ADDRESS = regex.compile(r"https?://(?:dx\.)?+doi\.org/|doi:\s*+", regex.IGNORECASE)
"""``https://doi.org/``, ``doi:``"""
LIBRARY_NUMBER = regex.compile(r"[0-9]{1,6}")
"""``369``: what a program calls a record in its own library"""
MONTH_AND_DAY = regex.compile(r"(?P<month>[A-Za-z]{3,9})(?:\ (?P<day>[0-9]{1,2}))?+")
"""``SEP 22``, ``DEC``"""


def sniff(file: SourceFile) -> bool:
    """Whether a record's type stands in the file's first lines."""
    return START.search(file.data, 0, BEFORE) is not None


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each from TY to ER; the last may lack its ER.

    Faults: record_too_large, boilerplate for lines outside of records.
    """
    start = START.search(file.data, 0, BEFORE)
    for found in tagged(file, LOOSE if start is not None and start["strict"] is None else STRICT):
        yield found if isinstance(found, Fault) else _record(found)


def _record(found: Tagged) -> Record:
    return Record(
        _id(found),
        found.first("TI", "T1", "CT", "BT"),
        found.text("AB") or found.text("N2"),
        _published(found),
        [keyword for written in found.lines.get("KW", ()) for keyword in _keywords(written)],
        found.position,
        found.raw,
    )


def _id(found: Tagged) -> str | None:
    own, doi = found.first("ID"), found.first("DO")
    if own and not LIBRARY_NUMBER.fullmatch(own):
        return own
    plain = DOI_ADDRESS.sub("", doi, 1) if doi else None
    return found.first("AN") or plain or found.first("UR") or own


def _keywords(written: list[str]) -> list[str]:
    """The keywords of one field: some programs give one tag to all, each on a line."""
    starts = [at for at, line in enumerate(written) if not at or line[:1] not in " \t"]
    ends = [*starts[1:], len(written)]
    return [
        " ".join(filter(None, map(str.strip, written[start:end])))
        for start, end in zip(starts, ends, strict=True)
    ]


def _published(found: Tagged) -> str | None:
    days, years = found.all("DA"), found.all("PY", "Y1")
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
