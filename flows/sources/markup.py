"""Inline markup as text: no word lost, none glued to the next.

A tag within a line (``<sub>``, ``<i>``, ``<fixed-case>``) leaves nothing behind; one that starts a
new line where it is shown (``<p>``, ``<title>``, ``<br/>``) leaves a line break. Line breaks of the
file's own layout count as blanks. TeX stays as it stands.
"""

from __future__ import annotations

import html

import regex
from lxml import etree

BLOCKS = frozenset(
    ("p", "title", "sec", "list", "list-item", "disp-formula", "br", "break", "div", "label", "li")
)
"""Elements that start on a line of their own: those of JATS and HTML that abstracts hold."""

TAG = regex.compile(r"</?(?:[A-Za-z][\w.-]*+:)?+(?P<name>[A-Za-z][\w.-]*+)(?:\s[^<>]*+)?+/?+>")
"""``<jats:p>``, ``</i>``, ``<br/>``"""


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
    blocks: list[list[str]] = [[]]
    _gather(element, blocks)
    lines = (unwrapped("".join(block)) for block in blocks)
    return "\n".join(line for line in lines if line)


def _gather(element: etree._Element, blocks: list[list[str]]) -> None:
    """Adds the pieces of text in order; a list of pieces for each block."""
    if element.text:
        blocks[-1].append(element.text)
    for child in element:
        if isinstance(child, etree._Entity):
            raise EntityFoundError(child.text or "")
        if isinstance(child.tag, str):
            name = child.tag.rpartition("}")[2]
            if name in BLOCKS:
                blocks.append([])
                _gather(child, blocks)
                blocks.append([])
            else:
                _gather(child, blocks)
        if child.tail:
            blocks[-1].append(child.tail)


def text_of_markup(text: object) -> object:
    """The text of a string that holds JATS or HTML tags; anything else comes back as it is.

    >>> text_of_markup("<jats:title>Abstract</jats:title><jats:p>H<jats:sub>2</jats:sub>O</jats:p>")
    'H2O'
    """
    if not isinstance(text, str) or "<" not in text or "\0" in text or not TAG.search(text):
        return text
    # A blank cannot be told from a line break of the layout, so the breaks of blocks get a sign.
    pieces = TAG.sub(_mark, text).split("\0")
    lines = [unwrapped(html.unescape(piece)) for piece in pieces]
    lines = [line for line in lines if line]
    if len(lines) > 1 and lines[0].rstrip(".:").casefold() in ("abstract", "summary"):
        del lines[0]
    return "\n".join(lines)


def _mark(tag: regex.Match[str]) -> str:
    return "\0" if tag["name"].casefold() in BLOCKS else ""
