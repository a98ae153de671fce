"""From what was asked for to files: paths, folders and patterns, in a fixed order."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import regex

from flows import store
from flows.errors import InputError
from flows.sources.limits import Limits
from flows.sources.opening import is_remote

SUFFIXES = (
    *(".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".tab", ".parquet", ".pq", ".txt"),
    *(".xml", ".atom", ".bib", ".bibtex", ".ris", ".nbib"),
)
"""Endings of the files that are taken from a folder; the content tells the format."""
EXPECTED = ".expected."
"""In the name of a file that says what should be found in the one beside it: no input."""
PACKED = (".gz", ".zst", ".gzip", ".zstd")
DAY = regex.compile(
    r"""
    (?<!\d) \d{4}-\d{2}-\d{2} \Z    # arxiv-cs.CL-2024-01-01-2024-01-31: the last of several
    """,
    regex.VERBOSE,
)


def expand(paths: Sequence[str], limits: Limits) -> list[str]:
    """The files meant, in the order asked for; those of a folder or pattern latest first, then by path.

    From a folder and its subfolders come the files with a known ending (``SUFFIXES``, packed or
    not); names that start with "." or "_" or hold ".expected." are passed over, and no folder is
    entered twice, however links lead there. What has such a name and is no file (a pipe, a link that
    leads nowhere) is among them: whoever reads has to say so. Raises InputError for what is missing and for folders
    and patterns that hold no file.
    """
    if not paths:
        raise InputError("nothing to read; give at least one file, folder or pattern")
    found: list[str] = []
    for path in paths:
        if is_remote(path):
            found.extend(_remote(path))
        elif "\0" in path or not path:
            raise InputError(f"{path!r}: not a path; give a file, a folder or a pattern")
        elif os.path.lexists(path) or not glob.has_magic(path):
            found.extend(_local(path, limits))
        else:
            # glob rather than Path.glob: the pattern may be absolute.
            matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207
            if not matches:
                raise InputError(f"{path}: no file matches the pattern; check it")
            found.extend(latest_first(file for match in matches for file in _local(match, limits)))
    return found


def latest_first(files: Iterable[str]) -> list[str]:
    """Files in an order in which the first record of an id is its latest.

    Those whose names end with a day, the latest day first, then the others; else as they were.
    """
    return sorted(files, key=lambda file: -day_of(file))


def day_of(file: str) -> int:
    """The day with which a file's name ends, before its known endings, as ``date.toordinal`` counts;
    0 where there is none.

    Files that a harvest has landed have it: the last day of which they have the changes.
    """
    written = DAY.search(_stem(Path(file).name))
    try:
        return date.fromisoformat(written[0]).toordinal() if written else 0
    except ValueError:
        return 0


def _stem(name: str) -> str:
    """A file's name without its packing and its known ending."""
    for endings in (PACKED, SUFFIXES):
        for ending in endings:
            if name.lower().endswith(ending):
                name = name[: -len(ending)]
                break
    return name


def state_of(uri: str) -> tuple[Any, ...]:
    """What differs as soon as a file does: where it really lies, its size, the moment of its last change.

    Of an object what its store tells of these; nothing of what is gone. Raises OSError if it cannot be
    looked at.
    """
    try:
        if is_remote(uri):
            with store.reaching(uri) as (system, path):
                info = system.info(path)
            return tuple(str(info.get(key)) for key in ("size", "ETag", "mtime", "LastModified"))
        place = Path(uri)
        status = place.stat() if place.exists() else place.lstat()
    except FileNotFoundError:
        # Taken away since it was listed, which becomes a reject when its turn comes.
        return ()
    return (os.path.realpath(uri), status.st_size, status.st_mtime_ns)


def is_readable_name(name: str) -> bool:
    """Whether a file of this name is taken from a folder."""
    if name.startswith((".", "_")) or EXPECTED in name:
        return False
    lower = name.lower()
    for packing in PACKED:
        lower = lower.removesuffix(packing)
    return Path(lower).suffix in SUFFIXES


def _local(path: str, limits: Limits) -> list[str]:
    try:
        is_folder = stat.S_ISDIR(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return [path]
    if not is_folder:
        return [path]
    files = []
    for file in _walk(path):
        files.append(file)
        if len(files) > limits.folder_files:
            raise InputError(f"{path}: more than {limits.folder_files:,} files; give parts of it")
    if not files:
        raise InputError(
            f"{path}: no file with a known ending ({', '.join(SUFFIXES)}) in this folder"
        )
    return latest_first(files)


def _walk(folder: str) -> Iterator[str]:
    """The files below a folder, and what only looks like one, in order."""
    entered: set[tuple[int, int]] = set()
    under_way = [iter(_entries(folder, entered))]
    while under_way:
        entry = next(under_way[-1], None)
        if entry is None:
            under_way.pop()
        elif entry.is_dir():
            under_way.append(iter(_entries(str(entry), entered)))
        elif is_readable_name(entry.name):
            yield str(entry)


def _entries(folder: str, entered: set[tuple[int, int]]) -> list[Path]:
    """What lies in a folder, sorted by name; nothing if it has been entered before."""
    try:
        here = Path(folder).stat()
        if (here.st_dev, here.st_ino) in entered:
            return []
        entered.add((here.st_dev, here.st_ino))
        entries = sorted(Path(folder).iterdir())
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be listed ({error.strerror}); check its permissions"
        ) from None
    return [entry for entry in entries if not entry.name.startswith((".", "_"))]


def _remote(address: str) -> list[str]:
    """The objects meant by an address of an object store or ``file://``."""
    if address.startswith("file://"):
        address = address.removeprefix("file://")
        return expand([address], Limits())
    try:
        with store.reaching(address) as (system, root):
            if glob.has_magic(root):
                names = sorted(system.glob(root))
            elif system.isdir(root):
                names = sorted(system.find(root))
                names = [name for name in names if is_readable_name(Path(name).name)]
            else:
                names = [root]
    except OSError as error:
        raise InputError(
            f"{address}: cannot be reached ({error}); check address and access"
        ) from None
    if not names:
        raise InputError(f"{address}: no file there; check the address")
    return latest_first(system.unstrip_protocol(name) for name in names)
