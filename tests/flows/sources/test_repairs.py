"""Tables of examples: what a feed broke is mended and recorded, what only looks odd stays."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from flows.sources.repairs import repair
from schemas.records import Document, Reject

Reading = Callable[..., tuple[list[Document], list[Reject]]]

BROKEN = [
    ("caf\u00c3\u00a9 of 5 \u00c2\u00b0C", "caf\u00e9 of 5 \u00b0C", ("mojibake",)),
    (
        "\u00e2\u20ac\u0153so\u00e2\u20ac\x9d, 3 \u00c2\u00b1 1",
        "\u201cso\u201d, 3 \u00b1 1",
        ("mojibake",),
    ),
    ("\u00e4\u00b8\xad\u00e6\u2013\u2021 at 2 GB", "\u4e2d\u6587 at 2 GB", ("mojibake",)),
    ("p &lt; 0.05, R&amp;D", "p < 0.05, R&D", ("html_entities",)),
    (
        "\\begin{matrix} a &amp; b \\end{matrix}",
        "\\begin{matrix} a & b \\end{matrix}",
        ("html_entities",),
    ),
    ("8&#8211;9&#x2009;GB&nbsp;free", "8\u20139\u2009GB\xa0free", ("html_entities",)),
    ("caf\u00c3\u00a9 &amp; bar", "caf\u00e9 & bar", ("html_entities", "mojibake")),
]

SOUND = [
    "Plain text of 5 GB.",
    "AT&T, Q&A; x&y; &notanentity; \\& and a & b",
    "We write &amp; for & where a < b is code",
    "\u00c5ngstr\u00f6m, na\u00efve, S\u00c3O PAULO, \u00de\u00f3r\u00f0ur, \u00bfQu\u00e9?",
    "L\u2019\u00c9tat \u2013 \u2018so\u2019 \u201ctoo\u201d \u2026 5 \u00b0C \u00b1 3 \u00b5m \u00d7 2 \u2265 1",
    "\u4e2d\u6587\u3002 \u043f\u0440\u0438\u0432\u0435\u0442, \u0395\u03bb\u03bb\u03b7\u03bd\u03b9\u03ba\u03ac",
    "\ufb01ne and \ufb02ow, e\u0301, \uff11\uff12",
    "a sign that is lost: &#0; &#xd800;",
]


@pytest.mark.parametrize(("text", "mended", "names"), BROKEN)
def test_what_a_feed_broke(
    reading: Reading, text: str, mended: str, names: tuple[str, ...]
) -> None:
    assert repair(text) == (mended, names)
    line = json.dumps({"id": "a", "title": text, "abstract": text})
    (document,), _ = reading(line)
    assert (document.title, document.abstract, document.repairs) == (mended, mended, names)
    (document,), _ = reading(line, mend=False)
    assert (document.title, document.abstract, document.repairs) == (text, text, ())


@pytest.mark.parametrize("text", SOUND)
def test_what_only_looks_odd(text: str) -> None:
    found, names = repair(text)
    assert found is text
    assert names == ()
