"""RIS, the tagged form in which databases export: a tag a line, records ended by ER.

    doc_id      ID, AN, DO, or UR
    title       TI, T1, CT or BT
    abstract    AB or N2
    published   DA, PY or Y1, in ISO form
    categories  KW, all

A line without a tag goes on with the field before it. Read by own code: the libraries for RIS hold
a whole file in memory.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from flows.sources.dates import iso_date
from flows.sources.format import Format
from flows.sources.lines import lines
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile

TAG = regex.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?-(?: (?P<value>.*+))?$")
"""``AB  - We propose``"""

Tags = dict[str, list[str]]


def sniff(file: SourceFile) -> bool:
    """Whether the file starts with a record's type."""
    return bool(regex.match(rb"(?:\s|\xef\xbb\xbf)*+TY  ?- ?\w", file.data))


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each from TY to ER; the last may lack its ER.

    Faults: bad_encoding, record_too_large, no_abstract for text outside of records.
    """
    tags: Tags = {}
    raw: list[str] = []
    last: list[str] | None = None
    number = size = 0
    longest = file.limits.record_bytes
    with file.open() as stream:
        for _, line in lines(stream, file.limits):
            if isinstance(line, Fault):
                size = longest + 1
                continue
            text = line.decode("utf-8", errors="surrogateescape").rstrip()
            found = TAG.match(text)
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
                last = tags.setdefault(tag, [])
                last.append((found["value"] or "").strip())
            elif text and last:
                last[-1] = f"{last[-1]} {text.strip()}"
    if tags:
        yield _record(tags, raw, size, longest, number + 1)


def _record(tags: Tags, raw: list[str], size: int, longest: int, number: int) -> Record | Fault:
    position, text = f"record {number}", "\n".join(raw)
    if size > longest:
        detail = f"a record of more than {longest:,} bytes"
        return Fault(position, "record_too_large", detail, text)

    def first(*names: str) -> str | None:
        return next((tags[name][0] for name in names if tags.get(name)), None)

    date = (first("DA", "PY", "Y1") or "").split("/")
    return Record(
        first("ID", "AN", "DO", "UR"),
        first("TI", "T1", "CT", "BT"),
        first("AB", "N2"),
        iso_date(*[*date, None, None][:3]),
        tags.get("KW"),
        position,
        text,
    )


FORMAT = Format("ris", "RIS records", sniff, read)
