"""Hugging Face daily papers: the papers of a day, one page a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import orjson

from flows.harvest.client import Answer, Client, TryAgainError
from flows.harvest.feed import Feed, Page, Window

BASE = "https://huggingface.co/api/daily_papers"
HOSTS = frozenset(("huggingface.co",))


def feed(base: str = BASE) -> Feed:
    """The feed of all days."""

    def pages(
        client: Client, window: Window, token: str | None, known: Answer | None
    ) -> Iterator[Page]:
        day = window.first if token is None else date.fromisoformat(token)
        while day <= window.last:
            # What is known is known of one day.
            earlier = known if window.first == window.last else None
            parameters = {"date": str(day), "limit": "100"}
            answer = client.get(base, parameters, ("application/json",), _accept, earlier)
            day += timedelta(days=1)
            yield Page(answer, str(day) if day <= window.last else None)

    return Feed("hf-papers", "", "hf-papers", base, HOSTS, pages, suffix="json", changes=True)


def _accept(body: bytes) -> None:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise TryAgainError("an answer that is not whole JSON") from None
    if not isinstance(found, list):
        raise TryAgainError("an answer that is no list of papers")
