"""Parquet: a row a document, with columns of the usual names.

Columns: abstract, id, title, published, categories, each under any spelling of ``fields.txt``. Only
these columns are read, a batch of rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows import store
from flows.errors import InputError
from flows.sources.fields import find_fields, require_columns
from flows.sources.format import Format
from flows.sources.opening import RATIO_FROM, open_raw
from flows.sources.record import Fault, Record, UnreadableError
from flows.sources.source_file import PARQUET, SourceFile

ROWS = 1024
"""Most rows that are held at a time."""
BATCH_BYTES = 64_000_000
"""Bytes of rows that are held at a time, as far as the file tells."""
DAMAGE = (OSError, pa.ArrowException, ValueError, RuntimeError, ArithmeticError, IndexError)
"""What pyarrow raises for a damaged file: its own errors, and those into which Cython turns the C++
ones that it lets through."""


def sniff(file: SourceFile) -> bool:
    """Whether the file starts as every Parquet file does."""
    return file.data.startswith(PARQUET)


def _open(file: SourceFile, texts: Sequence[str] = ()) -> pq.ParquetFile:
    """The file; columns of texts come as they are stored, each text once."""
    try:
        return pq.ParquetFile(open_raw(file.uri), read_dictionary=list(texts))
    except DAMAGE as error:
        raise InputError(
            f"{file.uri}: not a whole Parquet file ({error}); fetch or write it again"
        ) from None


def check(file: SourceFile) -> None:
    """Raises InputError where the file is broken or has no column of text for the abstract."""
    with _open(file) as parquet:
        names = parquet.schema_arrow.names
        if len(names) > file.limits.record_fields:
            raise InputError(f"{file.uri}: more than {file.limits.record_fields:,} columns")
        require_columns(file.uri, names, file.field_map)


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each row. Raises UnreadableError where a page is broken, or the texts are more
    than the limits allow."""
    number = 0
    with _open(file) as parquet:
        fields = find_fields(parquet.schema_arrow.names, file.field_map)
        texts = [field.name for field in parquet.schema_arrow if _is_text(field.type)]
    wanted = [name for name in fields if name is not None]
    with _open(file, [name for name in wanted if name in texts]) as parquet:
        try:
            guard = _Guard(file, parquet)
            for batch in parquet.iter_batches(guard.rows, columns=wanted, use_threads=False):
                # Cell by cell: what is stored once may stand in every row.
                columns = [batch.column(name) if name else None for name in fields]
                for at in range(len(batch)):
                    row = [column[at].as_py() if column is not None else None for column in columns]
                    guard.count(row)
                    number += 1
                    yield Record._make((*row, f"row {number}", row))
        except DAMAGE as error:
            detail = " ".join(str(error).split())
            raise UnreadableError("unreadable", f"broken after row {number}: {detail}") from None


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


class _Guard:
    """Counts what comes out of a file against what is in it."""

    def __init__(self, file: SourceFile, parquet: pq.ParquetFile) -> None:
        metadata, self._limits = parquet.metadata, file.limits
        # Not of each column: pyarrow ends the process where it cannot make sense of what one says.
        self._packed = store.size(file.uri)
        self._count = 0
        unpacked = sum(
            metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)
        )
        self._check(unpacked)
        each = unpacked // max(metadata.num_rows, 1) + 1
        self.rows = max(min(ROWS, BATCH_BYTES // each), 1)
        """Rows to be held at a time."""

    def count(self, row: list[Any]) -> None:
        self._count += sum(len(cell) for cell in row if isinstance(cell, str))
        self._check(self._count)

    def _check(self, size: int) -> None:
        if size > self._limits.file_bytes:
            detail = f"the file unpacks to more than {self._limits.file_bytes:,} bytes"
            raise UnreadableError("too_large", detail)
        if size > RATIO_FROM and size > self._packed * self._limits.unpacked_ratio:
            detail = f"each packed byte unpacks to more than {self._limits.unpacked_ratio:,}"
            raise UnreadableError("too_large", detail)


FORMAT = Format("parquet", "Parquet: a row a document", sniff, read, check)
