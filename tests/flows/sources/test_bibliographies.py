"""Tables of examples: BibTeX, RIS and MEDLINE text as the programs write them, and the documents that they hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flows.sources.latex import plain
from schemas.records import Document, Reject

Reading = Callable[..., tuple[list[Document], list[Reject]]]

LATEX = [
    ("{\\'E}tude, na{\\\"\\i}ve, \\c{c}a", "Étude, naïve, ça"),
    ("\\v{S}koda, {\\v S}koda, \\v Skoda", "Škoda, Škoda, Škoda"),
    ('Stra{\\ss}e, Stra\\ss e, {\\O}re, \\AA{}ngstr\\"om', "Straße, Straße, Øre, Ångström"),
    ("\\`{e} \\~n \\=a \\.z \\H{o} \\u{g} \\k{a} \\d{s}", "è ñ ā ż ő ğ ą ṣ"),
    ("{\\\"{o}} \\'{\\i} {\\L}{\\'o}d{\\'z}", "ö í Łódź"),
    ("85\\% of {SQuAD} \\& more, 10~GB", "85\\% of SQuAD \\& more, 10~GB"),
    ("$x_{1}$, \\(y_{2}\\), $$z^{3}$$, H_{2}O", "$x_{1}$, \\(y_{2}\\), $$z^{3}$$, H_{2}O"),
    ("\\textbf{bold {BERT}} and \\frac{1}{2}", "\\textbf{bold BERT} and \\frac{1}{2}"),
    ("{\\em all} of {it}", "{\\em all} of it"),
    ("\\href{https://example.org}{here}", "\\href{https://example.org}{here}"),
    ("\\emph{Caf\\'e}", "\\emph{Café}"),
    ("p {\\textless} 0.05, 5 {\\textmu}m, 9{\\textendash}12", "p < 0.05, 5 µm, 9–12"),
    ("{\\textasciitilde}40, \\textasciitilde 30, {\\~{}}20, \\~{}10", "~40, ~30, ~20, ~10"),
    ("3{\\texttimes}, 5\\,{\\textpm}\\,1, 9\\textdegree{}C", "3×, 5\\,±\\,1, 9°C"),
    ("{\\textit it} and \\textmum and \\~{n}", "{\\textit it} and \\textmum and ñ"),
    ("\\{a\\} and } and { and \\", "\\{a\\} and  and  and \\"),
]


@pytest.mark.parametrize(("text", "expected"), LATEX)
def test_letters_and_braces_of_bibtex(text: str, expected: str) -> None:
    assert plain(text) == expected


BIBTEX = r"""% made with care
@string{acl = "Proceedings of " # "ACL"}
@comment{left out, @article{no, abstract = {no}}}
@inproceedings{child, crossref = {Proc}, title = acl # { 2018}, abstract = "We {"}use{"} 3 GPUs."}
@article(round, title = {A}, year = "1999", month = "10~" # jan, abstract = {We (count) 4.})
@article{one, title={B}, abstract={We 1.}} @article{two, title={C}, abstract={We 2.}}
 @Article { spaced ,
  Title = {D} , Year = {2011}, MONTH = {March},
  Abstract = {Line one

   and two.}
}
@proceedings{proc, title = {P}, year = 2018, month = jul}
@article{open, abstract = {We { never close}, year = 2020}
@article{bare, year = 2020, month = 3, abstract = {We go on @home.}}
"""


def test_bibtex(reading: Reading) -> None:
    documents, rejects = reading(BIBTEX.replace("\n", "\r\n"))
    assert [(d.doc_id, d.title, d.abstract, d.published) for d in documents] == [
        ("child", "Proceedings of ACL 2018", 'We "use" 3 GPUs.', "2018-07"),
        ("round", "A", "We (count) 4.", "1999-01-10"),
        ("one", "B", "We 1.", None),
        ("two", "C", "We 2.", None),
        ("spaced", "D", "Line one and two.", "2011-03"),
        ("bare", "", "We go on @home.", "2020-03"),
    ]
    assert [(r.position, r.reason) for r in rejects] == [
        ("record 6", "no_abstract"),
        ("record 7", "broken_entry"),
    ]


BETWEEN_ENTRIES = """This file was written by hand.
Encoding: UTF-8

@string{press = {Invented Press}}
@article{
  title = {No Key}, year = 2020, abstract = {We count 1.}
}, @article{next, title = {Behind a Comma}, abstract = {We count 2.}
} and @book{last, title = {Behind a Word}, abstract = {We count 3.}}
@comment{not this: @article{a, abstract = {no}}} @misc{m, abstract = {We count 4.}}
"""


def test_bibtex_with_text_between_entries(reading: Reading) -> None:
    documents, rejects = reading(BETWEEN_ENTRIES)
    assert [(d.title, d.abstract) for d in documents] == [
        ("No Key", "We count 1."),
        ("Behind a Comma", "We count 2."),
        ("Behind a Word", "We count 3."),
        ("", "We count 4."),
    ]
    assert [d.doc_id for d in documents][1:] == ["next", "last", "m"]
    assert documents[0].doc_id.startswith("content-")
    assert rejects == []


RIS = """Provider: Example Press
Content: text/plain; charset="UTF-8"

TY  - JOUR
TI  - One
DA  - 2020-03-01
PY  - 2020
AB  - A first line
and a second,
  and a third.
AI - methods win.
AB  - Another part.
N2  - The same again.
KW  - a
KW  - b
DO  - 10.5555/1
ER  -

TY  - JOUR
T1  - Two
DA  - Spring
Y1  - 2019/02/03/
N2  - We count 4.
UR  - https://example.org/2
ER  -
"""


@pytest.mark.parametrize("before", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_ris(reading: Reading, before: str, end: str) -> None:
    documents, rejects = reading(before + RIS.replace("\n", end))
    first, second = documents
    abstract = "A first line and a second, and a third. AI - methods win.\nAnother part."
    assert (first.doc_id, first.title, first.abstract) == ("10.5555/1", "One", abstract)
    assert (first.published, first.categories) == ("2020-03-01", ("a", "b"))
    assert (second.doc_id, second.abstract) == ("https://example.org/2", "We count 4.")
    assert second.published == "2019-02-03"
    assert {reject.reason for reject in rejects} == {"boilerplate"}


def test_ris_with_single_blanks(reading: Reading) -> None:
    documents, _ = reading("TY - JOUR\nTI - One\nAB - We count 4.\nER - \n")
    assert [(d.title, d.abstract) for d in documents] == [("One", "We count 4.")]


RIS_IDS = [
    ("ID  - 2099-00001-001\nDO  - 10.5555/1", "2099-00001-001"),
    ("ID  - 17\nDO  - 10.5555/1", "10.5555/1"),
    ("ID  - 17\nAN  - EX:0007\nDO  - 10.5555/1", "EX:0007"),
    ("ID  - 17", "17"),
    ("DO  - https://doi.org/10.5555/1", "10.5555/1"),
    ("DO  - http://dx.doi.org/10.5555/1", "10.5555/1"),
    ("UR  - https://example.org/1", "https://example.org/1"),
]


@pytest.mark.parametrize(("tags", "doc_id"), RIS_IDS)
def test_ids_in_ris(reading: Reading, tags: str, doc_id: str) -> None:
    documents, _ = reading(f"TY  - JOUR\n{tags}\nAB  - We count 4.\nER  - \n")
    assert [document.doc_id for document in documents] == [doc_id]


RIS_DATES = [
    ("DA  - SEP 22\nPY  - 2019", "2019-09-22"),
    ("DA  - Dec\nPY  - 2019", "2019-12"),
    ("DA  - JUL-DEC\nPY  - 2019", "2019"),
    ("DA  - Winter\nY1  - 2019/02//", "2019-02"),
    ("DA  - 2019///\nPY  - 2018", "2019"),
    ("DA  - May", None),
]


@pytest.mark.parametrize(("tags", "date"), RIS_DATES)
def test_dates_in_ris(reading: Reading, tags: str, date: str | None) -> None:
    documents, _ = reading(f"TY  - JOUR\n{tags}\nAB  - We count 4.\nER  - \n")
    assert [document.published for document in documents] == [date]


def test_keywords_in_ris_on_lines_of_their_own(reading: Reading) -> None:
    documents, _ = reading(
        "TY  - JOUR\nAB  - We count 4.\nKW  - owls\nvoles, small\nmuch longer\n  words\n\nKW  - mice\n"
        "ER  - \n"
    )
    assert documents[0].categories == ("owls", "voles, small", "much longer words", "mice")


MEDLINE_DATES = [
    ("DP  - 2019 Feb", "2019-02"),
    ("DP  - 2019 Feb 7", "2019-02-07"),
    ("DP  - 2019 Jul-Aug", "2019"),
    ("DP  - 2019 Winter", "2019"),
    ("DP  - 2018-2019", "2018"),
    ("DP  - 2019 Feb\nDEP - 20181203", "2018-12-03"),
    ("DEP - none\nDP  - 2019", "2019"),
    ("DP  - n.d.", None),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("tags", "date"), MEDLINE_DATES)
def test_dates_in_medline(reading: Reading, tags: str, date: str | None, end: str) -> None:
    content = f"\nPMID- 99\n{tags}\nTI  - An owl\n      or two\nAB  - We count 4.\n\nPMID- 98\n"
    documents, rejects = reading(content.replace("\n", end))
    assert [(d.source, d.doc_id, d.title, d.published) for d in documents] == [
        ("medline", "99", "An owl or two", date)
    ]
    assert [(r.position, r.reason) for r in rejects] == [("record 2", "no_abstract")]


def test_headings_and_other_abstracts_of_medline(reading: Reading) -> None:
    documents, rejects = reading(
        "PMID- 99\nOAB - Nous comptons.\nMH  - *Owls/physiology/*genetics\nMH  - Voles\nOT  - *night\n"
        "PMID- 98\nBTI - A Book\nAB  - We count.\nOAB - Contamos.\n"
    )
    assert [(d.title, d.abstract, d.categories) for d in documents] == [
        ("", "Nous comptons.", ("Owls", "Voles", "night")),
        ("A Book", "We count.", ()),
    ]
    assert [(r.position, r.reason, r.raw) for r in rejects] == [
        ("record 2", "further_abstract", "Contamos.")
    ]


def test_an_id_in_another_encoding(reading: Reading) -> None:
    content = b"PMID- 9\xe9\nAB  - We count.\nOAB - Contamos.\n"
    documents, rejects = reading(content)
    assert documents == []
    assert [reject.reason for reject in rejects] == ["bad_id", "further_abstract"]
    assert [reject.detail.encode().isascii() for reject in rejects] == [True, True]
