"""Whatever an abstract holds, what is extracted from it keeps the contract."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.batch import tabulate
from flows.validation.contract import check_part
from schemas import Document

PIECES = [
    "We train on",
    "7B parameters",
    "up to 3.5 million images",
    "-12.5 °C",
    "20 °F",
    "5 x 7 cm",
    "between 3 and 5",
    "1-70 billion",
    "0.5 ± 0.1 kg",
    "$\\sim$30\\%",
    "https://github.com/a/b",
    "http://10.0.0.1:80/x",
    "www.example.org/ü",
    "doi:10.5555/x",
    "respectively",
    "2019",
    "~",
    "1e-3 m/s^2",
    "ten thousand",
    "half a",
    "\u202e",
    "\U0001f600",
    ".",
    ", and",
    "\n",
    "(",
    ")",
    "0",
    "−",
    "\u00a0",
]

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.text(max_size=80),
    st.text(alphabet="0123456789.,-–+×^%$€kMBxX e/()°~<>≥ \n", max_size=60),
)


@settings(max_examples=60)
@example([("It holds 10^300 TB.", "It fell by 1e-300 fm."), ("", "5 frames per sec at 30 fps")])
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_any_abstract_keeps_the_contract(pairs: list[tuple[str, str]]) -> None:
    documents = [
        Document(f"d{n}", title, abstract or "x", "jsonl", "a.jsonl")
        for n, (title, abstract) in enumerate(pairs)
    ]
    tables = tabulate(documents, run_id="r")
    found = check_part(tables)
    found.drop("rejects.present")
    assert found.counts == {}, found.examples
