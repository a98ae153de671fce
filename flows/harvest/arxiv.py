"""arXiv by OAI-PMH: all that was new or changed in a set of subjects, by day.

The protocol: https://www.openarchives.org/OAI/openarchivesprotocol.html; arXiv's own pages say to
ask no more than once in three seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from flows.harvest.client import Answer, Client, HarvestError
from flows.harvest.feed import Feed, Page, TokenExpiredError, Window, parsed

BASE = "https://oaipmh.arxiv.org/oai"
HOSTS = frozenset(("oaipmh.arxiv.org", "export.arxiv.org"))
TYPES = ("text/xml", "application/xml")


PHYSICS = frozenset(
    (
        *("astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph"),
        *("nlin", "nucl-ex", "nucl-th", "quant-ph"),
    )
)
"""Archives of their own within the group of physics."""


def set_spec(subject: str) -> str:
    """The set of a subject as the protocol names it: group, archive, subject.

    >>> set_spec("cs.CL"), set_spec("cs"), set_spec("physics.optics"), set_spec("cs:cs:CL")
    ('cs:cs:CL', 'cs', 'physics:physics:optics', 'cs:cs:CL')
    >>> set_spec("hep-th"), set_spec("astro-ph.CO")
    ('physics:hep-th', 'physics:astro-ph:CO')
    """
    if ":" in subject:
        return subject
    archive, _, name = subject.partition(".")
    group = "physics" if archive in PHYSICS else archive
    if not name:
        return f"{group}:{archive}" if group != archive else archive
    return f"{group}:{archive}:{name}"


def feed(subject: str, base: str = BASE) -> Feed:
    """The feed of a set: ``cs``, ``cs.CL``; all of arXiv for the empty string."""

    def pages(
        client: Client, window: Window, token: str | None, known: Answer | None
    ) -> Iterator[Page]:
        while True:
            parameters = {"verb": "ListRecords"}
            if token is not None:
                parameters["resumptionToken"] = token
            else:
                parameters |= {"metadataPrefix": "arXiv", "from": str(window.first)}
                parameters |= {"until": str(window.last)}
                if subject:
                    parameters["set"] = set_spec(subject)
            answer = client.get(base, parameters, TYPES, _accept)
            token = _next_token(answer.body, token)
            yield Page(answer, token)
            if token is None:
                return

    return Feed("arxiv", subject, "oai-pmh", base, HOSTS, pages)


def _accept(body: bytes) -> None:
    if etree.QName(parsed(body)).localname != "OAI-PMH":
        raise HarvestError("the answer is no OAI-PMH response; check the feed's address")


def _next_token(body: bytes, token: str | None) -> str | None:
    """The token of the next page; None after the last. Raises where the server reports an error."""
    root = parsed(body)
    for error in root.iterchildren("{*}error"):
        code = error.get("code")
        if code == "noRecordsMatch":
            return None
        if code == "badResumptionToken" and token is not None:
            raise TokenExpiredError
        raise HarvestError(f"the server reports {code}: {(error.text or '').strip()}")
    found = next(root.iter("{*}resumptionToken"), None)
    text = (found.text or "").strip() if found is not None else ""
    return text or None
