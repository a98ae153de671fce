"""What an address holds: by what its sentence says, then by its host."""

from __future__ import annotations

import regex

from extractors.addresses import hosts
from extractors.lexicon.loading import values

_KINDS = values("address_words.txt", "kinds")
_FIRST_WORDS = frozenset(phrase.partition(" ")[0] for phrase in _KINDS)
_LONGEST_PHRASE = max(phrase.count(" ") + 1 for phrase in _KINDS)
# A word, hyphens within included. A footnote's digits end one: method2Video
_WORD = regex.compile(r"[a-z]++(?:-[a-z]++)*+")
# What makes the words behind an address tell what it holds: "See ADDRESS for videos"
_PURPOSE = regex.compile(r"[)\]}]?,?\s(?:for|to|with|containing|contains|provides|which|where)\s")
REACH = 400
"""How many characters before and behind an address can say what it holds."""


def kind(before: str, behind: str, host: str, path: str) -> str:
    """The kind of an address from the text of its sentence before and behind it, and from its host.

    ``before`` begins behind the address before it, if there is one in the sentence. Code plus
    anything is code; of the rest a project's page counts before what is on it, else what is said
    first.
    """
    if hosts.without_www(host) in hosts.CERTAIN:
        return hosts.kind(host, path)
    said = _said(before)
    if not said and _PURPOSE.match(behind):
        said = _said(behind)
    if not said:
        return hosts.kind(host, path)
    if "code" in said:
        return "code"
    if "project" in said:
        return "project"
    return said[0]


def _said(text: str) -> list[str]:
    """The kinds that a text names, in its order; of phrases that begin alike the longest counts."""
    found = _WORD.findall(text.lower())
    said: list[str] = []
    done = 0
    for at, word in enumerate(found):
        if at < done or word not in _FIRST_WORDS:
            continue
        for count in range(_LONGEST_PHRASE, 0, -1):
            kind_said = _KINDS.get(" ".join(found[at : at + count]))
            if kind_said is not None:
                said.append(kind_said)
                done = at + count
                break
    return said
