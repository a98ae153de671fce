"""hosts.txt and mirrors.txt, looked up by host and path."""

from __future__ import annotations

from functools import cache

from extractors.lexicon.loading import values, words

KINDS = values("hosts.txt", "kinds")
CERTAIN = words("hosts.txt", "certain")
ACCOUNTS = words("hosts.txt", "accounts")
REPOSITORIES = words("hosts.txt", "repositories")
NO_OWNER = words("hosts.txt", "no owner")
REPOSITORY_HOSTS = frozenset(entry for entry in REPOSITORIES if "/" not in entry)
LISTED_HOSTS = frozenset(entry.partition("/")[0] for entry in KINDS)


def without_www(host: str) -> str:
    """The name under which hosts.txt lists a host."""
    return host.removeprefix("www.")


def account_host(host: str) -> str | None:
    """The host of accounts that this host is an account of: github.io for name.github.io."""
    owner = ".".join(host.rsplit(".", 2)[-2:])
    if owner in ACCOUNTS and host != owner:
        return owner
    owner = ".".join(host.rsplit(".", 3)[-3:])
    return owner if owner in ACCOUNTS and host != owner else None


@cache
def is_listed(host: str) -> bool:
    """Whether hosts.txt lists the host, with or without www., or the accounts that it is one of."""
    return without_www(host) in LISTED_HOSTS or account_host(host) is not None


def longest_entry(entries: frozenset[str] | dict[str, str], host: str, path: str) -> str | None:
    """The longest entry, HOST or HOST/PATH, that a host and a path begin with, or None."""
    host = without_www(host)
    parts = path.split("/", 4)
    for count in range(len(parts), 0, -1):
        entry = "/".join((host, *parts[1:count]))
        if entry in entries:
            return entry
    return None


def repository(host: str, path: str) -> str | None:
    """Owner and name, where the path leads into a repository on a host of repositories, else None.

    >>> repository("github.com", "/owner/name.git")
    'owner/name'
    """
    entry = longest_entry(REPOSITORIES, host, path)
    if entry is None:
        return None
    parts = path.removeprefix("/").split("/")[entry.count("/") :]
    if len(parts) < 2 or not all(parts[:2]) or parts[0] in NO_OWNER:
        return None
    name = parts[1].removesuffix(".git")
    return f"{parts[0]}/{name}" if name else None


def kind(host: str, path: str) -> str:
    """What an address on this host holds where nothing else is known, `other` if not listed."""
    entry = longest_entry(KINDS, host, path)
    if entry is not None:
        return KINDS[entry]
    account = account_host(host)
    return KINDS[account] if account is not None else "other"
