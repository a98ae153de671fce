"""Semantic Scholar: bulk datasets (JSON Lines) and answers of the API.

    doc_id      corpusid as "CorpusId:...", or paperId
    title       title
    abstract    abstract (older corpora: paperAbstract; their parses of papers: its parts' texts)
                of the dataset "s2orc", which holds whole papers: the parts of its text that are
                marked as title and as abstract, several of them one a line
    published   publicationDate or publicationdate, or year
    categories  fieldsOfStudy, or s2fieldsofstudy by category

The dataset "abstracts" holds no titles.
"""

from __future__ import annotations

import orjson

from flows.sources.json_records import Value, json_format
from flows.sources.record import Record

IDS = ("corpusid", "corpusId", "paperId", "s2Url")


def recognises(value: Value) -> bool:
    """Whether an object has an id of Semantic Scholar's and an abstract, or holds one that does."""
    value = _paper(value)
    has_id = any(name in value for name in IDS)
    has_text = "abstract" in value or "paperAbstract" in value or _text(value) is not None
    return has_id and has_text or "_pdf_hash" in value


def record(value: Value, position: str) -> Record:
    """The record of a paper."""
    value = _paper(value)
    text = _text(value)
    if text is not None:
        marked = {"title": _marked(text, "title"), "abstract": _marked(text, "abstract")}
        value = {**value, **marked}
    number = value.get("corpusid") or value.get("corpusId")
    other = value.get("paperId") or value.get("paper_id") or value.get("id")
    abstract = value.get("abstract", value.get("paperAbstract"))
    if isinstance(abstract, list):
        abstract = "\n".join(part["text"] for part in abstract)
    return Record(
        f"CorpusId:{number}" if number is not None else other,
        value.get("title"),
        abstract,
        value.get("publicationDate") or value.get("publicationdate") or value.get("year"),
        _subjects(value),
        position,
        value,
    )


def _paper(value: Value) -> Value:
    """The paper itself: alone, or as the API lists what cites a paper and what it cites."""
    inner = value.get("citingPaper", value.get("citedPaper"))
    return inner if isinstance(inner, dict) else value


def _text(value: Value) -> Value | None:
    """A whole paper's text with its marks, where there is one."""
    content = value.get("content")
    return content if isinstance(content, dict) and "annotations" in content else None


def _marked(content: Value, name: str) -> str | None:
    """What is marked as such in a paper's text: ``"abstract": "[{\\"start\\": 8, \\"end\\": 29}]"``."""
    annotations, text = content["annotations"], content.get("text")
    marks = annotations.get(name)  # type: ignore[attr-defined]
    if marks is None or not isinstance(text, str):
        return None
    spans = orjson.loads(marks) if isinstance(marks, str) else marks
    pieces = (text[int(span["start"]) : int(span["end"])].strip() for span in spans)
    return "\n".join(piece for piece in pieces if piece)


def _subjects(value: Value) -> list[object]:
    plain = value.get("fieldsOfStudy")
    if isinstance(plain, list) and plain:
        return plain
    detailed = value.get("s2FieldsOfStudy") or value.get("s2fieldsofstudy") or []
    return [field.get("category") for field in detailed]  # type: ignore[attr-defined]


FORMAT = json_format(
    "semantic-scholar", "Semantic Scholar bulk datasets and answers of the API", recognises, record
)
