"""The time that a file takes grows as its length does, whatever it holds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flows.errors import InputError
from flows.sources import read

SAMPLES = {
    path.stem: path.read_bytes()
    for path in sorted((Path(__file__).parents[3] / "data" / "formats").iterdir())
    if ".expected." not in path.name
}
RUNS = {
    "json": ["{", "[", '"', "\\", "{},", '{"a":1},', '"items":[{', "\\u00e9", "\n"],
    "xml": ["<", "<p>", "<p></p>", "&amp;", "&", "<!--", "<!-- -->", "a:"],
    "text": ["{", "{}", "\\", "\\a", "$", '"', '""', "c={d},", "@a{", "TY  - ", "AB  - x\n", ",", "\n", " \n", "\r"],
    "any": ["Ã©", "&amp;", "é", "1", " ", "a b\n"],
}  # fmt: skip
"""What a file is full of; what stands in for a record's text is of every kind."""
FORMATS = (
    *("arxiv-atom", "pubmed", "openalex", "crossref", "json", "jsonl"),
    *("bibtex", "ris", "medline", "csv", "listing"),
)
"""One of each way to read; the others share them."""
LENGTH = 280_000  # beyond the first bytes that a format is told from, in bytes
GROWTH = 2.5  # twice the length takes twice the time; what is above leaves room for noise
NOTHING = 0.25  # seconds of CPU: too little to tell growth from noise
TRIES = 10  # of which one counts: what else the machine does shows in a few at a time


def runs(format: str) -> list[str]:
    """The runs that mean something in a format."""
    suffix = next(iter(SAMPLES[format].lstrip()[:1].decode(errors="replace")))
    kind = {"{": "json", "[": "json", "<": "xml"}.get(suffix, "text")
    return RUNS[kind] + RUNS["any"]


def seconds(path: Path, format: str, content: bytes) -> float:
    """The CPU time that reading the content took."""
    path.write_bytes(content)
    start = time.process_time()
    try:
        for _ in read([str(path)], format=format):
            pass
    except InputError:
        pass
    return time.process_time() - start


@pytest.mark.parametrize("format", FORMATS)
def test_twice_the_length_takes_no_more_than_twice_the_time(tmp_path: Path, format: str) -> None:
    sample = SAMPLES[format]
    place = len(sample) * 2 // 3
    for run in runs(format):

        def filled(length: int, run: bytes = run.encode()) -> bytes:
            return sample[:place] + run * (length // len(run)) + sample[place:]

        growth = []
        for _ in range(TRIES):
            whole = seconds(tmp_path / "input", format, filled(2 * LENGTH))
            if whole < NOTHING:
                growth.append(0.0)
            else:
                growth.append(whole / seconds(tmp_path / "input", format, filled(LENGTH)))
            if growth[-1] < GROWTH:
                break
        assert min(growth) < GROWTH, repr(run)
