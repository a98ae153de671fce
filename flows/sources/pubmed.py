"""PubMed and MEDLINE XML: answers of efetch, and the baseline and update files.

    doc_id      PMID
    title       ArticleTitle; of a book chapter the chapter's, then the book's
    abstract    AbstractText, all; each part on a line, its label before it ("METHODS: ...")
    published   ArticleDate, then the journal issue's PubDate (the year of a MedlineDate)
    categories  MeSH headings, then keywords

Where an article has no abstract of its own, the first of its other abstracts is taken, an English
one before others. The abstracts that are not taken (translations, summaries in plain language) become
rejects, as do articles that the feed says were deleted.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from flows.sources.dates import iso_date
from flows.sources.elements import find, xml_format
from flows.sources.markup import text_of
from flows.sources.record import Fault, Record


def article(element: etree._Element, position: str) -> Iterator[Record | Fault]:
    """The record of a PubmedArticle or of a MedlineCitation alone."""
    citation = find(element, "MedlineCitation")
    citation = element if citation is None else citation
    body = find(citation, "Article")
    body = citation if body is None else body
    title = find(body, "ArticleTitle")
    vernacular = find(body, "VernacularTitle")
    title_text = text_of(title) if title is not None else ""
    if not title_text and vernacular is not None:
        title_text = text_of(vernacular)
    abstract, others = _abstracts(citation, body)
    yield Record(
        _pmid(citation),
        title_text,
        abstract,
        _published(body),
        list(_subjects(citation)),
        position,
        element,
    )
    yield from _further(others, _pmid(citation), position)


def book_article(element: etree._Element, position: str) -> Iterator[Record | Fault]:
    """The record of a PubmedBookArticle: a chapter, or a book without chapters."""
    document = find(element, "BookDocument")
    document = element if document is None else document
    title = find(document, "ArticleTitle")
    title = find(document, "Book", "BookTitle") if title is None else title
    abstract, others = _abstracts(document, document)
    yield Record(
        _pmid(document),
        text_of(title) if title is not None else "",
        abstract,
        _date(find(document, "Book", "PubDate")),
        list(_subjects(document)),
        position,
        element,
    )
    yield from _further(others, _pmid(document), position)


def deleted(element: etree._Element, position: str) -> Iterator[Fault]:
    """A fault for each article that an update file deletes."""
    for child in element.iterchildren("{*}PMID"):
        pmid = (child.text or "").strip()
        yield Fault(position, "deleted", f"the feed says that {pmid} was deleted", pmid)


def _pmid(citation: etree._Element) -> str | None:
    pmid = find(citation, "PMID")
    return (pmid.text or "").strip() if pmid is not None else None


def _abstracts(
    citation: etree._Element, body: etree._Element
) -> tuple[str | None, list[etree._Element]]:
    """The abstract, and the elements of those that were not taken for it."""
    others = [other for other in citation.iterchildren("{*}OtherAbstract") if _parts(other)]
    own = find(body, "Abstract")
    if own is not None and (text := _parts(own)):
        return text, others
    others.sort(key=lambda other: other.get("Language", "eng") != "eng")
    return (_parts(others[0]), others[1:]) if others else (None, [])


def _further(others: list[etree._Element], pmid: str | None, position: str) -> Iterator[Fault]:
    """A fault for each abstract beyond the first."""
    for other in others:
        kind, language = other.get("Type", ""), other.get("Language", "eng")
        detail = f"a further abstract of {pmid} ({kind}, {language})"
        yield Fault(position, "further_abstract", detail, _parts(other))


def _parts(abstract: etree._Element) -> str:
    """The parts of a structured abstract, one a line, each after its label."""
    parts = []
    for part in abstract.iterchildren("{*}AbstractText"):
        text, label = text_of(part), (part.get("Label") or "").strip()
        if text and label and label.upper() != "UNLABELLED":
            text = f"{label.rstrip(':')}: {text}"
        if text:
            parts.append(text)
    return "\n".join(parts)


def _published(body: etree._Element) -> str | None:
    online = _date(find(body, "ArticleDate"))
    return online or _date(find(body, "Journal", "JournalIssue", "PubDate"))


def _date(element: etree._Element | None) -> str | None:
    if element is None:
        return None
    parts = {etree.QName(child).localname: child.text for child in element.iterchildren("*")}
    free = (parts.get("MedlineDate") or "")[:4]
    return iso_date(parts.get("Year") or free, parts.get("Month"), parts.get("Day"))


def _subjects(citation: etree._Element) -> Iterator[str]:
    headings = find(citation, "MeshHeadingList")
    for heading in headings if headings is not None else ():
        name = find(heading, "DescriptorName")
        if name is not None:
            yield text_of(name)
    for keywords in citation.iterchildren("{*}KeywordList"):
        for keyword in keywords.iterchildren("{*}Keyword"):
            yield text_of(keyword)


FORMAT = xml_format(
    "pubmed",
    "PubMed and MEDLINE XML: efetch, baseline and update files",
    (
        *("PubmedArticleSet", "PubmedArticle", "MedlineCitationSet", "MedlineCitation"),
        *("PubmedBookArticleSet", "PubmedBookArticle"),
    ),
    {
        "PubmedArticle": article,
        "MedlineCitation": article,
        "PubmedBookArticle": book_article,
        "DeleteCitation": deleted,
    },
    inner=("MedlineCitation",),
)
