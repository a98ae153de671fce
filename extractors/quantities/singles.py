"""Nouns in the singular that a number counts all the same: 1 IMU, 8×H100, two cups and one larger cup."""

from __future__ import annotations

import regex

from extractors.lexicon.loading import values, words
from extractors.quantities.nouns import (
    ENDS_PHRASE,
    LONGEST_SINGLE,
    PLAIN_WORD,
    Counted,
    counted_noun,
)
from extractors.quantities.plurals import singular

_DEVICES = values("nouns.txt", "devices")
_STOPS = words("phrases.txt", "function words") | words("phrases.txt", "verbs")
_COMPARATIVES = words("phrases.txt", "comparatives")
_SINGLE = regex.compile(r"[ ](?P<first>[a-z]{3,}+[ ])?(?P<noun>[A-Z]{2,}+|[a-z]{3,}+)(?![\w-])")
_TIMES_DEVICE = regex.compile(
    r"[ ]?[x×][ ]?(?=(?:(?:NVIDIA|Nvidia|AMD|Google)[ ])?(?P<device>\L<devices>)s?(?![A-Za-z]))",
    regex.IGNORECASE,
    devices=list(_DEVICES),
)


def single_noun(text: str, position: int) -> Counted | None:
    """Find the noun in the singular that a 1 ending at `position` counts, a word or two on: 1 IMU per arm."""
    match = _SINGLE.match(text, position)
    if match is None or match["noun"].lower() in _STOPS | _COMPARATIVES:
        return None
    noun = match["noun"].lower()
    if singular(match["noun"]) is not None:  # 1 epoch | suffices
        noun, last = (match["first"] or "").strip(), match.end("first") - 1
        if not noun or noun in _STOPS | _COMPARATIVES:
            return None
        return Counted(last, noun, plural=False, first=noun)
    if not ENDS_PHRASE.match(text, match.end()):
        return None
    return Counted(match.end(), noun, plural=False, first=(match["first"] or noun).lower().strip())


def devices(text: str, position: int) -> Counted | None:
    """Find the devices that a number ending at `position` counts by a sign of times: 8×H100, 4x NVIDIA A100 GPUs."""
    match = _TIMES_DEVICE.match(text, position)
    if match is None:
        return None
    counted = counted_noun(text, match.end())
    if counted is not None and counted.plural:
        return counted
    device = match["device"].lower()
    return Counted(match.end("device"), _DEVICES[device], plural=False, first=device)


def same_noun(text: str, position: int, unit: str) -> Counted | None:
    """Find the noun `unit` in the singular, a few words behind the "one" that ends at `position`.

    three outdoor tracks and one | longer indoor track
    """
    at = position
    for _ in range(LONGEST_SINGLE):
        match = PLAIN_WORD.match(text, at)
        if match is None or match["word"].lower() in _STOPS:
            return None
        at = match.end()
        if match["word"].lower() == unit:
            return Counted(at, unit, plural=False, first=unit)
    return None
