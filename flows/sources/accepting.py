"""Which records are documents: the one place where a record's values are judged.

Every reader's records come through here, so that a document means the same whatever file it came
from.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

import orjson
import regex
from lxml import etree

from flows.sources.dates import iso_date, iso_form
from flows.sources.limits import Limits
from flows.sources.record import Fault, Record
from flows.sources.repairs import repair
from schemas.records import RAW_LIMIT, Document, Reject

UNSHOWN = regex.compile(r"\p{Cf}++")
"""Soft hyphens, joiners and the like."""

PLACEHOLDER = regex.compile(
    r"\[?+(?:no abstract(?: is)?+(?: available| provided)?+|abstract (?:is )?+not available"
    r"|n/a|nan|null|none)\.?+\]?+",
    regex.IGNORECASE,
)
"""``[No abstract available]``, ``nan``: what databases and programs put where there is none."""
LONGEST_PLACEHOLDER = 40
CODES = regex.compile(r"(?:[a-z-]++ ++)*+[a-z-]++\.[A-Za-z-]++(?: ++[a-z-]++(?:\.[A-Za-z-]++)?+)*+")
"""``cs.CL stat.ML hep-th``, as arXiv names subjects, and no words of a keyword."""


class Desk(NamedTuple):
    """What the records of one file have in common."""

    source: str
    """Name of the file's format."""
    source_uri: str
    limits: Limits
    mend: bool
    """Whether text that a feed broke is repaired."""


def content_id(title: str, abstract: str) -> str:
    """The id of a document whose source gives none: the same for the same texts, everywhere."""
    digest = blake2b(title.encode(errors="surrogatepass"), digest_size=12, person=b"paperfacts")
    digest.update(b"\0")
    digest.update(abstract.encode(errors="surrogatepass"))
    return f"content-{digest.hexdigest()}"


def raw_text(raw: object) -> str:
    """The first characters of a record as it stood in the file, fit for a table's cell."""
    if raw is None:
        return ""
    if isinstance(raw, bytes | bytearray | memoryview):
        text = bytes(raw[: 4 * RAW_LIMIT]).decode("utf-8", errors="replace")
    elif isinstance(raw, str):
        text = raw[: 2 * RAW_LIMIT]
    elif isinstance(raw, etree._Element):
        text = etree.tostring(raw, encoding="unicode", with_tail=False)
    else:
        text = _json(raw)
    text = text.encode("utf-8", errors="replace").decode("utf-8")
    return text.rstrip("\r\n")[:RAW_LIMIT]


def _json(raw: object) -> str:
    try:
        return orjson.dumps(raw, default=_shown).decode("utf-8", errors="replace")
    except (orjson.JSONEncodeError, RecursionError):
        pass
    try:
        # Takes bytes that are no UTF-8 as well.
        return json.dumps(raw, ensure_ascii=False, separators=(",", ":"), default=_shown)
    except (TypeError, ValueError, RecursionError):
        return ""


def _shown(value: object) -> str:
    return str(value)


def reject(fault: Fault, source_uri: str) -> Reject:
    """A fault as a row of the table rejects, its detail a line of bounded length whatever a library or
    a feed says."""
    detail = " ".join(fault.detail[:RAW_LIMIT].split()).encode(errors="replace").decode()
    return Reject(source_uri, fault.position, fault.reason, detail, raw_text(fault.raw))


def accept(record: Record, desk: Desk) -> Document | Reject:
    """The record as a document, or as a reject with the first reason that it cannot be one.

    Reasons: no_abstract, wrong_type, bad_encoding, nul_character, text_too_long, bad_id.
    """
    limits = desk.limits
    abstract = record.abstract
    if isinstance(abstract, list) and len(abstract) == 1:
        abstract = abstract[0]  # as search engines give a field that may have several values
    if abstract is None:
        return _refuse(record, desk, "no_abstract", "the abstract is missing or null")
    if not isinstance(abstract, str):
        return _refuse(
            record, desk, "wrong_type", f"the abstract is {_kind(abstract)}, but should be text"
        )
    if not abstract or abstract.isspace():
        return _refuse(record, desk, "no_abstract", "the abstract is empty")
    if len(abstract) <= LONGEST_PLACEHOLDER and PLACEHOLDER.fullmatch(abstract.strip()):
        return _refuse(record, desk, "no_abstract", "a note that there is none stands in its place")
    title = _line_of(record.title)
    if title is None:
        return _refuse(
            record, desk, "wrong_type", f"the title is {_kind(record.title)}, but should be text"
        )
    wrong = _unfit(abstract, "abstract", limits.abstract_characters) or _unfit(
        title, "title", limits.title_characters
    )
    if wrong is not None:
        return _refuse(record, desk, *wrong)
    repairs: tuple[str, ...] = ()
    if desk.mend:
        title, of_title = repair(title)
        abstract, repairs = repair(abstract)
        if of_title:
            repairs = tuple(dict.fromkeys(repairs + of_title))
    doc_id = record.doc_id
    if isinstance(doc_id, int) and not isinstance(doc_id, bool):
        doc_id = str(doc_id)
    if doc_id is None or isinstance(doc_id, str) and not doc_id.strip():
        doc_id = content_id(title, abstract)
    elif not isinstance(doc_id, str):
        return _refuse(record, desk, "bad_id", f"the id is {_kind(doc_id)}, but should be text")
    elif len(doc_id) > limits.id_characters:
        return _refuse(
            record, desk, "bad_id", f"the id is longer than {limits.id_characters:,} characters"
        )
    elif not doc_id.isprintable():
        return _refuse(record, desk, "bad_id", "the id holds unprintable characters")
    return Document(
        doc_id,
        title,
        abstract,
        desk.source,
        desk.source_uri,
        _date(record.published),
        _names(record.categories),
        repairs,
    )


def _refuse(record: Record, desk: Desk, reason: str, detail: str) -> Reject:
    return reject(Fault(record.position, reason, detail, record.raw), desk.source_uri)


def _kind(value: object) -> str:
    """What a value of the wrong type is, in a reader's words."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, Sequence):
        return "a list"
    return f"a {type(value).__name__}"


def _unfit(text: str, name: str, longest: int) -> tuple[str, str] | None:
    """Why a text cannot stand in the tables, if it cannot."""
    if len(text) > longest:
        return "text_too_long", f"the {name} has {len(text):,} characters, more than {longest:,}"
    if text.isascii():
        if "\0" in text:
            return "nul_character", f"the {name} holds a NUL character"
        return None
    if "\0" in text:
        return "nul_character", f"the {name} holds a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        detail = f"the {name} holds bytes that are not valid UTF-8; save the file as UTF-8"
        return "bad_encoding", detail
    return None


def _line_of(title: object) -> str | None:
    """The title as text; several are joined, none is the empty text, other types are None."""
    if isinstance(title, str):
        return title
    if title is None:
        return ""
    if isinstance(title, list) and all(isinstance(part, str) for part in title):
        return " ".join(title)
    return None


def _date(published: object) -> str | None:
    """The date in ISO form, as precise as given; None where there is none."""
    if isinstance(published, str):
        return iso_form(published)
    if isinstance(published, datetime.date):
        return published.isoformat()
    return iso_date(published)


def _names(categories: object) -> tuple[str, ...]:
    """Categories as a tuple: a list's texts, or one text cut at ``;`` or ``,`` or, where
    it holds codes of arXiv's, at blanks."""
    if categories is None:
        return ()
    if isinstance(categories, str):
        for mark in (";", ","):
            if mark in categories:
                parts = categories.split(mark)
                break
        else:
            parts = categories.split() if CODES.fullmatch(categories.strip()) else [categories]
    elif isinstance(categories, list | tuple):
        parts = [part for part in categories if isinstance(part, str)]
    else:
        return ()
    found = dict.fromkeys(map(_name, parts))
    return tuple(part for part in found if part and part.isprintable())


def _name(category: str) -> str:
    """A category with plain blanks, without signs that only tell how to show it."""
    if category.isascii() and category.isprintable():
        return category.strip()
    return UNSHOWN.sub("", " ".join(category.split()))
