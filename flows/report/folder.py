"""OUT/reports/RUN with all that is known of a run, and which run came last.

report.json    for programs; its schema is report.schema.json
report.html    for people
summary.json   what the next run is compared with
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import orjson

from flows import store
from flows.errors import InputError
from flows.report.document import Run, document, to_json
from flows.report.page import render
from flows.validation.summary import Summary
from flows.validation.verdict import Verdict

PAGE = "report.html"
REPORT = "report.json"
SUMMARY = "summary.json"


def write(
    folder: str, verdict: Verdict, summary: Summary, run: Run, previous: Summary | None
) -> str:
    """Write a run's report into ``folder``; returns the address of the page."""
    report = document(verdict, summary, run)
    page = render(orjson.loads(orjson.dumps(report)), summary, previous)
    store.write_bytes(store.join(folder, SUMMARY), summary.to_json())
    store.write_bytes(store.join(folder, REPORT), to_json(report))
    # Hostile input may hold halves of surrogate pairs, which UTF-8 has no bytes for.
    store.write_bytes(store.join(folder, PAGE), page.encode("utf-8", "replace"))
    return store.join(folder, PAGE)


def last(address: str) -> str:
    """The folder of a dataset's last report. Raises InputError if no run has left one."""
    reports = store.join(address, "reports")
    for run_id in reversed(store.names(reports)):
        if store.exists(store.join(reports, run_id, PAGE)):
            return store.join(reports, run_id)
    raise InputError(f"{address} holds no report; name the folder given to extract as --out")


class Before(NamedTuple):
    """A run to compare with."""

    run_id: str
    summary: Summary


def previous(folder_of: Callable[[str], str], run_ids: Iterable[str]) -> Before | None:
    """The last of the runs that extracted anything; None if there is none.

    ``folder_of`` gives the folder of a run's report, ``run_ids`` are the published runs, newest first.
    """
    for run_id in run_ids:
        address = store.join(folder_of(run_id), SUMMARY)
        if store.exists(address):
            summary = Summary.from_json(store.read_bytes(address))
            if summary.rows.get("documents"):
                return Before(run_id, summary)
    return None
