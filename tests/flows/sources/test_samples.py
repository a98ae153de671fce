"""Every readable format by its sample: the documents and rejects that stand beside it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.sources import FORMATS, read, read_files
from schemas.records import Document

FOLDER = Path(__file__).resolve().parents[3] / "data" / "formats"
SAMPLES = sorted(path for path in FOLDER.iterdir() if ".expected." not in path.name)
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)


def expected(sample: Path) -> list[dict[str, Any]]:
    text = sample.with_name(f"{sample.stem}.expected.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def found(paths: list[str], **options: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    located = (one for file in read_files(paths, **options) for one in file.located)
    for position, item in located:
        if isinstance(item, Document):
            # An id computed from the content is told by how it starts.
            doc_id = "content-" if item.doc_id.startswith("content-") else item.doc_id
            rows.append(
                {
                    "doc_id": doc_id,
                    "title": item.title,
                    "abstract": item.abstract,
                    "published": item.published,
                    "categories": list(item.categories),
                }
            )
        else:
            assert item.position == position
            assert item.detail
            rows.append({"reject": item.reason, "position": position})
    return rows


def without_facts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k not in ("quantities", "urls")} for row in rows]


def test_every_format_has_a_sample() -> None:
    assert {path.stem for path in SAMPLES} == set(FORMATS)


@every_sample
def test_sample_gives_what_is_expected(sample: Path) -> None:
    assert found([str(sample)]) == without_facts(expected(sample))


@every_sample
def test_format_is_told_from_the_content_and_is_the_source(sample: Path, tmp_path: Path) -> None:
    unnamed = tmp_path / "unnamed"
    unnamed.write_bytes(sample.read_bytes())
    documents = [item for item in read([str(unnamed)]) if isinstance(item, Document)]
    assert {document.source for document in documents} == {sample.stem}
    assert {document.source_uri for document in documents} == {str(unnamed)}


@every_sample
def test_packed_samples_give_the_same(sample: Path, tmp_path: Path) -> None:
    if sample.stem == "parquet":
        pytest.skip("Parquet is packed within")
    data = sample.read_bytes()
    gz, zst = tmp_path / "packed.gz", tmp_path / "packed.zst"
    gz.write_bytes(gzip.compress(data[:50]) + gzip.compress(data[50:]))
    with pa.OSFile(str(zst), "wb") as raw, pa.CompressedOutputStream(raw, "zstd") as packed:
        packed.write(data)
    assert found([str(gz)]) == found([str(zst)]) == without_facts(expected(sample))


@every_sample
def test_the_named_format_reads_the_same(sample: Path) -> None:
    assert found([str(sample)], format=sample.stem) == without_facts(expected(sample))


def test_the_folder_gives_all_in_the_order_of_names() -> None:
    together = found([str(FOLDER)])
    assert together == [row for sample in SAMPLES for row in without_facts(expected(sample))]
