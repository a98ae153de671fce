"""Answers of an API among the objects of a JSON file: pages, each with records within.

One page alone is read as a stream, however large (``json_array``). Where pages follow each other, as lines,
as elements of an array or one behind the other, each is parsed whole, as a record is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flows.sources.fields import find_fields
from flows.sources.json_array import KEYS
from flows.sources.limits import Limits
from flows.sources.record import Fault

AROUND = ("message", "data", "resultList", "response")
"""Objects of an answer within which its records may lie."""


def records_of(
    value: Mapping[str, object], field_map: Mapping[str, str]
) -> list[dict[str, object]] | None:
    """What an answer holds as records; None for an object that is no answer.

    An object with an abstract of its own is a record, whatever lists it has.

    >>> records_of({"meta": {"count": 1}, "results": [{"id": "W1"}]}, {})
    [{'id': 'W1'}]
    """
    places = [value]
    places.extend(inner for key in AROUND if isinstance(inner := value.get(key), dict))
    for place in places:
        for key in KEYS:
            found = place.get(key)
            if isinstance(found, list) and all(isinstance(record, dict) for record in found):
                return found if find_fields(value, field_map).abstract is None else None
    return None


def opened(
    objects: Iterable[tuple[str, dict[str, object] | Fault]],
    field_map: Mapping[str, str],
    limits: Limits,
) -> Iterator[tuple[str, dict[str, object] | Fault]]:
    """Objects with their positions, the records of an answer in its stead ("line 2, record 3").

    Faults: those given, and too_many_fields.
    """
    for position, value in objects:
        found = None if isinstance(value, Fault) else records_of(value, field_map)
        if found is None:
            yield position, value
            continue
        for number, record in enumerate(found, start=1):
            within = f"{position}, record {number}"
            if len(record) > limits.record_fields:
                detail = f"{len(record):,} fields, more than {limits.record_fields:,}"
                yield within, Fault(within, "too_many_fields", detail, record)
            else:
                yield within, record
