"""The report in short, for Prefect's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_table_artifact,
)

from flows.store import is_remote, local
from flows.validation.verdict import Check, Verdict

if TYPE_CHECKING:
    from flows.extract import Outcome

OPEN = ("drift.units", "drift.hosts")
"""Checks whose notes name what stands in texts, which Prefect's database is not to hold."""
MOST_CHECKS = 20
"""Failed and warning checks that the text names."""


def create_artifacts(verdict: Verdict, page: str, *, run_id: str) -> None:
    """Record the verdict, all checks and the link to the page with the flow run that is under way."""
    create_markdown_artifact(in_words(verdict, run_id), key="verdict", description="Verdict")
    create_table_artifact(as_rows(verdict), key="checks", description="All checks")
    link = page if is_remote(page) else local(page).resolve().as_uri()
    create_link_artifact(link, link_text="report.html", key="report", description="The report")


def create_summary(outcome: Outcome) -> None:
    """Record what a run came to with the flow run that is under way."""
    create_markdown_artifact(as_summary(outcome), key="summary", description="What the run came to")


def as_summary(outcome: Outcome) -> str:
    """What was read, what came out, how long each stage took and where it lies, as Markdown."""
    end = "published" if outcome.published else "held back"
    lines = [f"# {end.capitalize()}: run `{outcome.run_id}`", ""]
    lines += [f"- verdict: {outcome.verdict}", f"- tables: `{outcome.out}`"]
    lines += [f"- report: `{outcome.page}`"]
    if outcome.resumed:
        lines.append(f"- taken up again: {outcome.resumed:,} times")
    for title, numbers in (("read", outcome.counts), ("rows", outcome.rows)):
        lines += ["", f"| {title} | |", "|---|--:|"]
        lines += [f"| {name.replace('_', ' ')} | {number:,} |" for name, number in numbers.items()]
    lines += ["", "| stage | seconds |", "|---|--:|"]
    lines += [f"| {stage} | {seconds:,.1f} |" for stage, seconds in outcome.seconds.items()]
    return "\n".join(lines)


def in_words(verdict: Verdict, run_id: str) -> str:
    """The verdict and what failed or warned, as Markdown."""
    lines = [f"# {verdict.outcome.upper()}: run `{run_id}`", ""]
    troubled = [*verdict.failed, *verdict.warned]
    lines += [
        f"- **{check.outcome}** `{check.name}`: {_escaped(_said(check))}"
        for check in troubled[:MOST_CHECKS]
    ]
    if len(troubled) > MOST_CHECKS:
        lines.append(f"- and {len(troubled) - MOST_CHECKS} more")
    if not troubled:
        lines.append(f"All {len(verdict.checks)} checks passed.")
    return "\n".join(lines)


def as_rows(verdict: Verdict) -> list[dict[str, object]]:
    """All checks as rows of a table."""
    return [
        {
            "check": check.name,
            "outcome": check.outcome,
            "observed": check.observed,
            "warn": check.warn,
            "fail": check.fail,
            "what": check.what,
            "note": _note(check),
        }
        for check in verdict.checks
    ]


def _said(check: Check) -> str:
    if check.group in ("contract", "conservation"):
        return f"{check.observed:,.0f} break it: {check.what}. {_note(check)}".strip()
    return f"{check.what}: {check.observed:.4g} ({_note(check)})"


def _note(check: Check) -> str:
    return "the report says which" if check.name in OPEN else check.note


def _escaped(text: str) -> str:
    """Text with the characters that Markdown and HTML give a meaning taken out of it."""
    for character in "\\`*_[]<>#|":
        text = text.replace(character, f"\\{character}" if character not in "<>" else "'")
    return text
