"""A dataset: where its parts lie and what it holds.

OUT/delta/TABLE             the truth: a Delta table
OUT/TABLE                   the plain view of the last published run (file systems only)
OUT/reports/RUN/            the report of each run
OUT/.paperfacts/runs/       a record of each run
OUT/.paperfacts/staging/    what unpublished runs have made so far
OUT/.paperfacts/views/RUN/  the views that OUT/TABLE leads to, each unchanged as long as it is there
OUT/.paperfacts/inputs/     what input files held when they were read last
OUT/.paperfacts/known/      digests of the documents of each of its files
OUT/.paperfacts/locks/      who works on it at this moment
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable

from flows import store
from flows.errors import InputError


@dataclass(frozen=True)
class Dataset:
    """The dataset at an address: a folder, or a place in an object store."""

    address: str

    def delta(self, table: str) -> str:
        """Folder of a Delta table."""
        return store.join(self.address, "delta", table)

    def report(self, run_id: str) -> str:
        """Folder of a run's report."""
        return store.join(self.address, "reports", run_id)

    def inner(self, *names: str) -> str:
        """Something in the folder that readers need not look at."""
        return store.join(self.address, ".paperfacts", *names)

    def staging(self, run_id: str) -> str:
        """Folder of what a run has made so far."""
        return self.inner("staging", run_id)

    @property
    def is_local(self) -> bool:
        """Whether it lies on a file system."""
        return not store.is_remote(self.address)

    def table(self, name: str) -> DeltaTable | None:
        """The Delta table in its present version; None before the first run was published."""
        address = self.delta(name)
        if self.is_local and not store.exists(store.join(address, "_delta_log")):
            return None
        options = None if self.is_local else storage_options()
        if not DeltaTable.is_deltatable(address, options):
            return None
        return DeltaTable(address, storage_options=options)

    def files(self, name: str) -> list[str]:
        """Names of the files that hold the rows of a table now, sorted."""
        table = self.table(name)
        return [] if table is None else live_files(table)


def standing_view(out: Path) -> Path:
    """The folder of all tables that the plain view of a dataset leads to at this moment.

    ``out / TABLE`` leads elsewhere as soon as a run is published; this stays for an hour after that.
    """
    return (out / "documents").resolve().parent


def live_files(table: DeltaTable) -> list[str]:
    """Names of the files of this version of a table, sorted."""
    return sorted(uri.rpartition("/")[2] for uri in table.file_uris())


def storage_options() -> dict[str, str]:
    """What the Delta library must know of an object store beyond its own reading of the environment."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    options = {"AWS_ENDPOINT_URL": endpoint} if endpoint else {}
    if endpoint.startswith("http://"):
        options["AWS_ALLOW_HTTP"] = "true"
    return options


def check_target(address: str) -> None:
    """Raise InputError if no dataset can go to ``address``: it holds something that is none."""
    if store.is_remote(address):
        return
    folder = store.local(address)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{address} is a file; name a folder for the tables with --out")
    # In this order: another run may be making the dataset, whose inner folder comes before all else.
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ".paperfacts").is_dir():
        raise InputError(
            f"{address} holds something that is no dataset; name a new or empty folder with --out"
        )
    standing = folder
    while not standing.exists():
        standing = standing.parent
    if not os.access(standing, os.W_OK | os.X_OK):
        raise InputError(f"{address}: cannot be written to; name another folder with --out")
