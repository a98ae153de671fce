"""Where sentences end, by rules on the raw text.

Three questions are asked, the cheap ones first:

1. Where could a sentence end? At a stop that white space or a glued capital follows, and whose next character can open
   a sentence (`_BOUNDARY`). Blank lines, headings on a line of their own and items of a list end a sentence without a
   stop (`_HARD_BREAK`).
2. What stands before the stop? Abbreviations, initials and numbers of lists seldom end a sentence
   (`lexicon/abbreviations.txt`).
3. Where the word before leaves it open: does the word behind it open sentences?
"""

from __future__ import annotations

import regex

from extractors.lexicon.loading import words

_ABBREVIATIONS = "abbreviations.txt"
_INSIDE = words(_ABBREVIATIONS, "inside")
_NUMBERING = words(_ABBREVIATIONS, "numbering")
_EITHER = words(_ABBREVIATIONS, "either")
_EXCLAIMING = words(_ABBREVIATIONS, "exclaiming")
_OPENERS = words(_ABBREVIATIONS, "openers")
_ABBREVIATED = _INSIDE | _NUMBERING | _EITHER

# A longer word is no abbreviation; the bound keeps texts without white space linear.
_LONGEST_WORD = 40
_LONGEST_NOTE = 200

_PIECES = {
    # Closing brackets, quotes, the end of emphasis or of a formula: between the stop and the white space.
    "closers": r"""[)\]}"'”’»*_$]*+(?:\s(?:[”»)]|’’))?+""",
    # Numbers of references glued to the stop: "decades.13 However", "shown.[2,3] We".
    "reference": r"(?:\[\d[\d,\s–-]{0,30}+\]|(?<=\p{Ll}{3}\.)\d{1,3}+(?:[,–-]\d{1,3}+){0,5}+(?=\s))?+",
    # Opening brackets and quotes, the start of emphasis: before the first letter.
    "opening": r"""[(\[{"'“‘«¿¡*_]{0,3}+""",
    # No lower-case letter, and nothing that goes on with what stands before it.
    "first": r"[^\p{Ll}\s,;:.?!)\]}%/&+=<>|–—-]",
    # Names in lower case that open sentences: iPhone, mRNA, pbSGD, k-means, p-values, https://
    "name": r"\p{Ll}{1,3}+\p{Lu}|\p{Ll}-\p{L}|https?+://|doi:|key\s?words?\b",
    # The mark of an item or a note: ii) or (b) or a dash; a quote that stands apart.
    "item": r"""\(?(?:[ivx]{1,4}|\p{Ll})\)|[–—*†‡§⁎⇑-]\s?\p{Lu}|["“]\s\p{Lu}""",
    # A copyright note, its sign often garbled: "& 2014 Elsevier", "c © 2002 Springer".
    "copyright": r"(?:[&(\p{Ll}]\s)?+(?:©\s?)?+(?:19|20)\d\d\s\p{Lu}",
    # A lower-case letter after a whole word: the capital is missing. (`_ends_sentence` looks closer.)
    "uncapitalised": r"(?<=\p{Ll}{4}\.\s)\p{Ll}",
    # An identifier in brackets goes with what stands before it.
    "identifier": r"[(\[](?:DOI|doi|arXiv|PMID)\b",
    # The first word of a sentence glued to the stop: "magnitude.The", "data.Code".
    "glued": r"(?<=[\p{L}\d)\]%][\p{L})\]%][.?!])(?=\p{Lu}\p{Ll}*+[\s,])",
}
_PIECES["start"] = (
    "(?=(?!{identifier}){opening}{first}|{name}|{item}|{copyright}|{uncapitalised})".format_map(
        _PIECES
    )
)
# What may end a sentence, from its stop to the next one's first character; the group belongs to the sentence ended.
# Of a run of stops only the last counts. Scripts without spaces have stops that end a sentence by themselves.
_BOUNDARY = regex.compile(
    r"""
      [.?!…؟।](?![.?!…؟।])({closers}{reference})(?:\s++{start}|{glued})
    | [。！？｡](?![。！？｡])([”’」』）]*+)\s*+
    """.format_map(_PIECES),
    regex.VERBOSE,
)
_RARE_STOPS = "?!…؟।。！？｡"

# Breaks that need no stop, each at the end of a line.
_HARD_BREAK = regex.compile(
    r"""
      \n[^\S\n]*+\n\s*+                                        # a blank line
    | \n\s*+(?=[•●▪‣∙◦]|[*-]\s\p{L}|\(?\d{1,2}+[.)]\s\p{Lu})   # before an item of a list
    | (?<=(?:^|[.?!:]\s{0,2}\n)\p{Lu}[\p{Lu} &/-]{3,30}:?)\n\s*+(?=\p{L})   # after a heading in capitals
    """,
    regex.VERBOSE,
)

_INITIALISM = regex.compile(r"(?:\p{L}\.-?)++\p{L}")
_NAME = regex.compile("{name}|{item}|{copyright}".format_map(_PIECES))
_NUMBER = regex.compile(r"\d|[IVX]++\b")
_YEAR = regex.compile(r"(?:19|20)\d\d\s\p{Lu}")
_ITEM = regex.compile(r"\d{1,2}|[ivx]{1,4}|\p{Ll}")
_UNIT = regex.compile(r"[µμmkMGTdn]?[ABCFGHJKLMNTVWX]")
_LONE_CAPITAL = regex.compile(r"(?<![^\p{Ll}])\p{Lu}$")
# A first word, unless what it opens is a label rather than a sentence ("A doi:10...").
_FIRST_WORD = regex.compile(r"""[("'“‘\[]{0,2}+(\p{Lu}\p{Ll}*+)(?=[\s,’'])(?!\s\p{L}{1,20}+:)""")


def split(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text: trimmed, in order, covering all that is not white space.

    Offsets are code points. A text of white space alone has no sentence. The time is linear in the length of the text.
    """
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    spans: list[tuple[int, int]] = []
    if "\n" in text:
        for found in _HARD_BREAK.finditer(text, start, end):
            _split_block(text, start, found.start(), spans)
            start = found.end()
    _split_block(text, start, end, spans)
    return spans


def _split_block(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    """Append the sentences between two hard breaks."""
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return
    for at in _stops(text, start, end):
        lowest = at - _LONGEST_WORD
        near = text[lowest if lowest > start else start : at]
        word = near[near.rfind(" ") + 1 :]
        # Most sentences end in a word in lower case, a stop, a blank and a capital: no need to look closer.
        if text[at + 1] == " " and text[at + 2].isupper() and word.islower() and word.isalpha():
            if word not in _ABBREVIATED and len(word) > 1:
                spans.append((start, at + 1))
                start = at + 2
                continue
        found = _BOUNDARY.match(text, at, end)
        if found and _ends_sentence(text, start, at, found.end()):
            spans.append((start, max(found.end(1), found.end(2))))
            start = found.end()
    if start < end:
        spans.append((start, end))


def _stops(text: str, start: int, end: int) -> list[int]:
    """The positions of all stops that something follows, in order."""
    # Searching for one character after the other is many times faster than for one of several.
    stops = _positions(text, ".", start, max(end - 2, start))
    rare = [stop for stop in _RARE_STOPS if text.find(stop, start, end - 1) >= 0]
    for stop in rare:
        stops += _positions(text, stop, start, end - 1)
    return sorted(stops) if rare else stops


def _positions(text: str, character: str, start: int, end: int) -> list[int]:
    """All positions of a character between two offsets."""
    found = []
    at = text.find(character, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(character, at + 1, end)
    return found


def _ends_sentence(text: str, start: int, at: int, following: int) -> bool:
    """Whether the stop at `at` ends the sentence begun at `start`; the next one would begin at `following`."""
    before = text[max(start, at - _LONGEST_WORD) : at].split()
    if not before:
        return at > start
    last = before[-1]
    word = last.lstrip("([{\"'“‘~$")
    glued = not text[following - 1].isspace()
    if text[at] != ".":
        return word + text[at] not in _EXCLAIMING
    lowered = word[:1].lower() + word[1:]
    if word in _INSIDE or lowered in _INSIDE:
        return False
    if word in _NUMBERING or len(word) > 1 and lowered in _NUMBERING:
        return _NUMBER.match(text, following) is None
    if word in _EITHER or lowered in _EITHER or _INITIALISM.fullmatch(word):
        if text.startswith("All rights reserved", following):
            # "© 2020 Springer Ltd." is a sentence; where the sign was lost, the note stays in one piece.
            return text.find("©", max(start, at - _LONGEST_NOTE), at) >= 0
        return _opens(text, following)
    if glued:
        whole = word.isalpha() and word.islower() and len(word) > 2
        closed = (
            word.isalpha()
            and text[following + 1].islower()
            or word[-1] in ")]%"
            and "(" not in word
        )
        return whole or closed and _opens(text, following)
    if text[following].islower() and not _NAME.match(text, following):
        return word.isalpha() and not text.startswith("et ", following)
    if _ITEM.fullmatch(word):
        # The mark of an item stands first, or behind a stop or a colon.
        if at - len(last) <= start or len(before) > 1 and before[-2][-1] in ".:;?!,":
            return False
    if word.isdigit() and text[following].isdigit():
        # A decimal that the source broke: "an error of 2. 5 cm".
        return len(word) > 3 or _YEAR.match(text, following) is not None
    if _LONE_CAPITAL.search(word):
        # Read as abbreviated (A. Schwartz, the IoT.), as annotators do; behind a number it is a unit (5 V., 18 dB.).
        unit = _UNIT.fullmatch(word) is not None and len(before) > 1 and before[-2][-1].isdigit()
        return unit or text[at - 1].isspace()
    return True


def _opens(text: str, at: int) -> bool:
    """Whether the word at `at` is one that often opens a sentence, written with a capital."""
    found = _FIRST_WORD.match(text, at)
    return found is not None and found[1].lower() in _OPENERS
