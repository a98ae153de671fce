"""Tables of examples: the forms in which each format is met, and the documents that they hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from schemas.records import Document, Reject

Reading = Callable[..., tuple[list[Document], list[Reject]]]

WORK = {
    "DOI": "10.5555/1",
    "member": "9",
    "title": ["Bricks"],
    "abstract": "<jats:p>We fire 90.</jats:p>",
    "reference": [{"key": "r1", "DOI": "10.5555/2"}],
    "issued": {"date-parts": [[2020, 3]]},
}
OPENALEX = {
    "id": "https://openalex.org/W1",
    "title": "Bricks",
    "publication_date": "2020-03-01",
    "abstract_inverted_index": {"<p>We": [0], "fire": [1, 3], "and": [2], "90.</p>": [4]},
}
PAPER = {"paperId": "a1", "title": "Bricks", "abstract": "We fire 90.", "year": 2020}
ITEM = {
    "id": "x",
    "type": "book",
    "title": "Bricks",
    "abstract": "We fire 90.",
    "issued": {"raw": "2020"},
}
PLAIN = {"doi": "10.5555/1", "title": "Bricks", "abstract": "We fire 90."}
WHOLE = {
    "corpusid": 7,
    "content": {
        "text": "Bricks\nWe fire 90.\nWe end.\nIntroduction",
        "annotations": {
            "title": '[{"start": 0, "end": 6}]',
            "abstract": '[{"start": 7, "end": 18}, {"start": 19, "end": 26}]',
        },
    },
}
FULL = {"id": "PPR5", "source": "PPR", "title": "Bricks", "abstractText": "<h4>Aim</h4>We fire 90."}
PARSE = {
    "paper_id": "5",
    "_pdf_hash": "0",
    "abstract": [{"text": "We fire 90."}, {"text": "We end."}],
}

ONE = [
    (
        "crossref",
        {"status": "ok", "message-type": "work", "message": WORK},
        "10.5555/1",
        "We fire 90.",
    ),
    ("crossref", WORK, "10.5555/1", "We fire 90."),
    ("openalex", OPENALEX, "W1", "We fire and fire 90."),
    (
        "openalex",
        {**OPENALEX, "abstract_inverted_index": '{"InvertedIndex": {"We": [0], "fire": [1]}}'},
        "W1",
        "We fire",
    ),
    (
        "openalex",
        {**OPENALEX, "abstract_inverted_index": None, "abstract": "<p>We fire.</p>"},
        "W1",
        "We fire.",
    ),
    ("semantic-scholar", PAPER, "a1", "We fire 90."),
    ("semantic-scholar", WHOLE, "CorpusId:7", "We fire 90.\nWe end."),
    ("semantic-scholar", PARSE, "5", "We fire 90.\nWe end."),
    ("csl-json", ITEM, "x", "We fire 90."),
    ("europe-pmc", FULL, "PPR5", "Aim\nWe fire 90."),
    ("europe-pmc", {**FULL, "pmid": "7", "meshHeadingList": None}, "7", "Aim\nWe fire 90."),
    ("json", {"id": "x", "abstract": ["We fire 90."], "data": []}, "x", "We fire 90."),
    ("json", {"id": "x", "abstract": "We fire 90.", "data": []}, "x", "We fire 90."),
]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(("format", "value", "doc_id", "abstract"), ONE)
def test_one_object(
    reading: Reading, format: str, value: Any, doc_id: str, abstract: str, indent: int | None
) -> None:
    documents, rejects = reading(json.dumps(value, indent=indent))
    assert [(d.doc_id, d.abstract) for d in documents] == [(doc_id, abstract)]
    assert rejects == []
    assert documents[0].source == ("jsonl" if format == "json" and indent is None else format)


ANSWERS = [
    ("crossref", {"status": "ok", "message": {"facets": {}, "items": [WORK], "total-results": 1}}),
    (
        "openalex",
        {"meta": {"count": 1, "groups_count": None}, "results": [OPENALEX], "group_by": []},
    ),
    ("semantic-scholar", {"total": 1, "offset": 0, "data": [PAPER]}),
    ("semantic-scholar", [PAPER]),
    ("europe-pmc", {"hitCount": 1, "request": {}, "resultList": {"result": [FULL]}}),
    ("csl-json", [ITEM]),
    ("json", {"messages": [{"status": "ok"}], "collection": [{**PLAIN}]}),
    ("json", {"total_records": 1, "articles": [{**PLAIN}]}),
    ("json", {"responseHeader": {"status": 0}, "response": {"numFound": 1, "docs": [{**PLAIN}]}}),
]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize(("format", "value"), ANSWERS)
def test_answers_of_an_api(reading: Reading, format: str, value: Any, indent: int | None) -> None:
    documents, rejects = reading(json.dumps(value, indent=indent))
    assert [(d.source, d.title) for d in documents] == [(format, "Bricks")]
    assert rejects == []


@pytest.mark.parametrize("content", ["[]", '{"meta": {"count": 0}, "results": [], "group_by": []}'])
def test_answer_without_records(reading: Reading, content: str) -> None:
    assert reading(content) == ([], [])


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ({**WORK, "title": ["Owls\n        of <i>Bubo\n    bubo</i>"]}, "Owls of Bubo bubo"),
        ({**WORK, "title": ["Owls\n   by night", "A study"]}, "Owls by night A study"),
        ({**OPENALEX, "title": "Owls\n by<br/>night"}, "Owls by night"),
        ({**ITEM, "title": "Owls\n by night"}, "Owls by night"),
    ],
)
def test_titles_on_one_line(reading: Reading, value: Any, title: str) -> None:
    documents, _ = reading(json.dumps(value))
    assert [document.title for document in documents] == [title]


def page(*works: int) -> dict[str, Any]:
    results = [{**OPENALEX, "id": f"https://openalex.org/W{number}"} for number in works]
    return {"meta": {"count": 3}, "results": results, "group_by": [{"key": "a"}]}


PAGES = [
    json.dumps([page(1, 2), page(3)]),
    json.dumps([page(1, 2), page(3)], indent=2),
    json.dumps(page(1, 2)) + "\n" + json.dumps(page(3)) + "\n",
    json.dumps(page(1, 2), indent=2) + "\n" + json.dumps(page(3), indent=2),
    json.dumps(page(1, 2)) + json.dumps(page(3)),
]


@pytest.mark.parametrize("content", PAGES)
def test_several_answers_in_a_file(reading: Reading, content: str) -> None:
    documents, rejects = reading(content)
    assert [(d.source, d.doc_id) for d in documents] == [
        ("openalex", "W1"),
        ("openalex", "W2"),
        ("openalex", "W3"),
    ]
    assert rejects == []


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("bracket", [True, False])
def test_several_answers_that_are_large(
    reading: Reading, bracket: bool, indent: int | None
) -> None:
    large = page(*range(3_000))
    if bracket:
        content = json.dumps([large, page(3_000)], indent=indent)
    else:
        content = "\n".join(json.dumps(each, indent=indent) for each in (large, page(3_000)))
    documents, rejects = reading(content)
    if bracket or indent is None:
        assert (len(documents), rejects) == (3_001, [])
    else:
        # Read as a stream, which ends with the first.
        assert len(documents) == 3_000
        assert [(r.reason, r.position) for r in rejects] == [("broken_json", "after record 3000")]


def test_behind_the_array_of_an_answer(reading: Reading) -> None:
    end = ', "query": "a } { b", "next": {"at": [1, {}]}, "x":\n\n {}}'
    content = json.dumps({"results": page(1)["results"]})[:-1] + end
    documents, rejects = reading(content)
    assert (len(documents), rejects) == (1, [])
    documents, rejects = reading(content + "\n" + content.replace(end, end * 2))
    assert len(documents) + len(rejects) >= 2


@pytest.mark.parametrize("end", ["\\", "\\\\\\", '"\\', "]", "}", "x"])
def test_what_ends_behind_an_array(reading: Reading, end: str) -> None:
    documents, _ = reading(json.dumps([PAPER]) + end)
    assert len(documents) == 1


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 1 << 18])
@pytest.mark.parametrize("end", ["\\[", '\\"[]:["a :', '\n\\\\"" [[]]{"}'])
def test_an_escape_behind_an_array_in_pieces(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, end: str, piece: int
) -> None:
    content = json.dumps([PAPER]) + end
    whole = reading(content)
    monkeypatch.setattr("flows.sources.json_array.PIECE", piece)
    assert reading(content) == whole


CITING = [
    {"offset": 0, "data": [{"contexts": [], "citingPaper": PAPER}]},
    {"offset": 0, "data": [{"isInfluential": True, "citedPaper": PAPER}]},
    {"recommendedPapers": [PAPER]},
]


@pytest.mark.parametrize("answer", CITING)
def test_papers_around_a_paper(reading: Reading, answer: dict[str, Any]) -> None:
    documents, rejects = reading(json.dumps(answer))
    assert [(d.source, d.doc_id) for d in documents] == [("semantic-scholar", "a1")]
    assert rejects == []


def test_objects_that_follow_each_other(reading: Reading) -> None:
    content = "\n".join(
        json.dumps(value, indent=2) for value in (PAPER, {**PAPER, "paperId": "a2"})
    )
    documents, rejects = reading(content)
    assert [document.doc_id for document in documents] == ["a1", "a2"]
    documents, rejects = reading(content[:-20])
    assert [document.doc_id for document in documents] == ["a1"]
    assert [reject.reason for reject in rejects] == ["truncated"]


def test_first_line_of_a_megabyte(reading: Reading) -> None:
    long = {**WHOLE, "references": ["x" * 100] * 10_000}
    documents, _ = reading("\n".join(json.dumps({**long, "corpusid": n}) for n in (1, 2)))
    assert [document.doc_id for document in documents] == ["CorpusId:1", "CorpusId:2"]


def test_listing_that_starts_with_a_bracket(reading: Reading) -> None:
    abstract = (
        "We count what can be counted and find that it is much more than was thought before. " * 3
    )
    documents, _ = reading(f"[Re] An Older Study\n{abstract}\nA Title\n{abstract}\n")
    assert [document.title for document in documents] == ["[Re] An Older Study", "A Title"]


def pubmed(*articles: str, root: str = "PubmedArticleSet") -> str:
    return f"<?xml version='1.0'?>\n<{root}>{''.join(articles)}</{root}>"


def article(number: int, body: str, other: str = "", wrap: bool = True) -> str:
    citation = (
        f"<MedlineCitation><PMID>{number}</PMID><Article><ArticleTitle>T</ArticleTitle>{body}"
        f"</Article>{other}</MedlineCitation>"
    )
    return f"<PubmedArticle>{citation}</PubmedArticle>" if wrap else citation


ABSTRACTS = [
    ("<AbstractText>We count.</AbstractText>", "We count."),
    (
        '<AbstractText Label="AIMS" NlmCategory="OBJECTIVE">We aim.</AbstractText>'
        '<AbstractText Label="RESULTS:">We found <b>10<sup>6</sup></b> owls.</AbstractText>'
        '<AbstractText NlmCategory="UNASSIGNED">It ends.</AbstractText>',
        "AIMS: We aim.\nRESULTS: We found 10^6 owls.\nIt ends.",
    ),
    ("<AbstractText>One.</AbstractText><AbstractText>Two.</AbstractText>", "One.\nTwo."),
    (
        "<AbstractText>p <mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'><mml:mo>&lt;</mml:mo>"
        "<mml:mfrac><mml:mn>1</mml:mn><mml:mn>20</mml:mn></mml:mfrac></mml:math> holds.</AbstractText>",
        "p <1/20 holds.",
    ),
    (
        "<AbstractText>in <math><mfenced open='[' close=']' separators=';'> <mn>1</mn>"
        " <mn>2</mn></mfenced></math>, <math><mfenced>loose<mn>3</mn></mfenced></math></AbstractText>",
        "in [1;2], (loose3)",
    ),
    ("<AbstractText/><AbstractText Label='X'> </AbstractText>", None),
]


@pytest.mark.parametrize(("body", "expected"), ABSTRACTS)
def test_pubmed_abstracts(reading: Reading, body: str, expected: str | None) -> None:
    documents, rejects = reading(pubmed(article(1, f"<Abstract>{body}</Abstract>")))
    assert [document.abstract for document in documents] == ([expected] if expected else [])
    assert len(rejects) == (expected is None)


def test_pubmed_abstracts_beyond_the_first_are_not_lost(reading: Reading) -> None:
    other = (
        '<OtherAbstract Type="plain-language-summary" Language="eng">'
        "<AbstractText>In short.</AbstractText></OtherAbstract>"
        '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>En fin.</AbstractText>'
        "</OtherAbstract>"
    )
    body = "<Abstract><AbstractText>We count.</AbstractText></Abstract>"
    documents, rejects = reading(pubmed(article(1, body, other), article(2, "", other)))
    assert [document.abstract for document in documents] == ["We count.", "In short."]
    assert [(r.reason, r.raw, r.position) for r in rejects] == [
        ("further_abstract", "In short.", "record 1"),
        ("further_abstract", "En fin.", "record 1"),
        ("further_abstract", "En fin.", "record 2"),
    ]


def test_pubmed_of_other_kinds(reading: Reading) -> None:
    body = "<Abstract><AbstractText>We count.</AbstractText></Abstract>"
    citations = [article(number, body, wrap=False) for number in (1, 2)]
    documents, _ = reading(pubmed(*citations, root="MedlineCitationSet"))
    assert [document.doc_id for document in documents] == ["1", "2"]
    book = (
        "<PubmedBookArticle><BookDocument><PMID>3</PMID><Book><PubDate><Year>2010</Year></PubDate>"
        "<BookTitle>Owls</BookTitle></Book><ArticleTitle>Counting</ArticleTitle>"
        f"{body}</BookDocument></PubmedBookArticle>"
    )
    for alone in (book, citations[0]):
        documents, rejects = reading(alone)
        assert [(d.source, d.abstract) for d in documents] == [("pubmed", "We count.")]
        assert rejects == []
    gone = "<DeleteCitation><PMID>4</PMID><PMID>5</PMID></DeleteCitation>"
    documents, rejects = reading(pubmed(book, gone))
    assert [(d.doc_id, d.title, d.published) for d in documents] == [("3", "Counting", "2010")]
    assert [(reject.reason, reject.raw) for reject in rejects] == [
        ("deleted", "4"),
        ("deleted", "5"),
    ]


def test_blank_lines_before_the_declaration(reading: Reading) -> None:
    body = "<Abstract><AbstractText>We count.</AbstractText></Abstract>"
    documents, rejects = reading("\r\n  " + pubmed(article(1, body)))
    assert [document.doc_id for document in documents] == ["1"]
    assert rejects == []


DESCRIPTIONS = [
    (["We count.", "Comment: 12 pages, 3 figures"], "We count.", []),
    (["", "We count."], "We count.", []),
    (["Wir z\u00e4hlen.", ("en", "We count.")], "We count.", ["Wir z\u00e4hlen."]),
    ([("fr", "Nous comptons."), ("es", "Contamos.")], "Nous comptons.", ["Contamos."]),
    (["We count.", "We\n  count."], "We count.", []),
]


@pytest.mark.parametrize(("descriptions", "abstract", "further"), DESCRIPTIONS)
def test_descriptions_of_dublin_core(
    reading: Reading, descriptions: list[Any], abstract: str, further: list[str]
) -> None:
    texts = [text if isinstance(text, tuple) else ("", text) for text in descriptions]
    body = "".join(
        f'<dc:description xml:lang="{language}">{text}</dc:description>' for language, text in texts
    )
    documents, rejects = reading(
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header>'
        "<identifier>oai:repository.example.org:1</identifier></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title>{body}</oai_dc:dc>'
        "</metadata></record></ListRecords></OAI-PMH>"
    )
    assert [document.abstract for document in documents] == [abstract]
    assert [(reject.reason, reject.raw) for reject in rejects] == [
        ("further_abstract", text) for text in further
    ]


ANTHOLOGY = [
    ("2099.x", "main", "7", "<url>2099.x-main.7</url>", "2099.x-main.7"),
    ("2099.x", "main", "7", "", "2099.x-main.7"),
    ("P19", "1", "7", "<url>P19-1007</url>", "P19-1007"),
    ("P19", "1", "7", "", "P19-1007"),
    ("W18", "56", "7", "", "W18-5607"),
    ("D19", "6", "7", "", "D19-0607"),
    ("P19", "1", "7", "<url>http://www.aclweb.org/anthology/P19-1007</url>", "P19-1007"),
    ("P19", "1", "7", "<url>https://aclanthology.org/P19-1007.pdf</url>", "P19-1007"),
]


@pytest.mark.parametrize(("collection", "volume", "paper", "url", "doc_id"), ANTHOLOGY)
def test_anthology_ids(
    reading: Reading, collection: str, volume: str, paper: str, url: str, doc_id: str
) -> None:
    documents, _ = reading(
        f'<collection id="{collection}"><volume id="{volume}"><meta><year>2099</year></meta>'
        "<frontmatter><url>x</url></frontmatter>"
        f'<paper id="{paper}"><title>T</title><abstract>We count.</abstract>{url}</paper>'
        "</volume></collection>"
    )
    assert [document.doc_id for document in documents] == [doc_id]


def test_anthology_of_the_older_form(reading: Reading) -> None:
    documents, _ = reading(
        '<volume id="P99"><paper id="1001"><title>A <b>T</b></title><month>July</month>'
        "<year>2099</year><abstract>We count.</abstract>"
        "<url>http://www.aclweb.org/anthology/P99-1001</url></paper>"
        '<paper id="1002"><title>T</title><year>2099</year><abstract>We go on.</abstract></paper>'
        "</volume>"
    )
    assert [(d.source, d.doc_id, d.title, d.published) for d in documents] == [
        ("acl-anthology", "P99-1001", "A T", "2099-07"),
        ("acl-anthology", "P99-1002", "T", "2099"),
    ]


def oai(*records: str) -> str:
    return f"<OAI-PMH><ListRecords>{''.join(records)}</ListRecords></OAI-PMH>"


def test_earliest_date_of_dublin_core(reading: Reading) -> None:
    dates = ["2013-06-26T09:47:27Z", "2013-06-26T09:47:27Z", "2009", "n.d."]
    written = "".join(f"<date>{date}</date>" for date in dates)
    documents, _ = reading(
        oai(
            "<record><header><identifier>x:1</identifier></header>"
            f"<metadata><dc>{written}<description>We count.</description></dc></metadata></record>"
        )
    )
    assert [document.published for document in documents] == ["2009"]


OTHER_FORMS = [
    (
        "<article><front><article-meta><title-group><article-title>T</article-title></title-group>"
        "<abstract><p>We</p><p>count.</p></abstract></article-meta></front></article>",
        "We\ncount.",
        None,
    ),
    (
        "<mods><titleInfo><title>T</title></titleInfo><abstract>We count.</abstract>"
        "<originInfo><dateIssued>2020</dateIssued></originInfo></mods>",
        "We count.",
        "2020",
    ),
    (
        "<oai_datacite><payload><resource><titles><title>T</title></titles>"
        "<publicationYear>2020</publicationYear><descriptions>"
        "<description descriptionType='Methods'>no</description>"
        "<description descriptionType='Abstract'>We count.</description>"
        "</descriptions></resource></payload></oai_datacite>",
        "We count.",
        "2020",
    ),
]


@pytest.mark.parametrize(("form", "abstract", "date"), OTHER_FORMS)
def test_other_forms_of_oai(reading: Reading, form: str, abstract: str, date: str | None) -> None:
    documents, rejects = reading(
        oai(
            "<record><header><identifier>x:1</identifier></header>"
            f"<metadata>{form}</metadata></record>"
        )
    )
    assert [(d.doc_id, d.title, d.abstract, d.published) for d in documents] == [
        ("x:1", "T", abstract, date)
    ]
    assert rejects == []


def test_headers_without_records(reading: Reading) -> None:
    documents, rejects = reading(
        "<OAI-PMH><ListIdentifiers><header><identifier>x:1</identifier></header>"
        "<header status='deleted'><identifier>x:2</identifier></header></ListIdentifiers></OAI-PMH>"
    )
    assert documents == []
    assert [(r.position, r.reason, r.detail) for r in rejects] == [
        ("record 1", "no_abstract", "of x:1 the header alone"),
        ("record 2", "deleted", "the feed says that x:2 was deleted"),
    ]


def test_records_within_records(reading: Reading) -> None:
    marc = (
        "<record><header><identifier>x:{0}</identifier></header><metadata><m:record xmlns:m='m'>"
        "<m:leader>0</m:leader></m:record></metadata></record>"
    )
    documents, rejects = reading(oai(marc.format(1), marc.format(2)))
    assert documents == []
    assert [(r.position, r.reason) for r in rejects] == [
        ("record 1", "no_abstract"),
        ("record 2", "no_abstract"),
    ]


ANTHOLOGY_MARKUP = [
    ("We <b>c<i>ou</i>nt</b>.<par/>We go on.", "We count.\nWe go on."),
    ("One <par/>\n   two", "One\ntwo"),
    (
        "<fixed-case>BERT</fixed-case>'s <sc>n</sc>-grams <u>re</u><tt>ad</tt>",
        "BERT's n-grams read",
    ),
    ('Code <a href="https://example.org/c">here</a>, <url>https://example.org</url>.', None),
    ("N<tex-math>_{te}</tex-math>d at 10<tex-math>^{6}</tex-math>", "N_{te}d at 10^{6}"),
]


@pytest.mark.parametrize(("markup", "text"), ANTHOLOGY_MARKUP)
def test_markup_of_the_anthology(reading: Reading, markup: str, text: str | None) -> None:
    (document,), _ = reading(
        f'<collection id="2099.x"><volume id="1"><paper id="1"><abstract>{markup}</abstract></paper>'
        "</volume></collection>"
    )
    assert document.abstract == (text or "Code here, https://example.org.")


def test_announcement_of_a_daily_feed(reading: Reading) -> None:
    documents, _ = reading(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>oai:arXiv.org:2499.00001v2</id>'
        "<title>T</title><summary>arXiv:2499.00001v2 Announce Type: replace-cross \nAbstract: We\n"
        "count. Abstract: no.</summary></entry></feed>"
    )
    assert [(d.doc_id, d.abstract) for d in documents] == [
        ("2499.00001", "We count. Abstract: no.")
    ]
