"""The abstracts that everybody gets, and the reference annotations."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "abstracts.jsonl.gz"
SAMPLE = ROOT / "data" / "abstracts.jsonl"
GOLD = {
    "seed": ROOT.parent / "shared" / "gold" / "seed.jsonl",
    "dev": ROOT.parent / "shared" / "gold" / "dev.jsonl",
    "sample": ROOT / "data" / "abstracts.expected.jsonl",
}


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write_abstracts(source: Path, count: int, target: Path) -> None:
    """Write ``count`` abstracts, those of the source again and again, each time under new ids."""
    originals = list(records(source))
    with target.open("w", encoding="utf-8") as lines:
        for round_ in itertools.count():
            for record in originals[: count - round_ * len(originals)]:
                # Another text each time: exact duplicates would be set aside.
                title = f"{record.get('title') or 'Untitled'} ({round_})"
                row = {**record, "id": f"{record['id']}-{round_}", "title": title}
                lines.write(json.dumps(row) + "\n")
            if (round_ + 1) * len(originals) >= count:
                return


def abstracts(path: Path, count: int) -> list[str]:
    """The first texts of a file that ``write_abstracts`` wrote."""
    return [record["abstract"] for record in itertools.islice(records(path), count)]


def gold() -> dict[str, list[dict[str, Any]]]:
    """The reference annotations that lie at hand, by name."""
    return {name: list(records(path)) for name, path in GOLD.items() if path.exists()}
