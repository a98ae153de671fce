"""Whether something with dots in it is an address although no scheme stands before it."""

from __future__ import annotations

import regex

from extractors.addresses.hosts import LISTED_HOSTS, REPOSITORY_HOSTS, account_host, is_listed
from extractors.lexicon.loading import words

_DOMAINS = words("bare_addresses.txt", "domains")
_DOMAINS_WITH_EVIDENCE = words("bare_addresses.txt", "domains with evidence")
_NAMES = words("bare_addresses.txt", "names")
_ANNOUNCING = words("bare_addresses.txt", "announcing")
_GLUED_BEFORE = words("bare_addresses.txt", "glued before")

# A command of LaTeX whose braces were lost: \textttgithub.com
_COMMAND = regex.compile(
    r"(?:texttt|textit|textbf|path|url|small|footnotesize|tt|em|it)(?=[a-z0-9])"
)
# The word before an address: "available at: ", "website ("
_WORD_BEFORE = regex.compile(r"(?r)([A-Za-z]{1,15})(?:\s(?:is|are|in|at))?[\s:(\[{,~]{1,4}")
# The name of an e-mail address whose @ is spelt out: "jane.doe at ", "jdoe [at] "
_MAIL_NAME = regex.compile(r"(?r)(?:\w\.\w{1,30}+\s?at|\w\s?[\[({]at[\])}])\s?")
_FOOTNOTE = regex.compile(r"(?<=[a-z])(\d)\1(?=[a-z])|^(\d)\2(?=[a-z])")


def begins(text: str, start: int, host: str, path_follows: bool) -> int | None:
    """Where in a run of dotted letters an address begins, as an offset into the run; None if it is none.

    ``host`` is the run as it stands in the text at ``start``, without a dot at either end.

    >>> begins("found atgithub.com/owner/name", 6, "atgithub.com", True)
    2
    """
    offset = 0
    if start and text[start - 1] == "\\":
        command = _COMMAND.match(host)
        if command is None:
            return None
        offset = command.end()
    offset += _glued(host[offset:])
    host = host[offset:]
    return offset if _is_host(text, start + offset, host, path_follows) else None


def _glued(host: str) -> int:
    """How many characters at the beginning of the run belong to the text before it."""
    lower = host.lower()
    account = account_host(lower)
    if account is not None:
        name = lower[: -len(account) - 1].rpartition(".")
        before = len(name[0]) + len(name[1])
        footnote = _FOOTNOTE.search(host, before)
        return footnote.end() if footnote else before
    footnote = _FOOTNOTE.search(host)
    if footnote and (
        is_listed(lower[footnote.end() :]) or lower.startswith("www.", footnote.end())
    ):
        return footnote.end()
    first, _, rest = lower.partition(".")
    for word_length in range(2, min(len(first), 12)):
        if first[:word_length] in _GLUED_BEFORE:
            shortened = lower[word_length:]
            if shortened in LISTED_HOSTS or shortened.startswith("www.") or account_host(shortened):
                return word_length
    labels = rest.split(".")
    for at in range(len(labels) - 1):
        tail = ".".join(labels[at:])
        if (tail in REPOSITORY_HOSTS and lower not in LISTED_HOSTS) or labels[at] == "www":
            return len(lower) - len(tail)
    return 0


def _is_host(text: str, start: int, host: str, path_follows: bool) -> bool:
    labels = host.split(".")
    if len(labels) < 2 or not all(labels):
        return False
    if not host.isupper():
        if not labels[-1].islower():
            return False
    elif not path_follows and not host.startswith("WWW."):
        return False
    lower = host.lower()
    top = labels[-1].lower()
    strong = top in _DOMAINS
    if not strong and top not in _DOMAINS_WITH_EVIDENCE:
        return False
    if lower.startswith("www."):
        return len(labels) > 2
    if not any(character.isalpha() for character in labels[-2]):
        return False
    if path_follows:
        return len(labels[-2]) > 1 or is_listed(lower)
    if lower in _NAMES or _MAIL_NAME.match(text, max(0, start - 45), start):
        return False
    if is_listed(lower) and account_host(lower) is not None:
        return True
    if strong and host.islower() and len(labels[-2]) > 1:
        return True
    if len(labels) > 2 and host.islower() and all(len(label) > 1 for label in labels):
        return True
    before = _WORD_BEFORE.match(text, max(0, start - 40), start)
    return before is not None and before[1].lower() in _ANNOUNCING
