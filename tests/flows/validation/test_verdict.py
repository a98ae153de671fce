"""Runs made up to lie on either side of a threshold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.errors import InputError
from flows.validation.drift import compare
from flows.validation.expectations import Expectations, load
from flows.validation.summary import FACTS, MOST_NAMES, REST, Summary, merge, summarise
from flows.validation.verdict import Counts, Verdict, judge

PLAIN = Summary(
    rows={"documents": 1000, "sentences": 8000, "quantities": 4000, "urls": 400},
    counts={"documents_without_facts": 300, "unknown_units": 40},
    mixes={
        "kinds": {"count": 2000, "percentage": 1200, "duration": 800},
        "hosts": {"github.com": 300, "arxiv.org": 100},
        "languages": {"english": 1000},
    },
    facts=[300, 300, 200, 100, 50, 50, *[0] * (len(FACTS) - 6)],
)
ALL_NEW = Counts(read=1000, new=1000)


@pytest.fixture(scope="module")
def shipped() -> Expectations:
    return load()


def outcome_of(verdict: Verdict, name: str) -> str:
    return next(check.outcome for check in verdict.checks if check.name == name)


def test_a_plain_run_passes(shipped: Expectations) -> None:
    verdict = judge(PLAIN, shipped, counts=ALL_NEW, previous=PLAIN)
    assert verdict.outcome == "pass", [*verdict.failed, *verdict.warned]


@pytest.mark.parametrize(
    "counts",
    [
        Counts(read=1001, new=1000),
        Counts(read=1000, new=1000, rejects=1),
        Counts(read=10, new=3, changed=2, unchanged=2, duplicates=1, rejects=1),
    ],
)
def test_a_document_that_got_lost_or_came_from_nowhere_fails(
    shipped: Expectations, counts: Counts
) -> None:
    verdict = judge(PLAIN, shipped, counts=counts)
    assert [check.name for check in verdict.failed] == ["read.conserved"]


def test_everything_accounted_for_passes(shipped: Expectations) -> None:
    counts = Counts(read=1000, new=900, changed=50, unchanged=30, duplicates=15, rejects=5)
    assert outcome_of(judge(PLAIN, shipped, counts=counts), "read.conserved") == "pass"


def test_a_broken_contract_fails_by_name_with_examples(shipped: Expectations) -> None:
    example = {"doc_id": "a", "detail": "not what stands there"}
    spoilt = replace(PLAIN, violations={"urls.text": 3}, examples={"urls.text": [example]})
    [failed] = judge(spoilt, shipped).failed
    assert (failed.name, failed.observed, failed.examples) == ("urls.text", 3, [example])


SHARES = [
    ("documents_without_facts", 700, "pass"),
    ("documents_without_facts", 800, "warn"),
    ("documents_without_facts", 990, "fail"),
    ("documents_without_title", 600, "warn"),
    ("long_sentences", 39, "pass"),
    ("long_sentences", 41, "warn"),
    ("long_sentences", 401, "fail"),
    ("unknown_units", 400, "warn"),
    ("unknown_units", 1700, "fail"),
    ("years_as_numbers", 25, "warn"),
    ("years_as_numbers", 250, "fail"),
    ("percentages_out_of_range", 10, "warn"),
    ("parameters_out_of_range", 300, "fail"),
    ("durations_out_of_range", 10, "warn"),
    ("temperatures_out_of_range", 5, "warn"),
]


@pytest.mark.parametrize(("name", "count", "outcome"), SHARES)
def test_shares_against_their_thresholds(
    shipped: Expectations, name: str, count: int, outcome: str
) -> None:
    run = replace(PLAIN, counts={**PLAIN.counts, name: count})
    assert outcome_of(judge(run, shipped, counts=ALL_NEW), name) == outcome


@pytest.mark.parametrize(
    ("rejects", "outcome"), [(10, "pass"), (30, "warn"), (300, "fail")], ids=str
)
def test_share_of_rejects(shipped: Expectations, rejects: int, outcome: str) -> None:
    counts = Counts(read=1000, new=1000 - rejects, rejects=rejects)
    assert outcome_of(judge(PLAIN, shipped, counts=counts), "rejects") == outcome


def test_feed_in_which_many_records_have_no_abstract(shipped: Expectations) -> None:
    counts = Counts(read=1000, new=500, rejects=500, without_abstract=495)
    verdict = judge(PLAIN, shipped, counts=counts)
    assert outcome_of(verdict, "rejects") == outcome_of(verdict, "without_abstract") == "pass"
    counts = Counts(read=1000, new=500, rejects=500, superseded=495)
    assert outcome_of(judge(PLAIN, shipped, counts=counts), "rejects") == "pass"
    counts = Counts(read=1000, new=50, rejects=950, without_abstract=950)
    assert outcome_of(judge(PLAIN, shipped, counts=counts), "without_abstract") == "warn"


def test_small_runs_are_not_judged_by_rules_for_large_ones(shipped: Expectations) -> None:
    small = Summary(
        rows={"documents": 3, "sentences": 9, "quantities": 4, "urls": 0},
        counts={"documents_without_facts": 3, "unknown_units": 4, "years_as_numbers": 4},
        mixes={"kinds": {"money": 4}, "languages": {"han": 3}},
        facts=[3, *[0] * (len(FACTS) - 1)],
    )
    verdict = judge(small, shipped, counts=Counts(read=6, new=3, rejects=3), previous=PLAIN)
    assert verdict.outcome == "pass"
    assert outcome_of(verdict, "unknown_units") == "skipped"
    assert outcome_of(verdict, "drift.languages") == "skipped"


DRIFTS = [
    ("kinds", {"count": 2050, "percentage": 1180, "duration": 770}, "pass"),
    ("kinds", {"count": 2900, "percentage": 800, "duration": 200}, "warn"),
    ("kinds", {"money": 4000}, "fail"),
    ("hosts", {"github.com": 310, "arxiv.org": 90}, "pass"),
    ("hosts", {"example.org": 400}, "fail"),
    ("languages", {"english": 900, "han": 100}, "warn"),
    ("languages", {"cyrillic": 1000}, "fail"),
]


@pytest.mark.parametrize(("mix", "now", "outcome"), DRIFTS)
def test_drift_against_the_run_before(
    shipped: Expectations, mix: str, now: dict[str, int], outcome: str
) -> None:
    run = replace(PLAIN, mixes={**PLAIN.mixes, mix: now})
    verdict = judge(run, shipped, counts=ALL_NEW, previous=PLAIN)
    assert outcome_of(verdict, f"drift.{mix}") == outcome


def test_fewer_facts_per_document_is_drift(shipped: Expectations) -> None:
    run = replace(PLAIN, facts=[970, 30, *[0] * (len(FACTS) - 2)])
    verdict = judge(run, shipped, counts=ALL_NEW, previous=PLAIN)
    assert outcome_of(verdict, "drift.facts") == "fail"


@pytest.mark.parametrize(("share", "outcome"), [(0.1, "warn"), (0.3, "fail")])
def test_a_run_much_smaller_than_the_one_before_is_not_held_back(
    shipped: Expectations, share: float, outcome: str
) -> None:
    documents = PLAIN.rows["documents"]
    few = replace(
        PLAIN,
        rows={**PLAIN.rows, "documents": int(documents * share)},
        facts=[970, 30, *[0] * (len(FACTS) - 2)],
    )
    for run, before in (
        (few, PLAIN),
        (replace(PLAIN, facts=few.facts), replace(few, facts=PLAIN.facts)),
    ):
        verdict = judge(run, shipped, counts=ALL_NEW, previous=before)
        assert outcome_of(verdict, "drift.facts") == outcome


def test_the_first_run_has_nothing_to_drift_from(shipped: Expectations) -> None:
    names = [check.name for check in judge(PLAIN, shipped, counts=ALL_NEW).checks]
    assert not any(name.startswith("drift") for name in names)


MIXES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 500), min_size=1)


@given(MIXES, MIXES)
def test_divergence_is_a_share_and_knows_no_direction(
    one: dict[str, int], other: dict[str, int]
) -> None:
    there, back = compare(one, other), compare(other, one)
    assert 0 <= there.divergence <= 1
    assert there.divergence == pytest.approx(back.divergence)
    assert compare(one, one).divergence == 0


def test_nothing_in_common_is_a_divergence_of_one() -> None:
    assert compare({"a": 10**9}, {"b": 10**9}).divergence == pytest.approx(1, abs=1e-6)


def test_chance_is_taken_off() -> None:
    seen = compare({"a": 52, "b": 48}, {"a": 48, "b": 52})
    assert seen.divergence == 0
    assert seen.noise > 0


# -- expectations of one's own --------------------------------------------------------------------


def test_own_expectations_go_over_the_shipped_ones(tmp_path: Path, shipped: Expectations) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        "[shares.unknown_units]\nwarn = 0.001\nfail = 0.005\n[drift.units]\nfail = false\n"
    )
    found = load(str(own))
    assert found.shares["unknown_units"].fail == 0.005
    assert found.drift["units"].fail is None
    assert found.shares["rejects"] == shipped.shares["rejects"]
    assert outcome_of(judge(PLAIN, found, counts=ALL_NEW), "unknown_units") == "fail"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[shares", "no TOML"),
        ("[share.rejects]\nwarn = 0.1", "[share] is unknown"),
        ("[shares.reject]\nwarn = 0.1", "[shares.reject] is unknown"),
        ("[shares.rejects]\nwarn = 2", "no number from 0 to 1"),
        ("[shares.rejects]\nwarn = 'much'", "no number from 0 to 1"),
        ("[shares.rejects]\nwarn = 0.5", "above fail"),
        ("[shares.rejects]\nwarm = 0.5", "warm is unknown"),
        ("[shares.rejects]\nof = 'papers'", "none of"),
        ("[shares.rejects]\nleast = -1", "no count"),
        ("[shares.rejects]\nwhat = 3", "no text"),
        ("[shares.rejects]\nfail = nan", "no number from 0 to 1"),
        ("shares = 3", "[shares] is unknown"),
    ],
)
def test_expectations_that_mean_nothing_are_refused(tmp_path: Path, text: str, said: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text)
    with pytest.raises(InputError, match=r".*") as error:
        load(str(own))
    assert said in str(error.value)


def test_expectations_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load(str(tmp_path / "none.toml"))


# -- summaries ------------------------------------------------------------------------------------


def test_a_summary_survives_its_json(sound: dict[str, pa.Table]) -> None:
    summary = summarise(sound, run_id="run-1")
    again = Summary.from_json(summary.to_json())
    assert again.to_json() == summary.to_json()
    assert summary.rows["documents"] == sum(summary.facts)
    assert sum(summary.mixes["kinds"].values()) == summary.rows["quantities"]


def test_parts_add_up_to_the_whole(sound: dict[str, pa.Table]) -> None:
    ids = sound["documents"].column("doc_id").to_pylist()
    halves = []
    for chosen in (set(ids[::2]), set(ids[1::2])):
        part = {"rejects": sound["rejects"].slice(0, 0)}
        for name in ("documents", "sentences", "quantities", "urls"):
            held = [doc_id in chosen for doc_id in sound[name].column("doc_id").to_pylist()]
            part[name] = sound[name].filter(pa.array(held))
        halves.append(summarise(part, run_id="run-1"))
    whole = merge([summarise({**sound, "rejects": sound["rejects"].slice(0, 0)}, run_id="run-1")])
    assert merge(halves).to_json() == whole.to_json()


def test_a_summary_does_not_grow_with_the_run(sound: dict[str, pa.Table]) -> None:
    part = summarise(sound, run_id="run-1")
    odd = [
        replace(part, mixes={"units": {f"unit {k} of {n}": 1 for n in range(MOST_NAMES)}})
        for k in range(20)
    ]
    total = merge([*odd, *[part] * 20])
    assert len(total.to_json()) < 2 * len(part.to_json()) + 60 * MOST_NAMES
    assert total.mixes["units"][REST] > 0
    counted = sum(total.mixes["units"].values())
    assert counted == 20 * MOST_NAMES + 20 * sum(part.mixes["units"].values())
