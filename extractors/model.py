"""The statistical side: what a trained spaCy pipeline calls a number, merged with what the rules found.

The model sees only sentences that can hold a quantity, and only its components that find entities run. Precedence:

1. What a rule found stays as it is: its text, values, unit and `rule`. Where an entity of a numeric label overlaps
   it, its `method` is "both", otherwise "rule".
2. An entity that overlaps no rule's quantity and no address is kept, as `method` "model", if its label stands for a
   measure and the rules can read a quantity with that measure from its first character on. Its values are those of
   that reading, its `rule` is null.
3. An entity of the catch-all label CARDINAL only confirms (1): alone it is a reference, a label or a number in a name
   far more often than a quantity that the rules overlooked. ORDINAL, and DATE where it is no duration, never count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extractors.quantities import Quantity, find_quantities
from extractors.quantities.candidates import candidates

# Label -> the kinds of quantities it may add; None for any kind that has a unit. The labels are those of OntoNotes 5.
_ADDS: dict[str, frozenset[str] | None] = {
    "PERCENT": frozenset({"percentage"}),
    "MONEY": frozenset({"money"}),
    "QUANTITY": None,
    "TIME": frozenset({"duration"}),
    "DATE": frozenset({"duration"}),
}
_CONFIRMS = frozenset({*_ADDS, "CARDINAL"})
_FINDS_ENTITIES = "doc.ents"


class ModelError(ValueError):
    """The named pipeline is not installed, or finds no entities; the message says what to do."""


class Entity(NamedTuple):
    """A stretch of a text that a model calls a number, in code points, with the model's label."""

    start: int
    end: int
    label: str


class Reading(NamedTuple):
    """A text with its sentences and what the rules found in it."""

    text: str
    spans: Sequence[tuple[int, int]]
    quantities: Sequence[Quantity]
    blocked: Sequence[tuple[int, int]]
    """Addresses, in order: no quantity is within them."""


@cache
def load(name: str) -> Language:
    """Return an installed pipeline, or one at a path, reduced to the components that its entities need.

    Raises ModelError where there is none of this name, or where it has no component for entities.
    """
    try:
        pipeline = spacy.load(name)
    except OSError as error:
        message = f"no spaCy pipeline {name!r} is installed; install one, e.g. en_core_web_sm"
        raise ModelError(message) from error
    needed = {
        pipe
        for pipe in pipeline.pipe_names
        if _FINDS_ENTITIES in pipeline.get_pipe_meta(pipe).assigns
    }
    if not needed:
        raise ModelError(f"the spaCy pipeline {name!r} has no component that finds entities")
    for pipe, component in pipeline.pipeline:
        # An embedding layer (tok2vec, transformer) that one of them listens to.
        if not needed.isdisjoint(getattr(component, "listening_components", ())):
            needed.add(pipe)
    for pipe in set(pipeline.pipe_names) - needed:
        pipeline.remove_pipe(pipe)
    return pipeline


def merge(pipeline: Language, readings: Iterable[Reading]) -> list[list[Quantity]]:
    """Return the quantities of each text after the model has seen it, in reading order, none overlapping another."""
    readings = list(readings)
    asked = [
        (index, sentence.start, sentence.end)
        for index, reading in enumerate(readings)
        for sentence in candidates(reading.text, reading.spans)
    ]
    texts = (readings[index].text[start:end] for index, start, end in asked)
    entities: list[list[Entity]] = [[] for _ in readings]
    for (index, start, _), doc in zip(asked, pipeline.pipe(texts), strict=True):
        entities[index] += entities_of(doc, start)
    return [
        with_entities(reading, found) for reading, found in zip(readings, entities, strict=True)
    ]


def entities_of(doc: Doc, offset: int = 0) -> list[Entity]:
    """The numeric entities of a document that begins `offset` code points into the text."""
    return [
        Entity(offset + entity.start_char, offset + entity.end_char, entity.label_)
        for entity in doc.ents
        if entity.label_ in _CONFIRMS
    ]


def with_entities(reading: Reading, entities: Sequence[Entity]) -> list[Quantity]:
    """Merge a text's quantities with its entities by the precedence above."""
    merged = list(reading.quantities)
    for entity in entities:
        overlapping = [
            at
            for at, found in enumerate(merged)
            if found.start < entity.end and entity.start < found.end
        ]
        for at in overlapping:
            if merged[at].method == "rule":
                merged[at] = merged[at]._replace(method="both")
        if not overlapping and entity.label in _ADDS:
            merged += _read(reading, entity)
    merged.sort(key=lambda found: found.start)
    return merged


def _read(reading: Reading, entity: Entity) -> list[Quantity]:
    """The quantity at an entity as the rules read it without what stands before it; none where they cannot."""
    sentence = bisect_right(reading.spans, (entity.start, len(reading.text))) - 1
    end = reading.spans[sentence][1]
    taken = [(found.start, found.end) for found in reading.quantities if found.end > entity.start]
    blocked = sorted([*taken, *reading.blocked])
    for found in find_quantities(reading.text, [(entity.start, end)], blocked)[:1]:
        kinds = _ADDS[entity.label]
        free = all(found.end <= start or stop <= found.start for start, stop in blocked)
        fits = found.unit != "" if kinds is None else found.kind in kinds
        if found.start < entity.end and free and fits:
            return [found._replace(sentence=sentence, method="model", rule=None)]
    return []
