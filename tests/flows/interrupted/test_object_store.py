"""The whole flow on an object store: moto's server, with a door before it that can be shut."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
import s3fs

from tests.flows.conftest import unheard_port
from tests.flows.interrupted.conftest import COUNT, Story
from tests.flows.whole_runs import PAPERFACTS, PATIENCE, Command, command, delta_rows

pytestmark = pytest.mark.slow


class Door:
    """Hands connections on to a server while it is open."""

    def __init__(self, server: int) -> None:
        self._server, self._is_open = server, True
        self._through: list[socket.socket] = []
        self._turning = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._stand, daemon=True).start()

    def open(self) -> None:
        self._is_open = True

    def shut(self) -> None:
        """Nobody comes in any more, and whoever is inside is cut off."""
        with self._turning:
            self._is_open = False
            for end in self._through:
                # Closing alone would leave those connected who are being listened to.
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            self._through.clear()

    def _stand(self) -> None:
        while True:
            visitor, _ = self._listener.accept()
            with self._turning:
                if not self._is_open:
                    visitor.close()
                    continue
                inside = socket.create_connection(("127.0.0.1", self._server))
                self._through += [visitor, inside]
            for ends in ((visitor, inside), (inside, visitor)):
                threading.Thread(target=self._hand_on, args=ends, daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture(scope="module")
def door(s3_port: int) -> Door:
    return Door(s3_port)


@pytest.fixture(scope="module")
def s3(door: Door, server: dict[str, str]) -> dict[str, str]:
    """The environment that leads to the store, and to Prefect's server."""
    return {
        **server,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{door.port}",
        "AWS_ACCESS_KEY_ID": "lab",
        "AWS_SECRET_ACCESS_KEY": "lab",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }


@pytest.fixture
def bucket(s3: dict[str, str], tmp_path: Path, story: Story) -> tuple[str, s3fs.S3FileSystem]:
    """A bucket of its own, with the two inputs in it."""
    options = {"endpoint_url": s3["AWS_ENDPOINT_URL"]}
    system = s3fs.S3FileSystem(
        key="lab",
        secret="lab",
        client_kwargs=options,
        skip_instance_cache=True,
        use_listings_cache=False,
    )
    name = f"lab-{tmp_path.name.replace('_', '-').lower()[:40]}"
    system.mkdir(name)
    for source in (story.first, story.second):
        system.put(str(source), f"{name}/inbox/{source.name}")
    return f"s3://{name}", system


@pytest.fixture
def in_store(s3: dict[str, str]) -> Command:
    return command(s3)


def storage(s3: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in s3.items() if name.startswith("AWS_")} | {
        "AWS_ALLOW_HTTP": "true"
    }


def assert_same(story: Story, out: str, s3: dict[str, str]) -> None:
    story.assert_same_facts(lambda name: delta_rows(out, name, storage(s3)))


def test_the_whole_flow(
    bucket: tuple[str, s3fs.S3FileSystem], in_store: Command, story: Story, s3: dict[str, str]
) -> None:
    root, system = bucket
    out = f"{root}/facts"
    for source in ("first.jsonl", "second.jsonl"):
        done = in_store("extract", f"{root}/inbox/{source}", "--out", out, "--workers", 2)
        assert done.returncode == 0, done.stderr
    assert_same(story, out, s3)
    again = in_store("extract", f"{root}/inbox/sec*.jsonl", "--out", out)
    assert again.returncode == 0, again.stderr
    assert f"{COUNT:,} unchanged" in again.stdout
    assert_same(story, out, s3)
    polars = pl.scan_delta(f"{out}/delta/quantities", storage_options=storage(s3))
    assert polars.select(pl.len()).collect().item() == story.tables["quantities"].num_rows
    assert in_store("runs", out).stdout.count("published") == 3
    assert system.find(f"{out}/.paperfacts/staging") == []


@pytest.mark.parametrize("options", [(), ("--concurrent",)], ids=["in_turn", "at_once"])
def test_two_writers(
    bucket: tuple[str, s3fs.S3FileSystem],
    story: Story,
    s3: dict[str, str],
    options: tuple[str, ...],
) -> None:
    root, _ = bucket
    arguments = ("extract", f"{root}/inbox/second.jsonl", "--out", f"{root}/facts", *options)
    runs = [
        subprocess.Popen(
            [*PAPERFACTS, *arguments],
            env={**os.environ, **s3},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [run.communicate(timeout=PATIENCE) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert_same(story, f"{root}/facts", s3)


def test_a_store_that_is_lost_for_a_while(
    bucket: tuple[str, s3fs.S3FileSystem],
    door: Door,
    story: Story,
    in_store: Command,
    s3: dict[str, str],
) -> None:
    root, system = bucket
    out = f"{root}/facts"
    assert in_store("extract", f"{root}/inbox/first.jsonl", "--out", out).returncode == 0
    arguments = ("extract", f"{root}/inbox/second.jsonl", "--out", out)
    run = subprocess.Popen(
        [*PAPERFACTS, *arguments],
        env={**os.environ, **s3},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not system.glob(f"{out}/.paperfacts/staging/*/done/*.json"):
        assert run.poll() is None
        time.sleep(0.1)
    door.shut()
    _, stderr = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1
    assert len(stderr.splitlines()) == 1, stderr
    door.open()
    done = in_store(*arguments)
    assert done.returncode == 0, done.stderr
    assert "was unfinished; taken up where it stood" in done.stdout
    assert_same(story, out, s3)


def test_a_store_that_is_not_there(tmp_path: Path, story: Story, server: dict[str, str]) -> None:
    with unheard_port() as port:
        nowhere = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "lab"}
        run = command({**server, **nowhere, "AWS_SECRET_ACCESS_KEY": "lab"})
        for arguments in (
            ("extract", "s3://lab/in.jsonl", "--out", tmp_path / "out"),
            ("extract", story.first, "--out", "s3://lab/out"),
        ):
            done = run(*arguments)
            assert done.returncode in (1, 2)
            assert "s3://lab" in done.stderr
            assert len(done.stderr.splitlines()) == 1, done.stderr
