"""What languages abstracts are in, told cheaply: enough to notice that an input has changed."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from flows.validation.arrow import pc

ENGLISH_WORDS = r"(?i)\b(?:the|of|and|is|are|we|in|to|with|for|that|this)\b"
"""Function words; an abstract with three of them counts as English."""
LEAST_ENGLISH_WORDS = 3

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
    words = pc.count_substring_regex(abstracts, ENGLISH_WORDS)
    english = pc.greater_equal(words, LEAST_ENGLISH_WORDS)
    rest = abstracts.filter(pc.invert(english))
    counts = {"english": len(abstracts) - len(rest)}
    for script, pattern in SCRIPTS.items():
        matches = pc.match_substring_regex(rest, pattern)
        counts[script] = pc.sum(matches).as_py() or 0
        rest = rest.filter(pc.invert(matches))
    counts["other"] = len(rest)
    return {name: count for name, count in counts.items() if count}
