"""How much of anything one input may hold: every limit of reading and harvesting, in one place.

A limit that is crossed costs the record (a row of ``rejects``) or, where no record can be told
apart, the rest of the file. Each can be set by an environment variable, ``PAPERFACTS_LIMIT_`` and
its name in capitals: ``PAPERFACTS_LIMIT_ABSTRACT_CHARACTERS=50000``. How deep a record may be
nested is the parsers' own limit: 1,024 levels in JSON, 256 in XML.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from flows.errors import InputError

PREFIX = "PAPERFACTS_LIMIT_"


@dataclass(frozen=True)
class Limits:
    """The limits of reading and harvesting; all are whole numbers."""

    abstract_characters: int = 1_000_000
    """Longest abstract."""
    title_characters: int = 10_000
    """Longest title."""
    id_characters: int = 1_000
    """Longest id."""
    record_bytes: int = 16_000_000
    """Longest record as it stands in the file: a line, an element, an entry."""
    record_fields: int = 10_000
    """Most fields of a record, most columns of a table."""
    file_bytes: int = 100_000_000_000
    """Most bytes that one file may unpack to."""
    unpacked_ratio: int = 250
    """Most bytes that a packed byte may unpack to, told from the first 16 MB on."""
    folder_files: int = 1_000_000
    """Most files of one folder, those of its subfolders included."""
    answer_bytes: int = 200_000_000
    """Longest answer of a feed's server, unpacked."""
    harvest_pages: int = 20_000
    """Most pages of one harvest: all of arXiv has some 3,000."""
    harvest_bytes: int = 50_000_000_000
    """Most bytes of the pages of one harvest."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """The limits as the environment sets them; those it leaves out keep their defaults.

        Raises InputError for an unknown name and for anything but a positive whole number.
        """
        environment = os.environ if environment is None else environment
        known = {field.name for field in fields(cls)}
        chosen: dict[str, int] = {}
        for variable, value in environment.items():
            if not variable.startswith(PREFIX):
                continue
            name = variable.removeprefix(PREFIX).lower()
            if name not in known:
                raise InputError(f"{variable}: no such limit; there are {', '.join(sorted(known))}")
            if not value.isdecimal() or int(value) == 0:
                raise InputError(f"{variable}={value}: give a whole number above 0")
            chosen[name] = int(value)
        return cls(**chosen)
