"""urls: every address of the web that a title or an abstract gives."""

from __future__ import annotations

import pyarrow as pa

from schemas.definition import STRINGS, Column, Reference, Table
from schemas.vocabularies import SECTIONS, URL_KINDS

URLS = Table(
    name="urls",
    description="The addresses given in titles and abstracts, one row each. E-mail is none.",
    key=("doc_id", "url_id"),
    sort_key=("doc_id", "url_id"),
    references=(
        Reference(("doc_id",), "documents"),
        Reference(("doc_id", "sentence_id"), "sentences"),
    ),
    columns=(
        Column("doc_id", pa.string(), "The document that gives it.", non_empty=True),
        Column(
            "section",
            pa.string(),
            "Part of the document that the offsets point into.",
            vocabulary=SECTIONS,
        ),
        Column(
            "sentence_id",
            pa.int32(),
            "The sentence of that document in which it begins.",
            minimum=0,
        ),
        Column(
            "url_id",
            pa.int32(),
            "Number of the address in its document, from 0, in reading order.",
            minimum=0,
        ),
        Column(
            "start",
            pa.int32(),
            "Where its text begins in the section: number of code points before it.",
            minimum=0,
        ),
        Column(
            "end",
            pa.int32(),
            "Where its text ends in the section: number of code points up to and with its last.",
            minimum=1,
        ),
        Column(
            "text",
            pa.string(),
            "The address as written, without punctuation around it; where the source broke it (a"
            " space, a stray backslash, a LaTeX command), the broken form.",
            non_empty=True,
        ),
        Column(
            "url",
            pa.string(),
            "The address repaired: https:// put before it where no scheme was written, host in"
            " lower case, otherwise as written. A mirror's host stays.",
            non_empty=True,
        ),
        Column(
            "canonical_url",
            pa.string(),
            "One form for all addresses of one thing: mirrors replaced by their original, https, no"
            " tracking parameters, no trailing .git. Join on this.",
            non_empty=True,
        ),
        Column("host", pa.string(), "Host of `url`, in lower case.", non_empty=True),
        Column(
            "registered_domain",
            pa.string(),
            "The part of the host that its owner registered, such as github.com or ox.ac.uk; null"
            " where there is none, as with an IP address.",
            nullable=True,
        ),
        Column(
            "kind",
            pa.string(),
            "What is found there: by what the sentence says, then by the host.",
            vocabulary=URL_KINDS,
        ),
        Column(
            "repository",
            pa.string(),
            "Owner and name (owner/name) on a host of repositories; null elsewhere.",
            nullable=True,
        ),
        Column(
            "identifier",
            pa.string(),
            "Persistent identifier within the address, with its scheme: doi:10.1000/182,"
            " arxiv:2101.00001; null where there is none.",
            nullable=True,
        ),
        Column(
            "repairs",
            STRINGS,
            "Names of the repairs that led from `text` to `url`, in order; empty where none was"
            " needed.",
        ),
    ),
)
