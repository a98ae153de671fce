"""Reports to look at: one of the sample abstracts, one of texts that mean harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.batch import tabulate
from flows.report import folder
from flows.report.document import Run
from flows.validation.expectations import load
from flows.validation.summary import Summary, merge, summarise
from flows.validation.verdict import Counts, judge
from schemas import TABLES, Document

HOSTILE = [
    '<script>document.title = "taken"</script>',
    "</script><script>alert(1)</script>",
    "<img src=x onerror=\"document.title='taken'\">",
    "\"><svg onload=alert(1)>' onfocus='alert(1)",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "see javascript:alert(1) and https://example.org/<script>alert(2)</script>",
    "7\u202eB parameters\u202c and \u2066hidden\u2069 text \x07 with bell",
    "emoji \U0001f469\u200d\U0001f52c 12 \U0001f600 and 5 \u4e2d\u6587 characters",
    "&lt;b&gt; &amp; <b>bold</b> <!-- 3 comments -->",
    'https://example.org/"onmouseover=alert(1) 90%',
]

Reports = Callable[..., tuple[Path, Summary]]


def documents_of(path: Path) -> list[Document]:
    return [
        Document(row["id"], row["title"], row["abstract"], "jsonl", path.name, row["published"])
        for row in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def hostile_documents() -> list[Document]:
    texts = [f"We train on 12 tasks. {text} It takes 3 hours." for text in HOSTILE]
    texts.append("A long one with 7 parts. " * 4_000)
    return [
        Document(f"{n} {text[:60]}", text[:200], text, "jsonl", "<b>a</b>.jsonl")
        for n, text in enumerate(texts)
    ]


@pytest.fixture(scope="session")
def make_report(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Extract documents and write the report; returns its folder and the summary."""

    def make(
        documents: list[Document],
        *,
        rejects: list[tuple[str, ...]] | None = None,
        previous: Summary | None = None,
        spoil: dict[str, int] | None = None,
    ) -> tuple[Path, Summary]:
        tables = tabulate(documents, run_id="run-1")
        schema = TABLES["rejects"].arrow_schema
        rows = [dict(zip(schema.names, row, strict=True)) for row in rejects or []]
        tables["rejects"] = schema.empty_table().from_pylist(rows, schema=schema)
        summary = merge([summarise(tables, run_id="run-1")])
        for name, count in (spoil or {}).items():
            summary.violations[name] = count
            summary.examples[name] = [
                {
                    "doc_id": HOSTILE[0],
                    "section": "abstract",
                    "start": 3,
                    "end": 9,
                    "text": HOSTILE[2],
                    "detail": "not what stands there",
                }
            ]
        counts = Counts(read=len(documents) + len(rows), new=len(documents), rejects=len(rows))
        verdict = judge(summary, load(), counts=counts, previous=previous)
        run = Run(
            "20260101T000000-abc",
            "2026-01-01T00:00:00+00:00",
            "2026-01-01T00:00:09+00:00",
            counts,
            "out",
            {"split": 1.0, "extract": 2.5},
            published=verdict.outcome != "fail",
            previous="20251231T000000-xyz" if previous else None,
        )
        target = tmp_path_factory.mktemp("report")
        folder.write(str(target), verdict, summary, run, previous)
        return target, summary

    return make


@pytest.fixture(scope="session")
def plain(make_report: Reports, root: Path) -> tuple[Path, Summary]:
    """The sample abstracts, compared with their first half, with two rejects."""
    documents = documents_of(root / "data" / "abstracts.jsonl")
    _, previous = make_report(documents[:18])
    rejects = [
        ("a.jsonl", "line 3", "broken_json", "not a JSON value", '{"id": 1, ', "run-1"),
        ("b.csv", "row 7", "broken_row", "3 cells instead of 4", "a,b,c", "run-1"),
    ]
    return make_report(documents, rejects=rejects, previous=previous)


@pytest.fixture(scope="session")
def hostile(make_report: Reports) -> tuple[Path, Summary]:
    """Texts that mean harm in every place where a text may stand, one check failed."""
    rejects = [
        (HOSTILE[n], f"line {n}", HOSTILE[0], HOSTILE[2], HOSTILE[1] * 9, "run-1") for n in range(3)
    ]
    return make_report(hostile_documents(), rejects=sorted(rejects), spoil={"quantities.text": 4})
