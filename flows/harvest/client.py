"""One polite request after the other: to the feed's own hosts only, at a slow pace, with patience.

A request is tried again, after longer and longer pauses, when the server is busy, the line breaks,
or the answer is not what the feed sends (a page of another type, half a document). ``Retry-After``
is obeyed. Redirects are followed within the feed's hosts and nowhere else.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import NamedTuple

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
"""Answers that say to come back later."""
MOST_REDIRECTS = 5


class HarvestError(Exception):
    """A harvest cannot go on; what has landed before stands. The message is one line."""


class RefusedError(HarvestError):
    """The server says that it does not answer this request, now or later."""


class TryAgainError(Exception):
    """A fault that may pass. ``after`` is how many seconds the server asked to wait."""

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class Answer(NamedTuple):
    """What a server answered."""

    body: bytes
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False
    """Whether it said that nothing has changed since the answer that was named in the request."""


@dataclass(frozen=True)
class Manners:
    """How a feed is treated. Times are in seconds."""

    contact: str = ""
    """Address or page at which the feed's owner can reach whoever harvests."""
    interval: float = 3.0
    """Least time from one request to the next."""
    attempts: int = 6
    first_pause: float = 5.0
    longest_pause: float = 600.0
    connecting: float = 15.0
    reading: float = 60.0
    """Longest silence within an answer."""
    answering: float = 600.0
    """Longest time for a whole answer."""
    answer_bytes: int = 200_000_000

    @property
    def agent(self) -> str:
        """What is said in the header User-Agent."""
        contact = f" ({self.contact})" if self.contact else ""
        return f"paperfacts/{version('paperfacts')}{contact}"


Accept = Callable[[bytes], None]
"""Looks at an answer; raises TryAgainError where it is not what the feed sends."""


@dataclass
class Client:
    """Asks the hosts of one feed."""

    base: str
    """The feed's address: its host is asked in any case."""
    hosts: frozenset[str]
    """Hosts that a redirect may lead to."""
    manners: Manners = field(default_factory=Manners)
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """Opens the connection pool."""
        timeout = httpx.Timeout(self.manners.reading, connect=self.manners.connecting)
        headers = {"User-Agent": self.manners.agent}
        self._http = httpx.Client(
            timeout=timeout, headers=headers, follow_redirects=False, verify=_trusted()
        )
        self._last = float("-inf")

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def get(
        self,
        address: str,
        parameters: Mapping[str, str],
        types: tuple[str, ...],
        accept: Accept,
        known: Answer | None = None,
    ) -> Answer:
        """The answer to a request. ``types`` are the media types that it may have.

        ``known`` is an earlier answer; if it still holds, the answer says ``unchanged``. Raises
        HarvestError where the feed refuses or does not recover.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(TryAgainError),
            stop=stop_after_attempt(self.manners.attempts),
            wait=self._pause,
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return retrying(self._once, address, parameters, types, accept, known)
        except TryAgainError as error:
            times = self.manners.attempts
            raise HarvestError(f"{address}: gave up after {times} tries: {error}") from None

    def _pause(self, state: RetryCallState) -> float:
        """How long to wait: as long as the server asked for, or longer each time with some
        chance."""
        error = state.outcome.exception() if state.outcome is not None else None
        after = error.after if isinstance(error, TryAgainError) else None
        first, longest = self.manners.first_pause, self.manners.longest_pause
        backing_off = wait_exponential(multiplier=first, max=longest) + wait_random(0, first)
        return max(after, self.manners.interval) if after is not None else backing_off(state)

    def _once(
        self,
        address: str,
        parameters: Mapping[str, str],
        types: tuple[str, ...],
        accept: Accept,
        known: Answer | None,
    ) -> Answer:
        url = httpx.URL(address, params=dict(parameters) or None)
        headers = {"Accept": ", ".join(types)}
        if known is not None and known.etag:
            headers["If-None-Match"] = known.etag
        if known is not None and known.modified:
            headers["If-Modified-Since"] = known.modified
        for _ in range(MOST_REDIRECTS + 1):
            self._permit(url)
            self._wait_for_turn()
            try:
                with self._http.stream("GET", url, headers=headers) as response:
                    if response.has_redirect_location:
                        url = url.join(response.headers["Location"])
                        continue
                    if response.status_code == 304 and known is not None:
                        return known._replace(unchanged=True)
                    body = self._body(response, types)
                    found = response.headers
            except httpx.InvalidURL as error:
                raise HarvestError(f"{address}: redirected to no address ({error})") from None
            except httpx.RequestError as error:
                raise TryAgainError(f"{type(error).__name__}: {error}") from None
            accept(body)
            return Answer(body, found.get("ETag"), found.get("Last-Modified"))
        raise HarvestError(f"{address}: redirected more than {MOST_REDIRECTS} times")

    def _body(self, response: httpx.Response, types: tuple[str, ...]) -> bytes:
        """The whole body of a good answer."""
        if response.status_code in BUSY:
            after = _retry_after(response.headers.get("Retry-After"))
            if after is not None and after > self.manners.longest_pause:
                raise HarvestError(
                    f"{response.url.host} asks to come back in {after:,.0f} s; start again then"
                )
            raise TryAgainError(f"the server answers {response.status_code}", after)
        if response.status_code != 200:
            raise RefusedError(f"{response.url}: the server answers {response.status_code}")
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in types:
            raise TryAgainError(f"an answer of the type {kind or 'unknown'}")
        started, pieces, size = time.monotonic(), [], 0
        for piece in response.iter_bytes():
            pieces.append(piece)
            size += len(piece)
            if size > self.manners.answer_bytes:
                raise HarvestError(f"{response.url}: more than {self.manners.answer_bytes:,} bytes")
            if time.monotonic() - started > self.manners.answering:
                raise TryAgainError(f"an answer of more than {self.manners.answering:,.0f} s")
        return b"".join(pieces)

    def _permit(self, url: httpx.URL) -> None:
        """Raises HarvestError for an address that is not the feed's.

        That are its own hosts, by https and in the public network, and the mirror that whoever
        harvests has named, wherever it is.
        """
        if url.scheme == "https" and url.host in self.hosts and url.port is None:
            if not _is_public(url.host):
                raise HarvestError(f"{url.host} leads into a private network; not followed")
            return
        if _origin(url) != _origin(httpx.URL(self.base)):
            raise HarvestError(
                f"{url.scheme}://{url.host} is none of the feed's hosts; not followed"
            )

    def _wait_for_turn(self) -> None:
        wait = self._last + self.manners.interval - time.monotonic()
        if wait > 0:
            self.sleep(wait)
        self._last = time.monotonic()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _is_public(host: str) -> bool:
    """Whether none of a host's addresses lies in a private network.

    A name that cannot be resolved here leads nowhere, or is a proxy's to resolve.
    """
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, 443)}
    except OSError:
        return True
    addresses = [ipaddress.ip_address(address.partition("%")[0]) for address in sorted(found)]
    plain = [getattr(address, "ipv4_mapped", None) or address for address in addresses]
    return all(address.is_global and not address.is_multicast for address in plain)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust: loaded once, which takes a good part of a second."""
    return httpx.create_ssl_context()


def _retry_after(value: str | None) -> float | None:
    """Seconds of a header Retry-After, which gives them or a date; None where it is neither."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max((date - datetime.now(UTC)).total_seconds(), 0.0)
