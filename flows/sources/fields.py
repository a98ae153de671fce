"""Which of a record's fields is the abstract, which the id: found by their usual names.

The spellings stand in ``fields.txt``; a map given by the caller goes before them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from flows.errors import InputError
from flows.sources.record import Record

PARTS = ("id", "title", "abstract", "published", "categories")
"""The parts of a document that a field can be mapped to."""


class Fields(NamedTuple):
    """The name of the field that holds each part, None where a record has no such field."""

    doc_id: str | None
    title: str | None
    abstract: str | None
    published: str | None
    categories: str | None


def _plain(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


@functools.cache
def spellings() -> dict[str, tuple[str, ...]]:
    """Each part's spellings, best first, as ``fields.txt`` lists them."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (files("flows.sources") / "fields.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            part, names = line.split(":")
            found[part] = tuple(_plain(name) for name in names.split(","))
    return found


def check_map(field_map: Mapping[str, str]) -> None:
    """Raises InputError where a map names a part that documents do not have."""
    for part in field_map:
        if part not in PARTS:
            raise InputError(
                f"--map {part}={field_map[part]}: no part of a document is called {part};"
                f" map one of {', '.join(PARTS)}"
            )


def find_fields(names: Iterable[str], field_map: Mapping[str, str]) -> Fields:
    """The fields of a record with these field names, by the map first and then by usual spellings.

    A part that the map names is looked for under that name alone.
    """
    exact = dict.fromkeys(names)
    by_spelling: dict[str, str] = {}
    for name in exact:
        by_spelling.setdefault(_plain(name), name)
    taken: set[str] = set(field_map.values())

    def field_of(part: str) -> str | None:
        if part in field_map:
            return field_map[part] if field_map[part] in exact else None
        for spelling in spellings()[part]:
            name = by_spelling.get(spelling)
            if name is not None and name not in taken:
                return name
        return None

    return Fields(*(field_of(part) for part in PARTS))


class FieldFinder:
    """Finds the fields of records one after the other; equal sets of names are looked at once."""

    def __init__(self, field_map: Mapping[str, str]) -> None:
        self._field_map = field_map
        self._known: dict[tuple[str, ...], Fields] = {}

    def __call__(self, record: Mapping[str, object]) -> Fields:
        """The fields of this record."""
        names = tuple(record)
        found = self._known.get(names)
        if found is None:
            found = find_fields(names, self._field_map)
            if len(self._known) < 1_000 and len(names) < 1_000:
                self._known[names] = found
        return found

    def record(self, value: Mapping[str, object], position: str) -> Record:
        """A record with its parts as the fields hold them."""
        fields = self(value)
        get = value.get
        return Record(
            get(fields.doc_id) if fields.doc_id else None,
            get(fields.title) if fields.title else None,
            get(fields.abstract) if fields.abstract else None,
            get(fields.published) if fields.published else None,
            get(fields.categories) if fields.categories else None,
            position,
            value,
        )


def require_abstract(uri: str, names: Iterable[str], field_map: Mapping[str, str]) -> None:
    """Raises InputError where none of these field names holds the abstract."""
    _require(["abstract"], uri, list(names), field_map)


def require_columns(uri: str, names: Iterable[str], field_map: Mapping[str, str]) -> None:
    """Raises InputError where none of a table's columns holds the abstract, or a part that the map names."""
    _require(["abstract", *field_map], uri, list(names), field_map)


def _require(
    parts: Iterable[str], uri: str, names: Sequence[str], field_map: Mapping[str, str]
) -> None:
    found = dict(zip(PARTS, find_fields(names, field_map), strict=True))
    missing = next((part for part in parts if found[part] is None), None)
    if missing is None:
        return
    shown = ", ".join(name[:40] for name in names[:12]) + (", ..." if len(names) > 12 else "")
    wanted = f"called {field_map[missing]}" if missing in field_map else f"for the {missing}"
    raise InputError(
        f"{uri}: no field {wanted} (there are: {shown or 'none'});"
        f" name the right one with --map {missing}=FIELD"
    )
