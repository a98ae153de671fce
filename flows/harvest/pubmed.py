"""PubMed by its E-utilities: the articles that a query finds, by the day they came in.

esearch keeps the result on the server, efetch hands it out in pages. Documented at
https://www.ncbi.nlm.nih.gov/books/NBK25499/.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from lxml import etree

from flows.harvest.client import Answer, Client, HarvestError, TryAgainError
from flows.harvest.feed import Feed, Page, TokenExpiredError, TooManyError, Window, parsed

BASE = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
HOSTS = frozenset(("eutils.ncbi.nlm.nih.gov",))
PAGE = 200
"""Articles a page."""
MOST = 9_999
"""Articles that the server hands out of one result."""


def feed(query: str, base: str = BASE) -> Feed:
    """The feed of a query as PubMed's search field takes it."""

    def pages(
        client: Client, window: Window, token: str | None, known: Answer | None
    ) -> Iterator[Page]:
        if token is None:
            count, environment, key = _search(client, base, query, window)
            start = 0
        else:
            started, total, environment, key = token.split(" ")
            start, count = int(started), int(total)
        while start < count:
            parameters = {
                "db": "pubmed",
                "retmode": "xml",
                "WebEnv": environment,
                "query_key": key,
                "retstart": str(start),
                "retmax": str(PAGE),
            }
            types = ("text/xml", "application/xml")
            answer = client.get(f"{base}/efetch.fcgi", parameters, types, _accept)
            _refuse_expired(answer.body)
            start += PAGE
            yield Page(answer, f"{start} {count} {environment} {key}" if start < count else None)

    return Feed("pubmed", query, "pubmed", base, HOSTS, pages)


def _search(client: Client, base: str, query: str, window: Window) -> tuple[int, str, str]:
    """How many articles there are, and by what names the server keeps them."""
    # The server's owner asks for both of whoever uses it regularly.
    contact = client.manners.contact.removeprefix("mailto:")
    sender = {"tool": "paperfacts"} | ({"email": contact} if "@" in contact else {})
    parameters = sender | {
        "db": "pubmed",
        "term": query,
        "retmode": "json",
        "retmax": "0",
        "usehistory": "y",
        "datetype": "edat",
        "mindate": window.first.strftime("%Y/%m/%d"),
        "maxdate": window.last.strftime("%Y/%m/%d"),
    }
    answer = client.get(f"{base}/esearch.fcgi", parameters, ("application/json",), _accept_json)
    result = orjson.loads(answer.body)["esearchresult"]
    if "ERROR" in result:
        raise HarvestError(f"PubMed reports: {result['ERROR']}")
    count = int(result["count"])
    if count > MOST:
        raise TooManyError(
            f"the query finds {count:,} articles from {window.first} to {window.last}, more than"
            f" PubMed hands out ({MOST:,}); give a narrower query or fewer days"
        )
    return count, result["webenv"], result["querykey"]


def _accept_json(body: bytes) -> None:
    try:
        result = orjson.loads(body)["esearchresult"]
        if "ERROR" not in result:
            int(result["count"]), str(result["webenv"]), str(result["querykey"])
    except (ValueError, KeyError, TypeError):
        raise TryAgainError("an answer that is no search result") from None


def _accept(body: bytes) -> None:
    parsed(body)


def _refuse_expired(body: bytes) -> None:
    root = parsed(body)
    if etree.QName(root).localname == "PubmedArticleSet":
        return
    error = "".join(map(str, root.itertext())).strip()
    if "unable to obtain query" in error.lower() or "webenv" in error.lower():
        raise TokenExpiredError
    raise HarvestError(f"PubMed reports: {error[:200]}")
