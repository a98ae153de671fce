"""The numbers behind the page's plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flows.validation.magnitudes import DECADES
from flows.validation.summary import FACTS, Summary


class Bar(NamedTuple):
    """One value of a mix: lengths in percent of the longest bar."""

    label: str
    size: int
    share: float
    length: float
    before: float | None
    """Length of the bar of the run before; None without one."""
    share_before: float | None


class Row(NamedTuple):
    """The quantities of one kind by power of ten: heights in percent of the kind's highest bin."""

    kind: str
    size: int
    heights: list[float]
    before: list[float] | None


class Axis(NamedTuple):
    """The powers of ten that occur, and those to write under the axis."""

    first: int
    powers: list[int]
    ticks: list[tuple[int, int]]
    """Position among ``powers``, power."""


SHOWN = 16
"""Bars of one plot."""
_OFFSET = 2
"""Bins of ``DECADES`` ahead of the powers: negative and zero."""


def bars(now: Mapping[str, int], before: Mapping[str, int] | None, shown: int = SHOWN) -> list[Bar]:
    """The most frequent values with their shares, those of the run before beside."""
    total, total_before = sum(now.values()), sum(before.values()) if before else 0
    names = sorted(now, key=lambda name: (-now[name], name))[:shown]
    return _bars([(name, name or "(none)") for name in names], now, before, total, total_before)


def facts(now: Summary, before: Summary | None) -> list[Bar]:
    """Documents by number of facts, in order of the number."""
    labels = [
        f"{least}+"
        if following is None
        else str(least)
        if following == least + 1
        else f"{least}-{following - 1}"
        for least, following in zip(FACTS, [*FACTS[1:], None], strict=True)
    ]
    counted = dict(zip(labels, now.facts, strict=True))
    counted_before = dict(zip(labels, before.facts, strict=True)) if before else None
    total_before = sum(counted_before.values()) if counted_before else 0
    return _bars(
        [(label, label) for label in labels], counted, counted_before, sum(now.facts), total_before
    )


def _bars(
    names: Sequence[tuple[str, str]],
    now: Mapping[str, int],
    before: Mapping[str, int] | None,
    total: int,
    total_before: int,
) -> list[Bar]:
    shares = {name: now[name] / total if total else 0.0 for name, _ in names}
    old = {name: (before or {}).get(name, 0) / (total_before or 1) for name, _ in names}
    longest = max([*shares.values(), *(old.values() if total_before else [])], default=0) or 1
    return [
        Bar(
            label,
            now[name],
            shares[name],
            round(100 * shares[name] / longest, 2),
            round(100 * old[name] / longest, 2) if total_before else None,
            old[name] if total_before else None,
        )
        for name, label in names
    ]


def magnitudes(now: Summary, before: Summary | None) -> tuple[Axis, list[Row]]:
    """One row a kind, most frequent first, over an axis of the powers that occur."""
    every = list(now.magnitudes.values())
    used = [at for at in range(_OFFSET, len(DECADES)) if any(counts[at] for counts in every)]
    if not used:
        return Axis(0, [], []), []
    span = range(used[0], used[-1] + 1)
    powers = [int(DECADES[at]) for at in span]
    axis = Axis(powers[0], powers, [(at, p) for at, p in enumerate(powers) if p % 3 == 0])
    rows = []
    for kind, counts in sorted(now.magnitudes.items(), key=lambda item: (-sum(item[1]), item[0])):
        old = before.magnitudes.get(kind) if before else None
        rows.append(
            Row(
                kind,
                sum(counts),
                _heights([counts[at] for at in span]),
                _heights([old[at] for at in span]) if old else None,
            )
        )
    return axis, [row for row in rows if any(row.heights)]


def _heights(counts: Sequence[int]) -> list[float]:
    highest = max(counts, default=0) or 1
    return [round(100 * count / highest, 1) for count in counts]
