"""Lines and words of a page around scraped records, as ``boilerplate.txt`` lists them."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import NamedTuple

import regex


class _Phrases(NamedTuple):
    lines: tuple[str, ...]
    buttons: regex.Pattern[str]


@functools.cache
def _phrases() -> _Phrases:
    lines, buttons = [], []
    for line in (files("flows.sources") / "boilerplate.txt").read_text("utf-8").splitlines():
        if line.endswith("*") and not line.startswith("#"):
            lines.append(line[:-1].casefold())
        elif line.endswith("~") and not line.startswith("#"):
            buttons.append(line[:-1].casefold())
    glued = "|".join(regex.escape(button) for button in buttons)
    return _Phrases(tuple(lines), regex.compile(rf"(?i:{glued})(?=[\p{{Lu}}\d]|$)"))


def is_boilerplate(line: str) -> bool:
    """Whether the whole line belongs to the page.

    >>> is_boilerplate("Get trending papers in your email inbox once a day!")
    True
    """
    if line.casefold().startswith(_phrases().lines):
        return True
    button = _phrases().buttons.fullmatch(line.strip())
    return button is not None


def without_button(line: str) -> str:
    """The line without the word of a button that the page glued to its front.

    >>> without_button("SubscribeSmall Models")
    'Small Models'
    >>> without_button("Subscribers of Journals")
    'Subscribers of Journals'
    """
    button = _phrases().buttons.match(line)
    return line[button.end() :] if button else line
