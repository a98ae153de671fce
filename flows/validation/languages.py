"""What languages abstracts are in, told cheaply: enough to notice that an input has changed."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from flows.validation.arrow import pc

ENGLISH_WORDS = r" (?:the|of|and|is|are|in|to|with|for|that|this) "
"""Function words; an abstract with three of them counts as English."""
LEAST_ENGLISH_WORDS = 3
BEGINNING = 400
"""Characters of an abstract that are looked at first; most show their language there."""

SCRIPTS = {
    "han": r"\p{Han}",
    "kana": r"[\p{Hiragana}\p{Katakana}]",
    "hangul": r"\p{Hangul}",
    "cyrillic": r"\p{Cyrillic}",
    "arabic": r"\p{Arabic}",
    "devanagari": r"\p{Devanagari}",
    "greek": r"\p{Greek}{3}",
}
"""Scripts other than Latin, by a pattern that a text in that script matches."""


def languages(abstracts: pa.ChunkedArray[Any]) -> dict[str, int]:
    """How many abstracts are English, in another script, or in another language in Latin letters."""
    beginnings = pc.utf8_slice_codeunits(abstracts, 0, BEGINNING)
    rest = abstracts.filter(pc.invert(_is_english(beginnings)))
    rest = rest.filter(pc.invert(_is_english(rest)))
    counts = {"english": len(abstracts) - len(rest)}
    for script, pattern in SCRIPTS.items():
        matches = pc.match_substring_regex(rest, pattern)
        counts[script] = pc.sum(matches).as_py() or 0
        rest = rest.filter(pc.invert(matches))
    counts["other"] = len(rest)
    return {name: count for name, count in counts.items() if count}


def _is_english(texts: Any) -> Any:
    words = pc.count_substring_regex(texts, ENGLISH_WORDS)
    return pc.greater_equal(words, LEAST_ENGLISH_WORDS)
