"""Hugging Face daily papers: the JSON that the site's API answers with.

doc_id      paper.id, the arXiv id
title       paper.title, unwrapped
abstract    paper.summary, unwrapped
published   paper.publishedAt, its day
categories  paper.ai_keywords
"""

from __future__ import annotations

from flows.sources.arxiv_ids import bare_id
from flows.sources.json_records import Value, json_format
from flows.sources.markup import unwrapped
from flows.sources.record import Record


def recognises(value: Value) -> bool:
    """Whether an object is a day's paper or holds one."""
    paper = value.get("paper", value)
    return (
        isinstance(paper, dict)
        and {"id", "summary"} <= paper.keys()
        and ("publishedAt" in paper or "upvotes" in paper)
    )


def record(value: Value, position: str) -> Record:
    """The record of a day's paper."""
    inner = value.get("paper")
    paper: Value = inner if isinstance(inner, dict) else value
    doc_id = paper.get("id")
    published = paper.get("publishedAt") or value.get("publishedAt")
    return Record(
        bare_id(doc_id) if isinstance(doc_id, str) else doc_id,
        _unwrapped(paper.get("title") or value.get("title")),
        _unwrapped(paper.get("summary") or value.get("summary")),
        published[:10] if isinstance(published, str) else None,
        paper.get("ai_keywords"),
        position,
        value,
    )


def _unwrapped(text: object) -> object:
    return unwrapped(text) if isinstance(text, str) else text


FORMAT = json_format("hf-papers", "Hugging Face daily papers, JSON", recognises, record)
