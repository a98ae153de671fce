r"""BibTeX and BibLaTeX: an entry a document.

    doc_id      the entry's key
    title       title, braces that protect letters left out
    abstract    abstract, the same
    published   date, or year and month
    categories  keywords

TeX stays as it stands; only braces that belong to no command and no formula go ("{BERT}" is BERT).
@string, @preamble and @comment hold no documents. Read by own code: the libraries for BibTeX hold a
whole file in memory, at a fraction of the speed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import cast

import regex

from flows.sources.dates import iso_date
from flows.sources.format import Format
from flows.sources.limits import Limits
from flows.sources.lines import lines
from flows.sources.markup import unwrapped
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile

ENTRY = regex.compile(r"\s*+@\s*+(?P<type>\w++)\s*+[{(]")
"""``@article{`` at the start of a line"""
KEY = regex.compile(r"\s*+(?P<key>[^\s,={}\"]*+)\s*+,?+")
"""``smith2024,``"""
FIELD = regex.compile(r"[\s,]*+(?P<name>[A-Za-z][\w:.+-]*+)\s*+=\s*+")
"""``abstract =``"""
PART = regex.compile(
    r"""
    (?: \{ (?P<braced> (?: [^{}\\]++ | \\. | (?P<inner> \{ (?: [^{}\\]++ | \\. | (?&inner) )*+ \} )
    )*+ ) \}
      | "  (?P<quoted> (?: [^"{}\\]++ | \\. | (?&inner) )*+ ) "
      | (?P<bare> [\w.:+/-]++ )
    ) \s*+ (?P<more>\#)?+ \s*+
    """,
    regex.VERBOSE | regex.DOTALL,
)
"""``{A {BERT} model}``, ``"A model"``, ``2024``, ``mar``; with ``#`` where another follows"""
PROTECTED = regex.compile(
    r"""
    (?P<keep> \$ [^$]*+ \$                                  # $x_{1}$
      | \\ (?: [A-Za-z]++ | . ) (?: \s*+ \{ [^{}]*+ \} )*+  # \emph{x}, \"{o}, \{
      | [\^_] \{ [^{}]*+ \} )                               # ^{2}
  | [{}]
    """,
    regex.VERBOSE | regex.DOTALL,
)
"""Braces that protect letters, and what has braces of its own."""
NO_DOCUMENTS = ("string", "preamble", "comment", "set", "xdata")


def sniff(file: SourceFile) -> bool:
    """Whether an entry stands among the first lines, with only comments before it."""
    for line in file.text.split("\n")[:2_000]:
        if ENTRY.match(line):
            return True
        if line.strip() and not line.lstrip().startswith("%"):
            return False
    return False


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each entry. Faults: broken_entry, record_too_large."""
    number = 0
    with file.open() as stream:
        for kind, text, size in _entries(stream, file.limits):
            if kind.lower() in NO_DOCUMENTS:
                continue
            number += 1
            position = f"record {number}"
            if size > file.limits.record_bytes:
                detail = f"an entry of more than {file.limits.record_bytes:,} bytes"
                yield Fault(position, "record_too_large", detail, text)
            else:
                yield _record(text, position)


def _entries(stream: io.BufferedReader, limits: Limits) -> Iterator[tuple[str, str, int]]:
    """The entries: type, text from ``@`` to the line before the next one's, size in bytes.

    Of an entry that is too long only the start is kept.
    """
    kind, size = "", 0
    held: list[str] = []
    for _, line in lines(stream, limits):
        piece = line.raw if isinstance(line, Fault) else line
        text = cast(bytes, piece).decode("utf-8", errors="surrogateescape")
        start = ENTRY.match(text) if "@" in text else None
        if start is not None:
            if kind:
                yield kind, "".join(held), size
            kind, size = start["type"], 0
            held = []
        if kind:
            size += limits.record_bytes + 1 if isinstance(line, Fault) else len(line)
            if size <= limits.record_bytes or not held:
                held.append(text)
    if kind:
        yield kind, "".join(held), size


def _record(text: str, position: str) -> Record | Fault:
    start = ENTRY.match(text)
    key = KEY.match(text, start.end()) if start else None
    if start is None or key is None:
        return Fault(position, "broken_entry", "an entry without a key", text)
    fields: dict[str, str] = {}
    place = key.end()
    while (name := FIELD.match(text, place)) is not None:
        value, place = _value(text, name.end())
        if value is None:
            detail = f"the value of {name['name'][:40]} does not end"
            return Fault(position, "broken_entry", detail, text)
        fields.setdefault(name["name"].lower(), value)
    if text[place:].lstrip(" \t\r\n,")[:1] not in ("}", ")", ""):
        return Fault(position, "broken_entry", "a field without a name", text)
    abstract = fields.get("abstract")
    return Record(
        key["key"] or None,
        _plain(fields.get("title", "")),
        _plain(abstract) if abstract is not None else None,
        fields.get("date") or iso_date(fields.get("year"), fields.get("month"), fields.get("day")),
        fields.get("keywords"),
        position,
        text,
    )


def _value(text: str, place: int) -> tuple[str | None, int]:
    """A field's value, its parts put together, and where it ends; None for a broken one."""
    parts = []
    while True:
        part = PART.match(text, place)
        if part is None:
            return None, place
        parts.append(
            next(piece for piece in part.group("braced", "quoted", "bare") if piece is not None)
        )
        place = part.end()
        if part["more"] is None:
            return "".join(parts), place


def _plain(text: str) -> str:
    r"""The text without braces that protect letters.

    >>> _plain("{BERT} with $x_{1}$ and G{\\\"o}del")
    'BERT with $x_{1}$ and G\\"odel'
    """
    if "{" in text or "}" in text:
        text = PROTECTED.sub(lambda found: found["keep"] or "", text)
    return unwrapped(text)


FORMAT = Format("bibtex", "BibTeX and BibLaTeX entries", sniff, read)
