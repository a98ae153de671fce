r"""The named pieces that the regular expressions for addresses are put together from.

All of them take time linear in the length of the text: repeats are possessive or bounded, and no
two alternatives of a repeat begin with the same character.
"""

from __future__ import annotations

import regex

LONGEST = 2000
"""Characters of the longest address. RFC 9110 asks for support of 8,000; no printed one comes close."""

# Left out by the eye: soft hyphen, zero-width space and joiners, word joiner, byte order mark
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Letters that an address may show undecoded: müller.de, /wiki/Λόγος. Not those of scripts without
# spaces between words, in which an address ends where the text goes on.
LETTER = r"A-Za-z\p{Latin}\p{Greek}\p{Cyrillic}"
# Typeset for a tilde: ˜ ∼ ～
TILDES = "\u02dc\u223c\uff5e"
# Typeset for a hyphen: ‐ ‑ − –
HYPHENS = "\u2010\u2011\u2212\u2013"

# https, http, and with letters lost or doubled: htps, htttps, hhttp, ttps
HTTP = r"(?i:h{1,2}t{1,3}ps?|(?<![A-Za-z])t{1,2}ps?)"
# ftp:// and git://, of which no letters may be lost
OTHER_SCHEMES = r"(?<![A-Za-z])(?i:ftp|git)"
# :// and its broken forms: ": //", ":/", ":///", ":\\", ":\/\/", "//", ";//", ".//", "：／／"
SEPARATOR = r"(?:\s?[:：]\s{0,2}(?:\\{0,2}[/／]\s?|\\\\){1,4}+|[;.]?//)\s?"
# https://   http: //   https//   https://https://
SCHEME = rf"(?P<scheme>(?:{HTTP}|{OTHER_SCHEMES}){SEPARATOR}(?:(?:{HTTP}){SEPARATOR}){{0,2}}+)"

# An escaped or spelt-out character: \_  \%  \~{{}}  {{\_}}  \textunderscore  $\sim$  \/
ESCAPED = (
    r"\\(?:[_%\#&~/.\-]|text(?:underscore|asciitilde)(?![A-Za-z]))(?:\{\})?"
    r"|\{\\_\}|\$\\sim\$|\\sim(?![A-Za-z])(?:\{\})?"
)
# &amp;  &#38;
ENTITY = r"&(?i:amp|\#38|\#x26);"
# A bracket that belongs to the address: .../wiki/Tree_(graph)
BRACKET = r"(?<=[_/=.\-])\(|\)"
# A comma that belongs to the address: .../@52.1,13.4
COMMA = rf",(?=[{LETTER}0-9%@])"
# An address within an address: web.archive.org/web/2020/http://a.org, ?url=http://a.org
NESTED = r"(?<==|/web/\d{4,14}/|proxy\.\w{2,4}/)[hH](?=(?i:ttps?://))"
# The first letter of a glued neighbour would be an h: .../toolhttps://b.org
OWN_H = r"[hH](?!(?i:t{1,3}ps?)(?:\s?[:：]\s?[/\\]|//))"
# What an address consists of but for the letter h and what stands for something else
PLAIN = (
    r"[A-GI-Za-gi-z0-9[\p{Latin}--[A-Za-z]]\p{Greek}\p{Cyrillic}._\~:/?\#@!+=%\-"
    rf"{INVISIBLE}{TILDES}{HYPHENS}]"
)
# A sign that joins parameters: ?a=1&b=2, but not &lt;
AMPERSAND = r"&(?!(?i:[lg]t|quot|nbsp|apos);)"
CHARACTER = rf"(?:{PLAIN}|{NESTED}|{OWN_H}|{ESCAPED}|{ENTITY}|{AMPERSAND}|{COMMA}|{BRACKET})"
BODY = regex.compile(rf"{CHARACTER}*+", regex.V1)
"""As many characters as may belong to an address."""
PIECE = regex.compile(rf"{CHARACTER}{{0,200}}+", regex.V1)
"""The same for what stands behind a space within an address."""

# What the parts of a host consist of
LABEL_CHARACTERS = rf"{LETTER}0-9_\-"
# No address ends in what ends a clause, or in what is left of brackets and escapes
PUNCTUATION = ".,:;!?&~@%(\\" + INVISIBLE
