"""Tags in a string: which ones are markup, and the string as a well-formed piece of XML.

A string of a JSON field may hold JATS, HTML, or neither: "<mask>" and "a<b and c>d" are text. Tags
count by their names; what is not closed is closed at the end, what closes nothing is left out.
"""

from __future__ import annotations

import html
from html.entities import html5
from xml.sax.saxutils import escape

import regex
from lxml import etree

NAMES = frozenset(
    (
        # JATS
        *("abstract", "alternatives", "bold", "break", "disp-formula", "disp-quote", "ext-link"),
        *("fixed-case", "inline-formula", "inline-graphic", "inline-supplementary-material"),
        *("italic", "label", "list", "list-item", "monospace", "named-content", "overline", "p"),
        *("roman", "sc", "sec", "styled-content", "sub", "sup", "tex-math", "title", "underline"),
        *("xref", "uri", "graphic"),
        # HTML
        *("a", "b", "big", "blockquote", "br", "center", "cite", "code", "dd", "div", "dl", "dt"),
        *("em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "nobr", "ol"),
        *("pre", "section", "small", "span", "strike", "strong", "table", "tbody", "td", "th"),
        *("thead", "tr", "tt", "u", "ul"),
        # of some publishers
        *("emph", "inf", "ovl", "scp", "superscript", "subscript"),
        # MathML
        *("annotation", "annotation-xml", "math", "menclose", "merror", "mfenced", "mfrac", "mi"),
        *("mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot"),
        *("mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd"),
        *("mtext", "mtr", "munder", "munderover", "semantics"),
    )
)
"""Elements that are markup even without a prefix."""
PREFIXES = frozenset(("jats", "mml", "xhtml"))
"""Prefixes of which every element is markup."""
EMPTY = frozenset(("br", "hr", "img", "break", "mspace", "mprescripts"))
"""Elements without an end."""
DEEPEST = 200
"""Most elements within one another; what goes deeper is no markup."""

TAG = regex.compile(
    r"""
    < (?P<end>/)?+
    (?: (?P<prefix>[A-Za-z][\w.-]*+) : )?+             # <jats:
    (?P<name>[A-Za-z][\w.-]*+)                         # <jats:p
    (?: \s++ [\w.:-]++ \s*+ = \s*+                     # xlink:href=
        (?: "[^"<>]*+" | '[^'<>]*+' | [^\s"'<>=]++ )   # "https://example.org"
    )*+
    \s*+ (?P<alone>/)?+ >
    """,
    regex.VERBOSE,
)
"""``<jats:p>``, ``</i>``, ``<br/>``, ``<span class="nocase">``, and much that is no markup"""
ENTITY = regex.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});")
"""``&amp;``, ``&#8211;``, ``&#x2013;``"""

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def unescaped(text: str) -> str:
    """The text with entities as the signs that they stand for.

    >>> unescaped("R&amp;D at &ampere of AT&T")
    'R&D at &ampere of AT&T'
    """
    if "&" not in text:
        return text
    return ENTITY.sub(_sign, text)


def _sign(entity: regex.Match[str]) -> str:
    name = entity[0][1:]
    return html.unescape(entity[0]) if name[0] == "#" or name in html5 else entity[0]


def is_markup(text: str) -> bool:
    """Whether a tag that is markup is closed in the string.

    >>> is_markup("<p>We count.</p>"), is_markup("<mask> & </s>, if a<b and b>c")
    (True, False)
    """
    return "</" in text and any(
        tag["end"] and (tag["prefix"] in PREFIXES or tag["name"].casefold() in NAMES)
        for tag in TAG.finditer(text)
    )


def as_xml(text: str) -> etree._Element | None:
    """The string as the content of an element; None where it holds no markup.

    >>> etree.tostring(as_xml("a < b, H<SUB>2</SUB>O<br>&gt; <i>c")).decode()
    '<text>a &lt; b, H<sub>2</sub>O<br/>&gt; <i>c</i></text>'
    """
    pieces: list[str] = ["<text>"]
    stack: list[str] = []
    last = 0
    for tag in TAG.finditer(text):
        name = tag["name"]
        if tag["prefix"] not in PREFIXES:
            name = name.casefold()
            if name not in NAMES:
                continue
        pieces.append(escape(unescaped(text[last : tag.start()])))
        last = tag.end()
        if tag["alone"] or name in EMPTY:
            pieces.append(f"<{name}/>")
        elif not tag["end"]:
            pieces.append(f"<{name}>")
            stack.append(name)
            if len(stack) > DEEPEST:
                return None
        elif name in stack:
            while (closed := stack.pop()) != name:
                pieces.append(f"</{closed}>")
            pieces.append(f"</{name}>")
    if not last:
        return None
    pieces.append(escape(unescaped(text[last:])))
    pieces.extend(f"</{name}>" for name in reversed(stack))
    pieces.append("</text>")
    try:
        return etree.fromstring("".join(pieces), _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        # Characters that XML does not have.
        return None
