"""What a dataset holds of each document, to tell new, changed and unchanged ones apart.

Digests of 64 bits stand for ids and texts (``flows.digests``), and for rejects. Those of a file of the
documents table are kept beside it, as it never changes: a run into a dataset of millions would spend
more time on them than on what is new.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa

from flows import arrays, store
from flows.dataset import Dataset
from flows.digests import Digests, Many, id_digest, text_digest

OF_ANOTHER_VERSION = 0
"""Stands for any text that has to be extracted again."""

REJECT_KEYS = ("source_uri", "position", "reason", "detail", "raw")
"""Columns that tell whether a reject has been met before."""


class Known:
    """The documents of a dataset, of which those count that this version of the extractors dealt with,
    and its rejects."""

    def __init__(self, dataset: Dataset, version: str) -> None:
        self._texts = Digests()
        self._rejects: set[int] = set()
        self._rejects_by_file: Counter[str] = Counter()
        files = dataset.files("documents")
        for file in files:
            self._texts.add_all(*_digests(dataset, file, version))
        _forget(dataset, files)
        for file in dataset.files("rejects"):
            address = store.join(dataset.delta("rejects"), file)
            for row in store.read_rows(address, list(REJECT_KEYS)):
                self._rejects.add(hash(row))
                self._rejects_by_file[row[0]] += 1

    def __len__(self) -> int:
        """How many documents the dataset holds."""
        return len(self._texts)

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


def _digests(dataset: Dataset, file: str, version: str) -> tuple[Many, Many]:
    """Digests of the ids and of the texts of a file of the documents table."""
    kept = arrays.read(_beside(dataset, file))
    if kept is None:
        address = store.join(dataset.delta("documents"), file)
        kept = _computed(
            store.read_parquet(address, ["doc_id", "content_hash", "extractor_version"])
        )
        with suppress(OSError):
            arrays.write(_beside(dataset, file), kept[0], **kept[1])
    about, columns = kept
    known_by = np.array([by == version for by in about["versions"]], np.bool_)[columns["versions"]]
    return columns["ids"], np.where(known_by, columns["texts"], np.uint64(OF_ANOTHER_VERSION))


def _computed(table: pa.Table) -> tuple[dict[str, Any], dict[str, arrays.Array]]:
    """What is kept of a file of the documents table."""
    versions = table["extractor_version"].to_pylist()
    different = list(dict.fromkeys(versions))
    number = {version: number for number, version in enumerate(different)}
    return {"versions": different}, {
        "ids": np.array([id_digest(doc_id) for doc_id in table["doc_id"].to_pylist()], np.uint64),
        "texts": np.array(
            [text_digest(text) for text in table["content_hash"].to_pylist()], np.uint64
        ),
        "versions": np.array([number[version] for version in versions], np.uint16),
    }


def _beside(dataset: Dataset, file: str) -> str:
    return dataset.inner("known", f"{file}.npz")


def _forget(dataset: Dataset, files: list[str]) -> None:
    """Delete what is kept of files that are no longer part of the table."""
    live = {f"{file}.npz" for file in files}
    with suppress(OSError):
        for name in store.names(dataset.inner("known")):
            if name not in live:
                store.remove(dataset.inner("known", name))
