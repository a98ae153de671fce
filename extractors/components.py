"""The extractors as spaCy components, for use in any pipeline.

Once the package is installed the names are known to spaCy by themselves:

    nlp = spacy.blank("en")
    nlp.add_pipe("quantities")
    doc = nlp("It was trained on 1.4 trillion tokens.")
    doc._.quantities[0].low       # 1.4e12
    doc.spans["quantities"][0]    # 1.4 trillion tokens

    abstract_sentences    sets the starts of sentences:   doc.sents
    addresses             addresses of the web:           doc._.addresses, doc.spans["addresses"]
    quantities            quantities with normal form:    doc._.quantities, doc.spans["quantities"]

The records are those of `find_addresses` and `find_quantities`: the fields of the tables, with offsets in code points
into `doc.text`. Spans stand in the order of their records; where a token holds more than the record (GLUED7B), the span
is the whole token. A span's label is the record's kind. The components read the text alone: they come out the same
wherever they stand in a pipeline, whatever tokenizer or sentence splitter it has (`entities` apart).

Configuration: `spans_key`, the group of spans to write (`addresses` and `quantities`); None writes none. `entities`
(`quantities`), false if left out: merge the entities that components before it have set, as `extractors.model` tells.
All of it is kept by `nlp.to_disk`, and what is found by `doc.to_bytes` and `DocBin(store_user_data=True)`.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from extractors.addresses import Address, find_addresses
from extractors.model import Reading, entities_of, with_entities
from extractors.quantities import Quantity, find_quantities
from extractors.sentences import split

# Under these keys of `doc.user_data` the records lie as plain tuples, the form that survives serialisation.
_ADDRESSES = "paperfacts.addresses"
_QUANTITIES = "paperfacts.quantities"


def _addresses_of(doc: Doc) -> list[Address]:
    rows = doc.user_data.get(_ADDRESSES, ())
    return [Address._make((*row[:-1], tuple(row[-1]))) for row in rows]


def _quantities_of(doc: Doc) -> list[Quantity]:
    return [Quantity._make(row) for row in doc.user_data.get(_QUANTITIES, ())]


Doc.set_extension("addresses", getter=_addresses_of, force=True)
Doc.set_extension("quantities", getter=_quantities_of, force=True)


class SentenceStarts:
    """A component that sets the starts of sentences by the rules of `extractors.sentences`."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the first token of each sentence; a sentence that begins within a token is marked at the next."""
        starts = iter([start for start, _ in split(doc.text)] + [len(doc.text)])
        following = next(starts)
        for token in doc:
            begins = following <= token.idx and not token.is_space
            token.is_sent_start = begins
            while begins and following <= token.idx:
                following = next(starts)
        return doc


class AddressFinder:
    """A component that finds the addresses of the web."""

    def __init__(self, spans_key: str | None) -> None:
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.addresses` and the spans."""
        found = find_addresses(doc.text, split(doc.text))
        doc.user_data[_ADDRESSES] = [tuple(record) for record in found]
        return _mark(doc, self.spans_key, found)


class QuantityFinder:
    """A component that finds quantities; digits within addresses are left alone, as they are in the tables."""

    def __init__(self, spans_key: str | None, entities: bool) -> None:
        self.spans_key = spans_key
        self.entities = entities

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.quantities` and the spans."""
        sentences = split(doc.text)
        blocked = [(address.start, address.end) for address in find_addresses(doc.text, sentences)]
        found = find_quantities(doc.text, sentences, blocked)
        if self.entities:
            found = with_entities(Reading(doc.text, sentences, found, blocked), entities_of(doc))
        doc.user_data[_QUANTITIES] = [tuple(record) for record in found]
        return _mark(doc, self.spans_key, found)


def _mark(doc: Doc, spans_key: str | None, found: Sequence[Address | Quantity]) -> Doc:
    """Write a span for each record."""
    if spans_key is not None:
        spans = [
            span
            for record in found
            if (
                span := doc.char_span(
                    record.start, record.end, record.kind, alignment_mode="expand"
                )
            )
        ]
        doc.spans[spans_key] = SpanGroup(doc, name=spans_key, spans=spans)
    return doc


@Language.factory("abstract_sentences", assigns=["token.is_sent_start", "doc.sents"])
def abstract_sentences(nlp: Language, name: str) -> SentenceStarts:
    """Make the component `abstract_sentences`; it has no configuration."""
    return SentenceStarts()


@Language.factory(
    "addresses",
    assigns=["doc._.addresses", "doc.spans"],
    default_config={"spans_key": "addresses"},
)
def addresses(nlp: Language, name: str, spans_key: str | None) -> AddressFinder:
    """Make the component `addresses`; `spans_key` names its group of spans, None for no spans."""
    return AddressFinder(spans_key)


@Language.factory(
    "quantities",
    assigns=["doc._.quantities", "doc.spans"],
    default_config={"spans_key": "quantities", "entities": False},
)
def quantities(nlp: Language, name: str, spans_key: str | None, entities: bool) -> QuantityFinder:
    """Make the component `quantities`; `spans_key` and `entities` are told at the head of this file."""
    return QuantityFinder(spans_key, entities)
