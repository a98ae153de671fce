"""Any text: what is extracted keeps the contract, and takes time in proportion to its length."""

from __future__ import annotations

import json

import pyarrow as pa

from extractors.batch import extract, split, tabulate
from fuzz import pieces
from fuzz.contract import keep_contract
from fuzz.cost import Bound, pumped
from fuzz.target import Target
from schemas import TABLES, Document

BOUND = Bound(fixed=0.03, each=0.000_1)
LONG = 12_000
"""Characters of a text with a slice repeated."""
BREAK = "\x1e"
"""Between title and abstract."""
_met: dict[tuple[str, bool], dict[str, str | None]] = {}
"""A quantity of each unit that was met in this run, and one that counts things of this name."""
REJECTS = TABLES["rejects"].arrow_schema.empty_table()


def document(data: bytes) -> Document:
    """The document that an input stands for."""
    title, _, abstract = data.decode("utf-8", errors="surrogateescape").rpartition(BREAK)
    return Document("d", title, abstract, "fuzz", "fuzz")


def check(data: bytes) -> None:
    """Nothing is raised, every row keeps the contract, and no text takes long."""
    one = document(data)
    length = len(one.title) + len(one.abstract)
    BOUND.hold(lambda: extract(split([one])), length)
    longer = pumped(one.abstract, LONG)
    if longer is not None:
        long = one._replace(abstract=longer)
        BOUND.hold(lambda: extract(split([long])), len(longer))
    if one.abstract.strip() and _is_unicode(one.title + one.abstract):
        tables: dict[str, pa.Table] = tabulate([one], run_id="r")
        keep_contract({**tables, "rejects": REJECTS})
        _one_conversion(tables["quantities"])


def _one_conversion(quantities: pa.Table) -> None:
    """A unit has one dimension and one SI unit, whatever document it stands in.

    A thing that is called like a unit has another: the six bars of a linkage, a pressure of 1 bar.
    """
    for row in quantities.select(["unit", "kind", "text", "dimension", "si_unit"]).to_pylist():
        other = _met.setdefault((row["unit"], row["kind"] == "count"), row)
        for name in ("dimension", "si_unit"):
            if row[name] is not None and other[name] is not None:
                assert row[name] == other[name], f"{row} beside {other}"


def _is_unicode(text: str) -> bool:
    """Whether the text can be a document's: half surrogates never get past the readers."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def show(data: bytes) -> str:
    """The document as Python."""
    one = document(data)
    return f"title = {one.title!r}\nabstract = {one.abstract!r}"


def _seeds() -> list[bytes]:
    lines = (pieces.ROOT / "data" / "abstracts.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [f"{row['title']}{BREAK}{row['abstract']}".encode() for row in rows]


TARGET = Target(
    check=check,
    seeds=_seeds(),
    pieces={
        **pieces.lexicon(),
        "numerals": pieces.NUMERALS,
        "more numerals": pieces.NUMERALS,
        "signs": pieces.SIGNS,
        "more signs": pieces.SIGNS,
        "odd": pieces.ODD,
        "LaTeX": pieces.LATEX,
        "addresses": pieces.ADDRESSES,
        "words": pieces.WORDS,
        "samples": pieces.slices([seed.decode() for seed in _seeds()]),
    },
    encoding=("utf-8", "surrogateescape"),
    head=0,
    longest=3_000,
    show=show,
)
