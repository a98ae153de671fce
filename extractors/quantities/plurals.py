"""Plurals: what a word that looks like one is in the singular."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

from extractors.lexicon.loading import values, words

_PLURALS = values("nouns.txt", "plurals") | {
    word: word for word in words("nouns.txt", "plurals like their singulars")
}
_SINGULAR_IN_S = words("nouns.txt", "singular in s")


@lru_cache(maxsize=65536)
def singular(word: str) -> str | None:
    """The singular, in lower case, of a word that looks like a plural; None for any other word."""
    if not word.isascii():
        word = normalize("NFKC", word)  # ﬁnches
    lower = word.lower()
    if lower in _PLURALS:
        return _PLURALS[lower]
    tail = lower.rpartition("-")[2]
    if tail != lower and tail in _PLURALS:
        return lower[: -len(tail)] + _PLURALS[tail]
    if word[-1] == "s" and len(word) > 2 and word[:-1].isupper():
        return lower[:-1]  # GPs, which are no GPS
    if (
        len(word) < 3
        or not lower.endswith("s")
        or lower in _SINGULAR_IN_S
        or tail in _SINGULAR_IN_S
    ):
        return None
    if word.endswith("S") and not word.isupper() or (word.isupper() and len(word) < 6):
        return None
    if word[-2].isupper() or word[-2].isdigit():  # LLMs, GPUs, GPT4s
        return lower[:-1]
    if lower.endswith(("ss", "us", "is", "'s")):
        return None
    if lower.endswith("ies") and len(lower) > 4:
        return lower[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return lower[:-2]
    if lower.endswith("oes"):
        return lower[:-2]
    return lower[:-1]
