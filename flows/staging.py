"""Where a run keeps its parts until they are published, and how files get there: whole or not at all.

RUN/input/part-00000.arrow              the documents of a part, as read
RUN/tables/quantities/part-00000.parquet
RUN/summaries/part-00000.json           what validation found in it
RUN/done/part-00000.json                what came out; there once all the part's tables are
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


@dataclass(frozen=True)
class Staging:
    """The folder of one run; instances are cheap and travel to the workers."""

    folder: str

    def input(self, part: int) -> Path:
        """File with the documents of a part."""
        return Path(self.folder, "input", f"{name(part)}.arrow")

    def table(self, table: str, part: int) -> Path:
        """File with the rows that a part gives a table."""
        return self.tables(table) / f"{name(part)}.parquet"

    def tables(self, table: str) -> Path:
        """Folder of all the parts' rows of a table."""
        return Path(self.folder, "tables", table)

    def summary(self, part: int) -> Path:
        """File with what validation found in a part."""
        return Path(self.folder, "summaries", f"{name(part)}.json")

    def done(self, part: int) -> Path:
        """File that is there once a part is staged and checked."""
        return Path(self.folder, "done", f"{name(part)}.json")


def name(part: int) -> str:
    """The name of a part, by which its files and task runs go."""
    return f"part-{part:05d}"


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A temporary file beside ``path`` to write to; it takes the path's name when complete.

    What is there under the final name has reached the disk. On an error nothing is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # The process in its name: a part may be computed twice at a time after a worker was lost.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        flush(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush(path.parent)


def flush(path: Path) -> None:
    """Have a file's content, or a folder's entries, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table, whole or not at all: zstd, plain types, the schema's metadata kept."""
    with whole(path) as temporary:
        pq.write_table(table, temporary, compression="zstd", store_schema=True)
