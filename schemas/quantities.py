"""quantities: every number that counts or measures something."""

from __future__ import annotations

import pyarrow as pa

from schemas.definition import Column, Reference, Table
from schemas.vocabularies import BOUNDS, METHODS, QUANTITY_KINDS, SECTIONS

QUANTITIES = Table(
    name="quantities",
    description=(
        "The quantities stated in titles and abstracts, one row each; a list that shares a unit"
        " gives one row a number, a range gives one row."
    ),
    key=("doc_id", "quantity_id"),
    sort_key=("doc_id", "quantity_id"),
    references=(
        Reference(("doc_id",), "documents"),
        Reference(("doc_id", "sentence_id"), "sentences"),
    ),
    columns=(
        Column("doc_id", pa.string(), "The document that states it.", non_empty=True),
        Column(
            "section",
            pa.string(),
            "Part of the document that the offsets point into.",
            vocabulary=SECTIONS,
        ),
        Column(
            "sentence_id",
            pa.int32(),
            "The sentence of that document in which it stands.",
            minimum=0,
        ),
        Column(
            "quantity_id",
            pa.int32(),
            "Number of the quantity in its document, from 0, in reading order.",
            minimum=0,
        ),
        Column(
            "start",
            pa.int32(),
            "Where its text begins in the section: number of code points before it.",
            minimum=0,
        ),
        Column(
            "end",
            pa.int32(),
            "Where its text ends in the section: number of code points up to and with its last.",
            minimum=1,
        ),
        Column(
            "text",
            pa.string(),
            "Shortest piece of the section with the whole numeric expression: numbers,"
            " multiplier, and the unit, symbol or counted noun. Words of bound and approximation"
            " and a leading plus sign stay outside.",
            non_empty=True,
        ),
        Column(
            "low",
            pa.float64(),
            "Least value it allows, in `unit`, multipliers expanded (4.2M is 4200000); null where"
            " it is open below. Nothing is converted: a drop of 3% is 3.",
            nullable=True,
        ),
        Column(
            "high",
            pa.float64(),
            "Greatest value it allows, in `unit`; null where it is open above. Equal to `low` for a"
            " single value.",
            nullable=True,
        ),
        Column(
            "bound",
            pa.string(),
            "How `low` and `high` limit the value.",
            vocabulary=BOUNDS,
        ),
        Column(
            "approximate",
            pa.bool_(),
            "Whether the text calls the value approximate: about, around, nearly, roughly, ~, ...",
        ),
        Column(
            "unit",
            pa.string(),
            "Unit in full, lower case and singular: meter, gigabyte, frame/second, percent,"
            " times, dollar; for counted things their head noun, such as parameter or language."
            " Empty for a bare number. A unit that the lexicon does not know stands as written.",
        ),
        Column(
            "unit_text",
            pa.string(),
            "The unit as written; empty where it is left out or implied (7B of a model).",
        ),
        Column(
            "dimension",
            pa.string(),
            "Physical dimension of the unit, such as [length] or [length] / [time]; dimensionless"
            " for counts, shares and bare numbers; null for a unit that the lexicon does not know.",
            nullable=True,
        ),
        Column(
            "si_low",
            pa.float64(),
            "`low` in `si_unit`; null where `low` or `si_unit` is.",
            nullable=True,
        ),
        Column(
            "si_high",
            pa.float64(),
            "`high` in `si_unit`; null where `high` or `si_unit` is.",
            nullable=True,
        ),
        Column(
            "si_unit",
            pa.string(),
            "Base units of the SI, or of this field (parameter, token, flop, bit), that the value"
            " converts to; null where it has no conversion.",
            nullable=True,
        ),
        Column(
            "kind",
            pa.string(),
            "What sort of quantity it is, by unit, counted noun and words around it.",
            vocabulary=QUANTITY_KINDS,
        ),
        Column(
            "in_name",
            pa.bool_(),
            "Whether the number is part of a proper name that states a measure, as 7B in FinBloom"
            " 7B.",
        ),
        Column(
            "modifier",
            pa.string(),
            "Words and signs of bound and approximation as written (up to, about, >); empty where"
            " there are none.",
        ),
        Column(
            "expression_start",
            pa.int32(),
            "Where the whole expression begins in the section, those words included.",
            minimum=0,
        ),
        Column(
            "expression_end",
            pa.int32(),
            "Where the whole expression ends in the section, those words included.",
            minimum=1,
        ),
        Column("method", pa.string(), "How it was found.", vocabulary=METHODS),
        Column(
            "rule",
            pa.string(),
            "Name of the rule that found it; null where only a model did.",
            nullable=True,
        ),
    ),
)
