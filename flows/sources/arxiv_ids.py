"""How arXiv's ids are written: with addresses, prefixes and versions around them."""

from __future__ import annotations

import regex

ARXIV_ID = regex.compile(
    r"""
    (?:.*/abs/ | oai:arXiv\.org: | arXiv: )?+              # http://arxiv.org/abs/
    (?P<id> \d{4}\.\d{4,5} | [a-z-]++(?:\.[A-Z]{2})?+/\d{7} )  # 2202.12139, hep-th/9901001
    (?: v\d++ )?+                                          # v1
    """,
    regex.VERBOSE,
)


def bare_id(text: str) -> str:
    """The id without address and version, the same for all feeds; other texts as they are.

    >>> bare_id("http://arxiv.org/abs/2202.12139v1"), bare_id("oai:arXiv.org:hep-th/9901001")
    ('2202.12139', 'hep-th/9901001')
    """
    found = ARXIV_ID.fullmatch(text.strip())
    return found["id"] if found else text.strip()
