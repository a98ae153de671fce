"""The noun that a number counts.

    six [downstream tasks]   31k [2.5D synthetic point clouds]
    12 million [Securities and Exchange Commission (SEC) filings]
    ten [pre-trained SSL wav2vec 2.0 models] containing ...      82.0 zero-shot accuracy: none

Without a tagger: behind a number other than one, the counted noun is the first plural before a word that ends the noun
phrase. A noun in the singular is counted only where the lexicon lists it: 7 billion parameter model.
"""

from __future__ import annotations

from typing import NamedTuple

import regex

from extractors.lexicon.loading import values, words
from extractors.quantities.plurals import singular

# Units of several words with an "of", and how they go on behind their head: line of code, " of code"
_HEADS_WITH_OF = tuple(
    (unit, f" of {tail}")
    for phrase, unit in values("nouns.txt", "heads of several words").items()
    if (tail := phrase.partition(" of ")[2])
)
_ATTRIBUTIVE = values("nouns.txt", "attributive")
_LAST_RESORT = values("nouns.txt", "attributive where no plural follows")
_ADJECTIVES = values("nouns.txt", "adjectives")
_QUALITIES = words("nouns.txt", "qualities")
_NETWORKS = words("nouns.txt", "networks")
_MODELS = words("nouns.txt", "models")
_DEVICES = values("nouns.txt", "devices")
_STOPS = words("phrases.txt", "function words") | words("phrases.txt", "verbs")
_VERBS_OR_NOUNS = words("phrases.txt", "verbs or nouns")
_WITHIN = words("phrases.txt", "function words within a phrase")
_COMPARATIVES = words("phrases.txt", "comparatives")
_ADJECTIVE_ENDINGS = tuple(sorted(words("phrases.txt", "adjective endings")))

# Counted nouns that Pint knows from field_units.txt
FIELD_NOUNS = frozenset({"parameter", "token", "image", "sample", "query", "gpu", "tpu", "cpu"})
_BEFORE_PARTICIPLE = frozenset(
    {"key", "main", "major", "best", "worst", "top", "primary", "possible", "potential", "likely"}
)
_LONG_PLURAL = 4  # letters
_LONGEST_PHRASE = 10  # words; "six state-of-the-art, publicly available, ... models" stays below
_TOKEN = regex.compile(
    r"""
    [ ]*+(?:
        (?P<word>[A-Za-zµÀ-ÖØ-öø-ɏﬀ-ﬆ][\w'+&@]*+(?:[-–/.*][\w'+&@]++)*+
          (?:(?:(?<=[a-rt-z])-[ ]{1,2}|(?<=[a-z])-[ ]{3,12})(?![ ])(?!(?:and|or|to)\b)
             [a-z][\w'+&@]*+(?:-[\w'+&@]++)*+)?+                    # algo- rithms, broken by a line's end
          (?:-(?=[ ](?:and|or)\b))?\.?(?=[ ]\w|[-–,;:)(]|$|.)?)
                                                                     # vision-and-language, BERT, 3D/2D
      | (?P<number>\d[\w.]{0,40}+(?:[-/][\w.]{0,40}+){0,6}+)                     # 2.5D, 2.0, 3D/2D
      | (?P<bracket>\([^()]{1,40}+\))                                                      # (SEC), (B)
      | (?P<comma>,)
      | (?P<quote>["“”'‘’`*])
    )
    """,
    regex.VERBOSE,
)
_LINE_BREAK = regex.compile(r"-[ ]++")
ENDS_PHRASE = regex.compile(r"[ ]*+(?:than\b|[^\w\s]|$)|[ ](?:in|on|for|of|by|with|to|per)\b")
_GOES_ON = regex.compile(r"[ ][a-z]|[^ ]")  # behind an abbreviation: 3 conv. layers
_CONTEXT_LENGTH = regex.compile(r"[ -](?:length|window|size)s?\b")
_JOINS_ADJECTIVES = frozenset({"and", "or", "but", "yet"})  # two simple but effective rules
# What makes a point the thing that is counted: 5.2 point | gains
_POINT_GAINS = regex.compile(
    r"[ ](?:gain|improvement|increase|decrease|drop|reduction|difference|lift)s\b"
)
_COMPARED = regex.compile(r"[ ](?!to\b|with\b|against\b)[a-z]")
_IDIOMS = {
    "state": regex.compile(r"[ ]of[ ]the[ ]art\b"),
    "off": regex.compile(r"[ ]the[ ]shelf\b"),
}
_AND_NAME = regex.compile(r" and [A-Z]")  # Securities | and Exchange Commission filings
PLAIN_WORD = regex.compile(r"[ ](?P<word>[A-Za-z][\w-]*+)")
LONGEST_SINGLE = 6  # words of such a phrase
# How names of chemicals go on behind a number: 25-hydroxyvitamin
_CHEMICAL = regex.compile(
    r"(?:hydroxy|deoxy|oxo|keto|methyl|ethyl|propyl|butyl|phenyl|benzyl|acetyl|amino|nitro|chloro|fluoro|bromo|iodo"
    r"|carboxy|methoxy|dehydro|hydro|phospho|sulfo)\w{3}"
)
_COMPOUND_HEAD = regex.compile(r"[A-Za-z]{3,}+(?![\w'])")
_COLLECTIONS = words("nouns.txt", "collections")
_LARGE = regex.compile(r"(?r)(?:\d[kKMB]|illion|thousand)")  # a number that is large
_SEVERAL_WORD = regex.compile(r"(?r)(?<!\b(?i:one))(?<=[a-z]{3})")  # two, three, ...
_SUMS = frozenset({"total", "overall", "altogether", "each"})  # 52B total, ...
# two | 7 degree of freedom (DoF) | arms
_FREEDOM = regex.compile(
    r"[ ]\d{1,2}[- ](?i:degrees?[- ]of[- ]freedom)(?:[ ]\([A-Za-z]{2,4}\))?(?=[ ][A-Za-z])"
)
_FREEDOMS = frozenset({"dof", "dofs"})
_DEVICE_TIME = regex.compile(r"[gtc]pu[ -](?:minute|hour|day|week|month|year)")
_BEHIND_DASH = frozenset(
    {"one", "the", "a", "an", "each", "both", "that", "which", "namely", "with"}
)
_TIMES_BELOW = frozenset({"s", "sec", "second", "min", "minute", "h", "hour", "day"})
# Plurals behind another one that can be no verbs: three entities | types
_KINDS_BEHIND = regex.compile(
    r"[ ](?:types|classes|categories|datasets|benchmarks|pairs|conditions|configurations|scenarios|settings|domains"
    r"|sources|architectures|networks|problems|directions|readings|proposals|aspects)\b"
)
# Plurals behind a noun in the singular that are what is counted: 300 parameter | values
_VALUES_BEHIND = regex.compile(
    r"[ ](?:values|counts|combinations|configurations|settings|sets|vectors|groups|pairs)\b"
)
_DESCRIBING = words("nouns.txt", "plurals like their singulars") | words(
    "nouns.txt", "plurals before a noun"
)


class Counted(NamedTuple):
    """A counted noun: where its phrase ends, its unit (singular, lower case), and whether it stands in the plural."""

    end: int
    unit: str
    plural: bool
    first: str  # the first word of the phrase, lower case


def counted_noun(text: str, position: int) -> Counted | None:
    """Find the noun that a number ending at `position` counts, or None. `text` is a sentence's view."""
    if text.startswith("-", position):
        return _hyphenated(text, position + 1)
    described = _FREEDOM.match(text, position) if text[position - 1 : position].isalpha() else None
    at, first, previous = described.end() if described else position, "", ""
    fallback: Counted | None = None
    for tokens in range(_LONGEST_PHRASE):
        match = _TOKEN.match(text, at)
        if match is None:
            break
        at = match.end()
        if match.lastgroup == "word":
            word = _written_head(match["word"].rstrip("."))
            last = match.start("word") + len(word)
            if "- " in word:
                word = _LINE_BREAK.sub("", word)
            lower = word.lower()
            if lower in _JOINS_ADJECTIVES:
                if not _goes_on_behind_and(text, position, previous, at):
                    break
            elif lower in _IDIOMS and (idiom := _IDIOMS[lower].match(text, at)) is not None:
                at = idiom.end()
            elif lower == "compared" and not tokens and _COMPARED.match(text, at):
                pass  # two compared images, but: 82.0 compared with
            elif tokens == 0 and lower == "such" and not text.startswith(" as", at):
                pass  # six such matches
            elif lower == "dimensional" and tokens == 0:
                return Counted(last, "dimension", plural=False, first=lower)
            elif lower.endswith("ing") and previous.lower() in _BEFORE_PARTICIPLE:
                pass  # two key enabling techniques
            elif _ends_phrase(text, word, lower, at, bool(tokens) or text[position - 1].isalpha()):
                break
            elif tokens and lower in _VERBS_OR_NOUNS and previous.lower() not in _BEFORE_PARTICIPLE:
                break
            elif previous[:1].isdigit() and lower in _FREEDOMS:
                pass  # two 6 DOF arms
            elif (unit := singular(word)) is not None and not _only_describes(text, word, at):
                return _with_more_words(text, last, unit, first or lower, previous)
            elif lower == "point" and _POINT_GAINS.match(text, last):
                return Counted(last, "point", plural=False, first=first or lower)
            elif tokens == 0:
                found = _in_the_singular(text, lower, last)
                if found is not None and lower not in _LAST_RESORT:
                    return found
                fallback = found
            elif (
                tokens == 1
                and lower in _LAST_RESORT
                and text[position - 2 : position] in {"1", " 1"}
            ):
                return _in_the_singular(text, lower, last)  # 1 BLEU point
            elif tokens and lower in _COLLECTIONS and fallback is None:
                fallback = _collected(text, position, last, tokens, previous, lower)
            if fallback is None and "-" in word:
                fallback = _before_dash(word, match.start("word"), first or lower)
            first = first or lower
            previous = word
            if match["word"].endswith(".") and not _GOES_ON.match(text, at):
                break
        elif match.lastgroup == "number":
            in_words = text[position - 1 : position].isalpha()
            if tokens == 0 and not in_words and not match["number"][-1].isalpha():
                break  # but: two 4 km runs
            if match["number"][-1] == "s" and previous.lower() in _DEVICES:
                return Counted(match.end(), _DEVICES[previous.lower()], plural=True, first=first)
            previous = match["number"]
        elif match.lastgroup == "comma" and not (
            previous.islower()
            and previous not in _SUMS
            and (previous.endswith(_ADJECTIVE_ENDINGS) or "-" in previous)
        ):
            break
    return fallback


def _before_dash(word: str, start: int, first: str) -> Counted | None:
    """A plural that a lost dash joins to what follows, where no other noun is found: four factors-price, size, ..."""
    head = word.partition("-")[0]
    unit = singular(head) if len(head) > _LONG_PLURAL else None
    return Counted(start + len(head), unit, plural=True, first=first) if unit else None


def _collected(
    text: str, position: int, last: int, tokens: int, previous: str, lower: str
) -> Counted | None:
    """What a collection named in the singular counts: a 3.8M | sketch dataset; and two benchmark dataset itself."""
    if _LARGE.match(text, 0, position):
        if tokens > 1 or not previous.islower() or previous.endswith(_ADJECTIVE_ENDINGS):
            return None
        return Counted(last - len(lower) - 1, previous, plural=False, first=previous)
    if lower != "dataset" or not _SEVERAL_WORD.match(text, 0, position):
        return None
    return Counted(last, lower, plural=False, first=previous.lower())


def _ends_phrase(text: str, word: str, lower: str, at: int, within: bool) -> bool:
    """Whether a word ends a noun phrase: on, shows; but not in AL methods, laser ranging sensors, model based ones.

    `within` tells that a word of the phrase, or a number in words, stands before it.
    """
    if lower in _STOPS:
        if word.isupper() and len(word) > 1:
            return False
        return not (within and lower in _WITHIN and _goes_on(text, at))
    return lower in _COMPARATIVES and ENDS_PHRASE.match(text, at) is not None


def _goes_on(text: str, at: int) -> bool:
    """Whether a word that is no function word follows."""
    following = PLAIN_WORD.match(text, at)
    return following is not None and following["word"].lower() not in _STOPS


def _written_head(word: str) -> str:
    """The counted part of a word: stems/ha, words-per-minute, two rules–one of them new, two rules-one old, rules'."""
    if word.endswith("s'"):
        return word[:-1]
    for sign in ("/", "-per-"):
        head, stroke, below = word.partition(sign)
        if stroke and (singular(head) is not None or below in _TIMES_BELOW):
            return head
    head, dash, below = word.partition("–")
    if not dash:
        head, dash, below = word.partition(".")
        if below[:1].isupper() and len(head) > 3:  # two rules.We show
            return head
        head, dash, below = word.partition("-")
        dash = dash if below.partition("-")[0] in _BEHIND_DASH else ""
    return head if dash and head not in _DESCRIBING and singular(head) is not None else word


def _in_the_singular(text: str, lower: str, last: int) -> Counted | None:
    """A noun right behind its number that may be counted in the singular: 7 billion parameter model."""
    if lower == "context" and (length := _CONTEXT_LENGTH.match(text, last)) is not None:
        return Counted(length.end(), "token", plural=False, first=lower)
    if lower in _ATTRIBUTIVE and not _VALUES_BEHIND.match(text, last):
        return Counted(last, _ATTRIBUTIVE[lower] or lower, plural=False, first=lower)
    if lower in _LAST_RESORT:
        return Counted(last, _LAST_RESORT[lower] or lower, plural=False, first=lower)
    return None


def ends_phrase(word: str) -> bool:
    """Whether a word cannot describe the noun behind it: a function word, a verb, a plural."""
    lower = word.lower()
    return (
        lower in _STOPS
        or lower in _COMPARATIVES
        or lower in _VERBS_OR_NOUNS
        or singular(word) is not None
    )


def is_model(word: str) -> bool:
    """Whether a word names a model or a family of models, whose sizes are given in B and M."""
    return word.lower() in _MODELS


def leads_to_model(text: str, position: int) -> bool:
    """Whether the phrase behind `position` is one of a model: 7B | language model, 300M | speech encoder."""
    at = position
    for _ in range(LONGEST_SINGLE):
        match = PLAIN_WORD.match(text, at)
        if match is None:
            return False
        word = match["word"]
        if word.lower().rpartition("-")[2] in _NETWORKS:
            return True
        if word.lower() in _STOPS or singular(word) is not None:
            return False
        at = match.end()
    return False


def last_word(text: str, counted: Counted) -> str:
    """The last word of a counted noun's phrase, in lower case."""
    return text[text.rfind(" ", 0, counted.end) + 1 : counted.end].lower()


def counts_compound(text: str, position: int) -> bool:
    """Whether the compound that goes on with the hyphen at `position` names what is counted: 5.0B-parameter."""
    match = _COMPOUND_HEAD.match(text, position + 1)
    if match is None or match[0].lower() == "class":
        return False  # 7B-class models
    head = match[0].lower()
    return head in _ATTRIBUTIVE or (head in _LAST_RESORT and not leads_to_model(text, match.end()))


def _hyphenated(text: str, at: int) -> Counted | None:
    """The noun of a compound: 7-layer networks; of a longer one (one-fast-one-slow) none."""
    match = _COMPOUND_HEAD.match(text, at)
    if match is None:
        return None
    head = match[0].lower()
    if head == "context" and _LARGE.match(text, 0, at - 1):
        return Counted(match.end(), "token", plural=False, first=head)  # 32K-context
    if head in _ATTRIBUTIVE:
        return Counted(match.end(), _ATTRIBUTIVE[head] or head, plural=False, first=head)
    if head in _DEVICES and not text.startswith("-", match.end()):
        return Counted(match.end(), _DEVICES[head], plural=False, first=head)  # an 8-GPU node
    if (
        head in _STOPS
        or head in _QUALITIES
        or _CHEMICAL.match(head)
        or match[0][0].isupper()
        or text.startswith("-", match.end())
    ):
        return None
    unit = _ADJECTIVES.get(head) or singular(head) or head
    return Counted(match.end(), unit, plural=False, first=head)


def _with_more_words(text: str, stop: int, unit: str, first: str, previous: str) -> Counted:
    joined = f"{previous.lower()} {unit}"
    if joined in {"point cloud", "data point"} or _DEVICE_TIME.fullmatch(joined):
        unit = joined
    elif _DEVICE_TIME.fullmatch(unit):
        unit = unit.replace("-", " ")
    elif unit in _DEVICES:
        unit = _DEVICES[unit]  # 8 A100s
    elif unit.partition("-")[0] in _DEVICES:
        unit = unit.partition("-")[2]  # 64 A100-days
    elif joined == "data set":
        unit = "dataset"
    elif joined.startswith("context ") and unit in {"length", "window"}:
        unit = "token"
    if text.startswith(" of ", stop):
        for name, tail in _HEADS_WITH_OF:
            if name.startswith(unit) and text[stop : stop + 24].lower().startswith(tail):
                return Counted(stop + len(tail), name, plural=True, first=first)
    return Counted(stop, unit, plural=True, first=first)


def _only_describes(text: str, word: str, at: int) -> bool:
    """Whether a plural only describes the noun behind it: three data sources, 12 million Securities and ... filings."""
    if word[:1].isupper() and not word[-2:-1].isupper() and _AND_NAME.match(text, at):
        return True  # but: GANs and VAEs
    if _KINDS_BEHIND.match(text, at):
        return True
    if word.lower() not in _DESCRIBING:
        return False
    following = _TOKEN.match(text, at)
    if following is None or following.lastgroup != "word":
        return False
    lower = following["word"].rstrip(".").lower()
    return (
        lower not in _STOPS
        and lower not in {"and", "or"}
        and not lower.endswith(("ed", "ing", "ly"))
    )


def _goes_on_behind_and(text: str, position: int, previous: str, at: int) -> bool:
    """Whether a phrase goes on behind a conjunction: four hard and widely used datasets, Securities and Exchange ..."""
    following = _TOKEN.match(text, at)
    if not previous or following is None or following.lastgroup != "word":
        return False
    if previous[0].isupper():
        return following["word"][0].isupper()
    if following["word"].lower() in _STOPS or not previous[-1].isalpha() and previous[-1] != "-":
        return False
    in_words = text[position - 1 : position].isalpha()
    return in_words or previous.endswith((*_ADJECTIVE_ENDINGS, "-"))
