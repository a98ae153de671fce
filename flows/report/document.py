"""report.json: the verdict with every check, counts, distributions, timings, versions."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from importlib.resources import files
from typing import Any

import orjson

from flows.validation.magnitudes import DECADES
from flows.validation.summary import FACTS, Summary
from flows.validation.verdict import Check, Counts, Verdict
from schemas import SCHEMA_VERSION

REPORT_VERSION = "1.0"
"""Major.minor of report.json. Minor: fields were added. Major: any other change."""
MOST_VALUES = 50
"""Values of each mix in the report, most frequent first."""
PACKAGES = ("paperfacts", "pyarrow", "spacy", "prefect", "pint", "regex")
"""Packages whose versions are noted."""


@dataclass(frozen=True)
class Run:
    """What is known of a run besides its tables."""

    id: str
    started: str
    """ISO time, UTC."""
    finished: str
    counts: Counts
    out: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Wall time by stage, over all workers."""
    published: bool = False
    publish_anyway: bool = False
    """Whether it was asked for to publish whatever the verdict."""
    previous: str | None = None
    """Id of the run that drift was taken against."""


def document(verdict: Verdict, summary: Summary, run: Run) -> dict[str, Any]:
    """The report as plain values, in the form of report.schema.json."""
    return {
        "report_version": REPORT_VERSION,
        "verdict": verdict.outcome,
        "published": run.published,
        "publish_anyway": run.publish_anyway,
        "run": {
            "id": run.id,
            "started": run.started,
            "finished": run.finished,
            "out": run.out,
            "previous": run.previous,
        },
        "counts": {**asdict(run.counts), "rows": summary.rows, **summary.counts},
        "checks": [_check(check) for check in verdict.checks],
        "distributions": {
            "facts_per_document": _facts(summary),
            "magnitudes": {
                kind: {str(bin): n for bin, n in zip(DECADES, counts, strict=True) if n}
                for kind, counts in sorted(summary.magnitudes.items())
            },
            **{mix: _most(counts) for mix, counts in sorted(summary.mixes.items())},
        },
        "seconds": dict(run.seconds),
        "versions": versions(),
    }


def to_json(report: Mapping[str, Any]) -> bytes:
    """The report as indented JSON."""
    return orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def schema() -> dict[str, Any]:
    """The JSON Schema of the report."""
    text = files("flows.report").joinpath("report.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = orjson.loads(text)
    return loaded


def versions() -> dict[str, str]:
    """Versions of what made the run."""
    found = {"python": platform.python_version(), "schema": SCHEMA_VERSION}
    for package in PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _check(check: Check) -> dict[str, Any]:
    return {name: value for name, value in asdict(check).items() if value is not None}


def _facts(summary: Summary) -> dict[str, int]:
    return dict(zip(map(str, FACTS), summary.facts, strict=True))


def _most(counts: Mapping[str, int]) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:MOST_VALUES])
