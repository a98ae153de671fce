"""Real responses of feeds, and the scraped listing: exactly the documents that they hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex
from lxml import etree

from flows.sources import read
from schemas.records import Document, Reject

COUNTS = [
    ("seed/listing.txt", 29, {"boilerplate"}),
    ("sources/arxiv-atom.xml", 10, set()),
    ("sources/anthology-2022.acl-part.xml", 40, set()),
    ("sources/pubmed-efetch.xml", 1, set()),
    ("sources/oai-ListRecords.xml", 1, {"deleted"}),
    ("sources/oai-ListRecords2.xml", 1, {"deleted"}),
    ("sources/oai-badResumptionToken.xml", 0, {"feed_error"}),
    ("sources/oai-noRecordsMatch.xml", 0, set()),
    ("gold/seed.jsonl", 29, set()),
    ("gold/dev.jsonl", 90, set()),
    ("corpus/abstracts.jsonl.gz", 20_000, set()),
]


def read_all(path: Path) -> tuple[list[Document], list[Reject]]:
    items = list(read([str(path)]))
    documents = [item for item in items if isinstance(item, Document)]
    return documents, [item for item in items if isinstance(item, Reject)]


@pytest.mark.parametrize(("name", "count", "reasons"), COUNTS, ids=[row[0] for row in COUNTS])
def test_counts(shared: Path, name: str, count: int, reasons: set[str]) -> None:
    documents, rejects = read_all(shared / name)
    assert len(documents) == count
    assert {reject.reason for reject in rejects} == reasons


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_listing_titles_are_clean(shared: Path) -> None:
    documents, rejects = read_all(shared / "seed/listing.txt")
    assert documents[0].title.startswith("Orion-14B")
    assert not [d.title for d in documents if "Subscribe" in d.title or len(d.title) > 200]
    assert all(len(document.abstract) > 300 for document in documents)
    assert [reject.position for reject in rejects] == ["line 1", "line 2"]


def test_anthology_fields_are_those_of_the_elements(shared: Path) -> None:
    path = shared / "sources/anthology-2022.acl-part.xml"
    papers = etree.parse(str(path)).findall(".//paper")
    documents, _ = read_all(path)
    for paper, document in zip(papers, documents, strict=True):
        assert document.doc_id == paper.findtext("url")
        title, abstract = paper.find("title"), paper.find("abstract")
        assert title is not None
        assert abstract is not None
        assert squeezed(document.title) == squeezed("".join(map(str, title.itertext())))
        assert squeezed(document.abstract) == squeezed("".join(map(str, abstract.itertext())))
        assert document.published == "2022-05"
        assert document.categories == ("acl",)


def test_atom_fields_are_those_of_the_entries(shared: Path) -> None:
    path = shared / "sources/arxiv-atom.xml"
    atom = "{http://www.w3.org/2005/Atom}"
    entries = etree.parse(str(path)).findall(f"{atom}entry")
    documents, _ = read_all(path)
    for entry, document in zip(entries, documents, strict=True):
        assert f"/{document.doc_id}v" in (entry.findtext(f"{atom}id") or "")
        assert document.title == entry.findtext(f"{atom}title")
        assert document.abstract.split() == (entry.findtext(f"{atom}summary") or "").split()
        assert (entry.findtext(f"{atom}published") or "").startswith(str(document.published))
        terms = [category.get("term") for category in entry.findall(f"{atom}category")]
        assert list(document.categories) == terms


# By XPath alone: what a document is in each file, where its abstract and its id stand, and what
# of the id counts.
HELD = [
    ("arxiv-atom.xml", "entry", "summary", "id", r"abs/(.+?)v\d+$"),
    ("anthology-2022.acl-part.xml", "paper", "abstract", "url", r"(.+)"),
    ("pubmed-efetch.xml", "PubmedArticle", "Abstract", "PMID", r"(.+)"),
    ("oai-ListRecords.xml", "record", "description", "identifier", r"(.+)"),
    ("oai-ListRecords2.xml", "record", "description", "identifier", r"(.+)"),
]


@pytest.mark.parametrize(("name", "record", "abstract", "own", "pattern"), HELD)
def test_documents_are_those_that_the_file_holds(
    shared: Path, name: str, record: str, abstract: str, own: str, pattern: str
) -> None:
    def below(element: etree._Element, tag: str) -> list[etree._Element]:
        return list(element.iter(f"{{*}}{tag}"))

    held = {}
    records = below(etree.parse(str(shared / "sources" / name)).getroot(), record)
    for element in records:
        texts = ["".join(map(str, part.itertext())) for part in below(element, abstract)[:1]]
        if any(map(squeezed, texts)):
            ids = list(element.iterchildren(f"{{*}}{own}")) or below(element, own)
            found = regex.search(pattern, (ids[0].text or "").strip())
            assert found is not None
            held[found[1]] = texts[0]
    documents, rejects = read_all(shared / "sources" / name)
    assert len(documents) + len(rejects) == len(records)
    assert [document.doc_id for document in documents] == list(held)
    for document in documents:
        words = squeezed(held[document.doc_id])
        # Labels of a structured abstract come on top.
        plain = regex.sub(r"(?m)^[A-Z]+: ", "", document.abstract)
        assert squeezed(plain) == words.removesuffix(words[len(squeezed(plain)) :])
        assert document.title
        assert document.published


def test_pubmed_fields(shared: Path) -> None:
    (document,), _ = read_all(shared / "sources/pubmed-efetch.xml")
    assert document.doc_id == "29768149"
    assert document.title.startswith("Inhaled Combined Budesonide-Formoterol")
    assert document.published == "2018-05-17"
    labels = [line.partition(":")[0] for line in document.abstract.split("\n")]
    assert labels == ["BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"]


def test_gold_texts_stay_as_they_are(shared: Path) -> None:
    import orjson

    for name in ("seed", "dev"):
        path = shared / "gold" / f"{name}.jsonl"
        texts = [orjson.loads(line)["text"] for line in path.read_bytes().splitlines()]
        assert [document.abstract for document in read_all(path)[0]] == texts
