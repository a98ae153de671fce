"""The facts of every format's sample: what its abstracts state is found in what the reader made of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flows.sources import read
from schemas.records import Document
from tests.extractors.test_sample_data import found
from tests.flows.sources.test_samples import SAMPLES, expected

# What is not right yet: sample, expected text, what is found. A row that becomes right must go.
KNOWN_FAILURES: set[tuple[str, str, str]] = set()

ROWS = [(sample, row) for sample in SAMPLES for row in expected(sample) if "reject" not in row]


@pytest.mark.parametrize(
    ("sample", "row"), ROWS, ids=[f"{sample.stem}-{row['doc_id']}" for sample, row in ROWS]
)
def test_facts_of_the_samples(sample: Any, row: dict[str, Any]) -> None:
    (document,) = (
        item
        for item in read([str(sample)])
        if isinstance(item, Document) and item.abstract == row["abstract"]
    )
    facts = found(document.abstract)
    known = {text: instead for name, text, instead in KNOWN_FAILURES if name == sample.stem}
    assert [q["text"] for q in facts.quantities] == [known.get(q, q) for q in row["quantities"]]
    assert [address["url"] for address in facts.addresses] == row["urls"]


def test_every_known_failure_is_expected() -> None:
    wanted = {(sample.stem, text) for sample, row in ROWS for text in row["quantities"]}
    assert {(name, text) for name, text, _ in KNOWN_FAILURES} <= wanted


def test_expected_rows_are_whole() -> None:
    for sample, row in ROWS:
        assert row.keys() >= {"doc_id", "abstract", "quantities", "urls"}, (sample, json.dumps(row))
