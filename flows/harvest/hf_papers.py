"""Hugging Face daily papers: the papers of a day, a page for each hundred."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import orjson

from flows.harvest.client import Answer, Client, TryAgainError
from flows.harvest.feed import Feed, Page, Window

BASE = "https://huggingface.co/api/daily_papers"
HOSTS = frozenset(("huggingface.co",))
PAGE = 100
"""Papers a page."""
MOST_PAGES = 20
"""Pages of one day."""


def feed(base: str = BASE) -> Feed:
    """The feed of all days."""

    def pages(
        client: Client, window: Window, token: str | None, known: Answer | None
    ) -> Iterator[Page]:
        asked, _, page = (token or str(window.first)).partition(" ")
        day, number = date.fromisoformat(asked), int(page or 0)
        while day <= window.last:
            # What is known is known of one day and one page.
            earlier = known if window.first == window.last and not number else None
            parameters = {"date": str(day), "limit": str(PAGE)} | (
                {"p": str(number)} if number else {}
            )
            answer = client.get(base, parameters, ("application/json",), _accept, earlier)
            is_full = not answer.unchanged and len(orjson.loads(answer.body)) >= PAGE
            if is_full and number + 1 < MOST_PAGES:
                number += 1
            else:
                day, number = day + timedelta(days=1), 0
            following = f"{day} {number}" if number else str(day)
            yield Page(answer, following if day <= window.last else None)

    return Feed("hf-papers", "", "hf-papers", base, HOSTS, pages, suffix="json", changes=True)


def _accept(body: bytes) -> None:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise TryAgainError("an answer that is not whole JSON") from None
    if not isinstance(found, list):
        raise TryAgainError("an answer that is no list of papers")
