"""Parquet: a row a document, with columns of the usual names.

Columns: abstract, id, title, published, categories, each under any spelling of ``fields.txt``. Only
these columns are read, a batch of rows at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import InputError
from flows.sources.fields import find_fields, require_abstract
from flows.sources.format import Format
from flows.sources.opening import open_raw
from flows.sources.record import Fault, Record, UnreadableError
from flows.sources.source_file import SourceFile

ROWS = 1024
"""Rows that are held at a time."""


def sniff(file: SourceFile) -> bool:
    """Whether the file starts as every Parquet file does."""
    return file.data.startswith(b"PAR1")


def _open(file: SourceFile) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(open_raw(file.uri))
    except (OSError, pa.ArrowException) as error:
        raise InputError(
            f"{file.uri}: not a whole Parquet file ({error}); fetch or write it again"
        ) from None


def check(file: SourceFile) -> None:
    """Raises InputError where the file is broken or has no column of text for the abstract."""
    with _open(file) as parquet:
        names = parquet.schema_arrow.names
        if len(names) > file.limits.record_fields:
            raise InputError(f"{file.uri}: more than {file.limits.record_fields:,} columns")
        require_abstract(file.uri, names, file.field_map)


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each row. Raises UnreadableError where a page is broken."""
    number = 0
    with _open(file) as parquet:
        fields = find_fields(parquet.schema_arrow.names, file.field_map)
        wanted = [name for name in fields if name is not None]
        try:
            for batch in parquet.iter_batches(ROWS, columns=wanted, use_threads=False):
                cells = [
                    batch.column(name).to_pylist() if name else [None] * len(batch)
                    for name in fields
                ]
                for row in zip(*cells, strict=True):
                    number += 1
                    yield Record._make((*row, f"row {number}", row))
        except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
            raise UnreadableError("unreadable", f"broken after row {number}: {error}") from None


FORMAT = Format("parquet", "Parquet: a row a document", sniff, read, check)
