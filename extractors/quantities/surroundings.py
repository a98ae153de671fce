"""What stands around a numeral: what `prefixes` finds left of it, and to the right a unit, a counted noun or a name.

That tells already of many numbers that they measure nothing: the 3 of 3D, a list number, a citation.
"""

from __future__ import annotations

import regex

from extractors.lexicon.loading import words
from extractors.quantities import formulas, names
from extractors.quantities.mentions import BLOCKED, Mention
from extractors.quantities.nouns import (
    Counted,
    counted_noun,
    counts_compound,
    last_word,
)
from extractors.quantities.numeral import Numeral
from extractors.quantities.prefixes import look_left
from extractors.quantities.singles import devices, same_noun, single_noun
from extractors.quantities.spelled import NUMBER_WORDS
from extractors.quantities.units import Measure, rate, unit_at

# What makes a small b a billion
_A_SIZE = regex.compile(
    r"[ -](?:param|model|llm|lm|token|version|variant|checkpoint)", regex.IGNORECASE
)
_NEXT_PANEL = regex.compile(r"\d{1,2}[A-Za-z](?:[–-][A-Z])?(?:,|[ ]and|,[ ]and|[–-])[ ]?")
_TIMES_SIGNS = frozenset("x×X")
_OPERATORS = frozenset("+=*^")  # 2F+1
# 3 or more hours
_BOUND_INSIDE = regex.compile(
    r" or (?:(?P<more>more|greater|higher|larger)|less|fewer|lower)(?= [a-z])"
)
_MODEL_SIZES = frozenset("BTM")
_ACCELERATION = regex.compile(
    r"(?r)\b(?i:accelerat|decelerat)[^.;]{0,60}"
)  # what makes g a gravity: accelerations above 40 g
# Our aims are | two-fold: what only has several parts
_MANIFOLD = (
    regex.compile(r"(?r)\b(?:is|are|be|in)[ ]{1,3}(?:[a-z]{4,10}ly[ ])?"),
    regex.compile(r"[- ]folds?[ ]{0,3}(?:[.:;,(]|$)"),
)
_SOME_DAY = regex.compile(r"(?r)\b(?:may|might|can|could|will|would) (?i:one)")  # may one day help
# 3-gram models, 5-grams; but: a 5-gram robot
_N_GRAM = regex.compile(
    r"-grams\b|-gram(?:[,;)]|[ -](?:and|or|language|model|LM|overlap|feature|statistic|match|precision))"
)
_DECADE = regex.compile(
    r"(?:(?:1[5-9]|20)\d|(?<=\b(?i:the|mid|early|late)[ -]|')\d)0s\b"
)  # the 1990s, the mid 90s, but: it took 20s
_UNKNOWN_NUMBER = regex.compile(r"(?<=0)'?s[ ]of(?=[ ])")  # 100s of | robots
_GOES_ON = regex.compile(
    r"\^|\.\d|[ ]?\\?log(?=\(|[ ][A-Za-z(|](?![a-z]))"  # 2 log n
    r"|(?<=(?<![\d.])[23](?:\.5)?)[ ]D\b(?!\.)"  # 2.5 D
    r"|:[NMK]\b|\(\d{1,3}\):\d|\+\d\)-?D\b|[ ](?:st|nd|rd|th|norm)\b|-?[ ](?:and|or)[ ]\d-?D\b"
    r"|S[ ]r(?:RNA|DNA|ibosom)|['′’]?[ -]UTR\b|['′’][ -]?ends?\b"
    r"|[ ][A-Z][a-z]+s[ ](?:Project|Dataset|game|data[ ]?set|benchmark|corpus|challenge)\b"  # the 1000 Genomes Project
)
_MECHANISM = regex.compile(r"\d[TR]-?\d[TR](?![A-Za-z])")  # 3T1R, its translations and rotations
_HYPHENATED = regex.compile(r"[ ]?-[A-Za-z]")  # 4-connected, $1$-Lipschitz
_BROKEN_WORD = regex.compile(r"-[ ](?!and\b|or\b|to\b)")  # ten- sor, broken by the end of a line
# A unit that the lexicon does not know: 3Rp, 0.9mH; behind a blank only what cannot be a word: 1012 mbsl
_UNKNOWN_UNIT = regex.compile(
    r"(?P<unit>(?!D[A-Za-z])[A-Z][A-Za-z]{0,2}[a-z]|[a-z][A-Z]|[a-z]0)(?![\w-])"
    r"|[ ](?P<unit>(?!vs\b|rd\b|th\b|st\b|nd\b|cf\b)[bcdfghjklmnpqrstvwxz]{2,5})(?![\w.-])"
)
_EXPECTS_UNIT = regex.compile(
    r"(?r)(?:\b(?:at|to|below|near|above|about|by|of|from|within|beyond|than|over|under|least|most)|[=~≈<>≤≥(])[ ]?"
)
# two of the | datasets, but not: four of the eleven tasks
_PART_OF = regex.compile(
    r"[ ]of[ ](?:the|these|those|our|its|their|his|her)(?=[ ])(?![ ](?:\d|\L<numbers>\b))",
    numbers=sorted(NUMBER_WORDS),
)
# Numbers in a bracket whose unit stands behind it, but no function's arguments
_SHARED_BRACKET = regex.compile(
    r"(?r)(?<![A-Za-z\d])\((?:[ ]{0,8}[-−]?\d[\d.]{0,12}[ ]{0,8}(?:[x×*±]|\+/-)){1,3}[ ]{0,8}[-−]?\d[\d.]{0,12}"
)
_MULTIPLES = ("thousands", "illions")
# What may stand before a 1 that counts: only | 1 sensor, more than | 1 wing
_MAY_COUNT_ONE = regex.compile(
    r"(?r)\b(?i:only|just|than|with|has|have|of|by|least|most|using|uses|from|requires|needs|near|about|around|be|is) "
)
_AND_ONE = regex.compile(r",?[ ](?:and|or|plus)[ ]|,[ ]")
# What scores are of, which no decimal number counts: 2.4 mAP gains, the 0.643 test-standard sets
_OF_SCORES = frozenset({"gain", "improvement", "increase", "score", "reduction", "set", "drop"})
_OPEN_NAMES = words("names.txt", "followed by name")
_COUNTED_IN_M = frozenset(
    {"parameter", "token", "image", "sample", "sentence", "word", "user", "example", "pair"}
)


def mention_at(text: str, numeral: Numeral, previous: Mention | None) -> Mention:
    """Read the mention of a numeral in a sentence (its view); `previous` is the one before it, dead or alive."""
    mention = Mention(numeral)
    if not numeral.words:
        look_left(text, mention, previous)
    elif (
        text.startswith("-", numeral.start - 1)
        and text[numeral.start - 2 : numeral.start - 1].isalpha()
    ):
        mention.dead = True
    if not mention.dead:
        mention.dead = not _look_right(text, mention, previous)
    return mention


def _look_right(text: str, mention: Mention, previous: Mention | None) -> bool:
    """Read what follows the number into the mention; False where that tells that it measures nothing."""
    last = mention.end
    following = text[last : last + 1]
    if following == BLOCKED or _is_open_name(text, mention, following):
        return False  # the number of a note, glued to its address
    if mention.unit is not None:
        _read_rate(text, mention)
        return True
    if mention.in_name:
        return not following.isalnum()
    if mention.integer and mention.numeral.digits[0] == "0" != mention.numeral.digits:
        return False  # agent 007, 00
    if (following == '"' and text.count('"', 0, last) % 2 == 0) or (
        following == "″" and "/" in text[mention.start : last]
    ):  # a 4" pipe, an 8 7/8″ hole
        mention.take(Measure(last + 1, "inch", "inch", word=False))
        return True
    if following == "s" and len(mention.numeral.digits) > 2 and names.is_named(text, mention.start):
        return False  # two RTX 4090s
    if following == ")" and (measure := _behind_bracket(text, mention)) is not None:
        mention.unit_start = measure.end - len(text[last + 1 : measure.end].lstrip(" "))
        mention.take(measure)
        return True
    if _is_broken_off(text, mention, following) or _is_lettered(text, mention, previous):
        return False
    plus = following == "+" and text[last + 1 : last + 2] in {" ", "-"}  # 60+ fps
    behind = last + plus
    second = text[last + 1 : last + 2]
    if following == " " and second == "o":
        behind = _behind_of(text, mention, behind)
    elif following in "s'" and mention.integer and (some := _UNKNOWN_NUMBER.match(text, last)):
        mention.bound, mention.high = "at_least", None
        behind, following = some.end(), " "
    elif (following in _TIMES_SIGNS or (following == " " and second in _TIMES_SIGNS)) and (
        counted := devices(text, last)
    ):
        mention.counted = counted
        return True
    measure = unit_at(text, behind)
    if measure is not None and _is_a_thing(text, mention, measure):
        measure = None
    if measure is not None and measure.name == "gram" and _N_GRAM.match(text, last):
        return False
    if measure is not None and measure.name == "day" and _SOME_DAY.match(text, 0, mention.end):
        return False
    if measure is not None and measure.name == "times" and _is_manifold(text, mention):
        return False
    if measure is not None and measure.word and names.is_reference(text, mention.start):
        return False  # figure 8 knots
    if measure is not None and _rather_multiplier(text, mention, measure):
        return _look_for_noun(
            text, mention, previous, text[mention.end : mention.end + 1], mention.end
        )
    if measure is not None:
        if (
            not measure.word
            and measure.end - last == 1
            and following.isalpha()  # 2F+1, but: 90%+
            and (
                text[measure.end : measure.end + 1] in _OPERATORS
                or _is_panel(text, mention, previous)
                or formulas.is_operand(text, mention.start)  # 4r + 2t
            )
        ):
            return False
        mention.unit_start = measure.end - len(text[last : measure.end].lstrip(" -"))
        mention.hyphen = following == "-"
        mention.take(measure)
        if measure.name == "gram" and _ACCELERATION.match(text, 0, mention.start):
            mention.unit, mention.meaning = "standard gravity", "standard_gravity"
        return True
    if _take_unknown_unit(text, mention, following):
        return True
    if following.isalpha() or following == "_":
        if names.is_glued_score(text, last):
            return True
        return following in "xX" and text[last + 1 : last + 2].isdigit()
    if names.is_list_number(text, mention.start, last) or names.is_argument(text, mention.start):
        return False
    return _look_for_noun(text, mention, previous, following, behind)


def _behind_bracket(text: str, mention: Mention) -> Measure | None:
    """The unit behind the bracket that several numbers share: (91.2 ± 3.0) %, (45 x 40 x 15) mm."""
    if not _SHARED_BRACKET.match(text, 0, mention.end):
        return None
    return unit_at(text, mention.end + 1)


def _behind_of(text: str, mention: Mention, behind: int) -> int:
    """Where what a number measures begins behind an "of" or an "or": hundreds of | experts, 3 or more | hours."""
    last = mention.end
    if text.startswith(" of ", last) and (
        mention.numeral.open_above or text.endswith(_MULTIPLES, 0, last)
    ):
        return last + len(" of")  # tens of hours, hundreds of experts, 2 millions of users
    part = _PART_OF.match(text, last)
    if part is not None:
        whole = mention.integer or (mention.words and mention.numeral.value >= 2.0)
        names_one = mention.integer and (
            names.is_label(text, mention.start) or names.is_named(text, mention.start)
        )
        return part.end() if whole and not names_one else behind
    inside = _BOUND_INSIDE.match(text, last)
    if inside is None:
        return behind
    mention.bound = "at_least" if inside["more"] else "at_most"
    return inside.end()


def _is_open_name(text: str, mention: Mention, following: str) -> bool:
    """Whether digits and a letter are a name: 3D, 5G."""
    first, last = mention.numeral.start, mention.end
    if text.startswith(("T", "R"), first + 1) and _MECHANISM.match(text, first):
        return True
    if (
        text[first : last + 2].lower().rstrip(" .,;)-") in _OPEN_NAMES
        and not text[last + 1 : last + 3].isalpha()
    ):
        return True  # 10-K, but: a 10-kg box
    return (
        following.isalpha()
        and not text[last + 1 : last + 2].isalpha()
        and text[first : last + 1].lower() in _OPEN_NAMES
    )


def _read_rate(text: str, mention: Mention) -> None:
    """$5 per hour"""
    per = rate(text, mention.end)
    if per is not None:
        mention.unit_end, below, meaning = per
        mention.unit = f"{mention.unit}/{below}"
        mention.meaning = f"({mention.meaning}) / ({meaning})" if meaning else None


def _is_broken_off(text: str, mention: Mention, following: str) -> bool:
    """Whether the number goes on as something: the 1990s, 3.1.4, 2^n, 1:N, 31(5):783, (2+1)D, the 2 norm, 3'-UTR."""
    if following == "s":
        return _DECADE.match(text, mention.start) is not None
    return _GOES_ON.match(text, mention.end) is not None


def _is_lettered(text: str, mention: Mention, previous: Mention | None) -> bool:
    """Whether the letter behind the digits numbers something: Fig. 4b, 2010b; a small b is a billion only of sizes."""
    first, last = mention.start, mention.end
    if (
        names.is_lettered_year(text, first)
        or names.is_code(text, first, last)
        or names.is_month_and_year(mention.numeral)
        or names.is_in_date(text, first, last)
    ):
        return True
    if not mention.letter:
        return False
    if names.is_reference(text, first) or _follows_panel(text, mention, previous):
        return True
    if mention.letter != "b" or _A_SIZE.match(text, mention.end):
        return False
    return names.is_label(text, first) or not names.is_named(text, first)


def _follows_panel(text: str, mention: Mention, previous: Mention | None) -> bool:
    """Whether a number goes on a list of panels: Figures 3A and | 3B."""
    if previous is None or not previous.dead:
        return False
    return _NEXT_PANEL.fullmatch(text, previous.numeral.start, mention.start) is not None


def _is_panel(text: str, mention: Mention, previous: Mention | None) -> bool:
    """Whether a digit and a letter name a panel of a figure or a thing: Figures 3A and 3B, WidowX 250S."""
    if names.is_reference(text, mention.start):
        return True
    if _follows_panel(text, mention, previous):
        return True
    return (
        text[mention.end].isupper()
        and text[mention.end] != "x"
        and names.is_named(text, mention.start)
    )


def _take_unknown_unit(text: str, mention: Mention, following: str) -> bool:
    if mention.words or not (following.isalpha() or following == " "):
        return False
    unknown = _UNKNOWN_UNIT.match(text, mention.end)
    if unknown is None:
        return False
    if (
        following != " "
        and "." not in mention.numeral.digits
        and not _EXPECTS_UNIT.match(text, 0, mention.start)
    ):
        return False
    mention.take(Measure(unknown.end(), unknown["unit"].lower(), None, word=False))
    mention.unit_start = unknown.start("unit")
    mention.rule = "unknown unit"
    return True


def _is_a_thing(text: str, mention: Mention, measure: Measure) -> bool:
    """Whether what looks like a unit is the thing that is counted: two U.S. cities, a four-bar linkage."""
    if measure.name == "bar":
        return mention.words or (mention.integer and text.startswith("-", mention.end))
    sign = text[mention.end : measure.end].lstrip(" -")
    return mention.words and len(sign) == 1 and sign.isalpha()


def _is_manifold(text: str, mention: Mention) -> bool:
    """Whether a number in words tells of how many parts something is: our aims are two-fold."""
    before, behind = _MANIFOLD
    return (
        mention.words
        and behind.match(text, mention.end) is not None
        and before.match(text, 0, mention.start) is not None
    )


def _look_for_noun(
    text: str, mention: Mention, previous: Mention | None, following: str, behind: int
) -> bool:
    first, last = mention.start, mention.end
    if following == "-" and mention.letter in _MODEL_SIZES and not counts_compound(text, last):
        return True  # 32B-based
    counted = counted_noun(text, behind)
    if mention.numeral.value == 1.0 and (
        counted is None or (counted.plural and mention.numeral.digits == "1")
    ):
        counted = _counted_once(text, mention, previous, behind)
    if counted is not None and _scores_before(text, mention, counted):
        counted = None
    if counted is not None:
        mention.counted = counted
        mention.hyphen = following == "-"
        if mention.hyphen and text[first - 1] == "," and text[first - 2].isdigit():
            return False  # a chemical's name: 3,4-ethylene...
        return not formulas.is_operand(text, first)
    if _HYPHENATED.match(text, last) or (mention.words and _BROKEN_WORD.match(text, last)):
        return False
    mention.formula = formulas.holds_formula(text, first, last)
    return True


def _counted_once(
    text: str, mention: Mention, previous: Mention | None, behind: int
) -> Counted | None:
    """The noun in the singular behind a 1, and behind a "one" that goes on a count: two cups and one larger cup."""
    goes_on = False
    if previous is not None and not previous.dead and not previous.bare:
        last = previous.counted.end if previous.counted else previous.unit_end
        goes_on = _AND_ONE.fullmatch(text, last, mention.start) is not None
        if (
            goes_on
            and previous.counted
            and (same := same_noun(text, behind, previous.counted.unit))
        ):
            mention.continues = True
            return same
    if mention.words or not (goes_on or _MAY_COUNT_ONE.match(text, 0, mention.start)):
        return None
    return single_noun(text, behind)


def _scores_before(text: str, mention: Mention, counted: Counted) -> bool:
    """Whether a decimal number before a noun is a score or a version all the same: 0.643 test-standard sets."""
    digits = mention.numeral.digits
    if "." not in digits or mention.factor != 1.0 or counted.unit == "point":
        return False
    return digits.endswith(".0") or counted.unit in _OF_SCORES or names.names_score(counted.first)


def _rather_multiplier(text: str, mention: Mention, measure: Measure) -> bool:
    """Whether a sign is a multiplier after all, and take it so: 300 K images, 30m parameters, 10 k steps."""
    sign = text[mention.end : measure.end].strip()
    if sign not in {"K", "m", "M", "k"}:
        return False
    counted = counted_noun(text, measure.end)
    if counted is None or (sign == "m" and counted.unit not in _COUNTED_IN_M):
        return False
    directly = counted.plural and counted.first == last_word(text, counted)
    if not directly and counted.unit not in {"parameter", "token"}:
        return False
    factor = 1e3 if sign in "kK" else 1e6
    mention.low = mention.high = (mention.low or 0.0) * factor
    mention.factor, mention.letter = factor, sign.upper()
    mention.end = mention.unit_start = mention.unit_end = measure.end
    return True
