"""How far an address reaches: its characters, the breaks within it, and what is no longer part of it."""

from __future__ import annotations

from typing import NamedTuple

import regex

from extractors.addresses.hosts import REPOSITORY_HOSTS, without_www
from extractors.addresses.patterns import BODY, HYPHENS, INVISIBLE, LABEL_CHARACTERS, PIECE
from extractors.lexicon.loading import sections, words

_FOLLOWING = words("address_words.txt", "following") | {
    word for phrase in sections("address_words.txt")["kinds"] for word in phrase.split(" ")
}
_OPENERS = words("address_words.txt", "sentence openers")
_DOMAINS = words("bare_addresses.txt", "domains") | words(
    "bare_addresses.txt", "domains with evidence"
)

_PUNCTUATION = ".,:;!?&~@%(\\" + INVISIBLE
# The host with what may stand before its path: github.com:443
_AUTHORITY = regex.compile(rf"[{LABEL_CHARACTERS}.{INVISIBLE}{HYPHENS}]++(?::\d{{1,5}})?")
# Owner and name on a host of repositories, escapes included
_OWNER_NAME = regex.compile(rf"/(?:[{LABEL_CHARACTERS}./{INVISIBLE}{HYPHENS}]|\\_)++")
# A sentence glued to a path: /tool.The, /tool.Video:
_GLUED_SENTENCE = regex.compile(r"\.([A-Z][a-z]+)[.,:;!?]*\Z")
# Anything glued to the ending of a file: /tool.git.Video, /page.htmlThe
_GLUED_TO_ENDING = regex.compile(r"(?<=\.(?:git|html?|pdf|zip|php|aspx?|ipynb))[.,:;]?(?=[A-Z])")
_BREAK = regex.compile(r"\s{1,3}+")
# The end of a sentence or of the text, closing quotes and brackets before it included
_SENTENCE_END = regex.compile(
    r"""[)\]}"'”’»]{0,4}+\s{0,3}+(?:[.!][)\]}"'”’»]{0,4}+(?:\s{0,20}+\Z|\s++(?=[A-Z0-9(\[“"‘\\]))|["”]?\s{0,20}+\Z)"""
)
# The rest of a host: com/owner, io, org.uk/x
_REST_OF_HOST = regex.compile(r"([a-z]{2,13})(?:\.([a-z]{2}))?+(?=[/.,:;)]|$)")
_WHOLE_HOST = regex.compile(rf"[{LABEL_CHARACTERS}]*+(?:\.[{LABEL_CHARACTERS}]++)++(?=/)")
_FILE_ENDING = regex.compile(r"\.(?:git|html?|pdf|php|zip|ipynb)\Z")
# Words behind a name: "ray gauss" of .../ray gauss
_WORDS = regex.compile(r"(?:\s([A-Za-z0-9][\w\-]{0,30}+)){1,2}+")
_VIDEO = regex.compile(r"(?:[?&]v=|youtu\.be/)([\w\-]{2,9})\Z")
_VIDEO_REST = regex.compile(r"[\w\-]{1,8}+")
_MOST_BREAKS = 4


class Reading(NamedTuple):
    """An address without its scheme as it stands, breaks mended, its end in the text, and the repairs made."""

    written: str
    end: int
    repairs: tuple[str, ...]


def read(text: str, start: int) -> Reading:
    """Read the address whose host begins at ``start``.

    What is glued to it and the punctuation behind it is left out; a space or a line break within it is mended where
    what stands around it leaves no doubt.
    """
    body = BODY.match(text, start)
    assert body is not None  # it may be empty
    written, end = body[0], body.end()
    repairs: list[str] = []
    kept = _own_part(written)
    if kept < len(written):
        repairs.append("glued_after")
        written, end = written[:kept], start + kept
    else:
        for _ in range(_MOST_BREAKS):
            joined = _next_piece(text, end, written)
            if joined is None:
                break
            repair, piece, end = joined
            repairs.append(repair)
            written += piece
    stripped = written.rstrip(_PUNCTUATION)
    return Reading(stripped, end - (len(written) - len(stripped)), tuple(dict.fromkeys(repairs)))


def _own_part(written: str) -> int:
    """How many characters of what was read belong to the address; punctuation at its end counts as its own."""
    authority = _AUTHORITY.match(written)
    if authority is None:
        return 0
    end = authority.end()
    if end < len(written) and written[end] not in "/?#":
        return end if written[end:].strip(_PUNCTUATION) else len(written)
    if end == len(written):
        return _own_part_of_host(written)
    host = without_www(authority[0].lower())
    if host in REPOSITORY_HOSTS:
        path = _OWNER_NAME.match(written, end)
        if (
            path is not None
            and path.end() < len(written)
            and path[0].count("/") <= 2
            and written[path.end()] not in "?#"
        ):
            end = path.end()
            if written[end:].strip(_PUNCTUATION + ")"):
                return end
    closing = _unmatched_bracket(written)
    if closing < len(written):
        return closing
    glued = _GLUED_TO_ENDING.search(written)
    if glued is not None:
        return glued.start()
    sentence = _GLUED_SENTENCE.search(written, max(0, len(written) - 40))
    if sentence is not None and sentence[1] in _OPENERS:
        return sentence.start()
    return len(written)


def _own_part_of_host(written: str) -> int:
    """The same for a host without a path: lab.example.org.The is a host and the beginning of a sentence."""
    host = written.rstrip(_PUNCTUATION)
    labels = host.split(".")
    kept = len(labels)
    while kept > 2 and labels[kept - 1][:1].isupper() and labels[kept - 2][-1:].islower():
        kept -= 1
    return len(".".join(labels[:kept])) if kept < len(labels) else len(written)


def _unmatched_bracket(written: str) -> int:
    """Where the first closing bracket stands that none was opened for; the length if there is none."""
    if ")" not in written:
        return len(written)
    depth = 0
    for at, character in enumerate(written):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth < 0:
                return at
    return len(written)


def _next_piece(text: str, end: int, written: str) -> tuple[str, str, int] | None:
    """What goes on behind a space at ``end``: the repair's name, the characters to add, their end. None if nothing does."""
    space = _BREAK.match(text, end)
    if space is None or not written:
        return None
    found = PIECE.match(text, space.end())
    if found is None or not found[0]:
        return None
    piece = found[0]
    repair = "line_break_removed" if "\n" in space[0] else "space_removed"
    host, slash, path = written.partition("/")
    stripped = piece.rstrip(_PUNCTUATION)
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
    video = _VIDEO.search(written)
    if video is not None:
        rest = _VIDEO_REST.match(text, space.end())
        if (
            rest is not None and len(video[1]) + len(rest[0]) == 10
        ):  # with the lost one, the 11 characters of an id
            return "underscore_restored", "_" + rest[0], rest.end()
    if bare_host in REPOSITORY_HOSTS and path.count("/") == 1 and written[-1].isalnum():
        return _lost_underscores(text, end)
    return None


def _lost_underscores(text: str, end: int) -> tuple[str, str, int] | None:
    """One or two words that end the sentence behind owner and name and cannot follow an address are part of the name.

    TeX drops an underscore that was not escaped, and what is left of `owner/some_name` is `owner/some name`.
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
    return "." not in host and _WHOLE_HOST.match(piece) is not None


def _follows(piece: str) -> bool:
    """Whether a piece is a word, or words joined by signs, that may follow an address in its sentence."""
    return piece in _OPENERS or all(
        part.lower() in _FOLLOWING
        for part in piece.replace("-", "/").replace("_", "/").strip("/").split("/")
    )


def _is_academic(host: str) -> bool:
    """Whether people of that host have pages of their own under ~name, whose tilde TeX sets as a space."""
    labels = host.split(".")
    return (
        "edu" in labels[-2:]
        or "ac" in labels[-2:-1]
        or labels[0] in ("people", "users", "home", "homepages")
    )
