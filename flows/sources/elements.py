"""The records of an XML file, one at a time, without anything that XML can be made to do.

Entities are never resolved, nothing is fetched, no DTD is loaded. A record is let go as soon as the
next is asked for, so a file of any size takes the memory of one record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

import regex
from lxml import etree

from flows.sources.format import Format
from flows.sources.markup import EntityFoundError
from flows.sources.record import Fault, Record, UnreadableError
from flows.sources.source_file import SourceFile

PIECE = 1 << 16
"""How much is handed to the parser at a time, in bytes."""

Reader = Callable[[etree._Element, str], Iterable[Record | Fault]]
"""What an element at a position holds: a record mostly, and faults."""

TOO_LARGE = regex.compile(r"Text node|Buffer size|too (?:long|big)|length")
"""What the parser says of a piece of XML beyond its own limits."""


def xml_format(
    name: str,
    description: str,
    roots: tuple[str, ...],
    readers: Mapping[str, Reader],
    keep: str | None = None,
) -> Format:
    """A format of XML files with one of these root elements, and a reader for each record's tag.

    Tags are given without prefix; one within an element of another tag of these is no record of its
    own. ``keep`` is the tag of what stands before records and is needed for each of them.
    """

    def sniff(file: SourceFile) -> bool:
        return file.root in roots

    def read(file: SourceFile) -> Iterator[Record | Fault]:
        return records(file, readers, keep)

    return Format(name, description, sniff, read)


def records(
    file: SourceFile, readers: Mapping[str, Reader], keep: str | None = None
) -> Iterator[Record | Fault]:
    """The records of a file in order. Raises UnreadableError where the rest cannot be read.

    Faults: entity_reference, and those of the readers.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in readers],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    number = 0
    since = 0
    started = False
    with file.open(decode=False) as stream:
        broken = None
        while broken is None:
            data = stream.read(PIECE)
            if not started:
                # Blanks before the declaration are no mistake worth losing a file for.
                data = data.lstrip(b" \t\r\n") or data
                started = True
            since += len(data)
            try:
                if data:
                    parser.feed(data)
                else:
                    parser.close()
            except etree.XMLSyntaxError as error:
                broken = error
            for _, element in cast(Iterator[tuple[str, etree._Element]], parser.read_events()):
                parent = element.getparent()
                if parent is not None and local_name(parent) in readers:
                    continue
                since = 0
                reader = readers[local_name(element)]
                found = _read(element, f"record {number + 1}", reader)
                number += bool(found)
                yield from found
                _let_go(element, keep)
            if since > file.limits.record_bytes:
                detail = f"a record of more than {file.limits.record_bytes:,} bytes"
                raise UnreadableError("record_too_large", detail)
            if not data:
                break
    if broken is not None:
        detail = f"not valid XML: {' '.join(str(broken.msg).split())}"
        raise UnreadableError(_reason(broken, data), detail)


def _read(element: etree._Element, position: str, reader: Reader) -> list[Record | Fault]:
    try:
        return list(reader(element, position))
    except EntityFoundError as error:
        detail = f"refers to an entity of the file's own definition, {str(error)[:100]}"
        return [Fault(position, "entity_reference", detail, element)]


def _reason(error: etree.XMLSyntaxError, data: bytes) -> str:
    """Why a file cannot be read on."""
    message = str(error.msg)
    if error.code == etree.ErrorTypes.ERR_INVALID_ENCODING:
        return "bad_encoding"
    if "Char 0x0 " in message:
        return "nul_character"
    if "amplification" in message:
        return "entity_reference"
    if TOO_LARGE.search(message):
        return "record_too_large"
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
