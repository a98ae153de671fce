"""A text cut where its facts begin and end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import regex
from markupsafe import Markup, escape

from flows.report.numbers import value

GROUPS: dict[str, tuple[str, ...]] = {
    "model": ("parameters", "context_length"),
    "data": ("training_data", "dataset_size"),
    "machine": ("hardware", "compute", "throughput", "memory", "bandwidth"),
    "time": ("duration", "frequency", "speed", "acceleration"),
    "score": ("score", "percentage", "ratio", "level"),
    "count": ("count",),
    "money": ("money",),
}
"""Kinds that share a colour; all others are physical."""
GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds}

_CONTROLS = regex.compile(r"[\p{Cc}\p{Cf}\u2028\u2029--[\n\t\u200d]]", regex.V1)
"""Characters without a shape of their own, those that turn the direction of writing among them."""


class Piece(NamedTuple):
    """A piece of a text: plain, or a fact with what to say about it."""

    text: str
    group: str = ""
    kind: str = ""
    tip: str = ""


def pieces(sample: Mapping[str, Any], section: str) -> list[Piece]:
    """The title or the abstract of a sample of the summary, cut at its facts."""
    text: str = sample[section]
    result: list[Piece] = []
    done = 0
    for start, end, group, kind, tip in _facts(sample, section):
        if start < done or end > len(text):
            continue
        if start > done:
            result.append(Piece(text[done:start]))
        result.append(Piece(text[start:end], group, kind, tip))
        done = end
    if done < len(text):
        result.append(Piece(text[done:]))
    return result


def _facts(sample: Mapping[str, Any], section: str) -> Sequence[tuple[int, int, str, str, str]]:
    found = [
        (q["start"], q["end"], GROUP_OF.get(q["kind"], "physical"), q["kind"], _quantity(q))
        for q in sample["quantities"]
        if q["section"] == section
    ]
    found += [
        (u["start"], u["end"], "address", f"address: {u['kind']}", _address(u))
        for u in sample["urls"]
        if u["section"] == section
    ]
    return sorted(found)


def _quantity(quantity: Mapping[str, Any]) -> str:
    """What a quantity means, in words: kind, value, unit, SI value, rule."""
    about = "about " if quantity["approximate"] else ""
    meaning = f"{about}{value(quantity['low'], quantity['high'])} {quantity['unit']}".strip()
    si = ""
    if quantity["si_unit"] not in (None, "", "dimensionless", quantity["unit"]):
        si = f" = {value(quantity['si_low'], quantity['si_high'])} {quantity['si_unit']}"
    name = ", in a name" if quantity["in_name"] else ""
    return (
        f"{quantity['kind'].replace('_', ' ')}: {meaning}{si} ({quantity['rule'] or 'model'}{name})"
    )


def _address(address: Mapping[str, Any]) -> str:
    extra = address["identifier"] or address["repository"]
    return f"{address['kind']}: {address['canonical_url']}" + (f" ({extra})" if extra else "")


def visible(text: object) -> Markup:
    """Text for a page: escaped, with controls shown by their number instead of having an effect."""
    return Markup(
        _CONTROLS.sub(
            lambda match: f'<span class="control">U+{ord(match[0]):04X}</span>', str(escape(text))
        )
    )
