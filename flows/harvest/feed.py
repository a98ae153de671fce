"""What a feed is: its address, and how its pages follow each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lxml import etree

from flows.harvest.client import Answer, Client, HarvestError, TryAgainError


class Page(NamedTuple):
    """One page of a feed, and the token that leads to the next; None after the last."""

    answer: Answer
    token: str | None


class Window(NamedTuple):
    """Days that are asked for, the first and the last included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


class TokenExpiredError(Exception):
    """The server no longer knows a token: the window has to be asked for from its start."""


class TooManyError(HarvestError):
    """The server does not hand out as many records as a window has."""


Pages = Callable[[Client, Window, str | None, Answer | None], Iterator[Page]]
"""The pages of a window, from a token on if there is one, with what is known of an only page."""


@dataclass(frozen=True)
class Feed:
    """One feed with what is asked of it, such as a set or a query."""

    name: str
    """``arxiv``, ``pubmed``, ``hf-papers``"""
    topic: str
    """What is asked for beside the days; part of what coverage is kept by."""
    format: str
    """Name of the format of its pages, out of ``flows.sources.FORMATS``."""
    base: str
    hosts: frozenset[str]
    pages: Pages
    suffix: str = "xml"
    changes: bool = False
    """Whether the page of a day that is over may still change."""


def parsed(body: bytes) -> etree._Element:
    """A page of XML, whole. Raises TryAgainError where it breaks off or is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise TryAgainError(f"an answer that is not whole XML: {error.msg}") from None
