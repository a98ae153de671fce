"""The part of the contract that ties columns and tables to each other.

A part of a run holds whole documents: all rows of a document are in it. Every check below therefore
looks at one part alone, whichever other parts there are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pyarrow as pa
import regex

from extractors.batch import content_hash
from extractors.version import extractor_version
from flows.validation.arrow import Mask, floats, mask, pc
from flows.validation.columns import DERIVED, check_columns
from flows.validation.conversion import check_conversions, check_kinds
from flows.validation.places import Places, overlapping
from flows.validation.violations import Violations
from flows.validation.web import AddressForm, derived
from schemas import TABLES, Document
from schemas.records import RAW_LIMIT

CHECKS: dict[str, str] = {
    "dataset.tables": "there are no tables beside those of a dataset",
    **{f"{table}.present": "the table is there" for table in TABLES},
    **{f"{table}.readable": "each of its files can be read" for table in TABLES},
    **{f"{table}.view": "the plain view holds the files of the Delta table" for table in TABLES},
    **{f"{table}.{check}": holds for table in TABLES for check, holds in DERIVED.items()},
    "documents.run": "every row names the run that made it",
    "documents.content_hash": "the hash is that of the title and the abstract",
    "documents.published": "the date is one in ISO form, as precise as known",
    "sentences.document": "its document exists",
    "sentences.text": "the text is the document's between the offsets",
    "sentences.numbered": "numbered from 0 in reading order, the title's first",
    "sentences.apart": "no two sentences of a document overlap",
    "sentences.complete": "nothing but white space lies outside the sentences",
    "quantities.document": "its document exists",
    "quantities.sentence": "its sentence exists and holds it",
    "quantities.text": "the text is the document's between the offsets",
    "quantities.numbered": "numbered from 0 in reading order",
    "quantities.apart": "no two quantities of a document overlap, nor a quantity and an address",
    "quantities.expression": "the whole expression holds the text and lies in the sentence",
    "quantities.modifier": "the words of bound and approximation are those around the text",
    "quantities.unit_text": "the unit as written stands in the section",
    "quantities.ends": "low is not above high",
    "quantities.bound": "the bound agrees with which end is open",
    "quantities.si": "SI values are those that unit and value convert to",
    "quantities.dimension": "dimension and SI unit are those of the unit",
    "quantities.kind": "the kind is one that unit and dimension allow",
    "quantities.method": "a rule is named exactly where one found it",
    "urls.document": "its document exists",
    "urls.sentence": "its sentence exists and holds its beginning",
    "urls.text": "the text is the document's between the offsets",
    "urls.numbered": "numbered from 0 in reading order",
    "urls.apart": "no two addresses of a document overlap",
    "urls.parse": "url and canonical_url are addresses of the web or of ftp",
    "urls.canonical": "what is derived from the address is what this version derives from it",
    "urls.host": "host and registered domain are those of the address",
    "urls.repository": "the repository is an owner and a name out of the canonical address",
    "urls.identifier": "the identifier has a scheme and a value",
    "rejects.run": "every row names the run that met it",
    "rejects.raw": f"no more than {RAW_LIMIT:,} characters of the record are kept",
}
"""Every check of the contract by name, and what holds where it passes."""

_ISO_DATE = regex.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T[\d:.]+\S*)?)?)?"
)
NUMBERS = {"sentences": "sentence_id", "quantities": "quantity_id", "urls": "url_id"}
"""The column that numbers the rows of a document, by table."""


def check_part(
    tables: Mapping[str, pa.Table], *, run_ids: Collection[str] | None = None
) -> Violations:
    """Hold the tables of one part against the contract; nothing broken, nothing returned.

    ``tables`` has the five tables by name, each with all rows of the part's documents. ``run_ids`` are
    the runs that the rows may name; None where they are not known.
    """
    violations = Violations()
    sound = check_columns(tables, violations)
    if run_ids is not None:
        known = pa.array(sorted(run_ids), pa.string())
        for name in ("documents", "rejects"):
            if name in sound:
                foreign = ~mask(pc.is_in(sound[name].column("run_id"), value_set=known))
                violations.add(f"{name}.run", sound[name], foreign, "made by no such run")
    if "rejects" in sound:
        long = mask(pc.greater(pc.utf8_length(sound["rejects"].column("raw")), RAW_LIMIT))
        violations.add("rejects.raw", sound["rejects"], long, "longer")
    if "documents" not in sound:
        return violations
    documents = sound["documents"]
    _check_dates(documents, violations)
    violations.add("documents.content_hash", documents, _rehashed(documents), "of another text")
    places = {
        name: Places(sound[name], documents, NUMBERS[name]) for name in NUMBERS if name in sound
    }
    for name, where in places.items():
        _check_places(name, where, violations)
    if "sentences" in places:
        gaps = places["sentences"].documents_with_gaps()
        violations.add("sentences.complete", documents, gaps, "text outside its sentences")
        for name in ("quantities", "urls"):
            if name in places:
                outside = places[name].outside(places["sentences"], whole=name == "quantities")
                violations.add(f"{name}.sentence", sound[name], outside, "not within its sentence")
    if "quantities" in places:
        _check_quantities(sound["quantities"], places, violations)
    if "urls" in sound:
        _check_addresses(places["urls"], violations)
    return violations


def _check_dates(documents: pa.Table, violations: Violations) -> None:
    dates = documents.column("published")
    odd = [v for v in pc.unique(dates).to_pylist() if v is not None and not _ISO_DATE.fullmatch(v)]
    if odd:
        rows = mask(pc.is_in(dates, value_set=pa.array(odd, pa.string())))
        violations.add("documents.published", documents, rows, f"{odd[0][:40]!r}")


def _rehashed(documents: pa.Table) -> Mask:
    """One boolean a document: whether its hash is not that of its texts."""
    columns = (documents.column(name).to_pylist() for name in ("title", "abstract", "content_hash"))
    return np.fromiter(
        (
            title is not None
            and abstract is not None
            and content_hash(Document("", title, abstract, "", "")) != noted
            for title, abstract, noted in zip(*columns, strict=True)
        ),
        dtype=bool,
        count=documents.num_rows,
    )


def _check_places(name: str, where: Places, violations: Violations) -> None:
    table = where.table
    violations.add(f"{name}.document", table, where.document < 0, "no such document")
    violations.add(f"{name}.text", table, where.misplaced(), "not what stands there")
    violations.add(f"{name}.numbered", table, where.misnumbered(), "out of turn")
    if name != "quantities":
        violations.add(f"{name}.apart", table, overlapping([where])[0], "overlaps another")


def _check_quantities(
    quantities: pa.Table, places: Mapping[str, Places], violations: Violations
) -> None:
    together = [places[name] for name in ("quantities", "urls") if name in places]
    violations.add(
        "quantities.apart", quantities, overlapping(together)[0], "overlaps another or an address"
    )
    where = places["quantities"]
    first, last = (floats(quantities, f"expression_{end}") for end in ("start", "end"))
    violations.add(
        "quantities.expression",
        quantities,
        (first > where.start) | (last < where.end) | where.beyond_text(first, last),
        "the expression does not hold the text",
    )
    _check_words(quantities, where, violations)
    low, high = floats(quantities, "low"), floats(quantities, "high")
    violations.add("quantities.ends", quantities, low > high, "low is above high")
    bound = quantities.column("bound").to_numpy()
    no_low, no_high = np.isnan(low), np.isnan(high)
    agrees = np.select(
        [bound == "exact", bound == "at_least", bound == "at_most"],
        [~no_low & (low == high), ~no_low & no_high, no_low & ~no_high],
        ~no_low & ~no_high,
    )
    violations.add("quantities.bound", quantities, ~agrees, "its ends say otherwise")
    method_only = mask(pc.equal(quantities.column("method"), "model"))
    nameless = mask(pc.is_null(quantities.column("rule")))
    violations.add("quantities.method", quantities, method_only != nameless, "rule and method")
    check_conversions(quantities, violations)
    check_kinds(quantities, violations)


def _check_words(quantities: pa.Table, where: Places, violations: Violations) -> None:
    """Check what a quantity says of the words within and around it."""
    names = ("expression_start", "start", "end", "expression_end", "modifier", "unit_text")
    columns = [quantities.column(name).to_pylist() for name in names]
    other, foreign = [], []
    for text, first, start, end, last, modifier, unit in zip(
        where.section_texts(), *columns, strict=True
    ):
        around = f"{text[first:start].strip()} {text[end:last].strip()}".strip()
        other.append(modifier is not None and around != modifier)
        foreign.append(unit is not None and unit not in text)
    violations.add("quantities.modifier", quantities, np.array(other, bool), "not what is there")
    violations.add("quantities.unit_text", quantities, np.array(foreign, bool), "stands nowhere")


_ADDRESS = ("url", "canonical_url", "host", "registered_domain", "repository", "identifier")


def _check_addresses(where: Places, violations: Violations) -> None:
    urls = where.table
    rows = list(zip(*(urls.column(name).to_pylist() for name in _ADDRESS), strict=True))
    forms = [AddressForm.of(*row) for row in rows]
    for at, (check, detail) in enumerate(
        [
            ("parse", "no address of the web"),
            ("host", "host or domain is another"),
            ("repository", "not what the address names"),
            ("identifier", "no scheme or no value"),
        ]
    ):
        broken = np.fromiter((not form[at] for form in forms), dtype=bool, count=len(forms))
        violations.add(f"urls.{check}", urls, broken, detail)
    # Rows of other versions were made by other lists of mirrors and hosts.
    versions = where.documents.column("extractor_version").to_pylist()
    ours = [bool(v) and v.partition("+")[0] == extractor_version() for v in versions]
    other = [
        at >= 0 and ours[at] and row[1:] != derived(row[0])
        for row, at in zip(rows, where.document.tolist(), strict=True)
    ]
    violations.add("urls.canonical", urls, np.array(other, bool), "derived otherwise")
