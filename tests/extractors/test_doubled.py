"""Formulas that stand twice in a row are read once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.doubled import write_once


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("is 9.48 \\pm 0.279.48 \\pm 0.27 mm", "9.48 \\pm 0.27"),
        ("at 1280\\times7201280\\times720 px", "1280\\times720"),
        ("a \\mathbf{5}\\mathbf{5} m mast", "\\mathbf{5}"),
        ("\\sim 1.5, \\sim 2.5\\sim 1.5, \\sim 2.5 m", "\\sim 1.5, \\sim 2.5"),
    ],
)
def test_the_second_copy_is_blanked(text: str, formula: str) -> None:
    assert write_once(text) == text.replace(formula * 2, formula + " " * len(formula))


@pytest.mark.parametrize(
    "text",
    [
        "3 \\times 3 \\times 3 cells",
        "3 \\times 3 \\times 4 cells",
        "3\\times3\\times4 cells",
        "\\sim 5, \\sim 5",
        "10\\%, 10\\%",
        "\\alpha\\alpha",
        "a\\b",
        "\\",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert write_once(text) == text


@given(st.text(st.sampled_from("ab5 \\.,{}\\pm"), max_size=60))
def test_nothing_moves(text: str) -> None:
    once = write_once(text)
    assert len(once) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, once, strict=True))


def test_long_texts_take_time_in_proportion() -> None:
    assert len(write_once("\\pm 5" * 200_000)) == 1_000_000
