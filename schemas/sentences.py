"""sentences: titles and abstracts, cut into sentences."""

from __future__ import annotations

import pyarrow as pa

from schemas.definition import Column, Reference, Table
from schemas.vocabularies import SECTIONS

SENTENCES = Table(
    name="sentences",
    description="The sentences of every title and abstract, one row each.",
    key=("doc_id", "sentence_id"),
    sort_key=("doc_id", "sentence_id"),
    references=(Reference(("doc_id",), "documents"),),
    columns=(
        Column("doc_id", pa.string(), "The document it belongs to.", non_empty=True),
        Column(
            "section",
            pa.string(),
            "Part of the document that the offsets point into.",
            vocabulary=SECTIONS,
        ),
        Column(
            "sentence_id",
            pa.int32(),
            "Number of the sentence in its document, from 0, the title's before the abstract's.",
            minimum=0,
        ),
        Column(
            "start",
            pa.int32(),
            "Where it begins in the section: number of code points before it.",
            minimum=0,
        ),
        Column(
            "end",
            pa.int32(),
            "Where it ends in the section: number of code points up to and with its last.",
            minimum=1,
        ),
        Column(
            "text",
            pa.string(),
            "The sentence as it stands there, without white space around it.",
            non_empty=True,
        ),
    ),
)
