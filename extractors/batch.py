"""A batch of documents into tables: the plain function that any engine can call.

``tabulate`` goes through three stages that can be called one by one as well:

    split       documents into sentences
    extract     sentences into addresses and quantities
    normalise   all of it into Arrow tables, as ``schemas`` defines them

Columns are put together for the whole batch at once: at a few thousand documents a call the way from
records to Arrow costs some 60 microseconds a document, most of it for strings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from extractors.addresses.find import find_addresses
from extractors.addresses.record import Address
from extractors.quantities import Quantity, find_quantities
from extractors.sentences import split as split_text
from extractors.version import extractor_version
from schemas import TABLES, Document

SECTIONS = ("title", "abstract")


class Section(NamedTuple):
    """A title or an abstract, and what was found in it so far."""

    document: int
    """Index of the document in the batch."""
    name: str
    text: str
    spans: list[tuple[int, int]]
    """Its sentences: start and end in code points."""
    addresses: Sequence[Address] = ()
    quantities: Sequence[Quantity] = ()


def tabulate(
    documents: Sequence[Document],
    *,
    run_id: str,
    started: datetime | None = None,
    model: str | None = None,
) -> dict[str, pa.Table]:
    """Return the tables documents, sentences, quantities and urls of a batch, by name.

    Rows are sorted by doc_id, then in reading order; the schemas are ``schemas.TABLES``. ``started``
    is the time of ``ingested_at``, now if None; ``model`` names a spaCy pipeline whose entities are
    merged in. Ids must be unique within the batch. Raises extractors.model.ModelError.
    """
    documents = sorted(documents)
    sections = extract(split(documents), model)
    return normalise(documents, sections, run_id=run_id, started=started or datetime.now(UTC))


def split(documents: Sequence[Document]) -> list[Section]:
    """Return the sections of documents with their sentences, in the order of the documents."""
    return [
        Section(index, name, text, split_text(text))
        for index, document in enumerate(documents)
        for name, text in zip(SECTIONS, (document.title, document.abstract), strict=True)
    ]


def extract(sections: Sequence[Section], model: str | None = None) -> list[Section]:
    """Return the sections with their addresses and quantities, which never overlap.

    ``model`` names a spaCy pipeline whose entities are merged in. Raises extractors.model.ModelError.
    """
    found = []
    for section in sections:
        addresses = find_addresses(section.text, section.spans)
        blocked = [(address.start, address.end) for address in addresses]
        quantities = find_quantities(section.text, section.spans, blocked)
        found.append(section._replace(addresses=addresses, quantities=quantities))
    return found if model is None else _with_entities(found, model)


def _with_entities(sections: Sequence[Section], model: str) -> list[Section]:
    # Importing spaCy takes a second: only who names a model pays for it.
    from extractors.model import Reading, load, merge

    readings = [
        Reading(
            section.text,
            section.spans,
            section.quantities,
            [(address.start, address.end) for address in section.addresses],
        )
        for section in sections
    ]
    merged = merge(load(model), readings)
    return [
        section._replace(quantities=quantities)
        for section, quantities in zip(sections, merged, strict=True)
    ]


def normalise(
    documents: Sequence[Document],
    sections: Sequence[Section],
    *,
    run_id: str,
    started: datetime,
    version: str | None = None,
) -> dict[str, pa.Table]:
    """Return the tables of documents, in their order, and of what ``extract`` found in them.

    ``version`` is what documents are marked with as their extractor's version, that of this package
    if None.
    """
    ids = pa.array([document.doc_id for document in documents], pa.string())
    first = _first_sentences(sections)
    return {
        "documents": _documents(documents, run_id, started, version or extractor_version()),
        "sentences": _table("sentences", _sentences(ids, sections)),
        "quantities": _table("quantities", _quantities(ids, sections, first)),
        "urls": _table("urls", _urls(ids, sections, first)),
    }


def content_hash(document: Document) -> str:
    """Return the hash of title and abstract, 32 hexadecimal digits."""
    digest = blake2b(document.title.encode(), digest_size=16)
    digest.update(b"\0")
    digest.update(document.abstract.encode())
    return digest.hexdigest()


def _first_sentences(sections: Sequence[Section]) -> list[int]:
    """The sentence_id of each section's first sentence: an abstract counts on from its title."""
    first, document, reached = [], -1, 0
    for section in sections:
        if section.document != document:
            document, reached = section.document, 0
        first.append(reached)
        reached += len(section.spans)
    return first


def _documents(
    documents: Sequence[Document], run_id: str, started: datetime, version: str
) -> pa.Table:
    count = len(documents)
    read: dict[str, Any] = {name: [] for name in Document._fields}
    if documents:
        read = dict(zip(Document._fields, zip(*documents, strict=True), strict=True))
    return _table(
        "documents",
        read
        | {
            "content_hash": [content_hash(document) for document in documents],
            "extractor_version": pa.repeat(version, count),
            "run_id": pa.repeat(run_id, count),
            "ingested_at": [started] * count,
        },
    )


def _sentences(ids: pa.Array, sections: Sequence[Section]) -> dict[str, Any]:
    counts = [len(section.spans) for section in sections]
    columns = _places(ids, sections, counts)
    columns["sentence_id"] = _numbers(sections, counts)
    spans = [span for section in sections for span in section.spans]
    columns["start"], columns["end"] = zip(*spans, strict=True) if spans else ((), ())
    columns["text"] = [
        section.text[start:end] for section in sections for start, end in section.spans
    ]
    return columns


def _quantities(ids: pa.Array, sections: Sequence[Section], first: Sequence[int]) -> dict[str, Any]:
    counts = [len(section.quantities) for section in sections]
    rows = [quantity for section in sections for quantity in section.quantities]
    columns = _places(ids, sections, counts) | _columns(Quantity._fields, rows)
    columns["sentence_id"] = _shifted(columns.pop("sentence"), first, counts)
    columns["quantity_id"] = _numbers(sections, counts)
    columns["text"] = [
        section.text[quantity.start : quantity.end]
        for section in sections
        for quantity in section.quantities
    ]
    return columns


def _urls(ids: pa.Array, sections: Sequence[Section], first: Sequence[int]) -> dict[str, Any]:
    counts = [len(section.addresses) for section in sections]
    rows = [address for section in sections for address in section.addresses]
    columns = _places(ids, sections, counts) | _columns(Address._fields, rows)
    columns["sentence_id"] = _shifted(columns.pop("sentence"), first, counts)
    columns["url_id"] = _numbers(sections, counts)
    columns["text"] = [
        section.text[address.start : address.end]
        for section in sections
        for address in section.addresses
    ]
    return columns


def _columns(fields: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    return dict(zip(fields, zip(*rows, strict=True) if rows else [()] * len(fields), strict=True))


def _places(ids: pa.Array, sections: Sequence[Section], counts: Sequence[int]) -> dict[str, Any]:
    """The columns doc_id and section, each section repeated for its number of rows."""
    repeats = np.array(counts, np.int64)
    documents = np.array([section.document for section in sections], np.int32)
    names = np.array([SECTIONS.index(section.name) for section in sections], np.int32)
    return {
        "doc_id": ids.take(pa.array(np.repeat(documents, repeats))),
        "section": pa.array(SECTIONS).take(pa.array(np.repeat(names, repeats))),
    }


def _shifted(sentences: Sequence[int], first: Sequence[int], counts: Sequence[int]) -> pa.Array:
    """sentence_id of rows that know the index of their sentence in its section."""
    shift = np.repeat(np.array(first, np.int32), np.array(counts, np.int64))
    return pa.array(np.array(sentences, np.int32) + shift)


def _numbers(sections: Sequence[Section], counts: Sequence[int]) -> pa.Array:
    """Numbers from 0 that run through a document's rows, whatever their section."""
    document = np.array([section.document for section in sections], np.int64)
    total = np.bincount(document, weights=counts).astype(np.int64)
    starts = np.repeat(np.cumsum(total) - total, total)
    return pa.array((np.arange(total.sum()) - starts).astype(np.int32), pa.int32())


def _table(name: str, columns: dict[str, Any]) -> pa.Table:
    schema = TABLES[name].arrow_schema
    arrays = []
    for field in schema:
        column = columns[field.name]
        arrays.append(column if isinstance(column, pa.Array) else pa.array(column, type=field.type))
    return pa.Table.from_arrays(arrays, schema=schema)
