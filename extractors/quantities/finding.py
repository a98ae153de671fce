"""Find the quantities of a text, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import regex

from extractors.lexicon.loading import words
from extractors.quantities import formulas, modifiers, names, structure
from extractors.quantities.candidates import Candidate, candidates
from extractors.quantities.dimensions import normal
from extractors.quantities.kinds import kind_of
from extractors.quantities.mentions import Mention, mention_at
from extractors.quantities.numerals import numerals
from extractors.quantities.sizes import imply_unit
from extractors.quantities.units import rate
from extractors.view import view

_PARALLEL = regex.compile(
    r"[ ](?:in|on|for|of|to|at|with|by|over)[ ](?:[^\s,;.()]+[ ]){1,4}(?:and|or)[ ]"
)
_AT_LEAST = regex.compile(r"(?r)(?i:at least|at most|more than) ")
_TO = regex.compile(r"(?r)\b(?i:to|near|of|than|be|equals?) ")


class Quantity(NamedTuple):
    """A quantity; the fields are those of the table `quantities`, `sentence` is an index into the spans given."""

    sentence: int
    start: int
    end: int
    low: float | None
    high: float | None
    bound: str
    approximate: bool
    unit: str
    unit_text: str
    dimension: str | None
    si_low: float | None
    si_high: float | None
    si_unit: str | None
    kind: str
    in_name: bool
    modifier: str
    expression_start: int
    expression_end: int
    rule: str | None
    method: str = "rule"


def find_quantities(
    text: str, spans: Sequence[tuple[int, int]], blocked: Sequence[tuple[int, int]] = ()
) -> list[Quantity]:
    """Find the quantities of `text`, whose sentences are `spans`; nothing is found within `blocked` (addresses).

    Returns them in reading order, none overlapping another. Offsets count code points of `text`.
    """
    in_formulas = formulas.formulas(text)
    found: list[Quantity] = []
    for candidate in candidates(text, spans):
        start, end = candidate.start, candidate.end
        sentence = text[start:end]
        plain = view(sentence)
        shut = [(first - start, last - start) for first, last in blocked if first < end and last > start]
        for mention in _mentions(plain, candidate.words, shut):
            if not (in_formulas and formulas.is_inside(in_formulas, mention, start)):
                found.append(_record(sentence, plain, candidate, mention))
    return found


def _mentions(
    text: str, word_starts: Sequence[int], blocked: Sequence[tuple[int, int]]
) -> list[Mention]:
    start, end = 0, len(text)
    mentions: list[Mention] = []
    previous: Mention | None = None
    for numeral in numerals(text, word_starts):
        if blocked and _within(blocked, numeral.start):
            continue
        if previous is not None and numeral.start < previous.unit_end:
            continue
        previous = mention_at(text, numeral, start, end, previous)
        mentions.append(previous)
    _leave_years(text, mentions, start)
    mentions = structure.joined(text, mentions, start)
    _settle(text, mentions, start, end)
    _modify(text, mentions, start, end)
    return _without_overlap([mention for mention in mentions if not mention.dead])


def _leave_years(text: str, mentions: list[Mention], start: int) -> None:
    """Drop the years that stand alone, before a list could lend them a unit: in 2015 and 2022, 38%."""
    for mention in mentions:
        if (
            mention.unit is None
            and mention.counted is None
            and names.is_plain_year(text, start, mention.start, mention.numeral)
        ):
            mention.dead = True


def _settle(text: str, mentions: list[Mention], start: int, end: int) -> None:
    """Decide for each mention what it counts, and whether it measures anything at all."""
    previous: Mention | None = None
    for mention in mentions:
        if not mention.dead:
            if mention.unit is None or mention.in_name:
                imply_unit(text, mention, start, end, previous)
            if not mention.dead and mention.unit is None:
                if mention.words and mention.numeral.value in {0.0, 1.0} and not mention.shared:
                    _none_or_one(text, mention, start)
                elif mention.counted is not None and not _is_label_or_year(
                    text, mention, start, end
                ):
                    _count(text, mention, end)
                elif mention.counted is None or mention.dead:
                    _bare(text, mention, previous, start, end)
        previous = mention


def _none_or_one(text: str, mention: Mention, start: int) -> None:
    """"one" is an article or a pronoun but behind a bound, "zero" a part of words but where a value goes to it."""
    value = mention.numeral.value
    if value == 1.0 and _AT_LEAST.match(text, start, mention.start) and mention.counted is not None:
        _count(text, mention, len(text))
    elif value == 0.0 and _TO.match(text, start, mention.start) and not text.startswith("-", mention.end):
        mention.unit = ""
    else:
        mention.dead = True


def _is_label_or_year(text: str, mention: Mention, start: int, end: int) -> bool:
    numeral = mention.numeral
    if numeral.words or mention.letter or mention.factor != 1.0:
        return False
    if names.is_year(text, start, mention.start, numeral.value, numeral.digits, counts=True) or (
        numeral.integer
        and numeral.value < 32
        and names.is_day(text, start, mention.start, mention.end, end)
    ):
        mention.dead = True
    elif (
        numeral.integer
        and names.is_label(text, start, mention.start)
        and names.word_before(text, start, mention.start)[0][:1].isupper()
    ):
        mention.dead = True
    elif (
        not numeral.integer
        or mention.counted
        and mention.counted.unit in {"data", "dataset"}
        and not mention.counted.plural
    ) and names.is_named(text, start, mention.start):
        mention.dead = True
    elif (
        numeral.integer
        and numeral.value < 10
        and names.is_named(text, start, mention.start)
        and not names.is_score(text, start, mention.start)
        and mention.counted is not None
        and mention.counted.end - mention.end > 14
    ):
        mention.dead = True
    return mention.dead


def _count(text: str, mention: Mention, end: int) -> None:
    counted = mention.counted
    if counted is None:
        return
    mention.unit, mention.meaning = (
        counted.unit,
        counted.unit if counted.unit in _FIELD_NOUNS else None,
    )
    if not mention.shared:
        mention.unit_end = counted.end
        mention.unit_start = counted.end - len(text[mention.end : counted.end].lstrip(" -"))
        per = rate(text, counted.end, end)
        if per is not None:
            mention.unit_end, below, meaning = per
            mention.unit = f"{counted.unit}/{below}"
            mention.meaning = (
                f"({mention.meaning}) / ({meaning})" if mention.meaning and meaning else None
            )
    if mention.rule in {"digits", "words"}:
        mention.rule = "counted noun"


_TIMES_OF_DAY = frozenset(
    {"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"}
)
_BEFORE_BOUND = words("modifiers.txt", "over is a bound after")
_FIELD_NOUNS = frozenset({"parameter", "token", "image", "sample", "query", "gpu", "tpu", "cpu"})


def _bare(text: str, mention: Mention, previous: Mention | None, start: int, end: int) -> None:
    """A number without unit or noun: a score, or nothing at all."""
    numeral = mention.numeral
    if mention.dead:
        return
    if mention.start == start and not text[mention.end : end].strip(" ."):
        mention.dead = True  # the number of a page
        return
    if numeral.words and not numeral.open_above and mention.factor < 1e3:
        mention.dead = not (
            mention.shared
            or mention.rule == "range"
            and numeral.value % 1 != 0
            or numeral.value % 1 != 0
        )
    elif numeral.digits and (
        names.is_year(text, start, mention.start, numeral.value, numeral.digits, counts=False)
        or (
            numeral.integer
            and numeral.value < 32
            and names.is_day(text, start, mention.start, mention.end, end)
        )
        or names.is_list_number(text, mention.start, mention.end, end)
        or names.is_label(text, start, mention.start)
        or names.is_named(text, start, mention.start)
        or (
            previous is not None
            and previous.dead
            and structure.follows_in_list(text, previous, mention)
        )
    ):
        mention.dead = True
    if not mention.dead:
        mention.unit, mention.meaning = "", None
        mention.unit_start = mention.unit_end = mention.end


def _modify(text: str, mentions: list[Mention], start: int, end: int) -> None:
    """Read bounds and approximations, and carry those before a coordination over all of it."""
    previous: Mention | None = None
    for mention in mentions:
        if mention.dead:
            continue
        ahead = modifiers.before(
            text,
            start if previous is None else max(start, previous.unit_end),
            mention.start,
            size_in_name=bool(mention.letter),
        )
        if _is_setting(text, ahead.start, mention):
            ahead = ahead._replace(bound="", start=mention.start)
        behind = modifiers.after(text, mention.unit_end, end)
        if (
            behind.end == mention.unit_end
            and mention.unit_end != mention.end
            and not mention.shared
        ):
            glued = modifiers.after(text, mention.end, end)
            behind = glued if glued.end == mention.end + 1 else behind
        bound, approximate = ahead.bound or behind.bound, ahead.approximate or behind.approximate
        mention.expression_start = min(mention.expression_start, ahead.start)
        mention.expression_end = max(mention.unit_end, behind.end)
        if (
            not bound
            and not approximate
            and previous is not None
            and _carries_on(text, previous, mention)
        ):
            if (
                previous.bound in {"at_least", "at_most"}
                and not previous.numeral.open_above
                and previous.rule != "sub"
                and text[previous.unit_end : previous.expression_end] == ""
            ):
                bound = previous.bound
            approximate = previous.approximate
        if bound and mention.bound == "exact":
            mention.bound = bound
            if bound == "at_least":
                mention.high = None
            else:
                mention.low = None
        elif bound == "at_most" and mention.bound == "range":
            pass
        mention.approximate = approximate
        previous = mention


def _carries_on(text: str, previous: Mention, mention: Mention) -> bool:
    """Whether what stands before `previous` holds for `mention` too: up to 3% and 5%, up to 2% in A and 10% in B."""
    if structure.follows_in_list(text, previous, mention):
        return previous.unit == mention.unit or " and " in text[previous.unit_end : mention.start]
    return (
        previous.bound == "at_most"
        and _PARALLEL.fullmatch(text, previous.unit_end, mention.start) is not None
    )


def _is_setting(text: str, start: int, mention: Mention) -> bool:
    """under two settings: "under", "within" and "over" before a few things are no bounds."""
    word = text[start : start + 6].lower()
    value = abs(mention.low or 0.0)
    if word.startswith("over "):
        return _over_extent(text, start, mention, value)
    return (
        word.startswith(("under", "within", "below"))
        and mention.counted is not None
        and value < 100
    )


def _over_extent(text: str, start: int, mention: Mention, value: float) -> bool:
    """Whether "over" tells an extent rather than a bound.

    over five weeks, over a one-week period, over two benchmarks; but not: over 60 hours of
    """
    if text[start + 5 : mention.start].strip() in {"a", "the", "an"}:
        return True
    if mention.counted is not None:
        return value < 10 or (mention.words and mention.factor == 1.0)
    if mention.unit not in _TIMES_OF_DAY:
        return False
    before = names.word_before(text, 0, start)[0].lower()
    if mention.words or not text.startswith(" of", mention.unit_end):
        return before not in _BEFORE_BOUND
    return False


def _within(blocked: Sequence[tuple[int, int]], position: int) -> bool:
    index = bisect_right(blocked, (position, 1 << 60)) - 1
    return index >= 0 and blocked[index][0] <= position < blocked[index][1]


def _without_overlap(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        if kept and mention.start < kept[-1].unit_end:
            if kept[-1].counted is None:
                continue
            kept[-1].unit_end = kept[-1].expression_end = mention.start
        kept.append(mention)
    return kept


def _unit_text(text: str, mention: Mention) -> str:
    """The unit as written, for a number of a list that of the number which lends it."""
    while mention.unit_from is not None:
        mention = mention.unit_from
    return text[mention.unit_start : mention.unit_end].strip()


def _record(text: str, plain: str, candidate: Candidate, mention: Mention) -> Quantity:
    start, end = mention.start, mention.end if mention.shared else mention.unit_end
    end = max(end, mention.end)
    while end > start and plain[end - 1] == " ":
        end -= 1
    offset = candidate.start
    unit = mention.unit or ""
    conversion = normal(mention.meaning) if mention.meaning else None
    dimension: str | None
    si_low = si_high = si_unit = None
    if conversion is not None:
        dimension = conversion.dimension
        si_unit = conversion.unit or "dimensionless"
        si_low = (
            None if mention.low is None else mention.low * conversion.factor + conversion.offset
        )
        si_high = (
            None if mention.high is None else mention.high * conversion.factor + conversion.offset
        )
    else:
        dimension = "dimensionless" if unit == "" or mention.counted is not None else None
    expression_start = min(start, mention.expression_start)
    expression_end = max(end, mention.expression_end if not mention.shared else end)
    ahead, behind = text[expression_start:start].strip(), text[end:expression_end].strip()
    return Quantity(
        sentence=candidate.sentence,
        start=offset + start,
        end=offset + end,
        low=mention.low,
        high=mention.high,
        bound=mention.bound,
        approximate=mention.approximate,
        unit=unit,
        unit_text=_unit_text(text, mention),
        dimension=dimension,
        si_low=si_low,
        si_high=si_high,
        si_unit=si_unit,
        kind=kind_of(plain, unit, dimension, end, counted=mention.counted is not None),
        in_name=mention.in_name,
        modifier=f"{ahead} {behind}".strip(),
        expression_start=offset + expression_start,
        expression_end=offset + expression_end,
        rule=mention.rule,
    )
