"""What comes in, counted: nothing lost, nothing twice."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from flows.intake import Intake
from flows.sources import InputFile, Located
from schemas.records import Document, Reject


def document(doc_id: str, abstract: str, title: str = "", file: str = "a.jsonl") -> Document:
    return Document(doc_id, title, abstract, "jsonl", file, None, ())


def taken(items: list[Document | Reject]) -> tuple[list[Document | Reject], Intake]:
    located = [Located(f"line {n}", item) for n, item in enumerate(items, start=1)]
    by_file = itertools.groupby(located, key=lambda one: one.item.source_uri)
    intake = Intake([InputFile(uri, list(group)) for uri, group in by_file])
    return list(intake), intake


def test_exact_duplicate_is_dropped_and_counted() -> None:
    items, intake = taken([document("a", "We"), document("b", "We"), document("a", "We")])
    assert [item.doc_id for item in items if isinstance(item, Document)] == ["a", "b"]
    assert (intake.counts.documents, intake.counts.duplicates, intake.counts.rejects) == (2, 1, 0)


def test_same_id_with_another_text_is_rejected() -> None:
    long = "We " * 2000
    items, intake = taken([document("a", "We"), document("a", long, "Title"), document("a", "We")])
    reject = items[1]
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.position) == ("duplicate_id", "line 2")
    assert reject.raw.startswith("Title\nWe We")
    assert len(reject.raw) <= 2000
    assert (intake.counts.documents, intake.counts.duplicates, intake.counts.rejects) == (1, 1, 1)


def test_a_former_version_is_superseded() -> None:
    files = [
        "in/b-2026-01-02.jsonl",
        "in/a-2026-01-02.jsonl",
        "in/b-2026-01-01.jsonl",
        "in/c.jsonl",
    ]
    items, intake = taken([document("a", f"We {file}", file=file) for file in files])
    reasons = [item.reason for item in items[1:] if isinstance(item, Reject)]
    # Of the same day, one is as good as the other; of a file without a day nobody knows how old it is.
    assert reasons == ["duplicate_id", "superseded", "superseded"]
    assert (intake.counts.rejects, intake.counts.superseded) == (3, 2)


def test_title_and_abstract_are_told_apart() -> None:
    items, _ = taken([document("a", "b c", "a"), document("a", "c", "a b")])
    assert isinstance(items[1], Reject)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["x", "y"]), st.booleans())))
def test_conservation(rows: list[tuple[str, str, bool]]) -> None:
    items: list[Document | Reject] = [
        document(doc_id, text)
        if good
        else Reject("a.jsonl", "line 1", "broken_json", "not valid", "{")
        for doc_id, text, good in rows
    ]
    handed_on, intake = taken(items)
    counts = intake.counts
    assert counts.read == len(items) == counts.documents + counts.rejects + counts.duplicates
    documents = [item for item in handed_on if isinstance(item, Document)]
    assert len(documents) == counts.documents == len({item.doc_id for item in documents})
    assert len(handed_on) == counts.documents + counts.rejects
