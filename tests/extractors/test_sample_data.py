"""The sample abstracts against the facts that a careful reader finds in them.

``data/README.md`` explains the two files. Found and expected facts are paired by overlap, the pairs that
agree best first; records marked optional count neither way.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple

import pytest

from extractors.addresses import find_addresses
from extractors.quantities import find_quantities
from extractors.sentences import split

Record = dict[str, Any]

LEAST_FULL_F1 = 0.97
LEAST_ADDRESS_F1 = 0.99

# What is not right yet: abstract, expected text, what went wrong. A row that becomes right must go.
KNOWN_FAILURES: list[tuple[str, str, str]] = [
    ("pf-0018", "12 years", "over before a length of time is taken for a bound"),
    ("pf-0026", "2.5 to 6 tokens per character", "counted nouns per counted noun"),
    ("pf-0026", "twelve", "a number word that counts by what was named before"),
    ("pf-0033", "80 MHz", "over before a bandwidth is taken for a bound"),
]

# Spellings of one unit.
SAME_UNIT = {"": "", "score": "", "point": "", "fold": "times", "x": "times", "time": "times"}


class Facts(NamedTuple):
    """What was found in one abstract, in the form of the expected records."""

    quantities: list[Record]
    addresses: list[Record]


def found(text: str) -> Facts:
    spans = split(text)
    addresses = find_addresses(text, spans)
    quantities = find_quantities(text, spans, [(a.start, a.end) for a in addresses])
    return Facts(
        [
            {
                "text": text[q.start : q.end],
                "start": q.start,
                "low": q.low,
                "high": q.high,
                "unit": q.unit,
                "approx": q.approximate,
                "in_name": q.in_name,
            }
            for q in quantities
        ],
        [
            {"text": text[a.start : a.end], "start": a.start, "url": a.url, "kind": a.kind}
            for a in addresses
        ],
    )


def overlap(one: Record, other: Record) -> int:
    end = min(one["start"] + len(one["text"]), other["start"] + len(other["text"]))
    return end - max(one["start"], other["start"])


def same_number(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-6)


def right_answers(value: str | list[str]) -> set[str]:
    answers = [value] if isinstance(value, str) else value
    return {SAME_UNIT.get(answer.lower(), answer.lower()) for answer in answers}


def same_quantity(expected: Record, got: Record) -> int:
    """0 nothing agrees but the place, 1 the value does, 2 the unit as well."""
    value = same_number(expected["low"], got["low"]) and same_number(expected["high"], got["high"])
    return value + bool(value and right_answers(expected["unit"]) & right_answers(got["unit"]))


def same_address(expected: Record, got: Record) -> int:
    return expected["url"] == got["url"]


def pairs(
    expected: list[Record], got: list[Record], agreement: Callable[[Record, Record], int]
) -> list[tuple[Record | None, Record | None, int]]:
    """Each record of both sides once, with its counterpart or None, and how well the two agree."""
    candidates = sorted(
        (
            (-agreement(e, g), -overlap(e, g), i, j)
            for i, e in enumerate(expected)
            for j, g in enumerate(got)
            if overlap(e, g) > 0
        ),
    )
    left, right = dict(enumerate(expected)), dict(enumerate(got))
    result: list[tuple[Record | None, Record | None, int]] = []
    for negative, _, i, j in candidates:
        if i in left and j in right:
            result.append((left.pop(i), right.pop(j), -negative))
    result += [(record, None, 0) for record in left.values()]
    result += [(None, record, 0) for record in right.values()]
    return result


def f1(rows: Iterable[tuple[Record | None, Record | None, int]], best: int) -> float:
    judged = [row for row in rows if not (row[0] and row[0].get("optional"))]
    hits = sum(level == best for _, _, level in judged)
    return 2 * hits / sum(2 if e and g else 1 for e, g, _ in judged)


@pytest.fixture(scope="module")
def sample(root: Any) -> dict[str, Record]:
    lines = (root / "data" / "abstracts.expected.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


@cache
def _found(text: str) -> Facts:
    return found(text)


def quantity_pairs(
    sample: dict[str, Record],
) -> list[tuple[str, Record | None, Record | None, int]]:
    return [
        (doc_id, *row)
        for doc_id, doc in sample.items()
        for row in pairs(doc["quantities"], _found(doc["text"]).quantities, same_quantity)
    ]


def address_pairs(sample: dict[str, Record]) -> list[tuple[str, Record | None, Record | None, int]]:
    return [
        (doc_id, *row)
        for doc_id, doc in sample.items()
        for row in pairs(doc["urls"], _found(doc["text"]).addresses, same_address)
    ]


def test_expected_records_stand_where_they_say(root: Any, sample: dict[str, Record]) -> None:
    lines = (root / "data" / "abstracts.jsonl").read_text("utf-8").splitlines()
    abstracts = {row["id"]: row["abstract"] for row in map(json.loads, lines)}
    assert abstracts == {doc_id: doc["text"] for doc_id, doc in sample.items()}
    assert len(abstracts) >= 30
    for doc in sample.values():
        for record in doc["quantities"] + doc["urls"]:
            end = record["start"] + len(record["text"])
            assert doc["text"][record["start"] : end] == record["text"]


def test_quantities_are_right_in_place_value_and_unit(sample: dict[str, Record]) -> None:
    rows = quantity_pairs(sample)
    assert f1([row[1:] for row in rows], best=2) >= LEAST_FULL_F1


def test_approximations_and_names_are_told(sample: dict[str, Record]) -> None:
    met = [(e, g) for _, e, g, _ in quantity_pairs(sample) if e and g and not e["optional"]]
    for mark in ("approx", "in_name"):
        wrong = [(e["text"], mark) for e, g in met if e[mark] != g[mark]]
        assert len(wrong) <= 0.01 * len(met), wrong


def test_addresses_are_right(sample: dict[str, Record]) -> None:
    rows = address_pairs(sample)
    assert f1([row[1:] for row in rows], best=1) >= LEAST_ADDRESS_F1


def test_what_an_address_holds_is_told(sample: dict[str, Record]) -> None:
    wrong = [
        (e["url"], g["kind"])
        for _, e, g, _ in address_pairs(sample)
        if e and g and g["kind"] not in right_answers(e["kind"])
    ]
    assert wrong == []


def test_what_is_wrong_is_known(sample: dict[str, Record]) -> None:
    wrong = {
        (doc_id, (e or g or {})["text"])
        for doc_id, e, g, level in quantity_pairs(sample)
        if level < 2 and not (e and e["optional"])
    }
    assert wrong == {(doc_id, text) for doc_id, text, _ in KNOWN_FAILURES}
