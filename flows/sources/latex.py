r"""The text of a BibTeX field: letters with accents, signs, and braces that protect letters.

BibTeX files spell letters and signs as commands (``{\"o}``, ``\v{s}``, ``\ss``, ``{\textless}``,
``{\textmu}``), which is their encoding and no formatting; and they wrap words in braces to keep their
capitals. Both are undone.
All other TeX, formulas above all, stays as it stands.
"""

from __future__ import annotations

import unicodedata

import regex

from flows.sources.markup import unwrapped

MARKS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
"""Accents as combining characters, by their commands."""
LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "DJ": "Đ",
    "ng": "ŋ",
    "NG": "Ŋ",
}
"""Letters that have commands."""
SIGNS = {
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textunderscore": "_",
    "textendash": "\u2013",
    "textemdash": "\u2014",
    "textminus": "\u2212",
    "textpm": "\u00b1",
    "texttimes": "\u00d7",
    "textdiv": "\u00f7",
    "textdegree": "\u00b0",
    "textcelsius": "\u2103",
    "textmu": "\u00b5",
    "textohm": "\u03a9",
    "textperthousand": "\u2030",
    "textonehalf": "\u00bd",
    "textonequarter": "\u00bc",
    "textthreequarters": "\u00be",
    "textonesuperior": "\u00b9",
    "texttwosuperior": "\u00b2",
    "textthreesuperior": "\u00b3",
    "textordmasculine": "\u00ba",
    "textperiodcentered": "\u00b7",
    "textbullet": "\u2022",
    "textellipsis": "\u2026",
    "textsterling": "\u00a3",
    "texteuro": "\u20ac",
    "textyen": "\u00a5",
    "textcent": "\u00a2",
    "textsection": "\u00a7",
    "textcopyright": "\u00a9",
    "textregistered": "\u00ae",
    "texttrademark": "\u2122",
    "textquotesingle": "'",
    "textquoteleft": "\u2018",
    "textquoteright": "\u2019",
    "textquotedblleft": "\u201c",
    "textquotedblright": "\u201d",
}
"""Signs that have commands, as reference managers write them."""
CHARACTERS = LETTERS | SIGNS
"""What commands stand for."""

TOKEN = regex.compile(
    r"""
    (?P<formula> \$\$ [^$]*+ \$\$ | \$ (?:[^$\\]++|\\.)*+ \$ | \\\( .*? \\\) | \\\[ .*? \\\] )
  | \\ (?: (?P<mark>[`'^"~=.]) \s*+ | (?P<mark>[uHvdckbr]) (?:\s++ | (?=\{)) )
    (?: \{ \s*+ \\?+ (?P<under>[A-Za-z]) \s*+ \} | \\?+ (?P<under>[A-Za-z]) )  # \"{o}, \v s, \'{\i}
  | \\ (?P<letter>\L<letters>) (?![A-Za-z]) (?: \{\} | \s++ )?+                # \ss, \o{}, \textmu
  | \\ (?P<sign>[~^]) \{\}                                                    # \~{}
  | (?P<command> \\ (?: [A-Za-z]++ \*?+ | [`'^"~=.] ) ) (?: \s*+ (?P<opened>\{) )?+  # \emph{
  | (?P<command> \\ . )                                                        # \%, \{, \,
  | (?P<opened> [\^_] \{ )                                                     # x^{
  | (?P<kept> \{ (?= \\ (?!\L<letters>(?![A-Za-z])) [A-Za-z]{2} ) )            # {\bf
  | (?P<brace> [{}] )
    """,
    regex.VERBOSE | regex.DOTALL,
    letters=list(CHARACTERS),
)
"""A piece of TeX, and what braces belong to it."""


def plain(text: str) -> str:
    r"""The text without braces that protect letters, its letters as they are read, unwrapped.

    >>> plain("{BERT} with $x_{1}$ and G{\\\"o}del: \\emph{{B}old {\\v{S}}koda}")
    'BERT with $x_{1}$ and Gödel: \\emph{Bold Škoda}'
    """
    if "{" not in text and "}" not in text and "\\" not in text:
        return unwrapped(text)
    pieces: list[str] = []
    stack: list[bool] = []
    last = closed = 0
    for token in TOKEN.finditer(text):
        pieces.append(text[last : token.start()])
        last = token.end()
        if token["mark"] is not None:
            pieces.append(unicodedata.normalize("NFC", token["under"] + MARKS[token["mark"]]))
        elif token["letter"] is not None:
            pieces.append(CHARACTERS[token["letter"]])
        elif token["sign"] is not None:
            pieces.append(token["sign"])
        elif token["opened"] is not None or token["kept"] is not None:
            stack.append(True)
            pieces.append(token[0])
        elif token["brace"] == "{":
            # A second argument follows the first directly: \frac{1}{2}.
            stack.append(closed == token.start() > 0)
            pieces.append("{" * stack[-1])
        elif token["brace"] == "}":
            kept = bool(stack) and stack.pop()
            closed = token.end() if kept else 0
            pieces.append("}" * kept)
        else:
            pieces.append(token[0])
    pieces.append(text[last:])
    return unwrapped("".join(pieces))
