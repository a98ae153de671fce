"""Text that broke on its way to us, mended: mojibake and HTML entities.

Both are mistakes of a feed, never of an author: UTF-8 that was read as Latin-1 ("cafÃ©" for
"café"), and entities that were escaped once too often ("&amp;lt;"). What else looks odd stays as
published.
"""

from __future__ import annotations

import functools
from typing import Any

import regex

from flows.sources.tags import ENTITY

LOST = "\ufffd"
"""What stands for a sign that cannot be told, such as ``&#0;``."""

SUSPECT = regex.compile(
    r"""
    [^\x00-\x7F]                 # a sign beyond ASCII, the one thing to look for in most text, and
    (?: (?=[^\x00-\x7F])         # "Ã¯": each byte of a sign's UTF-8 became a sign, two at least
      | (?<=[\x80-\x9F])         # a control character where Windows has a sign
      | (?<=[ÂÃà])(?=\ )         # "Ã ": the second of the two was a no-break space
      | (?<=\ [Ââ])              # " â"
    )
    """,
    regex.VERBOSE,
)
"""Where mojibake can be; text with lone signs ("naïve", "a – b") is passed over at little cost."""


@functools.cache
def _configuration() -> Any:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html="auto",
        fix_encoding=True,
        restore_byte_a0=True,
        replace_lossy_sequences=True,
        decode_inconsistent_utf8=True,
        fix_c1_controls=True,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """The text mended, and the names of the repairs made: ``html_entities``, ``mojibake``.

    A sound text comes back as the same object with no names, and so does one that is beyond repair: what
    would stay broken in another way is better left as published.

    >>> repair("8 Ã\\x97 8 cells &mdash; one each")
    ('8 × 8 cells — one each', ('html_entities', 'mojibake'))
    """
    if text.isascii() or not SUSPECT.search(text):
        if "&" not in text or not ENTITY.search(text):
            return text, ()
    import ftfy

    mended = ftfy.fix_and_explain(text, _configuration())
    if mended.text == text or ftfy.badness.is_bad(mended.text):
        return text, ()
    if mended.text.count(LOST) > text.count(LOST):
        return text, ()
    steps = {step.parameter for step in mended.explanation or ()}
    names = ["html_entities"] if "unescape_html" in steps else []
    if steps - {"unescape_html"}:
        names.append("mojibake")
    return mended.text, tuple(names)
