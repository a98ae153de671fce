"""The files' way in: one file a format, each yields records; here they become documents.

    paths           which files are meant
    opening         how they are opened: unpacked on the way, within limits
    source_file     a file and its first bytes, from which its format is told
    format          what a format is; one module each: listing, jsonl, delimited, parquet, ...
    answers         pages of an API among the objects of JSON files, opened
    fields          which of a record's fields is the abstract, which the id
    accepting       which records are documents
    repairs         text that a feed broke, mended
    reading         one file after the other, each record with its place
    limits          how much of anything one input may hold

``read`` does all of it. What cannot be read becomes a Reject and never stops it; what makes a whole
input useless raises InputError before the first document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from flows.errors import InputError
from flows.sources import (
    acl_anthology,
    arxiv_atom,
    arxiv_snapshot,
    bibtex,
    crossref,
    csl_json,
    delimited,
    europe_pmc,
    harvested,
    hf_papers,
    json_records,
    jsonl,
    listing,
    medline,
    oai_pmh,
    openalex,
    parquet,
    pubmed,
    ris,
    semantic_scholar,
)
from flows.sources.fields import check_map
from flows.sources.format import Format
from flows.sources.limits import Limits
from flows.sources.opening import is_remote
from flows.sources.paths import expand
from flows.sources.reading import InputFile, Located, Reading
from flows.sources.source_file import SourceFile, look_at
from schemas.records import Document, Reject

FORMATS: dict[str, Format] = {
    known.name: known
    for known in (
        parquet.FORMAT,
        arxiv_atom.FORMAT,
        oai_pmh.FORMAT,
        pubmed.FORMAT,
        acl_anthology.FORMAT,
        harvested.FORMAT,
        arxiv_snapshot.FORMAT,
        openalex.FORMAT,
        semantic_scholar.FORMAT,
        crossref.FORMAT,
        europe_pmc.FORMAT,
        hf_papers.FORMAT,
        csl_json.FORMAT,
        json_records.FORMAT,
        jsonl.FORMAT,
        bibtex.FORMAT,
        medline.FORMAT,
        ris.FORMAT,
        delimited.TSV,
        delimited.CSV,
        listing.FORMAT,
    )
}
"""Every format by its name, in the order in which a file is held against them."""


OTHERS = {
    b"FN ": "it looks like Web of Science's own form: export RIS instead",
    b"PT J": "it looks like Web of Science's own form: export RIS instead",
    b"%0 ": "it looks like EndNote's own form: export RIS instead",
}
"""How texts begin that people have and that are not read."""
OTHER_ROOTS = {
    "eFetchResult": "it is no record but an error of PubMed's: ask again",
    "eSearchResult": "it lists ids alone: fetch their records from PubMed",
    "html": "it is a web page: fetch the data behind it",
    "article": "it is a whole article: fetch its record from PubMed or Crossref",
    "pmc-articleset": "these are whole articles: fetch their records from PubMed",
    "rss": "it is an RSS feed: ask the API for Atom",
    "xml": "it looks like EndNote's XML: export RIS instead",
    "mods": "it is MODS: export BibTeX or RIS instead",
    "modsCollection": "it is MODS: export BibTeX or RIS instead",
}
"""Root elements of XML that people have and that is not read."""


def read(
    paths: Sequence[str],
    *,
    format: str | None = None,
    field_map: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    mend: bool = True,
) -> Iterator[Document | Reject]:
    """The documents of files, folders and patterns, and what could not be read as one.

    ``format`` is a name out of ``FORMATS``, told from each file's content if None. ``field_map``
    maps parts of a document (``fields.PARTS``) to names of fields. ``mend`` repairs what a feed
    broke. Raises InputError, here and not later, where an input is missing, empty, of an unknown
    format, or without a field for the abstract; a file of a folder or pattern is a Reject then, if
    another can be read.
    """
    files = read_files(paths, format=format, field_map=field_map, limits=limits, mend=mend)
    return (item for file in files for _, item in file.located)


def read_files(
    paths: Sequence[str],
    *,
    format: str | None = None,
    field_map: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    mend: bool = True,
    strict: bool = False,
) -> Reading:
    """As ``read``, file by file, each document or reject with its place in its file.

    ``strict`` raises InputError for a file of a folder as for one that was named by itself.
    """
    limits = limits or Limits.from_environment()
    field_map = dict(field_map or {})
    check_map(field_map)
    if format is not None and format not in FORMATS:
        raise InputError(f"--format {format}: no such format; there are {', '.join(FORMATS)}")
    chosen: list[tuple[str, Format | str]] = []
    refused: list[InputError] = []
    for uri in expand(paths, limits):
        is_found = uri not in paths
        if is_found and not is_remote(uri) and not Path(uri).is_file():
            chosen.append((uri, "no file: a pipe, a device, or a link that leads nowhere"))
            continue
        try:
            file = look_at(uri, limits, field_map)
            file_format = FORMATS[format] if format else detect(file)
            file_format.check(file)
            chosen.append((uri, file_format))
        except InputError as error:
            if strict or not is_found:
                raise
            # What somebody put into an inbox must not keep all else out of the tables for good.
            refused.append(error)
            chosen.append((uri, str(error)))
    if refused and not any(isinstance(known, Format) for _, known in chosen):
        raise refused[0]
    return Reading(chosen, limits, field_map, mend)


def detect(file: SourceFile) -> Format:
    """The format that the file's first bytes look like.

    Raises InputError if there is none; what is known but not read is called by its name.
    """
    for known in FORMATS.values():
        if known.sniff(file):
            return known
    other = next((what for start, what in OTHERS.items() if file.start.startswith(start)), None)
    other = OTHER_ROOTS.get(file.root or "", other)
    raise InputError(
        f"{file.uri}: its format cannot be told{f' ({other})' if other else ''};"
        f" leave it out, or name it with --format ({', '.join(FORMATS)})"
    )


__all__ = ["FORMATS", "InputFile", "Limits", "Located", "Reading", "detect", "read", "read_files"]
