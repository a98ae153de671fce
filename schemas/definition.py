"""What a table and a column are: the form in which every table of the dataset is defined.

A table's own file (``documents.py``, ``sentences.py``, ...) says which columns it has. Whatever
else needs to know (the writer, the checks, the data dictionary, the report) derives it from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyarrow as pa

SCHEMA_VERSION = "1.0"
"""Major.minor. Minor: columns or vocabulary entries were added. Major: any other change."""


STRINGS: pa.DataType = pa.list_(pa.field("element", pa.string()))
"""A list of strings; its field has the name that Parquet gives it, so that schemas stay equal."""


@dataclass(frozen=True)
class Vocabulary:
    """The values a string column may hold, each with its meaning.

    An open vocabulary lists the values in use today; others may turn up and are no mistake.
    """

    meanings: Mapping[str, str]
    open: bool = False

    def __contains__(self, value: object) -> bool:
        return value in self.meanings

    @property
    def values(self) -> tuple[str, ...]:
        """The listed values, in the order in which the definition gives them."""
        return tuple(self.meanings)


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, what it means, and what must hold for each of its values.

    ``minimum`` is the least value a number may have. ``non_empty`` forbids the empty string.
    """

    name: str
    type: pa.DataType
    description: str
    nullable: bool = False
    vocabulary: Vocabulary | None = None
    minimum: float | None = None
    non_empty: bool = False

    @property
    def field(self) -> pa.Field[pa.DataType]:
        """The Arrow field; its metadata carries the description and a closed vocabulary."""
        metadata = {"description": self.description}
        if self.vocabulary is not None and not self.vocabulary.open:
            metadata["vocabulary"] = " | ".join(self.vocabulary.values)
        return pa.field(self.name, self.type, nullable=self.nullable, metadata=metadata)


@dataclass(frozen=True)
class Reference:
    """Values of ``columns`` must occur as a key of the table named ``table``."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, the key that is unique in it, and how its rows are sorted.

    An empty ``key`` means that rows have no identity of their own.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    sort_key: tuple[str, ...]
    key: tuple[str, ...] = ()
    references: tuple[Reference, ...] = field(default=())

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema, descriptions in the metadata of each field and of the schema itself."""
        return pa.schema(
            [column.field for column in self.columns],
            metadata={
                "table": self.name,
                "description": self.description,
                "schema_version": SCHEMA_VERSION,
            },
        )

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column called ``name``; raises KeyError if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")
