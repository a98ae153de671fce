"""Whether the columns of an address agree with each other."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import ada_url
import regex

from extractors.addresses.canonical import canonical, identifier
from extractors.addresses.domains import registered_domain
from extractors.addresses.hosts import repository

_IDENTIFIER = regex.compile(r"[a-z][a-z0-9]*+:[^\s:][^\s]*+")
_REPOSITORY = regex.compile(r"[^\s/]++/[^\s/]++")


class AddressForm(NamedTuple):
    """Which of the checks on one address pass."""

    parses: bool
    host: bool
    repository: bool
    identifier: bool

    @classmethod
    def of(
        cls,
        url: str,
        canonical_url: str,
        host: str,
        registered_domain: str | None,
        repository: str | None,
        identifier: str | None,
    ) -> AddressForm:
        """Look at one row of urls."""
        if url is None or canonical_url is None:
            return cls(False, False, True, True)
        in_domain = registered_domain is None or (
            host is not None
            and (host == registered_domain or host.endswith("." + registered_domain))
            and bool(registered_domain)
        )
        return cls(
            _on_the_web(url) and _on_the_web(canonical_url),
            host is not None and _host(url) == host == host.lower() and in_domain,
            repository is None
            or (
                _REPOSITORY.fullmatch(repository) is not None
                and repository.lower() in canonical_url.lower()
            ),
            identifier is None or _IDENTIFIER.fullmatch(identifier) is not None,
        )


@lru_cache(maxsize=4096)
def _on_the_web(url: str) -> bool:
    """Whether it is an address of the web or of ftp by the WHATWG rules."""
    return (
        url.startswith(("https://", "http://", "ftp://"))
        and ada_url.check_url(url)
        and " " not in url
    )


@lru_cache(maxsize=4096)
def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def derived(url: str) -> tuple[str | None, ...] | None:
    """What the extractors derive from an address: canonical form, host, domain, repository, identifier."""
    form = canonical(url) if url is not None else None
    if form is None:
        return None
    host = _host(url) or ""
    return (
        form.url,
        host,
        registered_domain(host),
        repository(form.host, form.path),
        identifier(form),
    )
