"""Any bytes, any format: only documents and rejects come out, nothing is lost, pieces change nothing.

The first byte chooses the format (0 for the one told by content), the second how the file is read.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import orjson
import pyarrow as pa
import regex
from lxml import etree

from extractors.batch import normalise, split
from flows.errors import InputError
from flows.intake import Intake
from flows.sources import FORMATS, InputFile, Limits, Located, detect, read_files
from flows.sources.answers import records_of
from flows.sources.bibtex import NO_DOCUMENTS
from flows.sources.elements import PASSING, local_name
from flows.sources.source_file import look_at
from fuzz import pieces
from fuzz.contract import keep_contract
from fuzz.cost import Bound, pumped
from fuzz.target import Target
from schemas import TABLES
from schemas.records import RAW_LIMIT, Document, Reject
from schemas.vocabularies import REASONS

BOUND = Bound(fixed=0.1, each=0.000_05)
LONG = 100_000
"""Bytes of a file with a slice repeated."""
SMALL_LIMITS, NO_REPAIRS, PACKED, CUT_OFF = 1, 2, 4, 8
"""Bits of the second byte."""
CHOICES = [None, *FORMATS]
SMALL = Limits(
    abstract_characters=200,
    title_characters=60,
    id_characters=20,
    record_bytes=500,
    record_fields=8,
    file_bytes=1_500,
)
PIECES = {
    "flows.sources.elements.PIECE": 7,
    "flows.sources.json_array.PIECE": 5,
    "flows.sources.opening.BLOCK": 11,
    "flows.sources.parquet.ROWS": 1,
}
"""Reading a few bytes at a time must give what reading many does."""
BROKEN = PASSING | {"truncated", "entity_reference", "unreadable"}
"""How much is met before the break, and what is found behind it, depends on the pieces."""
RECORD_TAGS = {
    "arxiv-atom": ("entry",),
    "oai-pmh": ("record", "header", "error"),
    "pubmed": ("PubmedArticle", "PubmedBookArticle", "DeleteCitation"),
    "acl-anthology": ("paper",),
}
STARTED = datetime(2024, 1, 1, tzinfo=UTC)

_folder = tempfile.TemporaryDirectory(prefix="fuzz-")
PATH = Path(_folder.name) / "input"


def check(data: bytes) -> None:
    """Everything that must hold for a file of these bytes."""
    format, options, content = _parts(data)
    limits = SMALL if options & SMALL_LIMITS else Limits()
    PATH.write_bytes(content)
    items = BOUND.hold(lambda: _read(format, limits, options), len(content))
    longer = pumped(content.decode("latin-1"), LONG)
    if longer is not None:
        PATH.write_bytes(longer.encode("latin-1"))
        BOUND.hold(lambda: _read(format, limits, options), len(longer))
        PATH.write_bytes(content)
    if items is None:
        return
    _sound(items, limits)
    _fit_for_tables(items)
    if limits == SMALL:
        return
    _nothing_lost(format, content, items)
    if not BROKEN.intersection(getattr(item, "reason", None) for _, item in items):
        with contextlib.ExitStack() as patched:
            for name, size in PIECES.items():
                patched.enter_context(mock.patch(name, size))
            _same(items, _read(format, limits, options), "read in small pieces")
    if options & PACKED and not content.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1")):
        packed = gzip.compress(content, 1, mtime=0)
        if options & CUT_OFF:
            PATH.write_bytes(packed[: -1 - len(packed) // 3])
            _sound(_read(format, limits, options) or [], limits)
        elif format != "parquet":
            PATH.write_bytes(packed)
            _same(items, _read(format, limits, options), "packed")


def _parts(data: bytes) -> tuple[str | None, int, bytes]:
    head = data[:2].ljust(2, b"\0")
    return CHOICES[head[0] % len(CHOICES)], head[1], data[2:]


def _read(format: str | None, limits: Limits, options: int) -> list[Located] | None:
    """What comes out of the file; None where it is refused as a whole."""
    mend = not options & NO_REPAIRS
    try:
        files = read_files([str(PATH)], format=format, limits=limits, mend=mend)
        return [located for file in files for located in file.located]
    except InputError as error:
        message = str(error)
    assert "\n" not in message, message
    assert str(PATH) in message, message
    return None


def _sound(items: list[Located], limits: Limits) -> None:
    """What holds for each document and each reject, and for all of them."""
    intake = Intake([InputFile(str(PATH), items)])
    handed_on = list(intake)
    counts = intake.counts
    assert counts.read == len(items) == counts.documents + counts.rejects + counts.duplicates
    assert len(handed_on) == counts.documents + counts.rejects
    for position, item in items:
        assert position
        if isinstance(item, Document):
            assert item.abstract.strip()
            # Repairs may lengthen a text a little.
            assert len(item.abstract) <= 6 * limits.abstract_characters
            assert len(item.doc_id) <= max(limits.id_characters, len("content-") + 24)
        else:
            assert item.reason in REASONS.values, item.reason
            assert len(item.detail.splitlines()) == 1, item.detail
            assert len(item.detail) <= RAW_LIMIT
            assert item.position == position


def _fit_for_tables(items: list[Located]) -> None:
    """The documents and the rejects keep the contract."""
    handed_on = list(Intake([InputFile(str(PATH), items)]))
    documents = sorted(item for item in handed_on if isinstance(item, Document))
    rejects = sorted(item for item in handed_on if isinstance(item, Reject))
    tables: dict[str, pa.Table] = normalise(
        documents, split(documents), run_id="r", started=STARTED, version="1"
    )
    rows = [{**reject._asdict(), "run_id": "r"} for reject in rejects]
    tables["rejects"] = pa.Table.from_pylist(rows, TABLES["rejects"].arrow_schema)
    keep_contract(tables)


def _same(items: list[Located], others: list[Located] | None, how: str) -> None:
    assert others is not None, how
    assert len(items) == len(others), f"{how}: {len(others)} items instead of {len(items)}"
    for one, other in zip(items, others, strict=True):
        assert one == other, f"{how}: {other} instead of {one}"


def _nothing_lost(format: str | None, content: bytes, items: list[Located]) -> None:
    """Counts the records in another way, where there is an easy one."""
    if content.startswith(
        (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
    ):
        return
    file = look_at(str(PATH), Limits(), {})
    name = format or detect(file).name
    if name in RECORD_TAGS:
        expected = _elements(content, RECORD_TAGS[name])
        records = len({position for position, _ in items})
        assert expected in (None, records), f"{records} records of {expected} elements"
    elif name == "listing":
        lines = [line for line in content.split(b"\n") if _is_text(line)]
        used = sum(2 if _is_pair(item) else 1 for _, item in items)
        assert used == len(lines), f"{used} of {len(lines)} lines"
    elif name == "bibtex":
        expected = sum(
            found["type"].lower() not in (*NO_DOCUMENTS, "string")
            for line in content.decode("utf-8", errors="surrogateescape").split("\n")
            if (found := regex.match(r"\s*@\s*(?P<type>\w+)\s*[{(]", line))
        )
        assert expected <= len(items), f"{len(items)} items of {expected} entries"
    elif name == "medline":
        starts = len(regex.findall(rb"(?m)^PMID-(?: |$)", content))
        assert starts <= len(items), f"{len(items)} items of {starts} records"
    elif name == "ris":
        types = len(regex.findall(rb"(?m)^TY  -(?: |$)", content))
        assert types <= len(items), f"{len(items)} items of {types} records"
    elif name not in ("parquet", "csv", "tsv", "json") and file.inside is None:
        lines = [line for line in content.split(b"\n") if line.strip()]
        expected = sum(map(_records, lines))
        assert expected == len(items), f"{len(items)} items of {expected} in {len(lines)} lines"


def _records(line: bytes) -> int:
    """How many records a line holds: one, or those of an answer."""
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return 1
    found = records_of(value, {}) if isinstance(value, dict) else None
    return 1 if found is None else len(found)


def _is_text(line: bytes) -> bool:
    return bool(line.decode("utf-8", errors="replace").strip())


def _is_pair(item: Document | Reject) -> bool:
    return isinstance(item, Document) or "\n" in item.raw


def _elements(content: bytes, names: tuple[str, ...]) -> int | None:
    """How many elements of these names a whole file holds that are records of their own.

    None for a file that is broken, or has elements that may be none.
    """
    if b"noRecordsMatch" in content or regex.search(rb"DeleteCitation(?!><PMID)", content):
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.parse(io.BytesIO(content), parser)
    except etree.XMLSyntaxError:
        return None
    found = root.iter(*(f"{{*}}{name}" for name in names))
    return sum(
        not any(local_name(above) in names for above in each.iterancestors()) for each in found
    )


def show(data: bytes) -> str:
    """How the file is read, and its bytes as Python."""
    format, options, content = _parts(data)
    names = {1: "small limits", 2: "no repairs", 4: "packed", 8: "cut off"}
    chosen = ", ".join(name for bit, name in names.items() if options & bit) or "as usual"
    return f"format = {format!r}  # {chosen}\ncontent = {content!r}"


def _seeds() -> Iterator[bytes]:
    for number, name in enumerate(CHOICES):
        if name is not None:
            yield bytes([number, 0]) + pieces.SAMPLES[name]
            yield bytes([number, SMALL_LIMITS | NO_REPAIRS]) + pieces.SAMPLES[name]
            yield bytes([0, PACKED]) + pieces.SAMPLES[name]
            yield bytes([number, PACKED | CUT_OFF]) + pieces.SAMPLES[name]
    yield bytes([0, 0]) + gzip.compress(pieces.SAMPLES["jsonl"], mtime=0)


TARGET = Target(
    check=check,
    seeds=list(_seeds()),
    pieces={
        "JSON": pieces.JSON,
        "XML": pieces.XML,
        "tagged": pieces.TAGGED,
        "broken": pieces.BROKEN,
        "signs": [sign.encode().decode("latin-1") for sign in pieces.SIGNS],
        "odd": [sign.encode().decode("latin-1") for sign in pieces.ODD],
        "samples": pieces.slices([s.decode("latin-1") for s in pieces.SAMPLES.values()]),
        "more samples": pieces.slices([s.decode("latin-1") for s in pieces.SAMPLES.values()]),
    },
    encoding=("latin-1", "strict"),
    head=2,
    longest=6_000,
    show=show,
)
