"""All checks of a run judged: pass, warn or fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from flows.validation.contract import CHECKS
from flows.validation.drift import drift
from flows.validation.expectations import Expectation, Expectations
from flows.validation.summary import Summary
from flows.validation.violations import Violations

ALIKE = 0.2
"""Part of the larger run that the smaller has to have for drift to hold a run back: what changed
since yesterday is about other things than all that was there before."""

Outcome = Literal["pass", "warn", "fail", "skipped"]
Group = Literal["conservation", "contract", "expectation", "drift"]


@dataclass(frozen=True)
class Counts:
    """What became of everything that was read, and of what was not."""

    read: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejects: int = 0
    without_abstract: int = 0
    """Those of the rejects for which the source has no abstract."""
    superseded: int = 0
    """Those of the rejects that are former versions of a record."""
    removed: int = 0
    """Documents that were not read, and that the run takes out of the dataset."""

    @property
    def accounted(self) -> int:
        """All that is known to have become of it; equals ``read`` unless something got lost."""
        return self.new + self.changed + self.unchanged + self.duplicates + self.rejects

    def of_share(self, name: str) -> int:
        """What a share of what was read is a share of."""
        if name == "rejects":
            return self.rejects - self.without_abstract - self.superseded
        return int(getattr(self, name))


@dataclass(frozen=True)
class Check:
    """One check: what was expected, what was seen."""

    name: str
    group: Group
    what: str
    """What holds where the check passes, or what its value is a share of."""
    outcome: Outcome
    observed: float
    """Rows (conservation, contract), a share, or a divergence."""
    warn: float | None = None
    fail: float | None = None
    note: str = ""
    examples: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """The outcome of a run: the worst of its checks'."""

    checks: list[Check]

    @property
    def outcome(self) -> Outcome:
        """``fail`` holds the run back; ``warn`` publishes it."""
        outcomes = {check.outcome for check in self.checks}
        return "fail" if "fail" in outcomes else "warn" if "warn" in outcomes else "pass"

    @property
    def failed(self) -> list[Check]:
        """The checks that hold the run back."""
        return [check for check in self.checks if check.outcome == "fail"]

    @property
    def warned(self) -> list[Check]:
        """The checks that only warn."""
        return [check for check in self.checks if check.outcome == "warn"]


def judge(
    summary: Summary,
    expectations: Expectations,
    *,
    counts: Counts | None = None,
    previous: Summary | None = None,
) -> Verdict:
    """Judge a run by its summary.

    ``counts`` None leaves out what concerns reading: for a dataset on disk. ``previous`` is the
    summary of the run published before, None for the first.
    """
    checks = list(_contract(summary))
    if counts is not None:
        checks.insert(0, _conservation(counts))
    checks += _shares(summary, counts, expectations)
    checks += _drift(summary, previous, expectations)
    return Verdict(checks)


def judge_contract(violations: Violations) -> Verdict:
    """Judge tables by the contract alone."""
    found = Summary(violations=violations.counts, examples=violations.examples)
    return Verdict(list(_contract(found)))


def _conservation(counts: Counts) -> Check:
    lost = counts.read - counts.accounted
    return Check(
        "read.conserved",
        "conservation",
        "documents read = new + changed + unchanged + duplicates + rejects",
        "fail" if lost else "pass",
        abs(lost),
        note=f"{counts.read:,} read, {counts.accounted:,} accounted for",
    )


def _contract(summary: Summary) -> Iterator[Check]:
    for name, what in CHECKS.items():
        broken = summary.violations.get(name, 0)
        yield Check(
            name,
            "contract",
            what,
            "fail" if broken else "pass",
            broken,
            fail=0,
            examples=summary.examples.get(name, []),
        )


def _shares(summary: Summary, counts: Counts | None, expectations: Expectations) -> Iterator[Check]:
    for name, expectation in expectations.shares.items():
        if expectation.of == "read":
            if counts is None:
                continue
            part, whole = counts.of_share(name), counts.read
        else:
            part, whole = summary.counts.get(name, 0), summary.rows.get(expectation.of, 0)
        share = part / whole if whole else 0.0
        yield Check(
            name,
            "expectation",
            expectation.what,
            _outcome(share, whole, expectation),
            round(share, 6),
            expectation.warn,
            expectation.fail,
            note=f"{part:,} of {whole:,} {'records read' if expectation.of == 'read' else expectation.of}"
            + _too_few(whole, expectation),
            examples=summary.examples.get(name, []),
        )


def _drift(
    summary: Summary, previous: Summary | None, expectations: Expectations
) -> Iterator[Check]:
    if previous is None:
        return
    sizes = [run.rows.get("documents", 0) for run in (summary, previous)]
    alike = min(sizes) >= ALIKE * max(sizes)
    for name, expectation in expectations.drift.items():
        seen = drift(name, summary, previous)
        shifts = "; ".join(
            f"{value or '(none)'} {before:.1%} -> {now:.1%}" for value, before, now in seen.shifts
        )
        outcome = _outcome(seen.divergence, seen.size, expectation)
        if outcome == "fail" and not alike:
            outcome = "warn"
            shifts += "; no failure, as the runs differ much in size"
        yield Check(
            f"drift.{name}",
            "drift",
            expectation.what,
            outcome,
            round(seen.divergence, 6),
            expectation.warn,
            expectation.fail,
            note=shifts + _too_few(seen.size, expectation),
        )


def _outcome(value: float, size: int, expectation: Expectation) -> Outcome:
    if size < expectation.least:
        return "skipped"
    if expectation.fail is not None and value > expectation.fail:
        return "fail"
    if expectation.warn is not None and value > expectation.warn:
        return "warn"
    return "pass"


def _too_few(size: int, expectation: Expectation) -> str:
    return f" (too few to judge: below {expectation.least:,})" if size < expectation.least else ""
