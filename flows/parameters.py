"""Types of what the flows take: Prefect asks for them with a form, and refuses what cannot be meant.

What a parameter is for stands in the flow's docstring under ``Args``, from where Prefect takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

FormatName = Literal[
    "parquet",
    "arxiv-atom",
    "oai-pmh",
    "pubmed",
    "acl-anthology",
    "harvested",
    "arxiv-snapshot",
    "openalex",
    "semantic-scholar",
    "crossref",
    "europe-pmc",
    "hf-papers",
    "csl-json",
    "json",
    "jsonl",
    "bibtex",
    "medline",
    "ris",
    "tsv",
    "csv",
    "listing",
]
"""``flows.sources.FORMATS``, for those who have to know before they read."""

RunnerName = Literal["process", "dask"]

FeedName = Literal["arxiv", "pubmed", "hf-papers"]

Paths = Annotated[Sequence[str], Field(min_length=1)]
Address = Annotated[str, Field(min_length=1)]
AtLeastOne = Annotated[int, Field(ge=1)]
Days = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0)]
