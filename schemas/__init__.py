"""The tables of the dataset: one file a table, the one place where a column is defined.

    documents   what was read
    sentences   titles and abstracts cut into sentences
    quantities  the quantities that they state
    urls        the addresses that they give
    rejects     what could not be read

``definition`` says what a table and a column are, ``vocabularies`` which values a column with a
fixed set of values may hold, ``records`` what a source yields.
"""

from __future__ import annotations

from schemas.definition import SCHEMA_VERSION, Column, Table
from schemas.documents import DOCUMENTS
from schemas.quantities import QUANTITIES
from schemas.records import Document, Reject
from schemas.rejects import REJECTS
from schemas.sentences import SENTENCES
from schemas.urls import URLS

TABLES: dict[str, Table] = {
    table.name: table for table in (DOCUMENTS, SENTENCES, QUANTITIES, URLS, REJECTS)
}
"""Every table by its name, in the order in which an abstract meets them."""

__all__ = ["SCHEMA_VERSION", "TABLES", "Column", "Document", "Reject", "Table"]
