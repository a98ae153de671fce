"""documents: what was read, one row an abstract."""

from __future__ import annotations

import pyarrow as pa

from schemas.definition import STRINGS, Column, Table

DOCUMENTS = Table(
    name="documents",
    description="The abstracts as they were read, one row each.",
    key=("doc_id",),
    sort_key=("doc_id",),
    columns=(
        Column(
            "doc_id",
            pa.string(),
            "Id of the document, unique in the dataset: the source's own, or one computed from"
            " the text where the source has none.",
            non_empty=True,
        ),
        Column(
            "source",
            pa.string(),
            "Name of the format it was read from, such as listing, jsonl or csv.",
            non_empty=True,
        ),
        Column(
            "source_uri",
            pa.string(),
            "Path or address of the file it was read from.",
            non_empty=True,
        ),
        Column(
            "title",
            pa.string(),
            "Title as published; empty where the source has none. Offsets of rows whose section is"
            " title point into it.",
        ),
        Column(
            "abstract",
            pa.string(),
            "Abstract as published, unaltered. Offsets of rows whose section is abstract point"
            " into it, counted in Unicode code points.",
            non_empty=True,
        ),
        Column(
            "published",
            pa.string(),
            "Date of publication in ISO form as precise as the source gives it (2024, 2024-03,"
            " 2024-03-01); null where it gives none.",
            nullable=True,
        ),
        Column(
            "categories",
            STRINGS,
            "Subjects that the source files it under, in the source's order; empty where there"
            " are none.",
        ),
        Column(
            "repairs",
            STRINGS,
            "What was mended at reading of a text that its feed had broken, such as mojibake or"
            " html_entities; empty where the text stands as the feed gave it.",
        ),
        Column(
            "content_hash",
            pa.string(),
            "Hash of title and abstract, in hexadecimal digits: equal hashes, equal texts.",
            non_empty=True,
        ),
        Column(
            "extractor_version",
            pa.string(),
            "Version of the rules and lexicons that the document's rows were extracted with.",
            non_empty=True,
        ),
        Column(
            "run_id",
            pa.string(),
            "Id of the run that extracted it.",
            non_empty=True,
        ),
        Column(
            "ingested_at",
            pa.timestamp("us", tz="UTC"),
            "When that run started, in UTC.",
        ),
    ),
)
