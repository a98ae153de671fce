"""Tables of examples: tables as spreadsheets and scripts write them, and the documents that they hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.errors import InputError
from schemas.records import Document, Reject

Reading = Callable[..., tuple[list[Document], list[Reject]]]

HEADERS = [
    # Rows that were numbered, columns that were emptied, the delimiter told.
    ",title,abstract\n0,Owls,We count 4.\n1,Voles,We count 5.\n",
    "title,abstract,,\nOwls,We count 4.,,\nVoles,We count 5.,,\n",
    "sep=;\r\ntitle;abstract\r\nOwls;We count 4.\r\nVoles;We count 5.\r\n",
    "\ufeffsep=,\r\ntitle,abstract\r\nOwls,We count 4.\r\nVoles,We count 5.\r\n",
    "sep=\t\r\ntitle\tabstract\r\nOwls\tWe count 4.\r\nVoles\tWe count 5.\r\n",
    # Columns that nobody asks for may share a name; rows may be empty.
    "title;note;abstract;note\nOwls;a;We count 4.;b\n;;;\nVoles;a;We count 5.;b\n;;;\n",
]


@pytest.mark.parametrize("content", HEADERS)
def test_headers(reading: Reading, content: str) -> None:
    documents, rejects = reading(content)
    assert [(d.title, d.abstract) for d in documents] == [
        ("Owls", "We count 4."),
        ("Voles", "We count 5."),
    ]
    assert rejects == []


@pytest.mark.parametrize("content", ["sep=;\n", "sep=;", ",,\n1,2,3\n", "Owls,\nWe,\n"])
def test_no_header(reading: Reading, content: str) -> None:
    with pytest.raises(InputError, match="format cannot be told"):
        reading(content)


def test_two_columns_for_a_part(reading: Reading) -> None:
    with pytest.raises(InputError, match="several columns are called title"):
        reading("id,title,abstract,title\na,Owls,We count 4.,Bubo\n")


MARKS = [
    ('"Owls" are 4.', '"Owls" are 4.'),
    ('"Owls are 4.', '"Owls are 4.'),
    ('Owls of 4" and 5"', 'Owls of 4" and 5"'),
    ('"Owls ""by night"" are 4."', 'Owls "by night" are 4.'),
    ('"Owls are 4.\nVoles\tare ""5""."', 'Owls are 4.\nVoles\tare "5".'),
    ('"Owls\n\nare 4."', "Owls\n\nare 4."),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(("written", "abstract"), MARKS)
def test_quotation_marks_of_a_tsv(
    reading: Reading, written: str, abstract: str, place: int, end: str
) -> None:
    rows = ["x\ty\tWe count 5.", "z\t\tWe count 6."]
    rows.insert(place, f"a\tb\t{written}")
    content = "\n".join(["id\ttitle\tabstract", *rows, ""]).replace("\n", end)
    documents, rejects = reading(content)
    expected = ["We count 5.", "We count 6."]
    expected.insert(place, abstract.replace("\n", end))
    assert [d.abstract for d in documents] == expected
    assert rejects == []


NAMES = [
    # Exports of Web of Science (two), Scopus, Zotero, Lens.
    "PT\tTI\tID\tAB\tPY\tUT\nJ\tOwls\tBIRDS\tWe count 4.\t2020\tWOS:1\n",
    "Article Title,Abstract,Publication Year,DOI\nOwls,We count 4.,2020,WOS:1\n",
    "Title,Year,Abstract,EID\nOwls,2020,We count 4.,WOS:1\n",
    "Key,Title,Abstract Note,Date\nWOS:1,Owls,We count 4.,2020\n",
    "Title,Date Published,Abstract,DOI\nOwls,2020,We count 4.,WOS:1\n",
]


@pytest.mark.parametrize("content", NAMES)
def test_names_of_columns(reading: Reading, content: str) -> None:
    documents, _ = reading(content)
    assert [(d.doc_id, d.title, d.abstract, d.published) for d in documents] == [
        ("WOS:1", "Owls", "We count 4.", "2020")
    ]


def test_a_row_in_another_encoding_is_shown(reading: Reading) -> None:
    content = "id;title;abstract\na;Käuze;We count 4.\nb;Mäuse;We heat 5 voles to 30 °C.\n".encode(
        "cp1252"
    )
    documents, rejects = reading(content)
    assert documents == []
    assert [(reject.reason, reject.raw) for reject in rejects] == [
        ("bad_encoding", '["a","K?uze","We count 4."]'),
        ("bad_encoding", '["b","M?use","We heat 5 voles to 30 ?C."]'),
    ]


@pytest.mark.parametrize("content", ["x,y,We count 5.\n", ""])
def test_a_mark_that_opens_a_cell_and_does_not_close(reading: Reading, content: str) -> None:
    head = 'id,title,abstract\na,b,"We count 4."\n'
    documents, rejects = reading(f'{head}c,d,"We count owls.\n{content}')
    assert [d.abstract for d in documents] == ["We count 4."]
    assert [(reject.position, reject.reason) for reject in rejects] == [("row 2", "broken_row")]
    documents, rejects = reading(head.rstrip())
    assert [d.abstract for d in documents] == ["We count 4."]
    assert rejects == []
