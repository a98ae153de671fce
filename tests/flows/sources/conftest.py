"""What tests of reading share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from flows.sources import Limits, read
from schemas.records import Document, Reject

Reading = Callable[..., tuple[list[Document], list[Reject]]]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Writes content into a file and reads it: documents and rejects."""

    def write_and_read(
        content: bytes | str,
        name: str = "input",
        limits: Limits | None = None,
        **options: object,
    ) -> tuple[list[Document], list[Reject]]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        items = list(read([str(path)], limits=limits, **options))  # type: ignore[arg-type]
        documents = [item for item in items if isinstance(item, Document)]
        return documents, [item for item in items if isinstance(item, Reject)]

    return write_and_read
