"""The view of a text: as long as the text, plain to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.view import view

SOUP = st.text(
    st.sampled_from("$\\{}~^_%&#<>;,.:!() \n\tµμ°×−–-5m0sabCk\u00a0\u2009\u200b１＋⏎/'\"")
    | st.characters(exclude_categories=("Cs",)),
    max_size=200,
)
LATEX = st.lists(
    st.sampled_from(
        ["$", "\\mu", "\\,", "\\%", "{", "}", "^", "\\circ", "\\sim", "~", "5", " ", "m", "&lt;", "<;", "\\$",
         "\\mathrm", "\\times", "$5$", "10", "\\(", "\\)", "C", "\n", "\\text", ".", "&"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(SOUP | LATEX)
def test_it_is_as_long_as_the_text(text: str) -> None:
    assert len(view(text)) == len(text)


@given(st.text(st.sampled_from("abc 5.,-%(é"), max_size=80))
def test_plain_text_is_its_own_view(text: str) -> None:
    assert view(text) == text


@given(st.text(st.sampled_from("ab5 .,-–−µμ°×≤⩽%～１２\u00a0\u2009\n"), max_size=80))
def test_typography_is_made_plain_once(text: str) -> None:
    assert view(view(text)) == view(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"5\,mm", "5  mm"),
        (r"8\%", "8 %"),
        (r"$\sim$5", " ~    5"),
        (r"2\times 3", "2×      3"),
        (r"10^{-3}", "10^ -3 "),
        ("3 &lt; 5", "3 <    5"),
        ("5\u00a0mm", "5 mm"),
        ("5 \u03bcm", "5 µm"),
        ("５％", "5%"),
        ("٣ ५ 𝟙", "3 5 1"),
        ("Table~3", "Table 3"),
        ("5~mm", "5 mm"),
        ("~5 mm", "~5 mm"),
        ("$10^5$", " 10^5 "),
        ("$5 and $6", "$5 and $6"),
        ("a\nb", "a b"),
    ],
)
def test_markup_and_typography_become_plain(text: str, plain: str) -> None:
    assert view(text) == plain
