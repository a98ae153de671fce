"""JSON Lines: an object a line, plain or packed, with fields of the usual names.

Fields: abstract, id, title, published, categories, each under any spelling of ``fields.txt``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import orjson

from flows.sources.answers import opened
from flows.sources.fields import FieldFinder, require_abstract
from flows.sources.format import Format
from flows.sources.limits import Limits
from flows.sources.lines import lines
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile


def sniff(file: SourceFile) -> bool:
    """Whether the lines are objects; a broken one among them is no objection."""
    if not file.start.startswith(b"{"):
        return False
    return bool(file.objects) or file.start[1:].lstrip()[:1] in (b'"', b"}")


def check(file: SourceFile) -> None:
    """Raises InputError where none of the first objects has a field for the abstract."""
    if file.objects:
        names = dict.fromkeys(name for value in file.objects for name in value)
        require_abstract(file.uri, names, file.field_map)


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each object, a fault for each line that is none; blank lines are passed over."""
    finder = FieldFinder(file.field_map)
    with file.open() as stream:
        found = objects(stream, file.limits)
        for position, value in opened(found, file.field_map, file.limits):
            yield value if isinstance(value, Fault) else finder.record(value, position)


def objects(
    stream: io.BufferedReader, limits: Limits
) -> Iterator[tuple[str, dict[str, object] | Fault]]:
    """Each line's object with its position; a fault for each line that holds none."""
    for number, line in lines(stream, limits):
        position = f"line {number}"
        if isinstance(line, Fault):
            yield position, line
        elif not line.isspace():
            yield position, json_object(line, position, limits)


def json_object(raw: bytes, position: str, limits: Limits) -> dict[str, object] | Fault:
    """The object that these bytes are, or a fault.

    Faults: broken_json (nesting beyond 1,024 levels and half surrogate pairs included),
    bad_encoding, not_an_object, too_many_fields.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return _broken(position, raw, str(error))
    if not isinstance(value, dict):
        return Fault(position, "not_an_object", "not a JSON object", raw)
    if len(value) > limits.record_fields:
        detail = f"{len(value):,} fields, more than {limits.record_fields:,}"
        return Fault(position, "too_many_fields", detail, raw)
    return value


def _broken(position: str, raw: bytes, message: str) -> Fault:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        detail = f"not valid UTF-8 at byte {error.start} of the record"
        return Fault(position, "bad_encoding", detail, raw)
    return Fault(position, "broken_json", f"not valid JSON: {message}", raw)


FORMAT = Format("jsonl", "JSON Lines: an object a line", sniff, read, check)
