"""The whole comparison: `make bench`, or python -m benchmarks [--texts N] [--long] [--out FILE].

Every figure is taken on this machine in this run, one thing at a time. CPU seconds count, so that
neither other programs nor the number of processors decide; where wall time is meant, it says so.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import quality, start_up, whole_job
from benchmarks.peers import PEERS
from benchmarks.texts import CORPUS, SAMPLE, gold, write_abstracts

_WIDTH = 130  # of the widest table, also where the output is no terminal
LONG = 10
"""How many times as many abstracts the long run has."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=int, default=20_000, help="abstracts of the short run")
    arguments.add_argument("--abstracts", type=Path, help="JSON lines with id, title and abstract")
    arguments.add_argument("--long", action="store_true", help=f"also {LONG} times as many")
    arguments.add_argument("--out", type=Path, help="write the figures here, as JSON")
    options = arguments.parse_args()
    source = options.abstracts or (CORPUS if CORPUS.exists() else SAMPLE)
    console = Console()
    console.width = max(console.width, _WIDTH)
    with tempfile.TemporaryDirectory(prefix="paperfacts-bench-") as folder:
        work = Path(folder)
        console.print(f"{options.texts} abstracts of {source.name}, then 3 times as many ...")
        figures = {
            "job": job(work, source, options.texts, options.long),
            "quality": own_quality(work),
            "peers": peers(work / "short.jsonl", options.texts),
            "start_up": start_up.figures(work, SAMPLE),
        }
    show(console, figures)
    if options.out:
        options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def job(work: Path, source: Path, count: int, long: bool) -> dict[str, float]:
    """What an abstract costs the whole job, and how that changes with workers and their number."""
    sizes = {"short": count, "middle": 3 * count} | ({"long": LONG * count} if long else {})
    for name, size in sizes.items():
        write_abstracts(source, size, work / f"{name}.jsonl")

    def run(name: str, workers: int) -> Any:
        return whole_job.extract(work / f"{name}.jsonl", work / "out", workers=workers)

    short, middle = run("short", 1), run("middle", 1)
    short_two, middle_two = run("short", 2), run("middle", 2)
    more = sizes["middle"] - count
    figures = {
        "cpu_per_abstract": (middle.cpu - short.cpu) / more,
        "cpu_per_abstract_two_workers": (middle_two.cpu - short_two.cpu) / more,
        "start_up_cpu": short.cpu - count * (middle.cpu - short.cpu) / more,
        "throughput_of_two_workers": (middle.wall - short.wall)
        / (middle_two.wall - short_two.wall),
        "peak_megabytes_short": short.peak_megabytes,
        "peak_megabytes_middle": max(middle.peak_megabytes, middle_two.peak_megabytes),
    }
    if long:
        longest = run("long", 1)
        figures["cpu_long_to_short"] = longest.cpu / LONG / short.cpu
        figures["cpu_per_abstract_long"] = (longest.cpu - middle.cpu) / (sizes["long"] - 3 * count)
        figures["peak_megabytes_long"] = longest.peak_megabytes
    return figures


def own_quality(work: Path) -> dict[str, dict[str, float]]:
    """F1 of the whole job on each file of reference annotations."""
    figures = {}
    for name, rows in gold().items():
        texts = work / f"{name}.gold.jsonl"
        with texts.open("w", encoding="utf-8") as lines:
            for row in rows:
                lines.write(json.dumps({"id": row["id"], "abstract": row["text"]}) + "\n")
        whole_job.extract(texts, work / "out", workers=1)
        figures[name] = _quantities(rows, whole_job.found(work / "out", "quantities"))
        figures[name]["url"] = _urls(rows, whole_job.found(work / "out", "urls"))
    return figures


def peers(texts: Path, count: int) -> dict[str, dict[str, Any]]:
    """What a text costs each peer, and its F1 on each file of reference annotations."""
    figures: dict[str, dict[str, Any]] = {}
    for name, peer in PEERS.items():
        number = str(min(peer.texts, count))
        command = [sys.executable, "-m", "benchmarks.contender", name, str(texts), number]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        result = json.loads(done.stdout.splitlines()[-1])
        f1: dict[str, dict[str, float]] = {}
        for file, rows in gold().items():
            found = result["found"][file]
            if peer.finds == "urls":
                f1[file] = {"url": _urls(rows, found)}
            elif peer.finds == "spans":
                f1[file] = {"span": _quantities(rows, found)["span"]}
            elif peer.finds == "quantities":
                f1[file] = _quantities(rows, found)
        figures[name] = {"cpu_per_abstract": result["cpu"], "texts": result["texts"], "f1": f1}
    return figures


def _quantities(rows: list[dict[str, Any]], found: dict[str, Any]) -> dict[str, float]:
    expected = {row["id"]: row["quantities"] for row in rows}
    levels = {"span": quality.SPAN, "value": quality.VALUE, "full": quality.FULL}
    return {
        name: quality.f1(expected, found, quality.quantity_agreement, level)
        for name, level in levels.items()
    }


def _urls(rows: list[dict[str, Any]], found: dict[str, Any]) -> float:
    expected = {row["id"]: row["urls"] for row in rows}
    return quality.f1(expected, found, quality.address_agreement, quality.FULL)


def show(console: Console, figures: dict[str, Any]) -> None:
    """Print the figures as tables."""
    job, own = figures["job"], figures["quality"]
    names = list(own)
    table = Table(title="CPU an abstract, and F1 (in brackets: of places alone)")
    for heading in ("", "ms", "to ours"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name in names:
        table.add_column(f"{name}: full", justify="right")
        table.add_column("URL", justify="right")
    ours = job["cpu_per_abstract"]
    lines = [("paperfacts extract, the whole job", ours, own)]
    lines += [
        (PEERS[name].title, peer["cpu_per_abstract"], peer["f1"])
        for name, peer in figures["peers"].items()
    ]
    for title, cpu, f1 in lines:
        cells = []
        for name in names:
            levels = f1.get(name, {})
            span = f"({levels['span']:.3f})" if "span" in levels else ""
            cells.append(f"{levels['full']:.3f}" if "full" in levels else span)
            cells.append(f"{levels['url']:.3f}" if "url" in levels else "")
        table.add_row(title, f"{1000 * cpu:.3f}", f"{cpu / ours:.2f}", *cells)
    console.print(table)
    for title, part in (("The whole job", job), ("Start-up", figures["start_up"])):
        table = Table("figure", "value", title=title)
        for name, value in part.items():
            table.add_row(name.replace("_", " "), f"{value:.4g}")
        console.print(table)


if __name__ == "__main__":
    main()
