"""The extractors in other people's spaCy pipelines."""

from __future__ import annotations

import pickle
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import extractors.components  # noqa: F401  (registers the factories)
from extractors.addresses import find_addresses
from extractors.quantities import find_quantities
from extractors.sentences import split

TEXT = (
    "LarkLM-7B was trained on 1.4 trillion tokens.It needs 24 GB. Code: https://github.com/lark/lm2. "
    "See Fig. 3 for details.\n\nIt is 2.5x faster."
)
NAMES = ("abstract_sentences", "addresses", "quantities")


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    for name in NAMES:
        made.add_pipe(name)
    return made


def test_records_are_those_of_the_functions(nlp: Language) -> None:
    doc = nlp(TEXT)
    spans = split(TEXT)
    assert doc._.addresses == find_addresses(TEXT, spans)
    assert doc._.quantities == find_quantities(
        TEXT, spans, [(address.start, address.end) for address in doc._.addresses]
    )
    assert [TEXT[record.start : record.end] for record in doc._.quantities] == [
        "7B", "1.4 trillion tokens", "24 GB", "2.5x",
    ]  # fmt: skip


def test_spans_stand_in_the_order_of_their_records(nlp: Language) -> None:
    doc = nlp(TEXT)
    for key, records in (("addresses", doc._.addresses), ("quantities", doc._.quantities)):
        assert len(doc.spans[key]) == len(records) > 0
        for span, record in zip(doc.spans[key], records, strict=True):
            assert span.start_char <= record.start < record.end <= span.end_char
            assert span.label_ == record.kind


def test_sentences(nlp: Language) -> None:
    text = "We follow Kim et al. (2019). It works. See Fig. 3.\n\nA new paragraph"
    assert [sent.text.strip() for sent in nlp(text).sents] == [
        "We follow Kim et al. (2019).", "It works.", "See Fig. 3.", "A new paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", "\n", "7", " 7 GB", "a.B"])
def test_small_texts(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert len(list(doc.sents)) <= len(doc)


@pytest.mark.parametrize("name", NAMES)
def test_each_works_alone_and_in_any_language(name: str) -> None:
    made = spacy.blank("xx")
    made.add_pipe(name)
    alone = made(TEXT)
    assert alone.text == TEXT
    if name != "abstract_sentences":
        assert [list(record) for record in getattr(alone._, name)] == [
            list(record) for record in getattr(spacy_doc()._, name)
        ]


def spacy_doc() -> Doc:
    made = spacy.blank("en")
    for name in NAMES:
        made.add_pipe(name)
    return made(TEXT)


def test_the_group_of_spans_can_be_named_or_left_out() -> None:
    made = spacy.blank("en")
    made.add_pipe("quantities", config={"spans_key": "sc"})
    made.add_pipe("addresses", config={"spans_key": None})
    doc = made(TEXT)
    assert list(doc.spans) == ["sc"]
    assert doc._.addresses


def test_a_pipeline_survives_the_disk(nlp: Language, tmp_path: Path) -> None:
    made = spacy.blank("en")
    made.add_pipe("quantities", config={"spans_key": "sc"})
    made.to_disk(tmp_path / "pipeline")
    loaded = spacy.load(tmp_path / "pipeline")
    assert list(loaded(TEXT).spans) == ["sc"]
    again = spacy.blank("en")
    again.add_pipe("quantities")
    again.from_bytes(made.to_bytes())
    assert again(TEXT)._.quantities == made(TEXT)._.quantities


def test_what_was_found_survives_serialisation(nlp: Language) -> None:
    doc = nlp(TEXT)
    binned = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    for copy in (
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        next(iter(DocBin(store_user_data=True).from_bytes(binned).get_docs(nlp.vocab))),
        pickle.loads(pickle.dumps(doc)),
    ):
        assert copy._.quantities == doc._.quantities
        assert copy._.addresses == doc._.addresses


def test_several_processes_find_the_same(nlp: Language) -> None:
    texts = [TEXT, "Nothing here.", "It costs $5."] * 4
    here = [doc._.quantities for doc in nlp.pipe(texts)]
    assert [doc._.quantities for doc in nlp.pipe(texts, n_process=2, batch_size=4)] == here


def test_without_the_components_nothing_is_found() -> None:
    doc = spacy.blank("en")(TEXT)
    assert doc._.quantities == []
    assert doc._.addresses == []


@pytest.mark.parametrize("name", NAMES)
def test_spacy_knows_the_names_by_itself(name: str, tmp_path: Path) -> None:
    """In a fresh process that imports nothing of ours."""
    try:
        distribution("paperfacts")
    except PackageNotFoundError:
        pytest.skip("paperfacts is not installed in this environment, so it has no entry points")
    program = (
        "import spacy; nlp = spacy.blank('en');"
        f"nlp.add_pipe({name!r}); print(nlp('It has 7B parameters.')._.quantities)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert ("parameter" in done.stdout) == (name == "quantities")
