"""The bounds and approximations of mentions, and how far what stands before a coordination holds."""

from __future__ import annotations

import regex

from extractors.lexicon.loading import words
from extractors.quantities import modifiers, names
from extractors.quantities.lists import are_dimensions, follows_in_list
from extractors.quantities.mentions import Mention

# up to 2% | in recall and | 10% in precision
_PARALLEL = regex.compile(
    r"[ ]{1,2}(?:in|on|for|of|to|at|with|by|over)[ ](?:[^\s,;.()]+[ ]){0,6}[^\s,;.()]+"
    r"(?:,[ ](?:and[ ]|or[ ])?|[ ](?:and|or)[ ])"
)
# up to 2% | (recall)|, 10% (precision); up to 2% | absolute | and 10% relative
_LABEL_BETWEEN = regex.compile(r"[ ](?:\([^()\d]{1,20}[\d-]{0,4}\)|(?:absolute|relative)\b)")
_LOST_COMMA = regex.compile(r"[ ]{1,2}\+?")  # up to 3% | 5% and 4%
# What within a measure is a bound: a 1.2 m | depth range, a 5 mm | margin
_SCOPE = regex.compile(
    r"(?:[ -][a-z]+)?[ -]"
    r"(?:range|radius|distance|margin|tolerance|error|band|window|limit|accuracy|depth|threshold|of)\b"
    r"|[ ]?[.,;)]|$"
)
_LOWERED = regex.compile(
    r"(?r)\b(?:reduc|lower|decreas|cut|br[io]ng|keep|kept|compress|push|driv|scal|shr[iau]nk)[a-z]*[ ][^.;:()]{0,50}"
)
_LAST_SIGN = regex.compile(r"(?r)(?P<word>[a-z]+|\()[ ]?")
_SEPARATOR = regex.compile(r",?[ ](?:and[ ]|or[ ])?")
_BEFORE_BOUND = words("modifiers.txt", "over is a bound after")
_UNDER_WHICH = words("modifiers.txt", "under which")
_DOWN_TO_AFTER = words("modifiers.txt", "down to is a bound after")
_WITHIN_WHICH = words("modifiers.txt", "within which")
_MANY, _DOZEN = 100, 12
_TIMES_OF_DAY = frozenset(
    {"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"}
)


def bound_all(text: str, mentions: list[Mention]) -> None:
    """Read bounds and approximations around the mentions of a sentence and open their ends accordingly."""
    previous: Mention | None = None
    for mention in mentions:
        if mention.dead:
            continue
        bound, approximate = _around(text, mention, 0 if previous is None else previous.unit_end)
        if (
            not bound
            and not approximate
            and previous is not None
            and _carries_on(text, previous, mention)
        ):
            approximate = previous.approximate
            if previous.bound in {"at_least", "at_most"} and _stands_before(text, previous):
                bound = previous.bound
        if bound and mention.bound == "exact":
            mention.bound = bound
        if mention.bound == "at_least":
            mention.high = None
        elif mention.bound == "at_most":
            mention.low = None
        mention.approximate = approximate
        previous = mention


def _around(text: str, mention: Mention, start: int) -> tuple[str, bool]:
    """Bound and approximation written around a mention, as far back as `start`; its expression grows by them."""
    ahead = modifiers.before(
        text,
        start,
        mention.start,
        size_in_name=bool(mention.letter) and mention.unit == "parameter",
        counts=_counts(mention) or mention.unit == "parameter",
    )
    if ahead.bound and _tells_extent(text, ahead.start, mention):
        ahead = modifiers.Modifier("", ahead.approximate, mention.start, mention.start)
    behind = modifiers.after(text, mention.unit_end)
    if behind.end == mention.unit_end != mention.end and not mention.shared:
        plus = modifiers.after(text, mention.end)  # 60+ fps
        behind = plus if plus.end == mention.end + 1 else behind
    if (
        ahead.bound == "at_most"
        and _is_rate(mention)
        and text[ahead.start :].lower().startswith("faster")
    ):
        ahead = ahead._replace(bound="at_least")
    mention.expression_start = min(mention.expression_start, ahead.start)
    mention.expression_end = max(mention.unit_end, behind.end)
    return ahead.bound or behind.bound, ahead.approximate or behind.approximate


def _is_inner(text: str, mention: Mention) -> bool:
    """Whether a length or an angle behind "within a" is that of a thing: a 36 mm pipe, but a 36 mm range."""
    inner = (mention.unit or "").endswith(("meter", "inch", "foot", "degree"))
    return inner and _SCOPE.match(text, mention.unit_end) is None


def _counts(mention: Mention) -> bool:
    """Whether a mention counts things, which are compared or gone over, and not points of a score."""
    return mention.counted is not None and mention.unit != "point"


def _is_rate(mention: Mention) -> bool:
    """Whether more of it is faster: 60 fps, 1 kHz."""
    unit = mention.unit or ""
    return "/second" in unit or unit.endswith("hertz")


def _stands_before(text: str, mention: Mention) -> bool:
    """Whether the bound of a mention is one in words before it, the kind that a coordination carries on."""
    return (
        not mention.numeral.open_above
        and mention.rule != "sub"
        and text[mention.unit_end : mention.expression_end] == ""
    )


def _carries_on(text: str, previous: Mention, mention: Mention) -> bool:
    """Whether what stands before `previous` holds for `mention` too: up to 3% and 5%, up to 2% in A and 10% in B."""
    gap = _LABEL_BETWEEN.match(text, previous.unit_end)
    if gap is not None and previous.unit == mention.unit != "":
        return _SEPARATOR.fullmatch(text, gap.end(), mention.start) is not None
    if are_dimensions(text, previous, mention):
        return previous.unit == mention.unit  # about 30 x 40 cm
    if follows_in_list(text, previous, mention):
        between = text[previous.unit_end : mention.start]
        joined = (" and " in between or " or " in between) and "," not in between
        return previous.unit == mention.unit or joined
    if previous.unit == mention.unit and _LOST_COMMA.fullmatch(
        text, previous.unit_end, mention.start
    ):
        return True
    same = previous.unit == mention.unit or "," not in text[previous.unit_end : mention.start]
    return (
        same
        and previous.bound == "at_most"
        and _PARALLEL.fullmatch(text, previous.unit_end, mention.start) is not None
    )


def _tells_extent(text: str, start: int, mention: Mention) -> bool:
    """Whether the word at `start` tells where or how long rather than how much: under two settings, over five weeks,
    the above three."""
    word = text[start : start + 6].lower()
    value = abs(mention.low or 0.0)
    if word == "surpas":
        return mention.counted is not None and value < _MANY  # surpasses six methods
    if word.startswith("above "):  # the above two questions
        return mention.counted is not None and (
            mention.words or text[max(0, start - 4) : start].lower() == "the "
        )
    if word == "down t":
        noun = _LAST_SIGN.match(text, 0, start)
        return (
            noun is None
            or noun["word"] not in _DOWN_TO_AFTER
            or _LOWERED.match(text, 0, noun.start()) is not None
        )
    if text.startswith("Under ", start):
        return True  # Under a 20 ms limit, ...
    if (
        word == "within"
        and text[start + 6 : mention.start].strip() in {"a", "an", "the"}
        and (mention.rule == "dimensions" or _is_inner(text, mention))
    ):
        return True  # within a 64 x 64 image, within a 36 mm pipe
    if word == "within" and mention.unit in _WITHIN_WHICH:
        return False
    if not word.startswith("over "):
        return (
            word.startswith(("under", "within", "below"))
            and _counts(mention)
            and (value < _MANY or (word.startswith("under") and mention.unit in _UNDER_WHICH))
        )
    if text[start + 5 : mention.start].strip() in {"a", "the", "an"}:
        # over a one-week period, but: over a dozen boats
        return mention.unit not in {"times", "percent"} and not (
            mention.words and mention.numeral.value == mention.factor >= _DOZEN
        )
    before = names.word_before(text, start)[0].lower()
    if before == "by":
        return False
    if _counts(mention):
        few = value < 10 or (mention.words and mention.factor == 1.0)
        return few or (value < 100 and before not in _BEFORE_BOUND)
    if (mention.unit or "").removeprefix("giga").removeprefix("mega").removeprefix(
        "kilo"
    ) not in _TIMES_OF_DAY or (not mention.words and text.startswith(" of", mention.unit_end)):
        return False  # over 60 hours of
    return before not in _BEFORE_BOUND and text[start - 1 : start] != "("
