"""A large input: `make bench-large`, or python -m benchmarks.large [--texts N] [--abstracts FILE].

Extracts a tenth of the texts, then all of them out of files of 10,000; then all of them again: as they
are, with one in a hundred changed in one file, as a feed's update brings them, and in all files. Two
workers; prints what grew and what did not. Wall time counts where waiting is meant. Without a Prefect
server at PREFECT_API_URL each run starts one, whose cost counts.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import whole_job
from benchmarks.measured import Cost, cost
from benchmarks.texts import CORPUS, SAMPLE, write_abstracts

WORKERS = 2
STAGES = ("split", "extract", "normalise", "validate", "export")
EVERY = 100
"""One text in so many is changed."""
FILE = 10_000
"""Texts of a file."""
SETTLED = 3.0
"""Seconds until files count as settled (``flows.recall.SETTLED``)."""


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
    texts, inbox, out = work / "texts.jsonl", work / "inbox", work / "out"
    write_abstracts(source, count // 10, texts)
    small = whole_job.extract(texts, work / "small", workers=WORKERS)
    write_abstracts(source, count, texts)
    files = _split(texts, inbox)
    time.sleep(SETTLED)
    full = whole_job.extract(inbox, out, workers=WORKERS)
    nothing = _once_more(inbox, out)
    _change(files[len(files) // 2], max(1, FILE // (count // EVERY)))
    time.sleep(SETTLED)
    one_file = _once_more(inbox, out)
    for file in files:
        _change(file, EVERY)
    all_files = _once_more(inbox, out)
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
        "cpu_of_nothing_changed_to_full": nothing.cpu / full.cpu,
        "cpu_of_1%_changed_in_one_file_to_full": one_file.cpu / full.cpu,
        "cpu_of_1%_changed_in_all_files_to_full": all_files.cpu / full.cpu,
    }


def _split(texts: Path, inbox: Path) -> list[Path]:
    """The texts in files of ``FILE`` each."""
    inbox.mkdir()
    files: list[Path] = []
    with texts.open(encoding="utf-8") as lines:
        while some := list(itertools.islice(lines, FILE)):
            files.append(inbox / f"part-{len(files):03d}.jsonl")
            files[-1].write_text("".join(some), encoding="utf-8")
    return files


def _change(file: Path, every: int) -> None:
    """Change one text in ``every`` of a file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for number in range(0, len(lines), every):
        record = json.loads(lines[number])
        record["abstract"] += f" We report {number + 2} further runs."
        lines[number] = json.dumps(record)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _once_more(inbox: Path, out: Path) -> Cost:
    command = [whole_job.COMMAND, "extract", str(inbox), "--out", str(out)]
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
