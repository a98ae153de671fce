"""A dataset: where its parts lie and what it holds.

OUT/delta/TABLE             the truth: a Delta table
OUT/TABLE                   the plain view of the last published run (file systems only)
OUT/reports/RUN/            the report of each run
OUT/.paperfacts/runs/       a record of each run
OUT/.paperfacts/staging/    what unpublished runs have made so far
OUT/.paperfacts/views/RUN/  the views that OUT/TABLE leads to, each unchanged as long as it is there
OUT/.paperfacts/inputs/     what input files held when they were read last
OUT/.paperfacts/locks/      who works on it at this moment
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from deltalake import DeltaTable

from flows import store
from flows.digests import Digests, Many, id_digest, text_digest
from flows.errors import InputError

VERSION_KEYS = ("content_hash", "extractor_version")
"""Columns of documents that tell whether a document has to be extracted again."""


@dataclass(frozen=True)
class Dataset:
    """The dataset at an address: a folder, or a place in an object store."""

    address: str

    def delta(self, table: str) -> str:
        """Folder of a Delta table."""
        return store.join(self.address, "delta", table)

    def report(self, run_id: str) -> str:
        """Folder of a run's report."""
        return store.join(self.address, "reports", run_id)

    def inner(self, *names: str) -> str:
        """Something in the folder that readers need not look at."""
        return store.join(self.address, ".paperfacts", *names)

    def staging(self, run_id: str) -> str:
        """Folder of what a run has made so far."""
        return self.inner("staging", run_id)

    @property
    def is_local(self) -> bool:
        """Whether it lies on a file system."""
        return not store.is_remote(self.address)

    def table(self, name: str) -> DeltaTable | None:
        """The Delta table in its present version; None before the first run was published."""
        address = self.delta(name)
        if self.is_local and not store.exists(store.join(address, "_delta_log")):
            return None
        options = None if self.is_local else storage_options()
        if not DeltaTable.is_deltatable(address, options):
            return None
        return DeltaTable(address, storage_options=options)

    def files(self, name: str) -> list[str]:
        """Names of the files that hold the rows of a table now, sorted."""
        table = self.table(name)
        return [] if table is None else live_files(table)


def standing_view(out: Path) -> Path:
    """The folder of all tables that the plain view of a dataset leads to at this moment.

    ``out / TABLE`` leads elsewhere as soon as a run is published; this stays for an hour after that.
    """
    return (out / "documents").resolve().parent


def live_files(table: DeltaTable) -> list[str]:
    """Names of the files of this version of a table, sorted."""
    return sorted(uri.rpartition("/")[2] for uri in table.file_uris())


def storage_options() -> dict[str, str]:
    """What the Delta library must know of an object store beyond its own reading of the environment."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    options = {"AWS_ENDPOINT_URL": endpoint} if endpoint else {}
    if endpoint.startswith("http://"):
        options["AWS_ALLOW_HTTP"] = "true"
    return options


def check_target(address: str) -> None:
    """Raise InputError if no dataset can go to ``address``: it holds something that is none."""
    if store.is_remote(address):
        return
    folder = store.local(address)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{address} is a file; name a folder for the tables with --out")
    # In this order: another run may be making the dataset, whose inner folder comes before all else.
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ".paperfacts").is_dir():
        raise InputError(
            f"{address} holds something that is no dataset; name a new or empty folder with --out"
        )
    standing = folder
    while not standing.exists():
        standing = standing.parent
    if not os.access(standing, os.W_OK | os.X_OK):
        raise InputError(f"{address}: cannot be written to; name another folder with --out")


OF_ANOTHER_VERSION = 0
"""Stands for any text that has to be extracted again."""


class Known:
    """What a dataset holds of each document, to tell new, changed and unchanged ones apart.

    Digests of 64 bits stand for ids and texts (``flows.digests``), and for rejects.
    """

    def __init__(self, dataset: Dataset, version: str) -> None:
        self._texts = Digests()
        self._rejects: set[int] = set()
        self._rejects_by_file: Counter[str] = Counter()
        for file in dataset.files("documents"):
            table = store.read_parquet(
                store.join(dataset.delta("documents"), file), ["doc_id", *VERSION_KEYS]
            )
            keys = [id_digest(doc_id) for doc_id in table["doc_id"].to_pylist()]
            texts = [
                text_digest(content_hash) if extracted_by == version else OF_ANOTHER_VERSION
                for content_hash, extracted_by in _rows(table.select(VERSION_KEYS))
            ]
            self._texts.add_all(np.array(keys, np.uint64), np.array(texts, np.uint64))
        for file in dataset.files("rejects"):
            address = store.join(dataset.delta("rejects"), file)
            for row in _rows(store.read_parquet(address, list(REJECT_KEYS))):
                self._rejects.add(hash(tuple(row)))
                self._rejects_by_file[row[0]] += 1

    def text(self, key: int) -> int | None:
        """Digest of the text of the document whose id has this digest; ``OF_ANOTHER_VERSION`` where
        another version of the extractors dealt with it, None where the dataset does not hold it."""
        return self._texts.get(key)

    def has_all(self, keys: Many, texts: Many) -> bool:
        """Whether it holds the documents whose ids have these digests, with these texts."""
        return bool(np.array_equal(self._texts.get_all(keys)[1], texts))

    def has_reject(self, reject: tuple[Any, ...]) -> bool:
        """Whether it holds a reject with these values of ``REJECT_KEYS``."""
        return hash(reject) in self._rejects

    def rejects_of(self, uri: str) -> int:
        """How many rejects it holds that come from a file."""
        return self._rejects_by_file[uri]


REJECT_KEYS = ("source_uri", "position", "reason", "detail", "raw")
"""Columns that tell whether a reject has been met before."""


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)
