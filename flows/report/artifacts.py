"""The report in short, for Prefect's own pages."""

from __future__ import annotations

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_table_artifact,
)

from flows.store import is_remote, local
from flows.validation.verdict import Check, Verdict

MOST_CHECKS = 20
"""Failed and warning checks that the text names."""


def create_artifacts(verdict: Verdict, page: str, *, run_id: str) -> None:
    """Record the verdict, all checks and the link to the page with the flow run that is under way."""
    create_markdown_artifact(in_words(verdict, run_id), key="verdict", description="Verdict")
    create_table_artifact(as_rows(verdict), key="checks", description="All checks")
    link = page if is_remote(page) else local(page).resolve().as_uri()
    create_link_artifact(link, link_text="report.html", key="report", description="The report")


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
            "note": check.note,
        }
        for check in verdict.checks
    ]


def _said(check: Check) -> str:
    if check.group in ("contract", "conservation"):
        return f"{check.observed:,.0f} break it: {check.what}. {check.note}".strip()
    return f"{check.what}: {check.observed:.4g} ({check.note})"


def _escaped(text: str) -> str:
    """Text with the characters that Markdown and HTML give a meaning taken out of it."""
    for character in "\\`*_[]<>#|":
        text = text.replace(character, f"\\{character}" if character not in "<>" else "'")
    return text
