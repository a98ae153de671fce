"""The records of an XML file, one at a time, without anything that XML can be made to do.

Entities are never resolved, nothing is fetched, no DTD is loaded. A record is let go as soon as the
next is asked for, so a file of any size takes the memory of one record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, cast

import regex
from lxml import etree

from flows.sources.ampersands import Ampersands, Pieces
from flows.sources.format import Format
from flows.sources.limits import Limits
from flows.sources.markup import EntityFoundError
from flows.sources.record import Fault, Record, UnreadableError
from flows.sources.source_file import SourceFile
from flows.sources.trail import Trail

PIECE = 1 << 16
"""How much is handed to the parser at a time, in bytes."""

Reader = Callable[[etree._Element, str], Iterable[Record | Fault]]
"""What an element at a position holds: a record mostly, and faults."""

PASSING = frozenset(("broken_xml", "bad_encoding", "nul_character", "record_too_large"))
"""Reasons for which the records behind a broken one are looked for."""
MOST_BREAKS = 1_000
"""How often that is done in one file."""

TOO_LARGE = regex.compile(r"Text node|Buffer size|too (?:long|big)|length")
"""What the parser says of a piece of XML beyond its own limits."""


def xml_format(
    name: str,
    description: str,
    roots: tuple[str, ...],
    readers: Mapping[str, Reader],
    keep: str | None = None,
    inner: tuple[str, ...] = (),
) -> Format:
    """A format of XML files with one of these root elements, and a reader for each record's tag.

    Tags are given without prefix; one within an element of another tag of these is no record of its
    own, and so ``inner`` are tags that are found there mostly. ``keep`` is the tag of what stands
    before records and is needed for each of them.
    """

    def sniff(file: SourceFile) -> bool:
        return file.root in roots

    def read(file: SourceFile) -> Iterator[Record | Fault]:
        return records(file, readers, keep, inner)

    return Format(name, description, sniff, read)


def records(
    file: SourceFile,
    readers: Mapping[str, Reader],
    keep: str | None = None,
    inner: tuple[str, ...] = (),
) -> Iterator[Record | Fault]:
    """The records of a file in order. Raises UnreadableError where the rest cannot be read.

    A record that breaks the parser costs itself, unless what stands before the records has to be
    kept. Faults: entity_reference, broken_xml, bad_encoding, nul_character, record_too_large, and
    those of the readers.
    """
    trail = Trail(readers, inner)
    number = since = breaks = 0
    untold: Fault | None = None
    """Of a break that may be that of the record which the parser is given next."""
    with file.open(decode=False) as stream:
        pieces = Pieces(stream, PIECE)
        # Blanks before the declaration are no mistake worth losing a file for.
        first = pieces.read()
        data = first.lstrip(b" \t\r\n") or first
        is_wide = b"\0" in data[:4]
        ampersands = Ampersands()
        opening = trail.opening(data) if keep is None else None
        parser = _parser(readers)
        while True:
            broken = _feed(parser, data if is_wide else ampersands.shown(data))
            if opening is not None:
                trail.add(data)
            since += len(data)
            for _, element in cast(Iterator[tuple[str, etree._Element]], parser.read_events()):
                trail.ended += 1
                if any(local_name(above) in readers for above in element.iterancestors()):
                    continue
                since = 0
                if untold is not None:
                    number += 1
                    yield untold._replace(position=f"record {number}")
                    untold = None
                reader = readers[local_name(element)]
                found = _read(element, f"record {number + 1}", reader)
                number += bool(found)
                yield from found
                _let_go(element, keep)
            if broken is None and since <= file.limits.record_bytes:
                if not data:
                    break
                data = pieces.read()
                continue
            fault = _fault(broken, data, file.limits)
            is_passing = data and fault.reason in PASSING and breaks < MOST_BREAKS
            if opening is None or not is_passing:
                if untold is not None:
                    yield untold._replace(position=f"record {number + 1}")
                raise UnreadableError(fault.reason, fault.detail)
            breaks += 1
            if trail.is_at_its_start:
                number += 1
                yield fault._replace(position=f"record {number}")
                untold = None
            else:
                untold = fault
            rest = trail.next_start()
            while rest is None and (more := pieces.read()):
                rest = trail.search(more)
            if rest is None:
                break
            parser, ampersands, data, since = _parser(readers), Ampersands(), rest, 0
            _feed(parser, opening)
    if untold is not None:
        yield untold._replace(position=f"record {number + 1}")


def _parser(readers: Mapping[str, Reader]) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in readers],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


class _Broken(NamedTuple):
    """What the parser says of XML that it cannot read."""

    message: str
    code: int


def _feed(parser: etree.XMLPullParser, data: bytes) -> _Broken | None:
    """Give the parser a piece of the file, its end if it is empty; returns what broke it."""
    try:
        if not data:
            parser.close()
            return None
        parser.feed(data)
    except etree.XMLSyntaxError as error:
        return _Broken(str(error.msg), error.code)
    # Of some mistakes the parser says nothing before the end, and hands out no record till then.
    for entry in parser.feed_error_log:
        if entry.level == etree.ErrorLevels.FATAL:
            return _Broken(entry.message, entry.type)
    return None


def _fault(broken: _Broken | None, data: bytes, limits: Limits) -> Fault:
    """What broke the parser, or that a record does not end within the limit."""
    if broken is None:
        detail = f"a record of more than {limits.record_bytes:,} bytes"
        return Fault("", "record_too_large", detail, None)
    detail = f"not valid XML: {' '.join(broken.message.split())}"
    return Fault("", _reason(broken, data), detail, None)


def _read(element: etree._Element, position: str, reader: Reader) -> list[Record | Fault]:
    try:
        return list(reader(element, position))
    except EntityFoundError as error:
        detail = f"refers to an entity of the file's own definition, {str(error)[:100]}"
        return [Fault(position, "entity_reference", detail, element)]


def _reason(error: _Broken, data: bytes) -> str:
    """Why a file cannot be read on."""
    message = error.message
    if error.code == etree.ErrorTypes.ERR_INVALID_ENCODING:
        return "bad_encoding"
    if "Char 0x0 " in message:
        return "nul_character"
    if "amplification" in message:
        return "entity_reference"
    if TOO_LARGE.search(message):
        return "record_too_large"
    if "EntityRef" in message:
        # "R&D": this one is not even in the log.
        return "broken_xml"
    if not data or "Premature end" in message or "no element found" in message:
        return "truncated"
    return "broken_xml"


def local_name(element: etree._Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _let_go(element: etree._Element, keep: str | None) -> None:
    """Frees an element that was read, and what stood before it up to what is to be kept."""
    element.clear()
    parent = element.getparent()
    if parent is None:
        return
    while (before := element.getprevious()) is not None:
        if isinstance(before.tag, str) and etree.QName(before).localname == keep:
            return
        parent.remove(before)


def find(element: etree._Element, *path: str) -> etree._Element | None:
    """The first element down a path of tags without prefix; the whole path must be there."""
    here: etree._Element | None = element
    for name in path:
        here = next(iter(here.iterchildren(f"{{*}}{name}")), None) if here is not None else None
    return here
