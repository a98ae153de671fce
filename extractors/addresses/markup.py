r"""Two addresses that are one.

\href{address}{address}     [address](address)     <a href="address">address</a>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from extractors.addresses.anchors import Written

# Before the first address: \href{   href{   \hyperlink{
_LATEX_BEFORE = regex.compile(r"(?r)\\?(?:href|hyperlink|hyperref)\s?\{\s{0,2}")
# Between both: }{   }{\url{   }{url{
_LATEX_BETWEEN = regex.compile(r"\s{0,2}\}\s{0,2}\{\s{0,2}(?:\\?[a-z]{2,12}\s?\{){0,3}+")
_LATEX_BEHIND = regex.compile(r"\s{0,2}\}{1,4}+")
_MARKDOWN_BETWEEN = regex.compile(r"\]\s?\(<?")
_MARKDOWN_BEHIND = regex.compile(r">?\)")
_HTML_BEFORE = regex.compile(r"""(?r)<[aA]\s[^<>]{0,100}?[hH][rR][eE][fF]\s?=\s?["']?""")
_HTML_BETWEEN = regex.compile(r"""["']?[^<>]{0,100}+>\s{0,2}""")
_HTML_BEHIND = regex.compile(r"\s{0,2}</[aA]\s?>")


def joined(text: str, addresses: Iterable[Written]) -> Iterator[Written]:
    """Yield the addresses, target and label of one link as one that spans the whole link."""
    before: Written | None = None
    for address in addresses:
        if before is None:
            before = address
            continue
        link = _link(text, before, address)
        if link is not None:
            yield link
            before = None
        else:
            yield before
            before = address
    if before is not None:
        yield before


def _link(text: str, first: Written, second: Written) -> Written | None:
    between = text[first.end : second.start] if second.start - first.end < 140 else ""
    if not between:
        return None
    start = end = None
    target = first
    if between[0] in " }" and _LATEX_BETWEEN.fullmatch(between):
        opening = _LATEX_BEFORE.match(text, max(0, first.start - 20), first.start)
        closing = _LATEX_BEHIND.match(text, second.end, second.end + between.count("{") + 2)
        start, end = opening and opening.start(), closing and closing.end()
    elif between[0] == "]" and _MARKDOWN_BETWEEN.fullmatch(between):
        target = second
        if text[first.start - 1 : first.start] == "[":
            closing = _MARKDOWN_BEHIND.match(text, second.end)
            start, end = first.start - 1, closing and closing.end()
    elif ">" in between and _HTML_BETWEEN.fullmatch(between):
        opening = _HTML_BEFORE.match(text, max(0, first.start - 120), first.start)
        closing = _HTML_BEHIND.match(text, second.end)
        start, end = opening and opening.start(), closing and closing.end()
    if start is None or end is None:
        return None
    return Written(start, end, target.scheme, target.rest, (*target.repairs, "unwrapped"))
