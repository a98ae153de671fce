"""Hostile input through the whole command, and harvests killed outright: `make test-hostile`."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Semaphore
from urllib.parse import parse_qs, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.flows.harvest.test_harvest import page
from tests.flows.sources.test_limits import GOOD, LAUGHS, entry, feed, framed_zstd
from tests.flows.whole_runs import PATIENCE, command, rows

pytestmark = pytest.mark.slow

MOST_MEMORY = 1_500_000_000
"""Bytes that no process of a run may exceed: what the run needs anyway, and a few records."""

BLANK = b" " * 300_000_000
LONG = "word " * 10_000_000
DEEP = b"[" * 3_000_000 + b"]" * 3_000_000
DIGITS = "7" * 999_000
XXE = '<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
WIDE = json.dumps({"id": "w", "abstract": "We", **dict.fromkeys(map(str, range(1_000_000)), 0)})
PLAIN = b"".join(
    b'{"id": "p%d", "abstract": "We use %d owls."}\n' % (n, n * 7919) for n in range(5_000)
)
PACKED = gzip.compress(PLAIN)
HALF = PACKED[: len(PACKED) // 2]


def jsonl(**record: object) -> bytes:
    return json.dumps(record).encode() + b"\n"


# A file, and how often each reason stands in rejects for it; what each holds besides is GOOD or new.
FILES: dict[str, tuple[Callable[[], bytes], dict[str, int]]] = {
    "laughs.xml": (
        lambda: feed(entry("We"), entry("We &i;", 2), doctype=LAUGHS).encode(),
        {"entity_reference": 1},
    ),
    "external.xml": (lambda: feed(entry("&x;", 3), doctype=XXE).encode(), {"entity_reference": 1}),
    "gzip.jsonl": (lambda: gzip.compress(GOOD + BLANK), {"too_large": 1}),
    "zstd.jsonl": (lambda: framed_zstd(GOOD + BLANK), {"too_large": 1}),
    "deep.jsonl": (lambda: GOOD + b'{"id": "d", "x": ' + DEEP + b"}\n", {"broken_json": 1}),
    "fields.jsonl": (lambda: GOOD + WIDE.encode(), {"too_many_fields": 1}),
    "long.jsonl": (lambda: GOOD + jsonl(abstract=LONG), {"record_too_large": 1}),
    "long.bib": (lambda: f"@a{{x, abstract={{{LONG}}}}}\n".encode(), {"record_too_large": 1}),
    "long.xml": (lambda: feed(entry(LONG, 4)).encode(), {"record_too_large": 1}),
    "digits.jsonl": (lambda: jsonl(id="digits", abstract=f"We use {DIGITS} GPUs of 5 GB."), {}),
    "powers.jsonl": (
        lambda: jsonl(id="powers", abstract="10^999999999 or 1e400000000 of 9^9^9 m."),
        {},
    ),
    "nul.jsonl": (lambda: GOOD + b'{"id": "n", "abstract": "a\\u0000b"}\n', {"nul_character": 1}),
    "nul.xml": (lambda: feed(entry("a\0b", 5), entry("We go", 6)).encode(), {"nul_character": 1}),
    "surrogate.jsonl": (lambda: b'{"id": "s", "abstract": "\\ud800 We"}\n', {"broken_json": 1}),
    "mixed.jsonl": (lambda: GOOD + b'{"id": "l", "abstract": "caf\xe9"}\n', {"bad_encoding": 1}),
    "short.jsonl": (lambda: HALF, {"truncated": 1}),
    "ids.jsonl": (
        lambda: b"".join(jsonl(id=i, abstract="We") for i in ("../../x", "/abs/y", "a\\b", "..")),
        {},
    ),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect"))}


def test_hostile_files_through_the_whole_command(tmp_path: Path, server: dict[str, str]) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name, (content, _) in FILES.items():
        (folder / name).write_bytes(content())
    pq.write_table(pa.table({"abstract": ["w" * 900_000] * 100}), folder / "rows.parquet")
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "self.jsonl").symlink_to("self.jsonl")
    (folder / "zero.jsonl").symlink_to("/dev/zero")
    (folder / "up").symlink_to("..", target_is_directory=True)
    done = command(server)("extract", folder, "--out", out, "--workers", 1, "--publish-anyway")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found: dict[str, Counter[str]] = {}
    for reject in rows(out, "rejects").to_pylist():
        found.setdefault(Path(reject["source_uri"]).name, Counter())[reject["reason"]] += 1
    special = {name: {"unreadable": 1} for name in ("pipe.jsonl", "self.jsonl", "zero.jsonl")}
    expected = {name: reasons for name, (_, reasons) in FILES.items() if reasons} | special
    assert {name: dict(reasons) for name, reasons in found.items()} == {
        **expected,
        "rows.parquet": {"too_large": 1},
    }
    documents = {row["doc_id"] for row in rows(out, "documents").to_pylist()}
    assert {"a", "digits", "powers", "../../x", "/abs/y", "a\\b", "..", "2499.00006"} <= documents
    assert not (tmp_path / "x").exists()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MOST_MEMORY


UNUSABLE = {
    "short.parquet": lambda: b"PAR1" + b"x" * 100,
    "short.jsonl": lambda: PACKED[:12],
    "nothing.jsonl": lambda: b"",
    "noise.txt": lambda: bytes(range(256)) * 10,
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_files_of_which_nothing_can_be_used(
    tmp_path: Path, server: dict[str, str], name: str
) -> None:
    (tmp_path / name).write_bytes(UNUSABLE[name]())
    done = command(server)("extract", tmp_path / name, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert name in done.stderr


PAGES, EACH = 30, 50


class Oai:
    """A server of many pages, which lets nobody have more than it may give away."""

    def __init__(self) -> None:
        self.address = ""
        self.asked = Semaphore(0)
        self.left = Semaphore(0)

    def give(self, pages: int) -> None:
        """From now on give so many pages; whoever asks for more waits for ever."""
        self.asked, self.left = Semaphore(0), Semaphore(pages)


@pytest.fixture
def oai() -> Iterator[Oai]:
    """One page in twenty is cut off; neighbours share a record."""
    chance = random.Random(7)
    oai = Oai()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            token = parse_qs(urlsplit(self.path).query).get("resumptionToken", ["t0"])[0]
            number = int(token[1:])
            following = f"t{number + 1}" if number + 1 < PAGES else None
            first = max(number * EACH - 1, 0)
            body = page(*range(first, (number + 1) * EACH), token=following).encode()
            if chance.random() < 0.05:
                body = body[: len(body) // 2]
            asked, left = oai.asked, oai.left
            asked.release()
            left.acquire()
            try:
                self.send_response(200)
                self.send_header("Content-Type", "text/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            return

    local = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=local.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    oai.address = f"http://127.0.0.1:{local.server_port}/oai"
    yield oai
    local.shutdown()
    local.server_close()


def test_harvest_killed_again_and_again(tmp_path: Path, oai: Oai, server: dict[str, str]) -> None:
    out = tmp_path / "out"
    script = f"""
from datetime import date
from flows.dataset import Dataset
from flows.harvest import arxiv
from flows.harvest.client import Client, Manners
from flows.harvest.coverage import Coverage
from flows.harvest.feed import Window
from flows.harvest.flow import gather
from flows.harvest.inbox import Inbox
feed = arxiv.feed("cs.CL", {oai.address!r})
inbox, window = Inbox(Dataset({str(out)!r}), feed), Window(date(2024, 1, 1), date(2024, 1, 31))
with inbox.alone():
    if Coverage.load(inbox.dataset, feed).missing(window):
        gather(inbox, window, Client(feed.base, feed.hosts, Manners(interval=0, first_pause=0.05)))
"""
    chance = random.Random(11)
    for _ in range(6):
        # At most 24 pages in all: each is killed before its end, on its way to a page that it does not get.
        pages = chance.randint(1, 4)
        oai.give(pages)
        process = subprocess.Popen([sys.executable, "-c", script])
        for _ in range(pages):
            assert oai.asked.acquire(timeout=PATIENCE)
        time.sleep(chance.uniform(0.0, 0.02))
        process.kill()
        assert process.wait() == -signal.SIGKILL
    oai.give(10 * PAGES)
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
    (file,) = (out / "inbox").iterdir()
    ids = [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()]
    assert sorted(ids) == [f"2401.{number:05d}" for number in range(PAGES * EACH)]
    days = ("--set", "cs.CL", "--from", "2024-01-01", "--until", "2024-01-31")
    done = command(server)("harvest", "arxiv", *days, "--address", oai.address, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "landed before" in done.stdout
    assert rows(out, "documents").num_rows == PAGES * EACH
