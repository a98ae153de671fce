"""The files of an input, one after the other: each record with its place, and how far one has come."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from flows import store
from flows.errors import InputError
from flows.sources.accepting import Desk, accept, reject
from flows.sources.format import Format
from flows.sources.limits import Limits
from flows.sources.record import Fault, UnreadableError
from flows.sources.source_file import SourceFile, look_at
from schemas.records import Document, Reject


class Located(NamedTuple):
    """A document or reject with its place in the file."""

    position: str
    item: Document | Reject


class InputFile(NamedTuple):
    """A file of the input, and what is read from it as one iterates over that."""

    uri: str
    located: Iterable[Located]


class Reading:
    """The files of an input; may be iterated over more than once.

    Each file has its format, or why it cannot be read.
    """

    def __init__(
        self,
        chosen: Sequence[tuple[str, Format | str]],
        limits: Limits,
        field_map: Mapping[str, str],
        mend: bool,
    ) -> None:
        self._chosen, self._limits, self._field_map, self._mend = chosen, limits, field_map, mend
        self._behind = 0
        self._current: SourceFile | None = None

    def __iter__(self) -> Iterator[InputFile]:
        for number, (uri, file_format) in enumerate(self._chosen):
            self._behind = number
            yield InputFile(uri, self._records(uri, file_format))
            self._current = None
        self._behind = len(self._chosen)

    def _records(self, uri: str, file_format: Format | str) -> Iterator[Located]:
        if isinstance(file_format, str):
            yield Located("file", reject(Fault("file", "unreadable", file_format, None), uri))
            return
        desk = Desk(file_format.name, uri, self._limits, self._mend)
        position = "start"
        try:
            self._current = look_at(uri, self._limits, self._field_map)
            for record in file_format.read(self._current):
                position = record.position
                if isinstance(record, Fault):
                    yield Located(position, reject(record, uri))
                else:
                    yield Located(position, accept(record, desk))
        except UnreadableError as error:
            fault = Fault(f"after {position}", error.reason, str(error), None)
            yield Located(fault.position, reject(fault, uri))
        except InputError as error:
            # The file was sound when the run began: it has been changed or taken away since.
            yield Located("file", reject(Fault("file", "unreadable", str(error), None), uri))

    @property
    def share(self) -> float:
        """How much of the input's bytes has been read, 0 to 1; Parquet counts once it is behind."""
        taken = sum(self._sizes[: self._behind])
        if self._current is not None:
            taken += self._current.taken
        return min(1.0, taken / max(1, sum(self._sizes)))

    @functools.cached_property
    def _sizes(self) -> list[int]:
        sizes = []
        for uri, file_format in self._chosen:
            size = 0
            if not isinstance(file_format, str):
                # A file that is gone meanwhile becomes a reject when its turn comes.
                with suppress(OSError):
                    size = store.size(uri)
            sizes.append(size)
        return sizes
