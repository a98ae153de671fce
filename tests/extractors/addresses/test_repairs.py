"""The names of the repairs that led from the text to the address."""

from __future__ import annotations

import pytest

from extractors.addresses import find_addresses

REPAIRS = [
    ("at https://github.com/quill/tiles.", ()),
    ("at (https://github.com/quill/tiles).", ()),
    ("at github.com/quill/tiles", ("scheme_added",)),
    ("at https: //github.com/quill/tiles", ("scheme_mended",)),
    ("at htps://github.com/quill/tiles", ("scheme_mended",)),
    ("at https://github. com/quill/tiles", ("space_removed",)),
    ("at https://github.com/\nquill/tiles", ("line_break_removed",)),
    ("at github.com/quill/tile map.", ("underscore_restored", "scheme_added")),
    ("at https://cs.example.edu/ jdoe/tiles", ("tilde_restored",)),
    ("code11https://github.com/quill/tiles", ("glued_before",)),
    ("https://github.com/quill/tiles.git.Video", ("glued_after",)),
    (r"at https://github.com/quill/the\_tiles", ("unescaped",)),
    ("at https://example.org/?a=1&amp;b=2", ("entity_decoded",)),
    ("at https://example.org/tile‐map", ("typography_undone",)),
    ("at https://Example.org/Tiles", ("host_lowered",)),
    (r"\href{https://example.org/}{example.org}", ("unwrapped",)),
    ("as doi:10.1000/182.12", ("identifier_resolved",)),
    ("as arXiv:2101.00001", ("identifier_resolved",)),
    (
        r"code2http: //GitHub.com/quill/the\_tiles",
        ("glued_before", "scheme_mended", "unescaped", "host_lowered"),
    ),
]


@pytest.mark.parametrize(("text", "repairs"), REPAIRS)
def test_repairs_are_named_in_their_order(text: str, repairs: tuple[str, ...]) -> None:
    assert [found.repairs for found in find_addresses(text, [])] == [repairs]
