"""Units that are left out: 7B of a model is parameters, 32K of a context window is tokens."""

from __future__ import annotations

from functools import lru_cache

import regex

from extractors.quantities import names
from extractors.quantities.lists import follows_in_list
from extractors.quantities.mentions import Mention
from extractors.quantities.nouns import Counted, is_model, last_word, leads_to_model

_NEXT_WORD = regex.compile(r"[ -]*+\(?(?P<word>[A-Za-z][\w.-]*+)")
_PARAMETERS = regex.compile(r"(?i)\b(?:parameter|param|model[ -]sizes?|model[ -]scales?)(?:s|\b)")
# What makes (125M), (335M) sizes of models: models of several sizes, BERT-large (335M)
_MODEL_SIZES = regex.compile(
    r"(?i)\b(?:models?|LMs?|LLMs?|transformers?|networks?|[a-z]*BERTa?|GPT)\b.{0,80}?\b(?:sizes?|small|base|large|tiny|medium|scales?)\b"
)
_CONTEXT = regex.compile(r"(?i)\b(?:context|sequence[ -]length|input[ -]length|lengths)s?\b")
_MAGNETS = frozenset(
    {"mri", "fmri", "mr", "scanner", "scanners", "magnet", "magnets", "field", "magnetic"}
)  # of 3T
_PICTURES = frozenset({"resolution", "display", "displays", "tv"})  # a 5.4K resolution
_VIDEO_SIZES = frozenset({2000.0, 4000.0, 8000.0})  # 4K video, but: 300K videos
_SIZES_OF_MODELS = frozenset({"B", "b", "T", "M"})
_DATA = frozenset({"dataset", "datasets", "corpus", "pairs", "images", "subset"})
_LEAST_PARAMETERS = 1e7  # an M in a name is a model's size from here on


@lru_cache(maxsize=64)
def _speaks_of_parameters(text: str) -> bool:
    return _PARAMETERS.search(text) is not None


@lru_cache(maxsize=64)
def _speaks_of_context(text: str) -> bool:
    return _CONTEXT.search(text) is not None


@lru_cache(maxsize=64)
def _speaks_of_sizes(text: str) -> bool:
    return _MODEL_SIZES.search(text) is not None


def _in_brackets(text: str, mention: Mention) -> bool:
    return text.startswith("(", mention.start - 1) and text.startswith((")", ",", ";"), mention.end)


def imply_unit(text: str, mention: Mention, previous: Mention | None) -> None:
    """Decide what a number with a multiplier and without a unit, or in a name, is a size of."""
    letter, factor = mention.letter, mention.factor
    if letter in _SIZES_OF_MODELS and names.is_dataset(text, mention.start):
        mention.dead = mention.counted is None
        return
    if mention.in_name:
        _imply_in_name(text, mention, previous)
        return
    follower = _NEXT_WORD.match(text, mention.unit_end if mention.counted is None else mention.end)
    next_word = follower["word"].lower() if follower else ""
    if letter == "T" and next_word in _MAGNETS:
        mention.low = mention.high = (mention.low or 0.0) / factor
        mention.unit, mention.meaning = "tesla", "tesla"
        mention.unit_start, mention.unit_end = mention.end - 1, mention.end
        return
    if letter == "M" and next_word.rstrip(".") == "context" and mention.counted is None:
        mention.unit, mention.meaning = "token", "token"
    elif letter in _SIZES_OF_MODELS:
        if mention.counted is not None and not _sizes_a_model(text, mention, next_word):
            return
        if (
            letter == "M"
            and mention.counted is None
            and not (
                _speaks_of_parameters(text)
                or is_model(next_word)
                or leads_to_model(text, mention.end)
                or names.is_named(text, mention.start)
                or (_in_brackets(text, mention) and _speaks_of_sizes(text))
            )
        ):
            return
        if names.is_named(text, mention.start) and _is_of_a_dataset(text, mention):
            mention.dead = True
            return
        _parameters(mention)
        mention.in_name = names.is_named(text, mention.start) and mention.bound == "exact"
    elif letter in {"K", "k"} and (
        _is_picture_size(mention, next_word) or _is_named_set(text, mention)
    ):
        mention.dead = True
    elif letter in {"K", "k"} and mention.counted is None and _speaks_of_context(text):
        mention.unit, mention.meaning = "token", "token"
    elif (
        factor >= 1e6
        and not next_word.startswith("scale")
        and (mention.counted is None or _names_a_model(text, mention, mention.counted))
    ):
        if _speaks_of_parameters(text) or leads_to_model(text, mention.end) or is_model(next_word):
            _parameters(mention)


def carry_sizes(text: str, mentions: list[Mention]) -> None:
    """Make the M numbers of a list sizes of models where those behind them are: 350M, 1.3B, and 6B."""
    for left, right in zip(mentions[-2::-1], mentions[:0:-1], strict=True):
        if (
            left.letter == "M"
            and left.unit == ""
            and not left.dead
            and right.letter
            and right.unit == "parameter"
            and not right.dead
            and follows_in_list(text, left, right)
        ):
            _parameters(left)


def _is_picture_size(mention: Mention, next_word: str) -> bool:
    """Whether a number in K tells the resolution of a picture: 4K video."""
    if next_word in _PICTURES:
        return True
    return next_word in {"video", "videos"} and mention.low in _VIDEO_SIZES


def _is_named_set(text: str, mention: Mention) -> bool:
    """Whether a number in K ends the name of a dataset: the Paris 6k dataset."""
    counted = mention.counted
    return counted is not None and counted.unit == "dataset" and names.is_named(text, mention.start)


def _is_of_a_dataset(text: str, mention: Mention) -> bool:
    """Whether a dataset or what it holds stands behind a size in a name: the Quay-1B dataset."""
    following = _NEXT_WORD.match(text, mention.end)
    return following is not None and following["word"].lower().rstrip(".") in _DATA


def _sizes_a_model(text: str, mention: Mention, next_word: str) -> bool:
    """7B models, 600M version, 13B and 70B LLMs; but 5B tokens, 4M images, 2B mobile models."""
    counted = mention.counted
    if counted is None:
        return True
    if counted.unit == "parameter":
        return False
    if not counted.plural and counted.unit != "token" and leads_to_model(text, mention.end):
        return True  # a 7B language model
    return is_model(last_word(text, counted)) or is_model(next_word) or is_model(counted.unit)


def _names_a_model(text: str, mention: Mention, counted: Counted) -> bool:
    if counted.unit in {"parameter", "token"}:
        return False
    return is_model(counted.first) or (not counted.plural and leads_to_model(text, mention.end))


def _parameters(mention: Mention) -> None:
    mention.unit, mention.meaning, mention.counted = "parameter", "parameter", None
    mention.unit_start = mention.unit_end = mention.end


def _imply_in_name(text: str, mention: Mention, previous: Mention | None) -> None:
    """BTLM-3B-8K: parameters, then the context window in tokens; ImageNet-1K measures nothing that is known."""
    if _is_of_a_dataset(text, mention):
        mention.dead = True
        return
    value = mention.low or 0.0
    if mention.letter in {"B", "b", "T"} or (mention.letter == "M" and value >= _LEAST_PARAMETERS):
        mention.unit, mention.meaning = "parameter", "parameter"
        mention.rule = "size in a name"
    elif (
        mention.letter in {"K", "k", "M"}
        and previous is not None
        and previous.in_name
        and not previous.dead
        and " " not in text[previous.end : mention.start]
    ):
        mention.unit, mention.meaning = "token", "token"
        mention.rule = "context in a name"
    else:
        mention.dead = True
