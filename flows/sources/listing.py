"""A listing as scraped from a page: title and abstract on alternating lines.

Lines of the page around them (``boilerplate.txt``) become rejects. A title that is followed by
another title has lost its abstract, an abstract that follows another its title; both are rejected,
and the pairs go on from there.
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.sources.boilerplate import is_boilerplate, without_button
from flows.sources.format import Format
from flows.sources.lines import lines
from flows.sources.record import Fault, Record
from flows.sources.source_file import SourceFile

LONGEST_TITLE = 400
"""A longer line is an abstract, in characters; the longest titles in use have some 300."""
SHORTEST_ABSTRACT = 100
"""A shorter line after a title is an abstract only if no longer line follows, in characters."""


def sniff(file: SourceFile) -> bool:
    """Whether most pairs of lines read as a short title and a longer abstract."""
    if b"\0" in file.data or file.inside is not None or file.start[:1] in (b"{", b"<", b"@"):
        return False
    texts = [line.strip() for line in file.text.split("\n")]
    if not file.complete:
        texts.pop()
    texts = [line for line in texts if line and not is_boilerplate(line)]
    pairs = list(zip(texts[::2], texts[1::2], strict=False))
    fitting = sum(
        len(title) <= LONGEST_TITLE and len(abstract) > max(SHORTEST_ABSTRACT, len(title))
        for title, abstract in pairs
    )
    return fitting * 2 > len(pairs)


def read(file: SourceFile) -> Iterator[Record | Fault]:
    """A record for each pair of lines, a fault for each line that is part of none.

    Faults: boilerplate, no_abstract, no_title, bad_encoding, record_too_large.
    """
    title: tuple[int, str] | None = None
    short: tuple[int, str] | None = None
    with file.open() as stream:
        for number, line in _text_lines(file, stream):
            if isinstance(line, Fault):
                yield line
                continue
            if title is None:
                if len(line) > LONGEST_TITLE:
                    yield Fault(f"line {number}", "no_title", "an abstract without a title", line)
                else:
                    title = (number, without_button(line))
            elif short is not None:
                if len(line) > SHORTEST_ABSTRACT and len(line) > len(short[1]):
                    yield _lonely(title)
                    yield _pair(short, line)
                    title = short = None
                else:
                    yield _pair(title, short[1])
                    title, short = (number, without_button(line)), None
            elif len(line) < SHORTEST_ABSTRACT:
                short = (number, line)
            else:
                yield _pair(title, line)
                title = None
    if title is not None:
        yield _lonely(title) if short is None else _pair(title, short[1])


def _text_lines(file: SourceFile, stream: object) -> Iterator[tuple[int, str | Fault]]:
    """The lines that are no boilerplate, without blanks around them; faults for the others."""
    for number, line in lines(stream, file.limits):  # type: ignore[arg-type]
        if isinstance(line, Fault):
            yield number, line
            continue
        try:
            text = line.decode().strip()
        except UnicodeDecodeError:
            yield number, Fault(f"line {number}", "bad_encoding", "not valid UTF-8", line)
            continue
        if is_boilerplate(text):
            detail = "a line of the page around the records"
            yield number, Fault(f"line {number}", "boilerplate", detail, text)
        elif text:
            yield number, text


def _pair(title: tuple[int, str], abstract: str) -> Record:
    number, text = title
    raw = f"{text}\n{abstract}"
    return Record(None, text, abstract, None, None, f"line {number}", raw)


def _lonely(title: tuple[int, str]) -> Fault:
    return Fault(f"line {title[0]}", "no_abstract", "a title without an abstract", title[1])


FORMAT = Format("listing", "scraped listing: title and abstract on alternating lines", sniff, read)
