"""A view of a text, character for character as long as the text, that is easier to read.

Offsets into the view are offsets into the text: what is taken out becomes blanks, what stands for something longer is
followed by blanks. Only the analysis sees it; what is published is the text.

    5\\,\\mu m, $\\sim$10$^{-3}$, 3 &lt; 5    ->    5  µ   m,  ~    10 ^ -3  , 3 <    5
"""

from __future__ import annotations

import unicodedata

import regex

from extractors.doubled import write_once

# Characters that have a plain equivalent of the same length.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
            " ",
        ),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\n\r\t\f\v", " "),
        "\u2212": "\u2212",  # the true minus keeps its own sign: only it may stand apart from its number
        **dict.fromkeys("\u2010\u2011\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2012\u2013\u2014\u2015", "\u2013"),
        **dict.fromkeys("\u223c\u02dc\uff5e\u301c\u2053\u223d", "~"),
        **dict.fromkeys("\u2248\u2245\u2243\u2246\u2242", "≈"),
        **dict.fromkeys("\u2264\u2266\u2a7d\ufe64", "≤"),
        **dict.fromkeys("\u2265\u2267\u2a7e\ufe65", "≥"),
        "\u03bc": "µ",
        "\u00ba": "°",
        "\u02da": "°",
        "\u2219": "·",
        "\u22c5": "·",
        "\u2022": "·",
        "\u2715": "×",
        "\u2a2f": "×",
        "\u2716": "×",
        "\u212b": "Å",
        "\u2126": "Ω",
        "\u2044": "/",
        "\u2215": "/",
        "\uff05": "%",
        "\uff0c": ",",
        "\uff08": "(",
        "\uff09": ")",
        "\u2019": "'",
    }
)

# A digit of another script or of another shape: ３, ٣, 𝟑
_DIGIT = regex.compile(r"(?V1)[\d--[0-9]]")

# LaTeX commands and HTML entities that stand for a sign.
_SIGNS = {
    "sim": "~", "approx": "≈", "simeq": "≈", "thicksim": "~", "thickapprox": "≈", "times": "×", "pm": "±", "mp": "±",
    "leq": "≤", "le": "≤", "leqslant": "≤", "geq": "≥", "ge": "≥", "geqslant": "≥", "ll": "<", "gg": ">",
    "lt": "<", "gt": ">", "lesssim": "≤", "gtrsim": "≥", "cdot": "·", "mu": "µ", "circ": "°", "degree": "°",
    "percent": "%", "Omega": "Ω", "textdegree": "°", "textmu": "µ", "to": "–", "rightarrow": "→", "textendash": "–",
    "mdash": "–", "hellip": "…", "quot": '"', "ldquo": "“", "rdquo": "”", "lsquo": "‘", "rsquo": "'",
    "deg": "°", "plusmn": "±", "minus": "−", "ndash": "–", "micro": "µ", "nbsp": " ", "thinsp": " ", "asymp": "≈",
}  # fmt: skip

_MARKUP = regex.compile(
    r"""
      \\[()]                                         # \( \)
    | \\(?P<sign>\L<signs>)(?![A-Za-z])            # \times
    | &(?P<entity>\L<signs>);                      # &lt;
    | /spl[ ](?P<entity>\L<signs>)/                # /spl deg/
    | (?P<grouping>\{,\}|(?<=\d)\\,(?=\d{3}(?!\d)))  # 5{,}000   5\,000
    | (?P<broken>[<>]);(?=\s?\d)                   # <; 30 kPa: what is left of an entity
    | \\(?P<escaped>[%$\#&_{}])                    # \%
    | (?P<ring>\^\s?\{\\(?:mathrm|text|rm)\s?\{?o\}{1,2})  # ^{\mathrm{o}}, a degree
    | \\(?:text|math)(?:rm|bf|it|tt|sf|normal|up|cal)?(?![A-Za-z])  # \mathrm
    | \\(?:emph|textsuperscript|textsubscript|ensuremath|left|right|rm|bf|it|quad|qquad)(?![A-Za-z])
    | \\[,;:!\ ]                                   # \, a thin space
    | [{}]                                         # 10^{5}
    """,
    regex.VERBOSE,
    signs=list(_SIGNS),
)
# A LaTeX tie, which keeps a word and its number on one line: Table~3, 5~mm
_TIE = regex.compile(r"(?<=[a-z]{2}|\.)(?<!\d[ ]?[A-Za-z]{2,4})~(?=\d)|(?<=\d)~(?=[ ]?[a-zA-Zµ°])")
# A sign that markup keeps apart from its unit: \\mu$m, ^\\circ C
_RAISED_DEGREE = regex.compile(r"\^ {0,16}+°")  # 360^ °
_APART = regex.compile(
    r"(?P<sign>µ)(?P<gap> {1,12}+)(?=[mslgLAWVFM])|(?P<sign>°)(?P<gap> {1,12}+)(?=[CF]\b)"
)
# A caret behind the brace of a unit: \\mathrm{mm}^3
_LOOSE_CARET = regex.compile(r"(?<=[A-Za-z]) {1,2}\^")
# A hyphen at the end of a line, as some converters leave it: algo(cid:173) rithms
_LINE_HYPHEN = regex.compile(r"\(cid:173\)(?=\s)")
# What is left of \times where its first two characters became a tab, or the tab a blank: 3$ imes$3
_TAB_TIMES = regex.compile(r"\$[\t ]imes\$|\times|(?<=[\d}]) imes(?=[ \d${])")
# Commands that lost their backslash: 16times16, sim5%, 8.2pm0.1
_LOST_BACKSLASH = regex.compile(
    r"(?P<sign>times)(?=\d)(?<=\dtimes)|(?P<sign>sim|approx|simeq|geq|leq)(?=[ ]?\d)(?<![A-Za-z\\](?P=sign))"
    r"|(?P<sign>pm)(?=[ ]?\d)(?<=\.\d{1,4}[ ]?pm)"
)
_BARE_COMMANDS = ("times", "sim", "approx", "eq", "pm")
# The first half of a sign in UTF-8 that was read as Latin-1: 360Â°, 8.8Â±0.1
_MISREAD = regex.compile(r"Â(?=[°±µ²³·])")
# $...$ with something in it that dollars of money have not: no blank inside its ends, no digit behind it
_MATH = regex.compile(
    r"\$[ ]*+(?:\{?(?:\\[a-zA-Z]++|[<>≤≥~≈±])\}?[ ]*+)++\$|\$(?=[^\s$])[^$\n]{0,300}+(?<=[^\s])\$(?!\d)"
)
_DOLLAR_AMOUNT = regex.compile(r"\$\s?\d[\d.,]*+\s*(?:[kKMB]|[mb]illion)?\b[^\\^_={}]*\$\Z")


def _has_lost_backslash(text: str) -> bool:
    """Whether a number stands behind what could be a command without its backslash; most texts have none."""
    for command in _BARE_COMMANDS:
        at = text.find(command)
        while at >= 0:
            at += len(command)
            if text[at : at + 2].lstrip()[:1].isdigit():
                return True
            at = text.find(command, at)
    return False


def view(text: str) -> str:
    """Return the text with its markup and typography made plain, each character in its old place."""
    if "imes" in text:
        text = _TAB_TIMES.sub(lambda match: "×".ljust(len(match[0])), text)
    if _has_lost_backslash(text):
        text = _LOST_BACKSLASH.sub(lambda match: _SIGNS[match["sign"]].ljust(len(match[0])), text)
    if not text.isascii():
        text = _DIGIT.sub(_ascii_digit, text.translate(_PLAIN))
        if "Â" in text:
            text = _MISREAD.sub(" ", text)
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    if "$" not in text and "\\" in text:
        text = write_once(text)
    if "$" in text:
        text = _MATH.sub(_without_dollars, text)
    if (
        "\\" in text
        or "{" in text
        or "&" in text
        or "<;" in text
        or ">;" in text
        or "/spl " in text
    ):
        text = _MARKUP.sub(_plain, text)
        if "µ " in text or "° " in text:
            text = _APART.sub(_close_up, text)
        if " ^" in text:
            text = _LOOSE_CARET.sub(lambda match: "^".ljust(len(match[0])), text)
    if "^" in text and "°" in text:
        text = _RAISED_DEGREE.sub(lambda match: "°".rjust(len(match[0])), text)
    if "(cid:173)" in text:
        text = _LINE_HYPHEN.sub("-        ", text)
    if "~" in text:
        text = _TIE.sub(" ", text)
    return text


def _ascii_digit(match: regex.Match[str]) -> str:
    """The digit, or the sign for what is unknown: regex knows digits of a later Unicode than Python does."""
    value = unicodedata.decimal(match[0], None)
    return "\ufffd" if value is None else str(value)


def _without_dollars(match: regex.Match[str]) -> str:
    inside = match[0]
    if " " in inside and _DOLLAR_AMOUNT.match(inside):
        return inside
    return f" {inside[1:-1]} "


def _close_up(match: regex.Match[str]) -> str:
    sign: str = match["sign"]
    return sign.rjust(match.end() - match.start())


def _plain(match: regex.Match[str]) -> str:
    name = match["sign"] or match["entity"]
    if name is not None:
        sign = _SIGNS[name]
        if match["entity"] and match[0][0] == "/" and sign in "±~≤≥":
            return sign.rjust(match.end() - match.start())  # next to its number: /spl plusmn/5
    elif match["ring"]:
        sign = "°"
    elif match["broken"]:
        sign = match["broken"]
    elif match["grouping"]:
        return "," * len(match["grouping"])
    elif match["escaped"]:
        sign = match["escaped"] if match["escaped"] not in "{}" else " "
        if sign == "%":
            return " %"
    else:
        sign = " "
    return sign.ljust(match.end() - match.start())
