"""The harvest as a flow: fetch what is missing, land it in the inbox, extract what has landed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import get_args

from prefect import flow, task

from flows.dataset import Dataset, check_target
from flows.errors import InputError
from flows.extract import Outcome, extract
from flows.harvest import arxiv, hf_papers, pubmed
from flows.harvest.client import Answer, Client, HarvestError, Manners
from flows.harvest.coverage import Coverage
from flows.harvest.feed import Feed, TokenExpiredError, Window
from flows.harvest.inbox import Inbox, Landed, RoundAboutError
from flows.parameters import Address, FeedName, Seconds

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
    feed = feed_of(source, topic, base)
    check_target(out)
    dataset = Dataset(out)
    coverage = Coverage.load(dataset, feed)
    manners = Manners(contact=contact, interval=interval)
    came_to = Harvest()
    wanted = window_of(coverage, first, last)
    windows = windows_to_fetch(feed, coverage, wanted) if wanted is not None else []
    for window in windows:
        landed = collect(feed, dataset, window, manners)
        came_to.windows.append(str(window))
        if landed is None:
            came_to.unchanged += 1
            continue
        came_to.documents += landed.documents
        came_to.rejects += landed.rejects
        came_to.repeated += landed.repeated
        if landed.address:
            came_to.files.append(landed.address)
    if then_extract and came_to.files:
        came_to.extracted = extract(came_to.files, out)
    return came_to


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


@task(name="collect")
def collect(feed: Feed, dataset: Dataset, window: Window, manners: Manners) -> Landed | None:
    """Fetch the pages of a window and land them; None if they are as they were.

    Raises HarvestError; what came so far is kept for the next try.
    """
    client = Client(feed.base, feed.hosts, manners)
    try:
        return gather(feed, dataset, window, client)
    finally:
        client.close()


def gather(feed: Feed, dataset: Dataset, window: Window, client: Client) -> Landed | None:
    """``collect`` with a client at hand: goes on where an earlier try broke off."""
    inbox = Inbox(dataset, feed)
    coverage = Coverage.load(dataset, feed)
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
        except TokenExpiredError:
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
    landed = inbox.land(window, progress)
    coverage.add(window)
    coverage.save()
    inbox.drop()
    return landed


def _known(coverage: Coverage, window: Window) -> Answer | None:
    etag, modified = coverage.etags.get(str(window), (None, None))
    return Answer(b"", etag, modified) if etag or modified else None
