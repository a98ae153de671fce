"""Semantic Scholar: bulk datasets (JSON Lines) and answers of the bulk search.

    doc_id      corpusid as "CorpusId:...", or paperId
    title       title
    abstract    abstract (older corpora: paperAbstract)
    published   publicationDate or publicationdate, or year
    categories  fieldsOfStudy, or s2fieldsofstudy by category

The dataset "abstracts" holds no titles.
"""

from __future__ import annotations

from flows.sources.json_records import Value, json_format
from flows.sources.record import Record


def recognises(value: Value) -> bool:
    """Whether an object has an id of Semantic Scholar's and an abstract."""
    has_id = any(name in value for name in ("corpusid", "corpusId", "paperId", "s2Url"))
    return has_id and ("abstract" in value or "paperAbstract" in value)


def record(value: Value, position: str) -> Record:
    """The record of a paper."""
    number = value.get("corpusid") or value.get("corpusId")
    other = value.get("paperId") or value.get("id")
    return Record(
        f"CorpusId:{number}" if number is not None else other,
        value.get("title"),
        value.get("abstract", value.get("paperAbstract")),
        value.get("publicationDate") or value.get("publicationdate") or value.get("year"),
        _subjects(value),
        position,
        value,
    )


def _subjects(value: Value) -> list[object]:
    plain = value.get("fieldsOfStudy")
    if isinstance(plain, list) and plain:
        return plain
    detailed = value.get("s2FieldsOfStudy") or value.get("s2fieldsofstudy") or []
    return [field.get("category") for field in detailed]  # type: ignore[attr-defined]


FORMAT = json_format(
    "semantic-scholar", "Semantic Scholar bulk datasets and search", recognises, record
)
