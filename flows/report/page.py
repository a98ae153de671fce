"""report.html: one self-contained page, from page.html, page.css and page.js.

It asks for nothing from anywhere. Its policy allows the one script and the one style sheet that it
carries, by their hashes, so that nothing in an abstract can run, whatever it holds.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from flows.report import charts
from flows.report.highlights import GROUPS, pieces, visible
from flows.validation.summary import Summary

if TYPE_CHECKING:
    import jinja2

MIXES = (
    "kinds",
    "units",
    "hosts",
    "url_kinds",
    "rules",
    "unknown_units",
    "languages",
    "repairs",
    "reasons",
)
"""Mixes of the summary that the page shows."""
MOST_BYTES = 1_500_000
"""Samples are left out where the page would grow beyond this."""
_HEADLINES = {
    ("pass", True): "Passed and published",
    ("warn", True): "Published, with warnings",
    ("fail", True): "Failed, and published as asked for",
    ("pass", False): "Passed",
    ("warn", False): "Passed, with warnings",
    ("fail", False): "Failed: not published",
}


def render(report: Mapping[str, Any], summary: Summary, previous: Summary | None = None) -> str:
    """The page for a report (``document.document``) and the summary that it was made from."""
    css, script = _file("page.css"), _file("page.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{_digest(css)}'"
        f"; script-src 'sha256-{_digest(script)}'; base-uri 'none'; form-action 'none'"
    )
    checks = [{"warn": None, "fail": None, **check} for check in report["checks"]]
    troubled = [check for check in checks if check["outcome"] in ("fail", "warn")]
    axis, magnitudes = charts.magnitudes(summary, previous)
    samples = _samples(summary)
    return _template().render(
        report=report,
        policy=policy,
        css=Markup(css),
        script=Markup(script),
        headline=_HEADLINES[report["verdict"], report["published"]],
        figures=_figures(summary, report["counts"]),
        troubled=sorted(troubled, key=lambda check: check["outcome"] != "fail"),
        checks=checks,
        tally=_tally(report),
        mixes={
            mix: charts.bars(
                summary.mixes.get(mix, {}), previous.mixes.get(mix) if previous else None
            )
            for mix in MIXES
        },
        facts=charts.facts(summary, previous),
        axis=axis,
        magnitudes=magnitudes,
        samples=samples,
        kinds=_kinds(samples),
        groups=[*GROUPS, "physical", "address"],
        rejects=summary.rejects,
    )


def _figures(summary: Summary, counts: Mapping[str, Any]) -> list[dict[str, str]]:
    """The three numbers that matter."""
    rows = summary.rows
    documents = rows.get("documents", 0)
    silent = summary.share("documents_without_facts", "documents")
    unknown = summary.share("unknown_units", "quantities")
    code = summary.mixes.get("url_kinds", {}).get("code", 0)
    return [
        {
            "name": "documents",
            "value": f"{documents:,}",
            "note": f"of {counts['read']:,} read; {counts['rejects']:,} rejects,"
            f" {counts['duplicates']:,} duplicates; {silent:.0%} state no fact",
        },
        {
            "name": "quantities",
            "value": f"{rows.get('quantities', 0):,}",
            "note": f"{rows.get('quantities', 0) / (documents or 1):.1f} a document;"
            f" {unknown:.1%} with an unknown unit",
        },
        {
            "name": "addresses",
            "value": f"{rows.get('urls', 0):,}",
            "note": f"{code / (rows.get('urls', 0) or 1):.0%} lead to code",
        },
    ]


def _samples(summary: Summary) -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = []
    size = 0
    # Those that state something first.
    for sample in sorted(summary.samples, key=lambda s: not (s["quantities"] or s["urls"])):
        cut = {
            **sample,
            "title": pieces(sample, "title"),
            "abstract": pieces(sample, "abstract"),
            "cut": sample["characters"] > len(sample["abstract"]),
        }
        # Characters of other scripts take up to four bytes, those shown by their number forty.
        size += sum(
            40 * len(piece.text) if not piece.text.isprintable() else len(piece.text.encode())
            for piece in (*cut["title"], *cut["abstract"])
        )
        size += 600 * (len(sample["quantities"]) + len(sample["urls"]))
        if size > MOST_BYTES and samples:
            break
        samples.append(cut)
    return samples


def _kinds(samples: list[dict[str, Any]]) -> list[str]:
    return sorted(
        {
            piece.kind
            for sample in samples
            for part in ("title", "abstract")
            for piece in sample[part]
            if piece.kind
        }
    )


def _tally(report: Mapping[str, Any]) -> str:
    counted = Counter(check["outcome"] for check in report["checks"])
    words = {"fail": "failed", "warn": "warned", "pass": "passed", "skipped": "not judged"}
    return ", ".join(f"{counted[key]} {word}" for key, word in words.items() if counted[key])


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, loader=jinja2.FunctionLoader(_file)
    )
    environment.filters["visible"] = visible
    environment.filters["moment"] = _moment
    return environment.get_template("page.html")


def _moment(iso: str) -> str:
    """A moment to the second: 2026-01-31 07:05:00."""
    return iso[:19].replace("T", " ")


def _file(name: str) -> str:
    return files("flows.report").joinpath(name).read_text("utf-8")


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()
