"""Find the quantities of a text, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from extractors.lexicon import units
from extractors.quantities.bounding import bound_all
from extractors.quantities.candidates import Candidate, candidates
from extractors.quantities.counting import leave_years, settle
from extractors.quantities.dimensions import normal
from extractors.quantities.formulas import formulas, is_inside
from extractors.quantities.kinds import kind_of
from extractors.quantities.lists import share
from extractors.quantities.mentions import BLOCKED, Mention
from extractors.quantities.numerals import numerals
from extractors.quantities.ranges import ranges
from extractors.quantities.spreads import ratios, spreads
from extractors.quantities.surroundings import mention_at
from extractors.view import view


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
    in_formulas = formulas(text)
    found: list[Quantity] = []
    for candidate in candidates(text, spans):
        start, end = candidate.start, candidate.end
        sentence = text[start:end]
        plain = view(sentence)
        if blocked:
            plain = _masked(plain, blocked, start)
        for mention in _mentions(plain, candidate.words):
            if not (in_formulas and is_inside(text, in_formulas, mention, start)):
                found.append(_record(sentence, plain, candidate, mention))
    return found


def _mentions(text: str, word_starts: Sequence[int]) -> list[Mention]:
    """The living mentions of a sentence, in order; `text` is its view."""
    mentions: list[Mention] = []
    previous: Mention | None = None
    for numeral in numerals(text, word_starts):
        if previous is not None and numeral.start < previous.unit_end:
            continue
        previous = mention_at(text, numeral, previous)
        mentions.append(previous)
    leave_years(text, mentions)
    for join in (ratios, spreads, ranges):
        mentions = join(text, mentions)
    share(text, mentions)
    settle(text, mentions)
    bound_all(text, mentions)
    return _without_overlap(text, [mention for mention in mentions if not mention.dead])


def _masked(text: str, blocked: Sequence[tuple[int, int]], offset: int) -> str:
    """`text`, which begins at `offset`, with a sign that no rule knows in place of all that is blocked."""
    index = bisect_right(blocked, (offset, offset))
    for start, end in blocked[max(0, index - 1) :]:
        left, right = max(0, start - offset), min(len(text), end - offset)
        if left >= len(text):
            break
        if left < right:
            text = text[:left] + BLOCKED * (right - left) + text[right:]
    return text


def _without_overlap(text: str, mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        if kept and mention.start < kept[-1].unit_end:
            if kept[-1].counted is None:
                continue
            kept[-1].unit_end = kept[-1].expression_end = kept[-1].end  # four | 32 GB cards
        kept.append(mention)
    return kept


def _unit_text(text: str, mention: Mention) -> str:
    """The unit as written, for a number of a list that of the number which lends it."""
    while mention.unit_from is not None:
        mention = mention.unit_from
    end = _end_of_command(text, mention.unit_end)
    return text[mention.unit_start : end].strip(" +[]").removeprefix("of ")


def _end_of_command(text: str, end: int) -> int:
    """The end of what ends at `end` in the view, which has one character for \\times."""
    if text[end - 1 : end] == "\\":
        while text[end : end + 1].isalpha():
            end += 1
    elif text.startswith("/spl ", max(0, end - 1)):
        end = text.find("/", end) + 1
    return end


def _record(text: str, plain: str, candidate: Candidate, mention: Mention) -> Quantity:
    start, end = mention.start, mention.end if mention.shared else mention.unit_end
    end = max(end, mention.end)
    while end > start and plain[end - 1] == " ":
        end -= 1
    end = _end_of_command(text, end)
    offset = candidate.start
    unit = mention.unit or ""
    conversion = normal(mention.meaning) if mention.meaning else None
    dimension: str | None
    si_low = si_high = si_unit = None
    if conversion is not None:
        dimension = conversion.dimension
        if conversion.holds(mention.low) and conversion.holds(mention.high):
            si_unit = conversion.unit or "dimensionless"
            si_low, si_high = conversion.of(mention.low), conversion.of(mention.high)
    else:
        known = unit == "" or mention.counted is not None or unit in units.without_meaning()
        dimension = "dimensionless" if known else None
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
