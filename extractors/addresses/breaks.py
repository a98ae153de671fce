"""Spaces and line breaks within an address, and the characters that were lost in their place.

Whether what stands behind a space still belongs to the address is decided by both sides of it: an
address that cannot end as it does (`github.`, `owner/`, `name-`), and a piece that cannot go on the
sentence (`io/page`, `the_name`, or any word that is none of those that follow an address).
"""

from __future__ import annotations

import regex

from extractors.addresses.hosts import REPOSITORY_HOSTS, without_www
from extractors.addresses.patterns import LABEL_CHARACTERS, PIECE, PUNCTUATION
from extractors.lexicon.loading import sections, words

_OPENERS = words("address_words.txt", "sentence openers")
_FOLLOWING = words("address_words.txt", "following") | {
    word for phrase in sections("address_words.txt")["kinds"] for word in phrase.split(" ")
}
_DOMAINS = words("bare_addresses.txt", "domains") | words(
    "bare_addresses.txt", "domains with evidence"
)


_BREAK = regex.compile(r"\s{1,3}+")
# The end of a sentence or of the text, closing quotes and brackets before it included
_CLOSING = r"""[)\]}"'”’»]{0,4}+"""
_SENTENCE_END = regex.compile(
    rf"""{_CLOSING}\s{{0,3}}+(?:"""
    rf"""[.!]{_CLOSING}(?:\s{{0,20}}+\Z|\s++(?=[A-Z0-9(\[“"‘\\]))"""
    rf"""|["”]?\s{{0,20}}+\Z)"""
)
# The rest of a host: com/owner, io, org.uk/x
_REST_OF_HOST = regex.compile(r"([a-z]{2,13})(?:\.([a-z]{2}))?+(?=[/.,:;)]|$)")
_WHOLE_HOST = regex.compile(rf"[{LABEL_CHARACTERS}]*+(?:\.[{LABEL_CHARACTERS}]++)++(?=/)")
_FILE_ENDING = regex.compile(r"\.(?:git|html?|pdf|php|zip|ipynb)\Z")
# Words behind a name: "ray gauss" of .../ray gauss
_WORDS = regex.compile(r"(?:\s([A-Za-z0-9][\w\-]{0,30}+)){1,2}+")
_VIDEO = regex.compile(r"(?:[?&]v=|youtu\.be/)([\w\-]{2,9})\Z")
_VIDEO_ID = 11  # characters
_VIDEO_REST = regex.compile(r"[\w\-]{1,8}+")


def next_piece(text: str, end: int, written: str) -> tuple[str, str, int] | None:
    """What goes on behind a space at ``end``: a repair's name, the characters to add, their end."""
    space = _BREAK.match(text, end)
    if space is None or not written:
        return None
    found = PIECE.match(text, space.end())
    if found is None or not found[0]:
        return None
    piece = found[0]
    repair = "line_break_removed" if "\n" in space[0] else "space_removed"
    host, slash, path = written.partition("/")
    stripped = piece.rstrip(PUNCTUATION)
    mended = (repair, piece, found.end())
    if not slash:
        return mended if _completes_host(host, piece, text, found.end()) else None
    if piece[0] in "/_" and stripped[1:2].isalnum():
        return mended
    if _FILE_ENDING.fullmatch(stripped):
        return mended
    ends = _SENTENCE_END.match(text, space.end() + len(stripped)) is not None
    follows = _follows(stripped)
    bare_host = without_www(host.lower())
    if written[-1] in "/-_" and not follows:
        is_path = "/" in stripped or "_" in stripped or _FILE_ENDING.search(stripped) is not None
        if written[-1] == "/":
            if not path and is_path and _is_academic(bare_host) and "\n" not in space[0]:
                return "tilde_restored", "~" + piece, found.end()
            misses_name = bare_host in REPOSITORY_HOSTS and path.count("/") == 1
            telling = misses_name or repair == "line_break_removed" or "-" in stripped[1:]
            return mended if is_path or (ends and telling) else None
        return mended if is_path or ends or stripped[-1:] in "-_" else None
    if ends and not follows and (stripped.endswith("/") or stripped.count("/") > 1):
        return "underscore_restored", "_" + piece, found.end()
    video = _VIDEO.search(written)
    if video is not None:
        rest = _VIDEO_REST.match(text, space.end())
        if rest is not None and len(video[1]) + 1 + len(rest[0]) == _VIDEO_ID:
            return "underscore_restored", "_" + rest[0], rest.end()
    if bare_host in REPOSITORY_HOSTS and path.count("/") == 1 and written[-1].isalnum():
        return _lost_underscores(text, end)
    return None


def _lost_underscores(text: str, end: int) -> tuple[str, str, int] | None:
    """Take the one or two words that end the sentence behind owner and name for parts of the name.

    They must be none of those that may follow an address. TeX drops an underscore that was not
    escaped, and what is left of `owner/some_name` is `owner/some name`.
    """
    found = _WORDS.match(text, end)
    if found is None or any(_follows(word) for word in found[0].split()):
        return None
    if _SENTENCE_END.match(text, found.end()) is None:
        return None
    return "underscore_restored", "".join("_" + word for word in found[0].split()), found.end()


def _completes_host(host: str, piece: str, text: str, end: int) -> bool:
    if host in ("www.", "WWW."):
        return piece[0].isalnum() and "." in piece
    if host.endswith("."):
        if host.count(".") == 1 and _is_host_with_path(piece):
            return True
        rest = _REST_OF_HOST.match(piece)
        if rest is None or rest[1] not in _DOMAINS:
            return False
        labels = host[:-1].split(".")
        complete = len(labels) > 1 and labels[-1] in _DOMAINS
        return not complete and (
            "/" in piece or _SENTENCE_END.match(text, end - len(piece) + rest.end()) is not None
        )
    if piece[0] == ".":
        rest = _REST_OF_HOST.match(piece, 1)
        return rest is not None and rest[1] in _DOMAINS
    if piece[0] == "/" and piece[1:2].isalnum():
        return "." in host
    return "." not in host and _is_host_with_path(piece)


def _is_host_with_path(piece: str) -> bool:
    host = _WHOLE_HOST.match(piece)
    return host is not None and host[0].rpartition(".")[2] in _DOMAINS


def _follows(piece: str) -> bool:
    """Whether a piece is made of words that may follow an address in its sentence."""
    return piece in _OPENERS or all(
        part.lower() in _FOLLOWING
        for part in piece.replace("-", "/").replace("_", "/").strip("/").split("/")
    )


def _is_academic(host: str) -> bool:
    """Whether people have pages under ~name on that host: TeX sets such a tilde as a space."""
    labels = host.split(".")
    return (
        "edu" in labels[-2:]
        or "ac" in labels[-2:-1]
        or labels[0] in ("people", "users", "home", "homepages")
    )
