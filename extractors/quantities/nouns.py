"""The noun that a number counts.

    six [downstream tasks]   31k [2.5D synthetic point clouds]
    12 million [Securities and Exchange Commission (SEC) filings]
    ten [pre-trained SSL wav2vec 2.0 models] containing ...      82.0 zero-shot accuracy: none

Without a tagger: behind a number other than one, the counted noun is the first plural before a word that ends the noun
phrase. A noun in the singular is counted only where the lexicon lists it: 7 billion parameter model.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import regex

from extractors.lexicon.loading import values, words

_PLURALS = values("nouns.txt", "plurals")
_SINGULAR_IN_S = words("nouns.txt", "singular in s")
_SEVERAL_WORDS = values("nouns.txt", "heads of several words")
_ATTRIBUTIVE = values("nouns.txt", "attributive")
_LAST_RESORT = values("nouns.txt", "attributive where no plural follows")
_MODELS = words("nouns.txt", "models")
_STOPS = words("phrases.txt", "function words") | words("phrases.txt", "verbs")
_COMPARATIVES = words("phrases.txt", "comparatives")
_ADJECTIVE_ENDINGS = tuple(sorted(words("phrases.txt", "adjective endings")))

_LONGEST_PHRASE = 10  # words; "six state-of-the-art, publicly available, ... models" stays below
_TOKEN = regex.compile(
    r"""
    [ ]*+(?:
        (?P<word>[A-Za-zÀ-ÖØ-öø-ɏ][\w'+&@]*+(?:[-–/.*][\w'+&@]++)*+\.?(?=[ ]\w|[-–,;:)(]|$|.)?)
                                                     # vision-and-language, BERT, 3D/2D
      | (?P<number>\d[\w.]*+(?:[-/][\w.]*+)*+)                                             # 2.5D, 2.0, 3D/2D
      | (?P<bracket>\([^()]{1,25}+\))                                                      # (SEC), (B)
      | (?P<comma>,)
      | (?P<quote>["“”'‘’`*])
    )
    """,
    regex.VERBOSE,
)
_ENDS_PHRASE = regex.compile(r"[ ]*+(?:than\b|[^\w\s]|$)|[ ](?:in|on|for|of|by|with|to)\b")
_CONTEXT_LENGTH = regex.compile(r"[ -](?:length|window|size)s?\b")
_ADJECTIVE = regex.compile(
    r"(?:(dimension)al|(leg|finger|lay|wheel|arm|joint|side|view)(?:[glr])?(?:er)?e?d)$"
)
_AND = regex.compile(r" and [A-Z]")  # Securities | and Exchange Commission filings


class Counted(NamedTuple):
    """A counted noun: where its phrase ends, its unit (singular, lower case), and whether it stands in the plural."""

    end: int
    unit: str
    plural: bool
    first: str  # the first word of the phrase, lower case


def counted_noun(text: str, position: int) -> Counted | None:
    """Find the noun that a number ending at `position` counts, or None. `text` is a sentence's view."""
    hyphen = text.startswith("-", position)
    at = position + 1 if hyphen else position
    first = ""
    tokens = 0
    previous = ""
    fallback: Counted | None = None
    while at < len(text) and tokens < _LONGEST_PHRASE:
        match = _TOKEN.match(text, at)
        if match is None:
            return fallback
        kind = match.lastgroup
        if kind == "word":
            word = match["word"].rstrip(".")
            head, slash, _ = word.partition("/")
            if slash and singular(head) is not None:
                word = head
            lower = word.lower()
            tokens += 1
            if hyphen and tokens == 1:
                return _hyphenated(lower, at) if not text.startswith("-", at + len(lower)) else None
            if lower == "and":
                if not _joins_name(text, previous, match.end()):
                    return fallback
            elif lower in _STOPS or (
                lower in _COMPARATIVES and _ENDS_PHRASE.match(text, match.end())
            ):
                return fallback
            else:
                unit = singular(word)
                if unit is not None and not _goes_on(text, word, match.end()):
                    stop = match.end("word") - (len(match["word"]) - len(word))
                    return _with_more_words(text, stop, unit, first or lower, previous)
                if tokens == 1 and lower == "context" and _CONTEXT_LENGTH.match(text, match.end()):
                    length = _CONTEXT_LENGTH.match(text, match.end())
                    return Counted(
                        length.end() if length else match.end(), "token", plural=False, first=lower
                    )
                if tokens == 1 and lower in _ATTRIBUTIVE:
                    return Counted(
                        match.start("word") + len(word),
                        _ATTRIBUTIVE[lower] or lower,
                        plural=False,
                        first=lower,
                    )
                if tokens == 1 and lower in _LAST_RESORT:
                    fallback = Counted(
                        match.start("word") + len(word),
                        _LAST_RESORT[lower] or lower,
                        plural=False,
                        first=lower,
                    )
            first = first or lower
            previous = word
            if match["word"].endswith(".") and _ends_sentence(text, match.end()):
                return fallback
        elif kind == "number":
            tokens += 1
            if tokens == 1 and not match["number"][-1].isalpha() and not first:
                return fallback
            previous = match["number"]
        elif kind == "comma" and not (
            previous and previous.lower().endswith(_ADJECTIVE_ENDINGS) and previous.islower()
        ):
            return fallback
        elif kind == "bracket" and not first:
            tokens += 1
        elif kind == "quote" and tokens > 4:
            return fallback
        at = match.end()
    return fallback


@lru_cache(maxsize=65536)
def singular(word: str) -> str | None:
    """The singular, in lower case, of a word that looks like a plural; None for any other word."""
    lower = word.lower()
    if lower in _PLURALS:
        return _PLURALS[lower]
    tail = lower.rpartition("-")[2]
    if tail != lower and tail in _PLURALS:
        return lower[: -len(tail)] + _PLURALS[tail]
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


def is_model(word: str) -> bool:
    """Whether a word names a model or a family of models, whose sizes are given in B and M."""
    return word.lower() in _MODELS


def _hyphenated(lower: str, at: int) -> Counted | None:
    head = lower.partition("-")[0]
    if head in _ATTRIBUTIVE:
        return Counted(at + len(head), _ATTRIBUTIVE[head] or head, plural=False, first=head)
    if not head.isalpha() or len(head) < 3 or head in _STOPS:
        return None
    return Counted(at + len(head), _ADJECTIVE.sub(r"\1\2", head), plural=False, first=head)


def _with_more_words(text: str, stop: int, unit: str, first: str, previous: str) -> Counted:
    joined = f"{previous.lower()} {unit}"
    if joined in {"point cloud", "gpu hour", "data point"}:
        unit = joined
    elif joined == "data set":
        unit = "dataset"
    elif joined.startswith("context ") and unit in {"length", "window"}:
        unit = "token"
    for phrase, name in _SEVERAL_WORDS.items():
        tail = phrase.partition(" of ")
        if tail[1] and name.startswith(unit) and text.startswith(f" of {tail[2]}", stop):
            return Counted(stop + len(f" of {tail[2]}"), name, plural=True, first=first)
    return Counted(stop, unit, plural=True, first=first)


def _goes_on(text: str, word: str, at: int) -> bool:
    """Whether a plural only describes the noun behind it: three data sources, two news sites."""
    if word[:1].isupper() and _AND.match(text, at):
        return True
    if word.lower() not in {
        "data",
        "species",
        "series",
        "media",
        "bacteria",
        "aircraft",
        "people",
        "staff",
    }:
        return False
    following = _TOKEN.match(text, at)
    return (
        following is not None
        and following.lastgroup == "word"
        and following["word"].rstrip(".").lower() not in _STOPS
        and following["word"].lower() != "and"
        and not following["word"].lower().endswith(("ed", "ing"))
    )


def _joins_name(text: str, previous: str, at: int) -> bool:
    """Whether an "and" stands within a name: Securities and Exchange Commission."""
    following = _TOKEN.match(text, at)
    return (
        previous[:1].isupper()
        and following is not None
        and following.lastgroup == "word"
        and following["word"][:1].isupper()
    )


def _ends_sentence(text: str, at: int) -> bool:
    return at >= len(text) or text[at] == " "
