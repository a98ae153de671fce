"""The address as it was meant, with the names of the repairs made.

Each repair is one function that undoes one kind of damage and leaves anything else as it is. The
names that reach the column `repairs`, those of reading a broken address and of finding it included:

    glued_before          letters or footnote digits stood directly before it
    glued_after           letters of the next sentence stood directly behind it
    space_removed         a space broke it
    line_break_removed    a line break broke it
    underscore_restored   an underscore was lost and left a space
    tilde_restored        a tilde was lost and left a space
    unwrapped             it was target and label of a link
    identifier_resolved   a DOI or an arXiv id was written in its place
    scheme_added          none was written
    scheme_mended         the scheme was misspelt, broken or written twice
    entity_decoded        &amp; stood for &
    unescaped             a backslash or a command of TeX stood for a character
    typography_undone     a typeset hyphen, tilde or ligature, or an invisible character
    host_lowered          the host had capitals
"""

from __future__ import annotations

import regex

from extractors.addresses.anchors import Written
from extractors.addresses.patterns import ENTITY, HYPHENS, INVISIBLE, TILDES

_ESCAPED = regex.compile(
    r"\\(?P<sign>[_%#&~/.\-])(?:\{\})?"
    r"|(?P<underscore>\\textunderscore(?:\{\}|\b)|\{\\_\})"
    r"|\\textasciitilde(?:\{\}|\b)|\$\\sim\$|\\sim(?:\{\}|\b)"
)
_SCHEME_LETTERS = regex.compile(r"[a-z]++")
_HOST = regex.compile(r"[^/?#]*+")
_ENTITY = regex.compile(ENTITY)
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys(INVISIBLE, ""),
        **dict.fromkeys(TILDES, "~"),
        **dict.fromkeys(HYPHENS, "-"),
        "／": "/",
        "：": ":",
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
    }
)


def repaired(address: Written) -> tuple[str, tuple[str, ...]]:
    r"""Return the address with its scheme, damage undone, host in lower case, and the names of all repairs made.

    >>> repaired(Written(0, 26, "https: //", r"GitHub.com/owner/a\_b", ()))
    ('https://github.com/owner/a_b', ('scheme_mended', 'unescaped', 'host_lowered'))
    """
    repairs = list(address.repairs)
    scheme = _scheme(address.scheme)
    if not address.scheme:
        if "identifier_resolved" not in repairs:
            repairs.append("scheme_added")
    elif scheme != address.scheme.lower():
        repairs.append("scheme_mended")
    rest = address.rest
    for name, undo in (
        ("unescaped", _unescape),
        ("entity_decoded", _decode_entities),
        ("typography_undone", _undo_typography),
        ("host_lowered", _lower_host),
    ):
        undone = undo(rest)
        if undone != rest:
            repairs.append(name)
            rest = undone
    return scheme + rest, tuple(dict.fromkeys(repairs))


def _scheme(written: str) -> str:
    """Return the last scheme, well formed, of http: //, htps://, https//; https:// for none."""
    if not written:
        return "https://"
    last = _SCHEME_LETTERS.findall(written.lower())[-1]
    if last == "ftp":
        return "ftp://"
    # Hosts of repositories give by https what they gave by git.
    return "https://" if last.endswith("s") or last == "git" else "http://"


def _unescape(rest: str) -> str:
    r"""the\_name -> the_name, \textasciitilde{}user -> ~user"""
    if "\\" not in rest:
        return rest
    return _ESCAPED.sub(lambda found: found["sign"] or ("_" if found["underscore"] else "~"), rest)


def _decode_entities(rest: str) -> str:
    """?a=1&amp;b=2 -> ?a=1&b=2"""
    return _ENTITY.sub("&", rest) if "&" in rest else rest


def _undo_typography(rest: str) -> str:
    """my‐tool -> my-tool, ∼user -> ~user, pro\u200bject -> project"""
    return rest if rest.isascii() else rest.translate(_TYPOGRAPHY)


def _lower_host(rest: str) -> str:
    """GitHub.com/Owner -> github.com/Owner"""
    host = _HOST.match(rest)
    assert host is not None  # it may be empty
    return host[0].lower() + rest[host.end() :]
