"""The whole way of a text: addresses found, repaired, brought into one form and classified."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import regex

from extractors.addresses.anchors import Written, may_hold_address, written_addresses
from extractors.addresses.canonical import canonical, identifier
from extractors.addresses.domains import registered_domain
from extractors.addresses.hosts import repository
from extractors.addresses.kinds import REACH, kind
from extractors.addresses.markup import joined
from extractors.addresses.record import Address
from extractors.addresses.repair import repaired

# The host of an address. One without dots or with two in a row is one by the WHATWG rules, but
# nobody writes it.
_HOST = regex.compile(r"[a-z]++://([^/?\#:@.]++(?:\.[^/?\#:@.]++)++)(?=[/?\#:]|\Z)")


def find_addresses(text: str, spans: Sequence[tuple[int, int]]) -> list[Address]:
    """Return the addresses of the web that a text gives, in its order; they do not overlap.

    ``spans`` are the sentences of the text, start and end in code points, in order. E-mail
    addresses, names of files and what a missing space makes look like a host are no addresses.
    """
    if not may_hold_address(text):
        return []
    found: list[Address] = []
    starts = [start for start, _ in spans]
    previous_end = 0
    for written in joined(text, written_addresses(text)):
        sentence = max(0, bisect_right(starts, written.start) - 1)
        sentence_start, sentence_end = spans[sentence] if spans else (0, len(text))
        start, end = written.start, written.end
        before = text[min(start, max(sentence_start, previous_end, start - REACH)) : start]
        behind = text[end : max(end, min(sentence_end, end + REACH))]
        address = _address(written, sentence, before, behind)
        if address is not None:
            found.append(address)
            previous_end = written.end
    return found


def _address(written: Written, sentence: int, before: str, behind: str) -> Address | None:
    url, repairs = repaired(written)
    form = canonical(url)
    if form is None:
        return None
    by_number = "identifier_resolved" in repairs
    host = _HOST.match(url)
    if host is None:
        return None
    return Address(
        sentence=sentence,
        start=written.start,
        end=written.end,
        url=url,
        canonical_url=form.url,
        host=host[1],
        registered_domain=registered_domain(host[1]),
        kind=kind("" if by_number else before, "" if by_number else behind, form.host, form.path),
        repository=repository(form.host, form.path),
        identifier=identifier(form),
        repairs=repairs,
    )
