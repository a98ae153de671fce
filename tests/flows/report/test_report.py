"""report.json against its schema, report.html as text, and what the folder holds."""

from __future__ import annotations

import json
import webbrowser
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.report import artifacts, charts, folder
from flows.report.document import schema, versions
from flows.report.highlights import pieces, visible
from flows.report.numbers import digits, value
from flows.validation.contract import CHECKS
from flows.validation.expectations import load
from flows.validation.summary import Summary
from flows.validation.verdict import Counts, judge

Report = tuple[Path, Summary]
MOST_BYTES = 2_000_000


class Elements(HTMLParser):
    """The elements of a page, and what would fetch or run something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs


def read(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((report[0] / "report.json").read_text("utf-8"))
    return found


def page(report: Report) -> str:
    return (report[0] / "report.html").read_text("utf-8")


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_report_json_keeps_its_schema(which: str, request: pytest.FixtureRequest) -> None:
    report = read(request.getfixturevalue(which))
    jsonschema.validate(report, schema(), cls=jsonschema.Draft202012Validator)
    names = [check["name"] for check in report["checks"]]
    assert len(names) == len(set(names))
    assert CHECKS.keys() <= set(names)


def test_report_json_says_what_happened(plain: Report, hostile: Report) -> None:
    report = read(plain)
    assert (report["verdict"], report["published"]) == ("pass", True)
    assert report["counts"]["rows"]["documents"] == 37
    assert report["counts"]["read"] == 39
    assert report["versions"].keys() >= {"python", "schema", "paperfacts"}
    failed = read(hostile)
    assert (failed["verdict"], failed["published"]) == ("fail", False)
    [check] = [check for check in failed["checks"] if check["outcome"] == "fail"]
    assert (check["name"], check["observed"]) == ("quantities.text", 4)
    assert check["examples"][0]["start"] == 3


def test_versions_are_known() -> None:
    assert versions()["pyarrow"]


@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_the_page_asks_for_nothing_and_stays_small(
    which: str, request: pytest.FixtureRequest
) -> None:
    text = page(request.getfixturevalue(which))
    assert len(text.encode()) < MOST_BYTES
    elements = Elements(text)
    assert {"a", "script", "style", "svg"} <= set(elements.names)
    assert {"iframe", "object", "embed", "img", "base"}.isdisjoint(elements.names)
    addresses = [v for name, v in elements.attributes if name in ("src", "href", "action")]
    assert set(addresses) == {"#browser", "data:,"}
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    assert not [name for name, _ in elements.attributes if name == "style"]


def test_hostile_texts_are_shown_as_texts(plain: Report, hostile: Report) -> None:
    elements = Elements(page(hostile))
    assert elements.names.count("script") == Elements(page(plain)).names.count("script") == 1
    assert "b" in elements.names
    text = page(hostile)
    assert "&lt;script&gt;document.title = " in text
    assert "\u202e" not in text
    assert "U+202E" in text
    assert "{{ 7 * 7 }}" in text


def test_what_failed_stands_before_what_was_found(hostile: Report, plain: Report) -> None:
    text = page(hostile)
    assert text.index("Failed: not published") < text.index("quantities.text")
    assert text.index("quantities.text") < text.index("What was found")
    assert "Passed and published" in page(plain)


def test_facts_and_rejects_are_on_the_page(plain: Report) -> None:
    text = page(plain)
    assert 'data-tip="parameters: 13 billion parameter (' in text
    assert "broken_json" in text
    assert "compared with" in text


def test_many_documents_of_great_length_stay_within_the_limit(plain: Report) -> None:
    from flows.report.page import render

    summary = plain[1]
    long = {**summary.samples[0], "abstract": "\u4e2d\u202e" * 2_000, "quantities": [], "urls": []}
    crowded = Summary.from_json(summary.to_json())
    crowded.samples = [long] * 60
    crowded.mixes["hosts"] = {f"host-{n}.example.org": 1 for n in range(500)}
    assert len(render(read(plain), crowded).encode()) < MOST_BYTES


def test_an_empty_run_has_a_page() -> None:
    from flows.report.document import Run, document
    from flows.report.page import render

    counts = Counts(read=0)
    verdict = judge(Summary(), load(), counts=counts)
    report = document(verdict, Summary(), Run("r", "a", "b", counts, published=True))
    assert "No document in this run." in render(report, Summary())


def test_a_run_of_nothing_is_not_what_the_next_is_compared_with(tmp_path: Path) -> None:
    for run_id, documents in (("a", 5), ("b", 0)):
        (tmp_path / run_id).mkdir()
        summary = Summary(rows={"documents": documents})
        (tmp_path / run_id / "summary.json").write_bytes(summary.to_json())
    found = folder.previous(lambda run_id: str(tmp_path / run_id), ["c", "b", "a"])
    assert found is not None
    assert found.run_id == "a"
    assert folder.previous(lambda run_id: str(tmp_path / run_id), ["b"]) is None


# -- pieces of the page ---------------------------------------------------------------------------


def test_pieces_put_together_are_the_text(plain: Report) -> None:
    for sample in plain[1].samples:
        for section in ("title", "abstract"):
            found = pieces(sample, section)
            assert "".join(piece.text for piece in found) == sample[section]
            assert all(piece.tip for piece in found if piece.group)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (7e9, 7e9, "7 billion"),
        (1.0, 3.0, "1 to 3"),
        (None, 40.0, "at most 40"),
        (50_000.0, None, "at least 50,000"),
        (0.0012, 0.0012, "0.0012"),
        (2.5e12, 2.5e12, "2.5 trillion"),
        (-3.0, -3.0, "-3"),
    ],
)
def test_values_in_words(low: float | None, high: float | None, said: str) -> None:
    assert value(low, high) == said


def test_values_in_digits() -> None:
    assert value(7e9, None, digits) == "at least 7,000,000,000"
    assert value(0.25, 1234.5, digits) == "0.25 to 1,234.5"
    assert value(None, None, digits) == "any"


def test_controls_are_shown_by_their_number() -> None:
    assert str(visible("a\u202eb<")) == 'a<span class="control">U+202E</span>b&lt;'


def test_bars_of_both_runs_share_a_scale() -> None:
    one, other = charts.bars({"a": 3, "b": 1}, {"a": 1, "b": 1})
    assert (one.length, one.before) == (100, 66.67)
    assert (other.label, other.share, other.share_before) == ("b", 0.25, 0.5)


def test_magnitudes_have_an_axis_of_what_occurs(plain: Report) -> None:
    axis, rows = charts.magnitudes(plain[1], None)
    assert axis.powers == list(range(axis.powers[0], axis.powers[-1] + 1))
    assert all(len(row.heights) == len(axis.powers) for row in rows)
    assert all(max(row.heights) == 100 for row in rows)


# -- for Prefect, and the command -----------------------------------------------------------------


def test_prefect_is_told_what_failed() -> None:
    spoilt = Summary(
        rows={"documents": 9}, violations={"urls.parse": 2}, examples={"urls.parse": []}
    )
    verdict = judge(spoilt, load(), counts=Counts(read=9, new=9))
    text = artifacts.in_words(verdict, "r1")
    assert text.startswith("# FAIL: run `r1`")
    assert "`urls.parse`" in text
    assert len(artifacts.as_rows(verdict)) == len(verdict.checks)


def test_markdown_is_not_taken_for_markup() -> None:
    assert artifacts._escaped("<b>*x*</b>") == "'b'\\*x\\*'/b'"


def test_the_command_finds_the_last_report(
    plain: Report, hostile: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url, **_: opened.append(url) or True)
    monkeypatch.setattr("click.launch", lambda url, **_: opened.append(url) or 0)
    monkeypatch.setattr("typer.launch", lambda url, **_: opened.append(url) or 0)
    for run_id, (source, _) in (("20260101", plain), ("20260102", hostile)):
        target = tmp_path / "reports" / run_id
        target.parent.mkdir(exist_ok=True)
        source_files = {path.name: path.read_bytes() for path in source.iterdir()}
        target.mkdir()
        for name, content in source_files.items():
            (target / name).write_bytes(content)
    result = CliRunner().invoke(app, ["report", str(tmp_path), "--open"])
    assert result.exit_code == 0
    assert "fail, not published" in result.output
    assert "quantities.text" in result.output
    assert opened == [(tmp_path / "reports/20260102/report.html").resolve().as_uri()]


def test_no_report_is_no_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["report", str(tmp_path)])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
