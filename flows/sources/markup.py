"""Inline markup as text: no word lost, none glued to the next.

A tag within a line (``<sub>``, ``<i>``, ``<fixed-case>``) leaves nothing behind; one that starts a
new line where it is shown (``<p>``, ``<title>``, ``<br/>``) leaves a line break. Line breaks of the
file's own layout count as blanks. TeX stays as it stands. Where the place of a digit alone says
what it means, a sign stands for the place: ``10<sup>6</sup>`` is 10^6, a fraction of 1 and 2 is
1/2, a root of 2 is √2. Of a formula that is given in several forms the TeX is taken, or the first.
"""

from __future__ import annotations

from itertools import chain

import regex
from lxml import etree

from flows.sources.tags import as_xml, is_markup, unescaped

BLOCKS = frozenset(
    (
        *("p", "title", "sec", "section", "abstract", "list", "list-item", "disp-formula"),
        *("disp-quote", "label", "br", "break", "hr", "div", "blockquote", "pre", "DispFormula"),
        *("ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr"),
        "par",
    )
)
"""Elements that start on a line of their own: those of JATS, HTML, PubMed and the ACL Anthology."""
MATH = frozenset(
    (
        *("math", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "merror", "mpadded", "mphantom"),
        *("mfenced", "menclose", "msub", "msup", "msubsup", "munder", "mover", "munderover"),
        *("mmultiscripts", "mtable", "mtr", "mtd", "semantics"),
    )
)
"""Elements of MathML that hold others; blanks between those are layout."""
RAISED = frozenset((("msup", 1), ("msubsup", 2)))
"""Elements of MathML, and which of their children stands above the line."""

EXPONENT = regex.compile(r"\s*+[+\u2212\u2013-]?+\d")
"""What makes a raised text after a digit an exponent: ``6``, ``-3``, but not ``th``"""
ESCAPED_END = "&lt;/"
"""How a tag that was escaped ends an element."""
TEX_FILE = regex.compile(
    r"\\documentclass.*?\\begin\{document\}(.*)\\end\{document\}", regex.DOTALL
)
"""A formula as some publishers give it: a whole TeX file around it."""


class EntityFoundError(Exception):
    """The text refers to an entity of its own definition; such are never resolved."""


def unwrapped(text: str) -> str:
    """The text with each line break of the layout as one blank, without blanks around it.

    >>> unwrapped("  We train on\\n   8 GPUs. ")
    'We train on 8 GPUs.'
    """
    if "\n" in text or "\r" in text:
        lines = text.replace("\r", "\n").split("\n")
        return " ".join(stripped for line in lines if (stripped := line.strip()))
    return text.strip()


def text_of(element: etree._Element) -> str:
    """The text of an element and all within it. Raises EntityFoundError."""
    if len(element) == 0:
        return unwrapped(element.text or "")
    return "\n".join(_lines(element))


def text_of_markup(text: object, *, escaped: bool = False) -> object:
    """The text of a string that may hold JATS or HTML; anything but strings comes back as it is.

    ``escaped`` says that it is markup even where it holds no tag, so that entities are read. Tags that
    were escaped themselves (``&lt;p&gt;We count.&lt;/p&gt;``) count where one of them is closed.

    >>> text_of_markup("<jats:title>Abstract</jats:title><jats:p>10<jats:sup>6</jats:sup> m</jats:p>")
    '10^6 m'
    >>> text_of_markup("The <mask> token, if a<b and c>d")
    'The <mask> token, if a<b and c>d'
    """
    if not isinstance(text, str):
        return text
    if "<" not in text and ESCAPED_END in text and is_markup(plain := unescaped(text)):
        text = plain
    xml = as_xml(text) if "<" in text else None
    if xml is None:
        return unescaped(text) if escaped else text
    lines = _lines(xml)
    if ESCAPED_END in text:
        # Markup within markup: a publisher's page as the text of a JATS paragraph.
        inner = (as_xml(line) if is_markup(line) else None for line in lines)
        lines = [
            part
            for line, found in zip(lines, inner, strict=True)
            for part in ([line] if found is None else _lines(found))
        ]
    if len(lines) > 1 and lines[0].rstrip(".:").casefold() in ("abstract", "summary"):
        del lines[0]
    return "\n".join(lines)


def line_of_markup(text: object, *, escaped: bool = False) -> object:
    """As ``text_of_markup``, on one line: a title, in which line breaks are layout."""
    found = text_of_markup(text, escaped=escaped)
    return unwrapped(found) if isinstance(found, str) else found


def _lines(element: etree._Element) -> list[str]:
    blocks: list[list[str]] = [[]]
    _gather(element, blocks)
    lines = (unwrapped("".join(block)) for block in blocks)
    return [line for line in lines if line]


def _gather(element: etree._Element, blocks: list[list[str]]) -> None:
    """Adds the pieces of text in order; a list of pieces for each block."""
    parent = _name(element)
    if element.text and not (parent in MATH and element.text.isspace()):
        blocks[-1].append(element.text)
    for place, child in enumerate(element):
        if isinstance(child, etree._Entity):
            raise EntityFoundError(child.text or "")
        if isinstance(child.tag, str):
            _add(child, _name(child), parent, place, blocks)
        if child.tail and not (parent in MATH and child.tail.isspace()):
            blocks[-1].append(child.tail)


def _add(
    child: etree._Element, name: str, parent: str, place: int, blocks: list[list[str]]
) -> None:
    """Adds the text of an element within another."""
    if name in BLOCKS:
        blocks.append([])
        _gather(child, blocks)
        blocks.append([])
    elif name in ("sup", "superscript") or (parent, place) in RAISED:
        text = _flat(child)
        before = next((piece for piece in reversed(blocks[-1]) if piece), "")
        if before[-1:].isdecimal() and EXPONENT.match(text):
            blocks[-1].append("^")
        blocks[-1].append(text)
    elif name == "alternatives":
        blocks[-1].append(_chosen(child))
    elif name == "tex-math":
        blocks[-1].append(_formula(child))
    elif name in ("annotation", "annotation-xml") and place:
        return
    elif name == "mspace":
        blocks[-1].append(" ")
    elif name == "msqrt":
        text = _flat(child)
        blocks[-1].append(f"\u221a{text}" if text.isalnum() else f"\u221a({text})")
    elif name == "mfenced":
        blocks[-1].append(f"{child.get('open', '(')}{_fenced(child)}{child.get('close', ')')}")
    else:
        if parent == "mfrac" and place:
            blocks[-1].append("/")
        _gather(child, blocks)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _flat(element: etree._Element) -> str:
    blocks: list[list[str]] = [[]]
    _gather(element, blocks)
    return "".join(chain.from_iterable(blocks))


def _fenced(element: etree._Element) -> str:
    """What stands between fences, parted by commas where nothing else is given."""
    loose = (element.text, *(child.tail for child in element))
    if any(text and not text.isspace() for text in loose) or any(
        isinstance(child, etree._Entity) for child in element
    ):
        return _flat(element)
    parts = []
    for child in element:
        blocks: list[list[str]] = [[]]
        _add(child, _name(child), "mfenced", 0, blocks)
        parts.append("".join(chain.from_iterable(blocks)))
    return element.get("separators", ",")[:1].join(parts)


def _chosen(alternatives: etree._Element) -> str:
    """One of the forms in which a formula is given: its TeX, or the first that has a text."""
    forms = [form for form in alternatives if isinstance(form.tag, str)]
    forms.sort(key=lambda form: _name(form) != "tex-math")
    texts = (_formula(form) if _name(form) == "tex-math" else _flat(form) for form in forms)
    return next((text for text in texts if text.strip()), "")


def _formula(element: etree._Element) -> str:
    r"""The TeX of a formula, without the file around it.

    >>> tex = r"<tex-math>\documentclass{minimal}\begin{document}$$x^2$$\end{document}</tex-math>"
    >>> _formula(etree.fromstring(tex))
    '$$x^2$$'
    """
    text = _flat(element)
    file = TEX_FILE.search(text) if "\\documentclass" in text else None
    return file[1] if file else text
