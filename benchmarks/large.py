"""A large input: `make bench-large`, or python -m benchmarks.large [--texts N] [--abstracts FILE].

Extracts a tenth of the texts, then all of them, then all of them again with every hundredth changed,
with two workers, and prints what grew and what did not. Wall time counts where waiting is meant.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import whole_job
from benchmarks.measured import Cost, cost
from benchmarks.texts import CORPUS, SAMPLE, write_abstracts

WORKERS = 2
STAGES = ("split", "extract", "normalise", "validate", "export")
EVERY = 100
"""One text in so many is changed for the last run."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--texts", type=int, default=500_000, help="abstracts of the large run")
    arguments.add_argument("--abstracts", type=Path, help="JSON lines with id, title and abstract")
    options = arguments.parse_args()
    source = options.abstracts or (CORPUS if CORPUS.exists() else SAMPLE)
    with tempfile.TemporaryDirectory(prefix="paperfacts-bench-") as folder:
        for name, value in figures(Path(folder), source, options.texts).items():
            print(f"{name.replace('_', ' '):<50} {value:.4g}")


def figures(work: Path, source: Path, count: int) -> dict[str, float]:
    """What the runs cost, and how they compare."""
    texts, out = work / "texts.jsonl", work / "out"
    write_abstracts(source, count // 10, texts)
    small = whole_job.extract(texts, work / "small", workers=WORKERS)
    write_abstracts(source, count, texts)
    full = whole_job.extract(texts, out, workers=WORKERS)
    _change(texts)
    again = _once_more(texts, out)
    nothing = _once_more(texts, out)
    small_run, full_run = _run(work / "small"), _run(out)
    return {
        "cpu_full": full.cpu,
        "wall_full": full.wall,
        "documents_a_second_small": count / 10 / small_run["duration"],
        "documents_a_second_full": count / full_run["duration"],
        "throughput_full_to_small": 10 * small_run["duration"] / full_run["duration"],
        "wall_outside_the_stages": 1 - _stages(full_run) / WORKERS / full_run["duration"],
        "peak_megabytes_small": small.peak_megabytes,
        "peak_megabytes_full": full.peak_megabytes,
        "cpu_of_one_in_a_hundred_changed_to_full": again.cpu / full.cpu,
        "cpu_of_nothing_changed_to_full": nothing.cpu / full.cpu,
    }


def _change(texts: Path) -> None:
    changed = texts.with_suffix(".changed")
    with texts.open(encoding="utf-8") as lines, changed.open("w", encoding="utf-8") as target:
        for number, line in enumerate(lines):
            if number % EVERY == 0:
                record = json.loads(line)
                record["abstract"] += f" We report {number + 2} further runs."
                line = json.dumps(record) + "\n"
            target.write(line)
    changed.replace(texts)


def _once_more(texts: Path, out: Path) -> Cost:
    command = [whole_job.COMMAND, "extract", str(texts), "--out", str(out)]
    return cost([*command, "--workers", str(WORKERS)])


def _run(out: Path) -> dict[str, Any]:
    """The first run of a dataset, as the command tells it."""
    command = [whole_job.COMMAND, "runs", str(out), "--json"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    first: dict[str, Any] = json.loads(told)[0]
    return first


def _stages(run: dict[str, Any]) -> float:
    """Wall seconds of the stages, over all workers."""
    return float(sum(run["seconds"].get(stage, 0.0) for stage in STAGES))


if __name__ == "__main__":
    main()
