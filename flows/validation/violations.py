"""What breaks the contract, counted, with a few examples of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

MOST_EXAMPLES = 5
"""Examples kept of each broken check; the count goes on."""
MOST_TEXT = 300
"""Characters kept of a text in an example."""

Rows = npt.NDArray[np.intp] | npt.NDArray[np.bool_]

_SHOWN = ("doc_id", "section", "start", "end", "text", "source_uri", "position")


@dataclass
class Violations:
    """Broken checks by name: how many rows break each, and the first of them."""

    counts: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, check: str, table: pa.Table, rows: Rows, detail: str = "") -> None:
        """Note that ``rows`` of ``table`` (indices, or one boolean a row) break ``check``."""
        indices = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        if not len(indices):
            return
        self.counts[check] = self.counts.get(check, 0) + len(indices)
        kept = self.examples.setdefault(check, [])
        columns = [name for name in _SHOWN if name in table.column_names]
        for index in indices[: MOST_EXAMPLES - len(kept)]:
            row = {name: _shown(table.column(name)[int(index)].as_py()) for name in columns}
            kept.append({**row, "detail": detail})

    def note(self, check: str, detail: str, count: int = 1) -> None:
        """Note that something which is no row breaks ``check``."""
        self.counts[check] = self.counts.get(check, 0) + count
        kept = self.examples.setdefault(check, [])
        if len(kept) < MOST_EXAMPLES:
            kept.append({"detail": _shown(detail)})

    def drop(self, check: str) -> None:
        """Forget what breaks ``check``."""
        self.counts.pop(check, None)
        self.examples.pop(check, None)

    def extend(
        self, counts: Mapping[str, int], examples: Mapping[str, list[dict[str, Any]]]
    ) -> None:
        """Add what was found elsewhere."""
        for check, count in counts.items():
            self.counts[check] = self.counts.get(check, 0) + count
            kept = self.examples.setdefault(check, [])
            kept += examples.get(check, [])[: MOST_EXAMPLES - len(kept)]


def _shown(value: Any) -> Any:
    return value[:MOST_TEXT] if isinstance(value, str) else value
