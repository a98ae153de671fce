"""The harvest as a flow: fetch what is missing, land it in the inbox, extract what has landed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import regex
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import store
from flows.dataset import Dataset, check_target
from flows.errors import InputError
from flows.extract import Outcome, extract
from flows.harvest import arxiv, hf_papers, pubmed
from flows.harvest.client import Answer, Client, HarvestError, Manners, RefusedError
from flows.harvest.coverage import Coverage
from flows.harvest.feed import Feed, TokenExpiredError, TooManyError, Window
from flows.harvest.inbox import EndlessError, Inbox, Landed, RoundAboutError
from flows.parameters import Address, FeedName, Seconds
from flows.sources import Limits
from flows.sources.paths import latest_first

MOST_RESTARTS = 2
"""How often a window is asked for anew within one harvest because the server forgot its token."""


@dataclass
class Harvest:
    """What a harvest came to."""

    windows: list[str] = field(default_factory=list)
    """The days that were fetched."""
    files: list[str] = field(default_factory=list)
    documents: int = 0
    rejects: int = 0
    repeated: int = 0
    unchanged: int = 0
    """Windows of which the server said that nothing had changed."""
    extracted: Outcome | None = None

    def add(self, window: Window, landed: Landed | None) -> None:
        """Count a window in; None where it was as it had landed before."""
        self.windows.append(str(window))
        if landed is None:
            self.unchanged += 1
            return
        self.documents += landed.documents
        self.rejects += landed.rejects
        self.repeated += landed.repeated
        if landed.address:
            self.files.append(landed.address)


def feed_of(source: str, topic: str, base: str | None = None) -> Feed:
    """The feed of a source: ``topic`` is arXiv's set or PubMed's query. Raises InputError."""
    if source == "arxiv":
        return arxiv.feed(topic, base or arxiv.BASE)
    if source == "pubmed" and topic:
        return pubmed.feed(topic, base or pubmed.BASE)
    if source == "pubmed":
        raise InputError("pubmed needs a query; give one with --query")
    if source == "hf-papers":
        return hf_papers.feed(base or hf_papers.BASE)
    raise InputError(f"{source}: no such feed; there are {', '.join(get_args(FeedName))}")


@flow(name="harvest")
def harvest(
    source: FeedName,
    out: Address,
    topic: str = "",
    first: date | None = None,
    last: date | None = None,
    contact: str = "",
    interval: Seconds = 3.0,
    then_extract: bool = True,
    base: str | None = None,
) -> Harvest:
    """Fetch what a feed has that the dataset has not seen, then extract it.

    Raises InputError for unusable arguments, HarvestError where the feed does not give what it
    should.

    Args:
        source: The feed.
        out: The dataset; what was fetched lands in its folder inbox.
        topic: The set of arXiv, such as cs.CL, or the query for PubMed.
        first: First day; the harvest goes on where the last one ended if left out.
        last: Last day; yesterday, the last that is over, if left out.
        contact: Mail address or page at which the feed's owner can reach you.
        interval: Least seconds from one request to the next.
        then_extract: Extract what has landed.
        base: Address of a mirror of the feed, to ask instead.
    """
    if base is not None and not regex.match(r"https?://[^/?#\s]+", base):
        raise InputError(f"{base}: not an address of the web; give one that starts with https://")
    feed = feed_of(source, topic, base)
    check_target(out)
    limits = Limits.from_environment()
    manners = Manners(contact=contact, interval=interval, answer_bytes=limits.answer_bytes)
    inbox = Inbox(Dataset(out), feed, limits)
    came_to = Harvest()
    with inbox.alone():
        coverage = Coverage.load(inbox.dataset, feed)
        wanted = window_of(coverage, first, last)
        windows = windows_to_fetch(feed, coverage, wanted) if wanted is not None else []
        while windows:
            window = windows.pop(0)
            try:
                landed = collect(inbox, window, manners)
            except TooManyError:
                if window.first == window.last:
                    raise
                windows[:0] = halves(window)
                continue
            came_to.add(window, landed)
        # Whatever an earlier harvest has landed and not extracted is extracted now.
        pending = Coverage.load(inbox.dataset, feed).pending
        if then_extract and pending:
            files = [inbox.file(name) for name in pending]
            files = latest_first(file for file in files if store.exists(file))
            came_to.extracted = extract(files, out) if files else None
            coverage = Coverage.load(inbox.dataset, feed)
            coverage.pending = []
            coverage.save()
    return came_to


def halves(window: Window) -> list[Window]:
    """A window of several days as two."""
    middle = window.first + (window.last - window.first) // 2
    return [Window(window.first, middle), Window(middle + timedelta(days=1), window.last)]


def windows_to_fetch(feed: Feed, coverage: Coverage, wanted: Window) -> list[Window]:
    """What of a window has not landed; all of it where the server can say if it has changed since."""
    missing = coverage.missing(wanted)
    if not missing and feed.changes and str(wanted) in coverage.etags:
        return [wanted]
    return missing


def window_of(coverage: Coverage, first: date | None, last: date | None) -> Window | None:
    """The days to harvest; None where all of them have landed. Raises InputError."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    last = min(last or yesterday, yesterday)
    if first is None:
        if coverage.last is None:
            raise InputError("the first harvest of a feed needs a first day; give it with --from")
        first = coverage.last + timedelta(days=1)
        return Window(first, last) if first <= last else None
    if first > last:
        raise InputError(f"--from {first} is after {last}; a day can be harvested once it is over")
    return Window(first, last)


@task(name="collect", cache_policy=NO_CACHE)
def collect(inbox: Inbox, window: Window, manners: Manners) -> Landed | None:
    """Fetch the pages of a window and land them; None if they are as they were.

    Raises HarvestError; what came so far is kept for the next try.
    """
    client = Client(inbox.feed.base, inbox.feed.hosts, manners)
    try:
        return gather(inbox, window, client)
    finally:
        client.close()


def gather(inbox: Inbox, window: Window, client: Client) -> Landed | None:
    """``collect`` with a client at hand: goes on where an earlier try broke off."""
    feed = inbox.feed
    coverage = Coverage.load(inbox.dataset, feed)
    restarts = 0
    while not (progress := inbox.progress(window)).whole:
        try:
            for page in feed.pages(client, window, progress.token, _known(coverage, window)):
                if page.answer.unchanged:
                    return None
                progress = inbox.keep(page, progress)
                has_mark = page.answer.etag or page.answer.modified
                if feed.changes and has_mark and progress.pages == 1 and progress.whole:
                    coverage.etags[str(window)] = (page.answer.etag, page.answer.modified)
            if not progress.whole:
                # No page at all: nothing was found.
                break
        except (TokenExpiredError, RefusedError) as error:
            if isinstance(error, RefusedError) and progress.token is None:
                raise
            inbox.drop()
            restarts += 1
            if restarts > MOST_RESTARTS:
                raise HarvestError(
                    f"{feed.name}: the server forgets its tokens faster than they are used;"
                    " harvest fewer days at once"
                ) from None
        except RoundAboutError:
            inbox.drop()
            raise HarvestError(
                f"{feed.name}: the server's pages lead round in a circle; try again later"
            ) from None
        except EndlessError as error:
            inbox.drop()
            raise HarvestError(
                f"{feed.name}: the server has more than {error} for {window};"
                " harvest fewer days at once"
            ) from None
    landed = inbox.land(window, progress)
    coverage.add(window)
    if landed.address and inbox.name(window) not in coverage.pending:
        coverage.pending.append(inbox.name(window))
    coverage.save()
    inbox.drop()
    return landed


def _known(coverage: Coverage, window: Window) -> Answer | None:
    etag, modified = coverage.etags.get(str(window), (None, None))
    return Answer(b"", etag, modified) if etag or modified else None
