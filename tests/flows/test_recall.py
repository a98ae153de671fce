"""What is remembered of input files: with it, a run comes to the same as without, and reads less."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.batch import content_hash
from flows import recall as recall_module
from flows.dataset import Dataset
from flows.digests import Many, id_digest, text_digest
from flows.incremental import Selection
from flows.intake import Intake
from flows.known import REJECT_KEYS, Known
from flows.recall import Recall
from flows.sources import InputFile, Located
from flows.sources.paths import latest_first
from flows.staging import Staging
from schemas.records import Document, Reject

NAMES = ["a-2026-01-01.jsonl", "b-2026-01-02.jsonl", "c-2026-01-02.jsonl", "d.jsonl"]
RECORD = st.tuples(st.sampled_from("pqrs"), st.sampled_from("xy")) | st.none()
CONTENT = st.lists(RECORD, max_size=4)
Content = list[tuple[str, str] | None]

LONG_AGO = 1_700_000_000


class Holdings(Known):
    """A dataset in memory."""

    def __init__(self) -> None:
        self.texts: dict[int, int] = {}
        self.rejects: dict[tuple[str, str], Reject] = {}

    def text(self, key: int) -> int | None:
        return self.texts.get(key)

    def has_all(self, keys: Many, texts: Many) -> bool:
        pairs = zip(keys.tolist(), texts.tolist(), strict=True)
        return all(self.texts.get(key) == text for key, text in pairs)

    def has_reject(self, reject: tuple[Any, ...]) -> bool:
        return reject in [
            tuple(getattr(one, key) for key in REJECT_KEYS) for one in self.rejects.values()
        ]

    def rejects_of(self, uri: str) -> int:
        return sum(one.source_uri == uri for one in self.rejects.values())

    def publish(self, items: Iterable[Document | Reject]) -> None:
        for item in items:
            if isinstance(item, Document):
                self.texts[id_digest(item.doc_id)] = text_digest(content_hash(item))
            else:
                self.rejects[item.source_uri, item.position] = item


class Inbox:
    """Files of which only the state is on the disk, in one place for every example."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.contents: dict[str, Content] = {}
        self.read: list[str] = []
        self.changes = 0

    def put(self, name: str, content: Content) -> None:
        self.changes += 1
        path = self.folder / name
        path.touch()
        os.utime(path, (LONG_AGO + self.changes,) * 2)
        self.contents[name] = content

    def take_away(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
        self.contents.pop(name, None)

    def files(self) -> Iterator[InputFile]:
        for name in latest_first(sorted(self.contents)):
            uri = str(self.folder / name)
            yield InputFile(uri, self._located(name, uri))

    def _located(self, name: str, uri: str) -> Iterator[Located]:
        self.read.append(name)
        for number, record in enumerate(self.contents[name]):
            position = f"line {number}"
            if record is None:
                reject = Reject(uri, position, "no_abstract", "the abstract is empty", "{}")
                yield Located(position, reject)
            else:
                document = Document(record[0], "", record[1], "jsonl", uri)
                yield Located(position, document)


@pytest.fixture(autouse=True)
def _every_file_is_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall_module, "LEAST", 1)


def run(
    inbox: Inbox, dataset: Dataset, known: Known, **options: Any
) -> tuple[list[Document | Reject], dict[str, int]]:
    """What a run has to extract and what it counts; it is published."""
    with tempfile.TemporaryDirectory() as staging:
        recall = Recall(dataset, Staging(staging), known, {"repair": True}, **options)
        selection = Selection(Intake(inbox.files(), recall), known, **options)
        items = list(selection)
        recall.keep()
    return items, selection.counts()


@given(st.lists(st.tuples(st.sampled_from(NAMES), CONTENT | st.none()), min_size=1, max_size=8))
def test_a_run_comes_to_the_same_as_one_that_reads_everything(
    changes: list[tuple[str, Content | None]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        inbox, known = Inbox(Path(folder)), Holdings()
        dataset = Dataset(f"{folder}/out")
        for name, content in changes:
            if content is None:
                inbox.take_away(name)
            else:
                inbox.put(name, content)
            selection = Selection(Intake(inbox.files()), known)
            expected = list(selection), selection.counts()
            assert run(inbox, dataset, known) == expected
            known.publish(expected[0])
            inbox.read.clear()
            items, counts = run(inbox, dataset, known)
            assert (items, counts["new"], counts["changed"]) == ([], 0, 0)
            # All that has changed has been read by now; without documents a file is not remembered.
            assert all(not any(inbox.contents[name]) for name in inbox.read)


def filled(tmp_path: Path) -> tuple[Inbox, Dataset, Holdings]:
    (tmp_path / "in").mkdir()
    inbox, dataset, known = Inbox(tmp_path / "in"), Dataset(str(tmp_path / "out")), Holdings()
    inbox.put(NAMES[0], [("p", "x"), None, ("q", "y")])
    inbox.put(NAMES[1], [("q", "x"), ("q", "x")])
    items, counts = run(inbox, dataset, known)
    assert counts["superseded"] == counts["duplicates"] == 1
    known.publish(items)
    inbox.read.clear()
    return inbox, dataset, known


def test_what_has_not_changed_is_not_read(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    _, counts = run(inbox, dataset, known)
    assert inbox.read == []
    assert counts["read"] == 5
    assert counts["unchanged"] == counts["rejects"] == 2


def test_full_reads_everything(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    items, _ = run(inbox, dataset, known, full=True)
    assert inbox.read == [NAMES[1], NAMES[0]]
    assert len(items) == 4


def test_the_winner_is_taken_away(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    inbox.take_away(NAMES[1])
    items, _ = run(inbox, dataset, known)
    assert [item.abstract for item in items if isinstance(item, Document)] == ["y"]


def test_a_dataset_that_was_set_back(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    del known.texts[id_digest("q")]
    items, _ = run(inbox, dataset, known)
    assert [item.abstract for item in items if isinstance(item, Document)] == ["x"]
    known.publish(items)
    known.rejects.clear()
    items, _ = run(inbox, dataset, known)
    assert [item.reason for item in items if isinstance(item, Reject)] == [
        "no_abstract",
        "superseded",
    ]


def test_other_options_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox, dataset, known = filled(tmp_path)
    monkeypatch.setenv("PAPERFACTS_LIMIT_ABSTRACT_CHARACTERS", "10")
    run(inbox, dataset, known)
    assert len(inbox.read) == 2


def test_a_file_that_is_being_written(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    inbox.put("new.jsonl", [("s", "x")])
    (tmp_path / "in" / "new.jsonl").touch()
    items, _ = run(inbox, dataset, known)
    known.publish(items)
    inbox.read.clear()
    run(inbox, dataset, known)
    assert inbox.read == ["new.jsonl"]


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    inbox.put(NAMES[0], [("p", "z"), ("r", "x")])

    recall = Recall(dataset, Staging(str(tmp_path / "staging")), known, {"repair": True})

    def changing(located: Iterable[Located], uri: str) -> Iterator[Located]:
        yield from located
        os.utime(uri, (LONG_AGO + 50,) * 2)

    intake = Intake(
        (InputFile(uri, changing(located, uri)) for uri, located in inbox.files()), recall
    )
    assert len(list(intake)) == 2
    recall.keep()
    changed, other = (str(tmp_path / "in" / name) for name in NAMES[:2])
    assert recall.of(changed, recall.state(changed)) is None
    assert recall.of(other, recall.state(other)) is not None


def test_files_that_are_gone_are_forgotten(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    remembered = tmp_path / "out" / ".paperfacts" / "inputs"
    assert len(list(remembered.iterdir())) == 2
    inbox.take_away(NAMES[0])
    inbox.put(NAMES[1], [("r", "x")])
    run(inbox, dataset, known)
    assert len(list(remembered.iterdir())) == 1


def test_what_is_damaged_counts_for_nothing(tmp_path: Path) -> None:
    inbox, dataset, known = filled(tmp_path)
    remembered = tmp_path / "out" / ".paperfacts" / "inputs"
    first, second = sorted(remembered.iterdir())
    first.write_bytes(first.read_bytes()[:-40])
    second.write_text("nothing of ours")
    (remembered / "other.npz").write_bytes(b"")
    items, counts = run(inbox, dataset, known)
    assert (items, counts["unchanged"]) == ([], 2)
    assert len(inbox.read) == len(list(remembered.iterdir())) == 2
