"""What a dataset holds, out of its files and out of what is kept beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from extractors.batch import content_hash
from flows import store
from flows.dataset import Dataset
from flows.digests import id_digest, text_digest
from flows.known import OF_ANOTHER_VERSION, Known
from schemas.records import Document, Reject


@dataclass(frozen=True)
class Files(Dataset):
    """A dataset of files that no Delta table speaks of."""

    def files(self, name: str) -> list[str]:
        return store.names(self.delta(name))


def document(doc_id: str, abstract: str) -> Document:
    return Document(doc_id, "", abstract, "jsonl", "a.jsonl")


def put(dataset: Dataset, file: str, version: str, *documents: Document) -> None:
    columns = {
        "doc_id": [document.doc_id for document in documents],
        "content_hash": [content_hash(document) for document in documents],
        "extractor_version": [version for _ in documents],
    }
    store.write_parquet(pa.table(columns), store.join(dataset.delta("documents"), file))


def beside(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / ".paperfacts" / "known").iterdir())


def held(known: Known, doc_id: str) -> int | None:
    return known.text(id_digest(doc_id))


def test_documents_of_this_version_and_of_others(tmp_path: Path) -> None:
    dataset = Files(str(tmp_path))
    put(dataset, "a.parquet", "1", document("p", "x"), document("q", "y"))
    put(dataset, "b.parquet", "2", document("r", "x"))
    text = text_digest(content_hash(document("p", "x")))
    # Once out of the tables, once out of what is kept.
    for _ in range(2):
        known = Known(dataset, "1")
        assert held(known, "p") == text
        assert held(known, "r") == OF_ANOTHER_VERSION
        assert held(known, "s") is None
        assert held(Known(dataset, "2"), "p") == OF_ANOTHER_VERSION
        assert held(Known(dataset, "2"), "r") == text
        keys = np.array([id_digest("p"), id_digest("r")], np.uint64)
        assert known.has_all(keys[:1], np.array([text], np.uint64))
        assert not known.has_all(keys, np.array([text, text], np.uint64))
    assert beside(tmp_path) == ["a.parquet.npz", "b.parquet.npz"]


def test_what_is_kept_is_used_and_may_be_lost(tmp_path: Path) -> None:
    dataset = Files(str(tmp_path))
    put(dataset, "a.parquet", "1", document("p", "x"))
    expected = held(Known(dataset, "1"), "p")
    # No file of a table is ever written again: this one is, to see which of both is read.
    put(dataset, "a.parquet", "1", document("p", "z"))
    assert held(Known(dataset, "1"), "p") == expected
    kept = tmp_path / ".paperfacts" / "known" / "a.parquet.npz"
    for damaged in (kept.read_bytes()[:-30], b"nothing of ours", b""):
        kept.write_bytes(damaged)
        assert held(Known(dataset, "1"), "p") not in (None, OF_ANOTHER_VERSION, expected)


def test_what_is_kept_goes_with_its_file(tmp_path: Path) -> None:
    dataset = Files(str(tmp_path))
    put(dataset, "a.parquet", "1", document("p", "x"))
    Known(dataset, "1")
    put(dataset, "a.1.parquet", "1", document("q", "x"))
    Path(dataset.delta("documents"), "a.parquet").unlink()
    known = Known(dataset, "1")
    assert held(known, "p") is None
    assert beside(tmp_path) == ["a.1.parquet.npz"]


def test_rejects_are_counted_by_their_file(tmp_path: Path) -> None:
    dataset = Files(str(tmp_path))
    rejects = [
        Reject("a.jsonl", f"line {n}", "no_abstract", "the abstract is empty", "{}") for n in (1, 2)
    ]
    rows = pa.Table.from_pylist([reject._asdict() for reject in rejects])
    store.write_parquet(rows, store.join(dataset.delta("rejects"), "a.parquet"))
    known = Known(dataset, "1")
    assert (known.rejects_of("a.jsonl"), known.rejects_of("b.jsonl")) == (2, 0)
    assert known.has_reject(tuple(rejects[0]))
    assert not known.has_reject(tuple(rejects[0]._replace(position="line 3")))
