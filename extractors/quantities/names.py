"""Numbers that are names, labels or dates: Table 2, Llama 3.1, COCO 2017, March 2019, [12], 1)."""

from __future__ import annotations

from functools import lru_cache

import regex

from extractors.lexicon.loading import words
from extractors.quantities.numeral import Numeral

_REFERENCES = words("names.txt", "references")
_LABELS = words("names.txt", "labels") | _REFERENCES
_SURE_LABELS = words("names.txt", "labels that are no verbs")
_MONTHS = words("names.txt", "months")
_SCORES = words("names.txt", "score names")
_STARTS = words("names.txt", "sentence starts")
_NAME_WORDS = words("names.txt", "name words")
_WORD_BEFORE = regex.compile(r"(?r)(?P<word>[^\s()\[\]\"“”,;:]{1,60}+)(?P<gap>[ ]*+)")
_CLOCK_AFTER = regex.compile(r":[0-5]\d(?!\d)")
_CLOCK_BEFORE = regex.compile(r"(?r)(?<!\d)\d{1,2}:")
_CODES = regex.compile(
    r"(?<![\d.,:/–-])\d{1,3}(?:(?:-\d{1,3}){2,6}|(?::\d{1,3}){2,6})(?![\d.,:/–-]?\d|[ ]?%)"
)
_JOINS = frozenset("-:")
_DATES = regex.compile(
    r"(?<![\d.,/-])(?:(?:19|20)\d\d([-/])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d)(?![\d/-])"
)
_DATE_SIGNS = frozenset("-/.")
_LETTERED_YEAR = regex.compile(r"(?:19|20)\d\d[a-h]")
_YEAR_FOLLOWED = regex.compile(r"\s*(?:[.,;):]|and\s+\d|(?:and|to|or|–|-)\s*(?:19|20)\d\d\b|$)")
_YEAR_BEFORE_YEAR = regex.compile(r"(?r)(?<!\d)(?:19|20)\d\d\s*(?:and|to|or|–|-|,)\s*")
_YEAR_BEFORE_PLAIN = frozenset(
    {"in", "since", "between", "during", "until", "till", "year", "years"}
)
_GLUED = regex.compile(r"[A-Za-z]{2,8}+(?![\w-])")
_NUMBERS_IN_NAME = 3  # Llama 3.1 8B
_CITATIONS = regex.compile(
    r"(?<=[a-z.,] ?)\((?:\d{1,3}[ ]?[,–-][ ]?){1,20}+\d{1,3}\)|\[(?:\d{1,3}[ ]?[,–-][ ]?){1,20}+\d{1,3}\]"
)
# What a bracket says how many there are of: a few topics | (10-20)
_QUANTIFIED = regex.compile(
    r"(?r)\b(?i:numbers?[ ]of|few|several|many|some|multiple)[ ](?:[a-z-]{2,20}[ ]){0,2}[a-z-]{2,20}s[ ]"
)
_MULTIPLIED = regex.compile(r"\d{1,5}[x×X*][A-Z]")  # 8xRTX 3090
_IS_VERSION = regex.compile(r"\d+\.\d+ (?:version|release)\b")
_LONGEST_ITEM = 400  # characters
_ITEM = regex.compile(r",[ ](?!and\b|or\b)[A-Za-z]")  # 1, maps are old
_APART_IN_BRACKETS = regex.compile(r"[^\[]{0,2}\[[ ]{1,2}\d{1,3}[ ]{1,2}\]")
_BRACKETED_LABEL = regex.compile(r"(?r)\((?P<label>[A-Za-z]+) ")  # (stakeholder 1)
_DATASETS = words("names.txt", "datasets")
_DATASET_BEFORE = regex.compile(r"(?r)(?<![A-Za-z0-9])(?P<name>[A-Za-z]{2,12})(?:\d{0,3}-|[ ])")
_DISTRIBUTING = frozenset({"per", "each", "every", "a", "an", "one"})
_YEAR_BEFORE_NOUN = frozenset({"in", "since", "during", "until", "till", "year", "the", "by"})
_YEAR_BEFORE = words("names.txt", "before years")
_MONTH_BEHIND = regex.compile(r",?[ ](?:of[ ])?([A-Z][a-z]++)")


def word_before(text: str, position: int) -> tuple[str, int]:
    """The word that ends right before `position` (signs of quotation and brackets break it), and where it begins."""
    at = position
    while at > 0 and text[at - 1] == " ":
        at -= 1
    if at == 0 or text[at - 1] in '()[]"“”,;:':
        return "", at
    found = _WORD_BEFORE.match(text, 0, position)
    return (found["word"], found.start()) if found else ("", at)


def looks_like_name(word: str) -> bool:
    """Whether a word is written as names are: a capital somewhere, or letters and digits together."""
    return any(character.isupper() for character in word) or (
        word[:1].isalpha() and any(character.isdigit() for character in word)
    )


def is_named(text: str, position: int) -> bool:
    """Whether the number at `position` goes on a name: "FinBloom | 7B", "Llama 3.1 | 8B", "wav2vec | 2.0"."""
    word, at = word_before(text, position)
    for _ in range(_NUMBERS_IN_NAME):
        if not word[:1].isdigit() or _MULTIPLIED.match(word):
            break
        word, at = word_before(text, at)
    if not word or not word[0].isalnum() or word[-1] in "=<>≤≥~≈":
        return False
    lower = word.lower()
    if lower in _NAME_WORDS:
        return True
    if _MULTIPLIED.match(word):
        return True
    if word[0].isdigit() or not looks_like_name(word) or lower in _SCORES:
        return False
    return not (at == 0 and lower in _STARTS)


def is_first_word(text: str, position: int) -> bool:
    """Whether a plain word that begins the sentence stands before the number at `position`: Across | 5 tasks."""
    word, at = word_before(text, position)
    return at == 0 and word[1:].islower()


def is_dataset(text: str, position: int) -> bool:
    """Whether the name of a dataset stands before the size at `position`: JFT-| 300M, LAION | 5B."""
    name = _DATASET_BEFORE.match(text, 0, position)
    return name is not None and name["name"].lower() in _DATASETS


def is_label(text: str, position: int) -> bool:
    """Whether the number at `position` is one that tells several things apart: Table 2, phase 3."""
    lower = word_before(text, position)[0].lower()
    if lower in _LABELS:
        return True
    return (lower.endswith("s") and lower[:-1] in _LABELS) or _IS_VERSION.match(
        text, position
    ) is not None


def is_single_label(text: str, position: int) -> bool:
    """Whether a label in the singular stands before `position`: line 12 checks, but not "for each phase 5 images"."""
    word, at = word_before(text, position)
    return word in _SURE_LABELS and word_before(text, at)[0].lower() not in _DISTRIBUTING


def is_reference(text: str, position: int) -> bool:
    """Whether a word before `position` points into a text, so that even "4A" behind it is no measure: Fig. 4A."""
    return word_before(text, position)[0].lower() in _REFERENCES


def is_clock(text: str, first: int, last: int) -> bool:
    """Whether a number is part of a time of day or of a longer one: 01:25:40."""
    return (
        _CLOCK_AFTER.match(text, last) is not None
        or _CLOCK_BEFORE.match(text, 0, first) is not None
    )


def is_argument(text: str, first: int) -> bool:
    """Whether a number stands in the brackets of a function or formula: F(1, 3.95), poly(3,4-...), Mg(ClO4)2."""
    return text[first - 1 : first] == ")" or (
        text[first - 1 : first] == "(" and text[first - 2 : first - 1].isalnum()
    )


def is_glued_score(text: str, last: int) -> bool:
    """Whether a score's name is glued to the number that ends at `last`: 41.5mAP."""
    glued = _GLUED.match(text, last)
    return glued is not None and glued[0].lower() in _SCORES


def names_score(word: str) -> bool:
    """Whether a word, in lower case, is the name of a score: auc, bleu."""
    return word in _SCORES


def is_score(text: str, position: int) -> bool:
    """Whether a score's name stands before the number at `position`: "an AUC of 0.93" not, "AUC 0.93" yes."""
    return word_before(text, position)[0].lower() in _SCORES


def is_year(text: str, position: int, numeral: Numeral, *, counts: bool) -> bool:
    """Whether a whole number of four digits is a year. `counts` tells that a counted noun stands behind it."""
    value = numeral.value
    if len(numeral.digits) != 4 or not numeral.integer or not 1500 <= value <= 2100:
        return False
    word = word_before(text, position)[0]
    lower = word.lower()
    recent = is_recent_year(numeral)
    named = recent and looks_like_name(word) and lower not in _SCORES and lower not in _STARTS
    if lower in _MONTHS or named:
        return True
    if not counts:
        return recent or lower in _YEAR_BEFORE
    return recent and value % 100 != 0 and lower in _YEAR_BEFORE_NOUN


def is_plain_year(text: str, position: int, numeral: Numeral) -> bool:
    """Whether a recent year stands behind a word of time and before a sign or another year."""
    if not is_recent_year(numeral):
        return False
    if _YEAR_FOLLOWED.match(text, numeral.end) is None:
        return False
    word, at = word_before(text, position)
    before = word.lower()
    if looks_like_name(word) and before not in _SCORES and before not in _STARTS:
        return True
    if before == "of" and word_before(text, at)[0].lower() in _MONTHS:
        return True  # the autumn of 2013
    return before in _YEAR_BEFORE_PLAIN or _YEAR_BEFORE_YEAR.match(text, 0, position) is not None


def is_recent_year(numeral: Numeral) -> bool:
    """Whether a number could be a year of these times by itself."""
    return numeral.integer and len(numeral.digits) == 4 and 1900 <= numeral.value <= 2040


def is_month_and_year(numeral: Numeral) -> bool:
    """Whether a numeral is a month of a year: 4/2015."""
    if "/" not in numeral.digits:
        return False
    month, _, year = numeral.digits.partition("/")
    return len(year) == 4 and year[:2] in {"19", "20"} and len(month) <= 2


def is_in_date(text: str, first: int, last: int) -> bool:
    """Whether a number is part of a date in digits: 2021-05-12, 12/05/2021."""
    if text[last : last + 1] not in _DATE_SIGNS and text[first - 1 : first] not in _DATE_SIGNS:
        return False
    return any(start <= first < end for start, end in _dates(text))


@lru_cache(maxsize=64)
def _dates(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(match.span() for match in _DATES.finditer(text))


def is_lettered_year(text: str, first: int) -> bool:
    """Whether a citation's year stands at `first`: 2010b."""
    return text.startswith(("19", "20"), first) and _LETTERED_YEAR.match(text, first) is not None


def is_day(text: str, position: int, last: int, numeral: Numeral) -> bool:
    """Whether a small number is the day of a date: 26 October, 26 of October, March 12."""
    if not numeral.integer or numeral.value >= 32:
        return False
    word = word_before(text, position)[0]
    if word.lower() in _MONTHS and word[:1].isupper() and word != "May":
        return True
    following = _MONTH_BEHIND.match(text, last)
    return following is not None and following[1].lower() in _MONTHS


def is_code(text: str, first: int, last: int) -> bool:
    """Whether a number is one of three or more that make a name or a ratio of several: a 4-3-1 robot, 10:6:3."""
    if not (text[last : last + 1] in _JOINS or text[first - 1 : first] in _JOINS):
        return False
    codes = _CODES.finditer(text, max(0, first - 12), last + 12)
    return any(match.start() <= first < match.end() for match in codes)


def is_list_number(text: str, first: int, last: int) -> bool:
    """Whether a bare number only counts the items of a list or points to a reference: 1)  (2)  [12]  [3, 4]."""
    before, after = text[first - 1 : first] if first else "", text[last : last + 1]
    if after == "." and text.startswith(")", last + 1) and before in {"", " ", "("}:
        return True  # 1.) ... 2.)
    if after == "." and text.startswith(".", first) and before not in {"", " ", "("}:
        return True  # the first rule.2. The second
    if before == " " and after == " " and _APART_IN_BRACKETS.match(text, max(0, first - 3)):
        return True  # [ 25 ]
    if before == "(" and after == ")" and is_reference(text, first - 1):
        return True  # Eq. (9.2)
    if after == ")" and before == " " and text[first:last].isdigit():
        labelled = _BRACKETED_LABEL.match(text, 0, first)
        if labelled is not None and labelled["label"].lower() not in _STARTS:  # but: (about 10)
            return not is_score(text, first)
    if any(start < first < end for start, end in _citations(text)):
        return True
    if text[first:last].isdigit() and last - first <= 3:
        if (
            after == ")"
            and before in {"", " ", "(", ";", ",", ":"}
            and not (before == " " and _open_bracket(text, first))
        ):
            return True
        if before == "[" or after == "]":
            return True
        if (
            after in {".", ":"}
            and (
                first == 0
                or text[max(0, first - 2) : first] in {". ", ": ", "; "}
                or f" {int(text[first:last]) - 1}{after} "
                in f" {text[:first]}"  # 1. rules and 2. maps
            )
            and text[last + 1 : last + 2] == " "
        ):
            return True
        if after == "," and before in {"", " "} and _heads_item(text, first, last):
            return True
    return False


def _heads_item(text: str, first: int, last: int) -> bool:
    """Whether a number and a comma begin an item of a list: two reasons: 1, maps are old; | 2, rules are few."""
    if _ITEM.match(text, last) is None:
        return False
    if first == 0:
        return True  # 2, Sort the rules.
    one_before = f" {int(text[first:last]) - 1}"
    at = text.rfind(f"{one_before}, ", max(0, first - _LONGEST_ITEM), first)
    return at >= 0 and _ITEM.match(text, at + len(one_before)) is not None


@lru_cache(maxsize=64)
def _citations(text: str) -> tuple[tuple[int, int], ...]:
    """The brackets of a sentence that hold nothing but several small whole numbers: (26, 29, 35–38)."""
    return tuple(
        match.span()
        for match in _CITATIONS.finditer(text)
        if "," in match[0] or not says_how_many(text, match.start())
    )


def says_how_many(text: str, bracket: int) -> bool:
    """Whether the bracket that opens at `bracket` says how many there are of something: a few topics | (10-20)."""
    return _QUANTIFIED.match(text, 0, bracket) is not None


def _open_bracket(text: str, position: int) -> bool:
    opening = text.rfind("(", max(0, position - 60), position)
    return opening > text.rfind(")", max(0, position - 60), position)
