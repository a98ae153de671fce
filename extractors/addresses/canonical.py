"""One form for all addresses of one thing, and what can be read off it."""

from __future__ import annotations

from typing import NamedTuple

from ada_url import URL

from extractors.addresses.hosts import LISTED_HOSTS, is_listed, longest_entry, without_www
from extractors.lexicon.loading import values

_MIRRORS = values("mirrors.txt", "mirrors")
_TRACKING = values("mirrors.txt", "tracking parameters")
_DROPPED_ENDINGS = values("mirrors.txt", "dropped endings")
_IDENTIFIERS = values("hosts.txt", "identifiers")
_QUERY_IDENTIFIERS = {
    tuple(entry.split(" ")): scheme
    for entry, scheme in values("hosts.txt", "identifiers in the query").items()
}
_PREFIXES = tuple(name.removesuffix("*") for name in _TRACKING if name.endswith("*"))
_LONGEST_CHAIN = 8  # of mirrors of mirrors; the test of the lexicon finds cycles


class Canonical(NamedTuple):
    """The canonical form of an address, with the host and the path that it was made from, in lower
    case and decoded.
    """

    url: str
    host: str
    path: str
    query: str


def canonical(url: str) -> Canonical | None:
    """Parse an absolute address by the WHATWG rules and bring it into its canonical form; None if it is no address.

    Mirrors lead to what they mirror, a listed host is given by https and without www., tracking
    parameters and endings that change nothing are dropped. Canonical addresses stay as they are.
    """
    try:
        parsed = URL(url)
    except ValueError:
        return None
    host = parsed.hostname.rstrip(".")
    if "." not in host:
        return None
    path, query, scheme = parsed.pathname, parsed.search.removeprefix("?"), parsed.protocol
    for _ in range(_LONGEST_CHAIN):
        entry = longest_entry(_MIRRORS, host, path)
        if entry is None:
            break
        host, path, query = _original(entry, path, query)
    if is_listed(host):
        bare = without_www(host)
        host = bare if bare in LISTED_HOSTS else host
        scheme = "https:" if scheme in ("http:", "https:") else scheme
        path = _without_ending(host, path)
    if query:
        query = "&".join(part for part in query.split("&") if part and not _is_tracking(part, host))
    port = f":{parsed.port}" if parsed.port else ""
    result = f"{scheme}//{host}{port}{path}"
    if query:
        result += f"?{query}"
    return Canonical(result + parsed.hash, host, path, query)


def _original(entry: str, path: str, query: str) -> tuple[str, str, str]:
    target = _MIRRORS[entry]
    rest = path.removeprefix("/").split("/", entry.count("/"))[entry.count("/") :]
    tail = rest[0] if rest else ""
    if target.endswith("="):
        target, _, parameter = target.partition("?")
        query = "&".join(part for part in (parameter + tail, query) if part)
        tail = ""
    host, slash, start = target.partition("/")
    return host, f"/{start}/{tail}" if slash and tail else f"/{start}{tail}", query


def _without_ending(host: str, path: str) -> str:
    path = path.rstrip("/")
    entry = longest_entry(_DROPPED_ENDINGS, host, path)
    if entry is not None:
        path = path.removesuffix(_DROPPED_ENDINGS[entry]).rstrip("/")
    return path or "/"


def _is_tracking(part: str, host: str) -> bool:
    name = part.partition("=")[0]
    scope = _TRACKING.get(name)
    if scope is None:
        return name.startswith(_PREFIXES)
    return scope == "any" or host == scope or host.endswith("." + scope)


def identifier(address: Canonical) -> str | None:
    """The persistent identifier within a canonical address, with its scheme in front, or None.

    >>> identifier(canonical("https://dx.doi.org/10.1000/182"))
    'doi:10.1000/182'
    """
    entry = longest_entry(_IDENTIFIERS, address.host, address.path)
    if entry is not None:
        scheme, _, prefix = _IDENTIFIERS[entry].partition(" ")
        parts = address.path.removeprefix("/").split("/", entry.count("/"))[entry.count("/") :]
        value = parts[0].rstrip("/") if parts else ""
        if scheme == "doi":
            value = value.lower()
            if not prefix and not value.startswith("10."):
                return None
            if prefix:
                value = value.partition("/")[0]
        return f"{scheme}:{prefix}{value}" if any(c.isdigit() for c in value) else None
    page = without_www(address.host) + address.path
    for parameter in address.query.split("&"):
        name, _, value = parameter.partition("=")
        found = _QUERY_IDENTIFIERS.get((page, name))
        if found is not None and value:
            return f"{found}:{value}"
    return None
