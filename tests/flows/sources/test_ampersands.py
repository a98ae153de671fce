"""Ampersands that begin no reference, found whatever the pieces that a file comes in."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.ampersands import Ampersands, Pieces

SHOWN = [
    # The first breaks the parser, which is then given no more.
    (b"<a>R&D &</a>", b"<a>R&;D &</a>"),
    (b"<a>&amp; &#228; &#xE4; &eacute; & b</a>", b"<a>&amp; &#228; &#xE4; &eacute; &; b</a>"),
    (b"<a>&#xyz;</a>", b"<a>&;#xyz;</a>"),
    (b"<a>&", b"<a>&;"),
    (b"<a b='x&y'/>", b"<a b='x&;y'/>"),
    (b"<![CDATA[R&D]]>R&D", b"<![CDATA[R&D]]>R&;D"),
    (b"<!-- R&D <![CDATA[ -->R&D", b"<!-- R&D <![CDATA[ -->R&;D"),
    (b"<?a R&D?><a>R&D", b"<?a R&D?><a>R&;D"),
    (b"<![CDATA[]]]]]>&<!----->&", b"<![CDATA[]]]]]>&;<!----->&"),
    (b"<![CDATA[R&D", b"<![CDATA[R&D"),
    (b"\x1b$B%&%'%V\x1b(B", b"\x1b$B%&%'%V\x1b(B"),
]


def pieces_of(data: bytes, size: int) -> list[bytes]:
    pieces = Pieces(BytesIO(data), size)
    return list(iter(pieces.read, b""))


@pytest.mark.parametrize(("given_bytes", "shown"), SHOWN)
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1_000])
def test_shown_to_the_parser(given_bytes: bytes, shown: bytes, size: int) -> None:
    ampersands, so_far = Ampersands(), b""
    for piece in pieces_of(given_bytes, size):
        so_far += ampersands.shown(piece)
        if len(so_far) > shown.find(b"&;") > 0:
            break
    assert shown.startswith(so_far)
    assert (b"&;" in so_far) == (b"&;" in shown)


@given(st.binary(max_size=60), st.integers(1, 9))
def test_pieces_are_the_file(data: bytes, size: int) -> None:
    assert b"".join(pieces_of(data, size)) == data


def test_a_name_without_end() -> None:
    data = b"&" + b"a" * 1_000
    assert Ampersands().shown(data) == b"&;" + data[1:]
