"""What one part of a run holds, small enough to hand on; summaries add up to that of the run.

A summary is counts, a few examples and a few sample documents. Its size does not depend on the number
of documents: long tails of units and hosts are cut off, samples are chosen by the hash of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from flows.validation.arrow import pc
from flows.validation.contract import check_part
from flows.validation.languages import languages
from flows.validation.magnitudes import DECADES, decades
from flows.validation.plausibility import implausible
from flows.validation.samples import SAMPLES, few_of_each, reject_samples, sample_documents
from flows.validation.violations import Violations

LONGEST_SENTENCE = 1_000
"""Characters above which a sentence is counted as long: mostly a missed boundary."""
MOST_NAMES = 500
"""Units, hosts and rules kept by name; the rest are counted together."""
REST = "(others)"
FACTS = (0, 1, 2, 3, 4, 5, 6, 8, 11, 16, 21, 31)
"""Lower ends of the bins for facts per document; the last bin is open."""

MIXES: dict[str, tuple[str, str]] = {
    "kinds": ("quantities", "kind"),
    "bounds": ("quantities", "bound"),
    "rules": ("quantities", "rule"),
    "units": ("quantities", "unit"),
    "hosts": ("urls", "host"),
    "url_kinds": ("urls", "kind"),
    "repairs": ("urls", "repairs"),
    "sources": ("documents", "source"),
    "reasons": ("rejects", "reason"),
}
"""What is counted by value: name of the mix, table and column."""


@dataclass
class Summary:
    """Counts of a part or of a run, what breaks the contract in it, and a few samples."""

    rows: dict[str, int] = field(default_factory=dict)
    """Rows of each table."""
    counts: dict[str, int] = field(default_factory=dict)
    """documents_without_facts, long_sentences, unknown_units, implausible quantities by name, ..."""
    mixes: dict[str, dict[str, int]] = field(default_factory=dict)
    """How often each value occurs; names as in ``MIXES``, and languages."""
    facts: list[int] = field(default_factory=lambda: [0] * len(FACTS))
    """Documents by number of quantities and addresses, binned as in ``FACTS``."""
    magnitudes: dict[str, list[int]] = field(default_factory=dict)
    """For each kind, quantities by power of ten, as ``magnitudes.DECADES`` has them."""
    violations: dict[str, int] = field(default_factory=dict)
    """Rows that break each check of the contract; checks that pass are absent."""
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """A few of these rows, and of the implausible quantities, by name of the check."""
    samples: list[dict[str, Any]] = field(default_factory=list)
    """A few documents with their facts."""
    rejects: list[dict[str, Any]] = field(default_factory=list)
    """A few rejects of each reason."""

    def to_json(self) -> bytes:
        """The summary as JSON."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)

    @classmethod
    def from_json(cls, data: bytes | str) -> Summary:
        """The summary out of its JSON; unknown fields are left out, those of a later version."""
        fields = orjson.loads(data)
        return cls(**{name: fields[name] for name in cls.__dataclass_fields__ if name in fields})

    def share(self, name: str, of: str) -> float:
        """``counts[name]`` over the rows of the table ``of``; 0 where it has none."""
        total = self.rows.get(of, 0)
        return self.counts.get(name, 0) / total if total else 0.0


def summarise(tables: Mapping[str, pa.Table], *, run_id: str | None) -> Summary:
    """Check the tables of one part against the contract and count what they hold.

    ``tables`` as for ``contract.check_part``; ``run_id`` None leaves out who made the rows.
    """
    violations = check_part(tables, run_ids=None if run_id is None else [run_id])
    summary = Summary(
        rows={name: table.num_rows for name, table in tables.items()},
        violations=violations.counts,
        examples=violations.examples,
    )
    if any(name.endswith((".columns", ".types", ".present")) for name in violations.counts):
        return summary
    for mix, (name, column) in MIXES.items():
        if name in tables:
            summary.mixes[mix] = _counted(tables[name].column(column))
    _count_documents(summary, tables)
    _count_quantities(summary, tables["quantities"])
    long = pc.greater(pc.utf8_length(tables["sentences"].column("text")), LONGEST_SENTENCE)
    summary.counts["long_sentences"] = pc.sum(long).as_py() or 0
    summary.samples = sample_documents(tables, SAMPLES)
    summary.rejects = reject_samples(tables["rejects"])
    return summary


def merge(summaries: Iterable[Summary]) -> Summary:
    """The summary of several parts together, of the same size as one of them."""
    total = Summary()
    for part in summaries:
        _add(total.rows, part.rows)
        _add(total.counts, part.counts)
        for mix, counts in part.mixes.items():
            mixed = total.mixes.setdefault(mix, {})
            _add(mixed, counts)
            if len(mixed) > 2 * MOST_NAMES:
                total.mixes[mix] = _cut(mixed)
        total.facts = [a + b for a, b in zip(total.facts, part.facts, strict=True)]
        for kind, counts_by_decade in part.magnitudes.items():
            before = total.magnitudes.get(kind, [0] * len(DECADES))
            total.magnitudes[kind] = [a + b for a, b in zip(before, counts_by_decade, strict=True)]
        found = Violations(total.violations, total.examples)
        found.extend(part.violations, part.examples)
        # One of each text, should it have come under several ids.
        of_text = {sample["order"]: sample for sample in (*part.samples, *total.samples)}
        total.samples = [of_text[order] for order in sorted(of_text)][:SAMPLES]
        total.rejects = few_of_each(
            total.rejects + part.rejects, reason=lambda reject: str(reject["reason"])
        )
    for mix, mixed in total.mixes.items():
        total.mixes[mix] = _cut(mixed)
    return total


def _count_documents(summary: Summary, tables: Mapping[str, pa.Table]) -> None:
    documents = tables["documents"]
    facts = np.zeros(documents.num_rows, dtype=np.int64)
    for name in ("quantities", "urls"):
        rows = pc.index_in(tables[name].column("doc_id"), documents.column("doc_id"))
        known = rows.drop_null().to_numpy()
        facts += np.bincount(known, minlength=documents.num_rows)
    bins = np.searchsorted(FACTS, facts, side="right") - 1
    summary.facts = np.bincount(bins, minlength=len(FACTS)).tolist()
    summary.counts["documents_without_facts"] = int((facts == 0).sum())
    summary.counts["documents_without_title"] = _true(pc.equal(documents.column("title"), ""))
    summary.counts["characters"] = pc.sum(pc.utf8_length(documents.column("abstract"))).as_py() or 0
    summary.mixes["languages"] = languages(documents.column("abstract"))


def _count_quantities(summary: Summary, quantities: pa.Table) -> None:
    unknown = pc.and_(
        pc.is_null(quantities.column("dimension")), pc.not_equal(quantities.column("unit"), "")
    )
    summary.counts["unknown_units"] = _true(unknown)
    summary.mixes["unknown_units"] = _counted(quantities.column("unit").filter(unknown))
    for flag in ("approximate", "in_name"):
        summary.counts[flag] = _true(quantities.column(flag))
    summary.magnitudes = decades(quantities)
    found = Violations()
    for name, rows in implausible(quantities).items():
        summary.counts[name] = int(rows.sum())
        found.add(name, quantities, rows)
    summary.examples.update(found.examples)


def _counted(values: Any) -> dict[str, int]:
    if pa.types.is_list(values.type):
        values = pc.list_flatten(values)
    pairs = pc.value_counts(values)
    names, counts = pairs.field("values").to_pylist(), pairs.field("counts").to_pylist()
    return _cut(
        {str(name): count for name, count in zip(names, counts, strict=True) if name is not None}
    )


def _cut(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent names, most frequent first, and the others together."""
    rest = counts.get(REST, 0)
    ranked = sorted(
        ((name, count) for name, count in counts.items() if name != REST),
        key=lambda item: (-item[1], item[0]),
    )
    rest += sum(count for _, count in ranked[MOST_NAMES:])
    kept = dict(ranked[:MOST_NAMES])
    return {**kept, REST: rest} if rest else kept


def _add(total: dict[str, int], more: Mapping[str, int]) -> None:
    counter = Counter(total)
    counter.update(more)
    total.update(counter)


def _true(booleans: Any) -> int:
    return int(pc.sum(booleans).as_py() or 0)
