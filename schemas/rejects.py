"""rejects: what could not be read as a document."""

from __future__ import annotations

import pyarrow as pa

from schemas.definition import Column, Table
from schemas.records import RAW_LIMIT
from schemas.vocabularies import REASONS

REJECTS = Table(
    name="rejects",
    description="Pieces of input that did not become documents, one row each.",
    sort_key=("source_uri", "position"),
    columns=(
        Column("source_uri", pa.string(), "Path or address of the file.", non_empty=True),
        Column(
            "position",
            pa.string(),
            "Where in the file: line 12, row 3, record 5.",
            non_empty=True,
        ),
        Column(
            "reason",
            pa.string(),
            "Short code of the reason, for counting.",
            vocabulary=REASONS,
            non_empty=True,
        ),
        Column("detail", pa.string(), "The reason in words."),
        Column("raw", pa.string(), f"The first {RAW_LIMIT:,} characters of what stood there."),
        Column("run_id", pa.string(), "Id of the run that met it.", non_empty=True),
    ),
)
