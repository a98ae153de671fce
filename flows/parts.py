"""Documents staged in files of a few thousand each: a part is the unit of work.

Workers get the file's address. Texts never pass through Prefect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa

from flows import store
from flows.errors import InputError
from flows.failpoints import failpoint
from flows.staging import Staging
from schemas import TABLES, Document, Reject

PART_SIZE = 10_000
"""Documents a part.

A part goes through five stages, each a task run; with the part's own that is six. Measured between 100
parts and 4, they cost 0.16 s of CPU a part, in this process and in the server; 10,000 abstracts take 3 s
and more, so that Prefect's share is about 5 %. Larger parts would leave two workers unevenly loaded on
inputs of a few ten thousand, and need more memory: with one worker a run takes 0.6 GB at this size.
"""

_SCHEMA = pa.schema([TABLES["documents"].arrow_schema.field(name) for name in Document._fields])


class Part(NamedTuple):
    """A part that has been staged."""

    number: int
    documents: int
    rejects: int
    done: bool
    """Whether a former attempt at the run has completed it."""


class Parts:
    """Documents in parts, in the order in which they come; iterate over it to have them staged.

    Rejects go straight into the part's rejects table. Every part but the last has ``size`` documents,
    unless rejects fill it first. A part that a former attempt completed is not written again. Whoever
    iterates anew after an error gets what follows on the last part that was handed on.
    """

    def __init__(
        self,
        items: Iterable[Document | Reject],
        staging: Staging,
        *,
        run_id: str,
        size: int = PART_SIZE,
    ) -> None:
        self._items, self._staging, self._run_id, self._size = items, staging, run_id, size
        self._handed_on = 0

    def __iter__(self) -> Iterator[Part]:
        """Each part once it is there. Raises InputError if the input is no longer what it was."""
        for number, (documents, rejects) in enumerate(self._cut()):
            if number < self._handed_on:
                self._compare(number, documents)
                continue
            part = self._write(number, documents, rejects)
            self._handed_on += 1
            yield part

    def _cut(self) -> Iterator[tuple[list[Document], list[Reject]]]:
        documents: list[Document] = []
        rejects: list[Reject] = []
        for item in self._items:
            if isinstance(item, Reject):
                rejects.append(item)
            else:
                documents.append(item)
            # Rejects alone must not fill the memory either.
            if len(documents) >= self._size or len(rejects) >= self._size:
                yield documents, rejects
                documents, rejects = [], []
        if documents or rejects:
            yield documents, rejects

    def _write(self, number: int, documents: list[Document], rejects: list[Reject]) -> Part:
        staging = self._staging
        done = store.exists(staging.done(number))
        if not done:
            fields = (*Reject._fields, "run_id")
            rows = sorted((*reject, self._run_id) for reject in rejects)
            table = _table(rows, fields, TABLES["rejects"].arrow_schema)
            store.write_parquet(table, staging.table("rejects", number))
            table = _table(sorted(documents), Document._fields, _SCHEMA)
            store.write(staging.input(number), lambda file: _write_arrow(table, file))
            failpoint("part-staged")
        return Part(number, len(documents), len(rejects), done)

    def _compare(self, number: int, documents: list[Document]) -> None:
        if load(number, self._staging) != sorted(documents):
            raise InputError("the input changed while it was read; start the run again")


def _write_arrow(table: pa.Table, file: BinaryIO) -> None:
    with pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)


def load(part: int, staging: Staging) -> list[Document]:
    """Return the documents of a part, sorted by their ids."""
    with pa.ipc.open_file(store.read_bytes(staging.input(part))) as reader:
        table = reader.read_all()
    columns = [column.to_pylist() for column in table.columns]
    for name in ("categories", "repairs"):
        at = Document._fields.index(name)
        columns[at] = [tuple(values) for values in columns[at]]
    return [Document(*row) for row in zip(*columns, strict=True)]


def _table(rows: list[Any], fields: tuple[str, ...], schema: pa.Schema) -> pa.Table:
    columns = dict(zip(fields, zip(*rows, strict=True), strict=True)) if rows else {}
    arrays = [pa.array(columns.get(field.name, ()), field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)
