"""A few documents and rejects of a part, for people to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from flows.validation.arrow import mask, pc

T = TypeVar("T")

SAMPLES = 60
"""Documents kept of a run."""
MOST_TEXT = 4_000
"""Characters kept of a sample's abstract; facts beyond are left out."""
MOST_TITLE = 500
MOST_FACTS = 60
"""Facts kept of each sort in one sample."""
REJECTS_PER_REASON = 5
MOST_REASONS = 12
MOST_RAW = 300
"""Characters kept of a rejected record."""

_PLACE = ("section", "start", "end")
_QUANTITY = (*_PLACE, "low", "high", "bound", "approximate", "unit", "si_low", "si_high", "si_unit")
_QUANTITY_MEANING = ("kind", "in_name", "rule")
_URL = (*_PLACE, "url", "canonical_url", "kind", "repository", "identifier")


def sample_documents(tables: Mapping[str, pa.Table], size: int) -> list[dict[str, Any]]:
    """``size`` documents with their facts, those whose texts have the least hashes.

    The choice depends on the documents alone, not on how they are cut into parts, and that of several
    parts together is found among those of each.
    """
    documents = tables["documents"]
    order = pc.sort_indices(documents.column("content_hash"))[:size].to_numpy()
    chosen = documents.column("doc_id").take(pa.array(order))
    facts = {
        name: _facts(tables[name], chosen, columns)
        for name, columns in (("quantities", _QUANTITY + _QUANTITY_MEANING), ("urls", _URL))
    }
    samples = []
    for at, row in enumerate(order.tolist()):
        document = {
            name: documents.column(name)[row].as_py()
            for name in ("doc_id", "title", "abstract", "content_hash", "published")
        }
        abstract, title = document["abstract"] or "", document["title"] or ""
        samples.append(
            {
                "order": document["content_hash"] or "",
                "doc_id": (document["doc_id"] or "")[:MOST_TITLE],
                "title": title[:MOST_TITLE],
                "abstract": abstract[:MOST_TEXT],
                "characters": len(abstract),
                "published": document["published"],
                "quantities": facts["quantities"][at],
                "urls": facts["urls"][at],
            }
        )
    return samples


def _facts(table: pa.Table, doc_ids: Any, columns: tuple[str, ...]) -> list[list[dict[str, Any]]]:
    """For each of the documents its facts, of those within the texts that are kept."""
    document = pc.index_in(table.column("doc_id"), value_set=doc_ids.combine_chunks())
    facts: list[list[dict[str, Any]]] = [[] for _ in range(len(doc_ids))]
    rows = np.flatnonzero(mask(pc.is_valid(document)))
    of_row = document.take(pa.array(rows)).to_pylist()
    for at, fact in zip(of_row, table.select(list(columns)).take(rows).to_pylist(), strict=True):
        limit = MOST_TITLE if fact["section"] == "title" else MOST_TEXT
        if fact["end"] <= limit and len(facts[at]) < MOST_FACTS:
            facts[at].append(
                {k: v[:MOST_TITLE] if isinstance(v, str) else v for k, v in fact.items()}
            )
    return facts


def reject_samples(rejects: pa.Table) -> list[dict[str, Any]]:
    """The first few rejects of each reason, with the start of what was rejected."""
    columns = ("source_uri", "position", "reason", "detail", "raw")
    reasons = rejects.column("reason").to_pylist()
    rows = [
        row for row, _ in few_of_each(list(enumerate(reasons)), reason=lambda item: str(item[1]))
    ]
    return [
        {name: (rejects.column(name)[row].as_py() or "")[:MOST_RAW] for name in columns}
        for row in rows
    ]


def few_of_each(items: list[T], reason: Callable[[T], str]) -> list[T]:
    """The first items of each reason, of the first reasons met."""
    met: Counter[str] = Counter()
    kept = []
    for item in items:
        met[reason(item)] += 1
        if met[reason(item)] <= REJECTS_PER_REASON and len(met) <= MOST_REASONS:
            kept.append(item)
    return kept
