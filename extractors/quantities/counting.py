"""What a mention without a unit of measure counts, or whether it is a bare score, or measures nothing at all."""

from __future__ import annotations

import regex

from extractors.lexicon import units
from extractors.lexicon.loading import words
from extractors.quantities import names
from extractors.quantities.lists import follows_in_list
from extractors.quantities.mentions import Mention
from extractors.quantities.nouns import ENDS_PHRASE, FIELD_NOUNS
from extractors.quantities.sizes import carry_sizes, imply_unit
from extractors.quantities.units import rate

_FACTOR = regex.compile(
    r"(?r)\bfactors?[ ](?:of[ ])?(?:(?:about|around|over|nearly|up to|more than|roughly|approximately|at least)[ ])?"
)
_AT_LEAST = regex.compile(r"(?r)(?i:at least|at most|more than) ")
_TO = regex.compile(r"(?r)\b(?i:to|near|of|than|be|equals?) ")
_VERBS = words("phrases.txt", "verbs behind names")
_NAMED_THINGS = words("nouns.txt", "things with names")
THINGS = frozenset({"bar"})  # what is counted by the name of a unit: a four-bar linkage
_OF_THEM = regex.compile(r"[ ]of[ ](?:them|which|whom)\b")
_OF_WHICH = regex.compile(
    r"(?r)\b(?:of|among) (?:which|whom|them),? (?:only |about |over |at least )?"
)
_ITS_SHARE = regex.compile(r"[ ]\(\d[\d.]*+[ ]?%")  # twenty-two (18%) dropped out
_ALWAYS = "24/7"
_OUT_OF_ALL = regex.compile(r"(\d{1,4})/\d{1,4}")  # 20/20 tasks
_PICTURE = regex.compile(
    r"(?i)\b(?:resolution|image|pixel|picture|video|frame|crop|ImageNet|input|patch|camera|display|screen)"
)
_LEAST_SIDE = 8  # of an image: a 3 x 3 matrix is none
_HIGHEST_LABEL = 100
_NEAR = 60  # characters around a size in which such a word is looked for
_LONG_PHRASE = 14  # characters from a number to the noun it seems to count, where the number rather ends a name


def settle(text: str, mentions: list[Mention]) -> None:
    """Give each living mention of a sentence its unit; those that measure nothing die."""
    previous: Mention | None = None
    counting: Mention | None = None  # the last one that counts several
    for mention in mentions:
        if not mention.dead and (mention.unit is None or mention.in_name):
            imply_unit(text, mention, previous)
        if not mention.dead and mention.unit is None:
            if (
                mention.words
                and mention.numeral.value in {0.0, 1.0}
                and not (mention.shared or mention.change)
                and mention.rule != "range"
            ):
                _settle_none_or_one(text, mention)
            elif mention.counted is None and counting and _is_part(text, mention):
                mention.unit, mention.meaning = counting.unit, counting.meaning
                mention.counted, mention.unit_from = counting.counted, counting
                mention.shared, mention.rule = True, "counted noun"
            elif mention.counted is None:
                _settle_bare(text, mention, previous)
            elif _only_names(text, mention, previous):
                mention.dead = mention.listed = True
            else:
                _count(text, mention)
        previous = mention
        if not mention.dead and mention.counted is not None and mention.counted.plural:
            if not text.startswith("(", mention.start - 1):
                counting = mention
    if len(mentions) > 1:
        carry_sizes(text, mentions)


def _is_part(text: str, mention: Mention) -> bool:
    """Whether a number counts what a number before it counts: 36 tasks, of which | 26, two | of them."""
    if not mention.integer and not (mention.words and mention.numeral.value >= 2.0):
        return False
    if mention.formula or names.is_named(text, mention.start):
        return False
    return (
        _OF_THEM.match(text, mention.end) is not None
        or _OF_WHICH.match(text, 0, mention.start) is not None
    )


def leave_years(text: str, mentions: list[Mention]) -> None:
    """Drop the years that stand alone, before a list could lend them a unit: in 2015 and 2022, 38%."""
    for mention in mentions:
        if mention.bare and names.is_plain_year(text, mention.start, mention.numeral):
            mention.dead = mention.listed = True


def _settle_none_or_one(text: str, mention: Mention) -> None:
    """ "one" is an article or a pronoun but behind a bound, "zero" a part of words but where a value goes to it."""
    value = mention.numeral.value
    if (
        value == 1.0
        and mention.counted is not None
        and (mention.continues or _AT_LEAST.match(text, 0, mention.start))
    ):
        _count(text, mention)
    elif (
        value == 0.0
        and not text.startswith(("-", " out "), mention.end)
        and (to := _TO.match(text, 0, mention.start)) is not None
        and (to[0] != "of " or ENDS_PHRASE.match(text, mention.end))  # but: of zero mean
    ):
        mention.unit = ""
    else:
        mention.dead = True


def _only_names(text: str, mention: Mention, previous: Mention | None) -> bool:
    """Whether a number before a noun names all the same: the 2017 challenges, Phase 3 trials."""
    numeral, counted = mention.numeral, mention.counted
    if (
        previous is not None
        and not previous.dead
        and previous.counted is not None
        and counted is not None
        and previous.counted.end == counted.end
        and names.is_named(text, mention.start)
    ):
        return True  # four Pioneer 2 robots
    if numeral.words and _is_in_capitals(text, mention):
        return True  # the Google One Billion Words corpora
    if numeral.words or mention.letter or mention.factor != 1.0 or counted is None:
        return False
    first = mention.start
    if names.is_year(text, first, numeral, counts=True) or names.is_day(
        text, first, mention.end, numeral
    ):
        return True
    if (
        previous is not None
        and previous.listed
        and names.is_recent_year(previous.numeral)
        and names.is_recent_year(numeral)
    ):
        return follows_in_list(text, previous, mention)  # VOC 2007 and 2012 benchmarks
    before = names.word_before(text, first)[0]
    if numeral.integer and names.is_label(text, first):
        if before[:1].isupper():
            return True
        if numeral.value < _HIGHEST_LABEL and names.is_single_label(text, first):
            return True
    if not names.is_named(text, first):
        return False
    if not numeral.integer or (counted.unit in {"data", "dataset"} and not counted.plural):
        return True
    if counted.unit in _NAMED_THINGS and not names.is_first_word(text, first):
        return True  # PUMA 560 robots
    ahead = text[mention.end : mention.end + 3]
    if ahead[1:2].isupper() and ahead[2:].islower() and not names.is_first_word(text, first):
        return True  # Caltech 101 Silhouettes
    if counted.first in _VERBS:
        return True
    if mention.bound != "exact":
        return False  # Aligning 2 or more maps
    far = counted.end - mention.end > _LONG_PHRASE and not names.is_score(text, first)
    return far and (numeral.value < 10 or (numeral.value < 1000 and not before[1:].islower()))


def _is_in_capitals(text: str, mention: Mention) -> bool:
    """Whether a word for a number and the noun behind it are written as names within a sentence are."""
    first, behind = mention.start, mention.end + 1
    if first < 2 or not text[first].isupper() or not text[first - 2].isalnum():
        return False
    return text[behind : behind + 1].isupper() and text[behind + 1 : behind + 2].islower()


def _count(text: str, mention: Mention) -> None:
    counted = mention.counted
    if counted is None:
        return
    measure = None if counted.unit in THINGS else units.names().get(counted.unit)
    mention.unit = measure.name if measure else counted.unit
    if _OUT_OF_ALL.fullmatch(mention.numeral.digits) and counted.plural:
        mention.low = mention.high = float(mention.numeral.digits.partition("/")[0])
    if measure is not None:
        mention.meaning = measure.meaning
    else:
        mention.meaning = counted.unit if counted.unit in FIELD_NOUNS else None
    if not mention.shared:
        mention.unit_end = counted.end
        mention.unit_start = counted.end - len(text[mention.end : counted.end].lstrip(" -"))
        per = rate(text, counted.end)
        if per is not None:
            mention.unit_end, below, meaning = per
            mention.unit = f"{mention.unit}/{below}"
            put_together = f"({mention.meaning or 1}) / ({meaning})" if meaning else None
            mention.meaning = units.meanings().get(mention.unit, put_together)
    if mention.rule in {"digits", "words"}:
        mention.rule = "counted noun"


def _settle_bare(text: str, mention: Mention, previous: Mention | None) -> None:
    """A number without unit or noun: a factor, a score, or nothing at all."""
    numeral, first, last = mention.numeral, mention.start, mention.end
    if (_FACTOR.match(text, 0, first) and not mention.formula) or (
        previous is not None
        and previous.rule == "factor"
        and not previous.dead
        and follows_in_list(text, previous, mention)
    ):
        mention.unit, mention.meaning, mention.rule = "times", "times", "factor"
        return
    if numeral.digits == _ALWAYS or _is_truth_value(text, mention, previous):
        mention.dead = mention.listed = True
        return
    alone = first == 0 and not text[last:].strip(" .")  # the number of a page
    if numeral.words and not numeral.open_above and mention.factor < 1e3:
        share = _ITS_SHARE.match(text, last) is not None
        mention.dead = alone or not (
            mention.shared or mention.change or share or numeral.value % 1 != 0
        )
    else:
        mention.dead = alone or bool(
            numeral.digits
            and mention.rule != "dimensions"
            and (
                names.is_year(text, first, numeral, counts=False)
                or names.is_day(text, first, last, numeral)
                or names.is_list_number(text, first, last)
                or names.is_label(text, first)
                or names.is_named(text, first)
                or (
                    previous is not None
                    and previous.listed
                    and previous.integer == mention.integer
                    and follows_in_list(text, previous, mention)
                )
            )
        )
    mention.dead = mention.dead or mention.formula
    mention.listed = mention.dead  # k = 3, and the 5 of "k = 3, 5" with it
    if not mention.dead:
        mention.unit, mention.meaning = (
            ("pixel", "pixel") if _is_resolution(text, mention) else ("", None)
        )
        mention.unit_start = mention.unit_end = mention.end


def _is_truth_value(text: str, mention: Mention, previous: Mention | None) -> bool:
    """Whether a bare 0 or 1 is a label, a probability's end or a number of mathematics, as nearly all of them are."""
    numeral = mention.numeral
    if (
        numeral.digits not in {"0", "1"}
        or numeral.letter
        or mention.rule != "digits"
        or mention.change
    ):
        return False
    if mention.bound not in {"exact", "at_least"} or mention.factor != 1.0 or mention.shared:
        return False
    in_list = (
        previous is not None
        and not previous.dead
        and not previous.integer
        and follows_in_list(text, previous, mention)
    )
    following = text[mention.end + 1 : mention.end + 12].partition(" ")[0].rstrip(".,;)")
    if in_list or (following[:1].isupper() and names.names_score(following.lower())):  # 1 BLEU
        return False
    return names.word_before(text, mention.start)[0].lower() not in {"size", "length"}


def _is_resolution(text: str, mention: Mention) -> bool:
    """Whether 256 x 256 is the size of an image."""
    if mention.rule != "dimensions" or not mention.integer or mention.numeral.value < _LEAST_SIDE:
        return False
    return _PICTURE.search(text, max(0, mention.start - _NEAR), mention.end + _NEAR) is not None
