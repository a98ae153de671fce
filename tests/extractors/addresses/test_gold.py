"""Against the reference annotations: the address at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.addresses import find_addresses
from extractors.sentences import split

LEAST_F1 = 0.99


@pytest.mark.parametrize("name", ["seed", "dev"])
def test_f1_of_the_repaired_addresses(shared: Path, name: str) -> None:
    hits = predicted = expected = 0
    for line in (shared / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        found = {(a.start, a.url): a for a in find_addresses(text, split(text))}
        predicted += len(found)
        expected += len(row["urls"])
        for gold in row["urls"]:
            end = gold["start"] + len(gold["text"])
            hits += any(
                a.url == gold["url"] and a.start < end and gold["start"] < a.end
                for a in found.values()
            )
    assert 2 * hits / (predicted + expected) >= LEAST_F1
