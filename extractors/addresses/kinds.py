"""What an address holds: by what its sentence says, then by its host."""

from __future__ import annotations

import regex

from extractors.addresses import hosts
from extractors.lexicon.loading import values

_WORDS = values("address_words.txt", "kinds")
# The longest phrase that fits counts: "project page" before "project"
_SAID = regex.compile(
    r"(?<![\w\-])(?:\L<words>)(?![\w\-])",
    regex.IGNORECASE,
    words=sorted(_WORDS, key=len, reverse=True),
)


def kind(before: str, behind: str, host: str, path: str) -> str:
    """The kind of an address from the text of its sentence before and behind it, and from its host.

    Code plus anything is code; of the rest a project's page counts before what is on it, else what is said first.
    """
    said = _said(before) or _said(behind)
    by_host = hosts.kind(host, path)
    if not said:
        return by_host
    if "code" in said:
        return "code"
    if "project" in said:
        return "project"
    return said[0]


def _said(text: str) -> list[str]:
    return [_WORDS[found[0].lower()] for found in _SAID.finditer(text)]
