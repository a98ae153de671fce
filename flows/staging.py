"""Where a run keeps its parts until they are published.

RUN/input/part-00000.arrow                 the documents of a part, as read
RUN/tables/quantities/part-00000.parquet   what came out
RUN/summaries/part-00000.json              what validation found in it
RUN/done/part-00000.json                   rows of each table; there once all of the above is
RUN/tracebacks/part-00000.txt              what went wrong in it, if anything has
RUN/inputs/                                what the input's files held, by each
RUN/plan.json                              what publishing changes; there once it has begun
"""

from __future__ import annotations

from dataclasses import dataclass

from flows import store


@dataclass(frozen=True)
class Staging:
    """The folder of one run, on a file system or in a store; it travels to the workers."""

    folder: str

    def input(self, part: int) -> str:
        """File with the documents of a part."""
        return store.join(self.folder, "input", f"{name_of(part)}.arrow")

    def table(self, table: str, part: int) -> str:
        """File with the rows that a part gives a table."""
        return store.join(self.tables(table), f"{name_of(part)}.parquet")

    def tables(self, table: str) -> str:
        """Folder of all the parts' rows of a table."""
        return store.join(self.folder, "tables", table)

    def summary(self, part: int) -> str:
        """File with what validation found in a part."""
        return store.join(self.folder, "summaries", f"{name_of(part)}.json")

    def done(self, part: int) -> str:
        """File that is there once a part is staged and checked."""
        return store.join(self.folder, "done", f"{name_of(part)}.json")

    def traceback(self, where: str) -> str:
        """File with the traceback of a mistake of the program."""
        return store.join(self.folder, "tracebacks", f"{where}.txt")

    @property
    def inputs(self) -> str:
        """Folder of what the input's files held."""
        return store.join(self.folder, "inputs")

    @property
    def plan(self) -> str:
        """File that says what publishing changes."""
        return store.join(self.folder, "plan.json")


def name_of(part: int) -> str:
    """The name of a part, by which its files and task runs go."""
    return f"part-{part:05d}"
