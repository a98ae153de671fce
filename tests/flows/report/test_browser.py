"""The page in a real browser, from disk; ``make test-browser`` installs what it needs.

Screenshots go to the folder that SCREENSHOTS names, for people to look at.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.report.page import render
from flows.validation.summary import Summary

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: make test-browser"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed: apt install chromium"),
    pytest.mark.xdist_group("browser"),
]

PATIENCE = 300_000
"""Milliseconds that anything may take, on a machine with much else to do."""
WIDTHS = [(1280, 900), (360, 740)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

Report = tuple[Path, Summary]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        # Containers offer little shared memory.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        chromium = started.chromium.launch(
            executable_path=CHROMIUM, args=arguments, timeout=PATIENCE
        )
        yield chromium
        chromium.close()


class Tab:
    """A page opened from disk, with all that it said and asked for."""

    def __init__(
        self, browser: Any, path: Path, width: int = 1280, height: int = 900, **options: Any
    ) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(path.as_uri(), wait_until="load")

    def screenshot(self, name: str, *, whole: bool = True) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            self.page.screenshot(path=Path(folder, f"{name}.png"), full_page=whole)

    def close(self) -> None:
        self.context.close()


def report_of(which: str, request: pytest.FixtureRequest) -> Path:
    folder, _ = request.getfixturevalue(which)
    return Path(folder) / "report.html"


@pytest.mark.parametrize("which", ["plain", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_it_opens_from_disk_in_silence_and_fits(
    browser: Any, request: pytest.FixtureRequest, which: str, scheme: str, width: int, height: int
) -> None:
    path = report_of(which, request)
    tab = Tab(browser, path, width, height, color_scheme=scheme)
    for details in tab.page.query_selector_all("summary"):
        details.click()
    tab.screenshot(f"{which}-{scheme}-{width}")
    assert tab.said == []
    assert tab.asked == [path.as_uri()]
    assert tab.page.evaluate(OVERFLOW) <= 0
    assert tab.page.title().endswith("paperfacts run 20260101T000000-abc")
    tab.close()


def test_the_schemes_differ_and_both_can_be_read(browser: Any, plain: Report) -> None:
    for scheme in ("light", "dark"):
        tab = Tab(browser, plain[0] / "report.html", color_scheme=scheme)
        for selector in ("body", ".quiet", ".verdict", ".badge", ".abstract .fact"):
            assert contrast(tab.page, selector) >= 4.5, (scheme, selector)
        tab.close()


def contrast(page: Any, selector: str) -> float:
    """Ratio of luminances between an element's text and the colour behind it (WCAG 2.2)."""
    return float(
        page.evaluate(
            """selector => {
                const numbers = (color) => {
                    const canvas = document.createElement("canvas").getContext("2d");
                    canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
                    return [...canvas.getImageData(0, 0, 1, 1).data];
                };
                const element = document.querySelector(selector);
                let behind = [255, 255, 255];
                const chain = [];
                for (let e = element; e; e = e.parentElement) chain.unshift(e);
                for (const e of chain) {
                    const color = getComputedStyle(e).backgroundColor;
                    const [r, g, b, a] = numbers(color);
                    if (a) behind = [r, g, b].map((v, i) => v * a / 255 + behind[i] * (1 - a / 255));
                }
                const light = (rgb) => {
                    const [r, g, b] = rgb.slice(0, 3).map((v) => v / 255).map(
                        (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                const pair = [light(numbers(getComputedStyle(element).color)), light(behind)];
                return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
            }""",
            selector,
        )
    )


def test_filters_by_kind_and_by_words(browser: Any, plain: Report) -> None:
    tab = Tab(browser, plain[0] / "report.html")
    page = tab.page
    total = page.locator(".sample").count()
    assert page.locator("#shown").inner_text() == f"{total} of {total}"
    page.select_option("#kind", "money")
    with_money = page.locator(".sample:visible").count()
    assert 0 < with_money < total
    assert page.locator("#shown").inner_text() == f"{with_money} of {total}"
    assert page.locator(".sample:visible .fact:not(.faded)").evaluate_all(
        "facts => facts.every((fact) => fact.dataset.kind === 'money')"
    )
    page.select_option("#kind", "")
    page.fill("#words", "SHOREBIRDS")
    assert page.locator(".sample:visible").count() == 1
    page.fill("#words", "no such words")
    assert page.locator(".sample:visible").count() == 0
    page.fill("#words", "")
    assert page.locator(".sample:visible").count() == total
    tab.close()


def test_hover_and_focus_show_the_normal_form(browser: Any, plain: Report) -> None:
    tab = Tab(browser, plain[0] / "report.html")
    page = tab.page
    fact = page.locator('.sample .fact[data-tip^="parameters: 13 billion"]').first
    fact.scroll_into_view_if_needed()
    fact.hover()
    assert page.locator("#tip").inner_text().startswith("parameters: 13 billion parameter")
    tab.screenshot("tip", whole=False)
    page.mouse.move(1, 1)
    assert page.locator("#tip").is_hidden()
    fact.focus()
    assert page.locator("#tip").is_visible()
    box, view = page.locator("#tip").bounding_box(), page.viewport_size
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= view["width"]
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()
    tab.close()


def test_the_keyboard_reaches_everything(browser: Any, plain: Report) -> None:
    tab = Tab(browser, plain[0] / "report.html")
    page = tab.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert reached[:2] == ["kind", "words"]
    assert "MARK" in reached
    assert page.locator("#tip").is_visible()
    tab.close()


def test_the_tip_stays_on_a_phones_screen(browser: Any, plain: Report) -> None:
    tab = Tab(browser, plain[0] / "report.html", 360, 740, has_touch=True)
    facts = tab.page.locator(".sample .fact")
    for number in range(0, min(facts.count(), 60), 6):
        facts.nth(number).tap()
        box = tab.page.locator("#tip").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert tab.page.evaluate(OVERFLOW) <= 0
    tab.screenshot("phone-tip", whole=False)
    tab.close()


def test_harm_is_shown_and_not_done(browser: Any, hostile: Report) -> None:
    tab = Tab(browser, hostile[0] / "report.html")
    page = tab.page
    for fact in page.query_selector_all(".fact")[:40]:
        fact.hover(force=True)
    page.fill("#words", "<script>")
    assert page.locator(".sample:visible").count() > 0
    assert page.title().endswith("paperfacts run 20260101T000000-abc")
    assert tab.said == []
    assert page.locator("script").count() == 1
    assert "U+202E" in page.locator("#samples").text_content()
    tab.close()


def test_the_page_of_a_large_run_is_no_larger(browser: Any, plain: Report, tmp_path: Path) -> None:
    """Of 200,000 documents the page holds no more than of a few: sixty samples, cut tails."""
    import json

    folder, summary = plain
    large = Summary.from_json(summary.to_json())
    large.samples = [{**summary.samples[n % 30], "doc_id": f"d{n}"} for n in range(60)]
    for mix in ("units", "hosts", "rules"):
        large.mixes[mix] = {f"{mix} {n} of many": 600 - n for n in range(500)}
    path = tmp_path / "report.html"
    report = json.loads((folder / "report.json").read_text("utf-8"))
    path.write_text(render(report, large, summary), "utf-8")
    tab = Tab(browser, path)
    assert tab.page.locator("#shown").inner_text() == "60 of 60"
    assert tab.page.evaluate("document.querySelectorAll('*').length") < 10_000
    assert path.stat().st_size < 2_000_000
    tab.close()
