"""Formats whose records are JSON objects: an object a line or over several lines, an array, or an
array in an answer."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping

from flows.sources.answers import opened
from flows.sources.fields import FieldFinder, require_abstract
from flows.sources.format import Format
from flows.sources.json_array import array_elements
from flows.sources.jsonl import json_object, objects
from flows.sources.limits import Limits
from flows.sources.record import Fault, Record, UnreadableError
from flows.sources.source_file import SourceFile

Value = Mapping[str, object]


def json_format(
    name: str,
    description: str,
    recognises: Callable[[Value], bool],
    record: Callable[[Value, str], Record | Fault],
) -> Format:
    """A format of JSON objects, told by what ``recognises`` says of the first ones.

    ``record`` makes a record of an object at a position; a ValueError, TypeError, KeyError,
    AttributeError or IndexError of it means that the object is not of this form.
    """

    def sniff(file: SourceFile) -> bool:
        return any(recognises(value) for value in file.objects[:20])

    def read(file: SourceFile) -> Iterator[Record | Fault]:
        for position, value in json_objects(file):
            if isinstance(value, Fault):
                yield value
                continue
            try:
                yield record(value, position)
            except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
                detail = f"not of the form that {name} has ({type(error).__name__})"
                yield Fault(position, "wrong_type", detail, value)

    return Format(name, description, sniff, read)


def json_objects(file: SourceFile) -> Iterator[tuple[str, dict[str, object] | Fault]]:
    """The objects of a file with their positions, lines or array; answers are opened."""
    with file.open() as stream:
        found = (
            objects(stream, file.limits)
            if file.inside is None
            else _elements(stream, file.inside, file.limits)
        )
        yield from opened(found, file.field_map, file.limits)


def _elements(
    stream: io.BufferedReader, skip: int, limits: Limits
) -> Iterator[tuple[str, dict[str, object] | Fault]]:
    for position, element in array_elements(stream, skip, limits):
        if isinstance(element, Fault):
            yield position, element
        else:
            yield position, json_object(element, position, limits)


def _sniff(file: SourceFile) -> bool:
    return file.inside is not None


def _check(file: SourceFile) -> None:
    if file.objects:
        names = dict.fromkeys(name for value in file.objects for name in value)
        require_abstract(file.uri, names, file.field_map)


def _read(file: SourceFile) -> Iterator[Record | Fault]:
    finder = FieldFinder(file.field_map)
    if file.inside is None:
        raise UnreadableError("broken_json", "neither an array of objects nor an object")
    for position, value in json_objects(file):
        yield value if isinstance(value, Fault) else finder.record(value, position)


FORMAT = Format(
    "json",
    "JSON: an array of objects with fields of the usual names, or an object",
    _sniff,
    _read,
    _check,
)
