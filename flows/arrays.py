"""Arrays in files that nobody would miss: what could be computed again, kept because that takes time.

A file holds numpy arrays and, as JSON, what is to be known about them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any, BinaryIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from flows import store

Array = NDArray[Any]

ABOUT = "about"
"""Name of the array that holds the JSON."""


def write(address: str, about: Mapping[str, Any], **arrays: Array) -> None:
    """Write arrays to a file, whole or not at all."""
    told = np.frombuffer(json.dumps(about).encode(), np.uint8)

    def fill(file: BinaryIO) -> None:
        np.savez(file, allow_pickle=False, **{**arrays, ABOUT: told})

    store.write(address, fill)


def read(address: str) -> tuple[dict[str, Any], dict[str, Array]] | None:
    """What was written there: about the arrays, and the arrays; None if it is not there, or damaged."""
    try:
        with np.load(io.BytesIO(store.read_bytes(address)), allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        return json.loads(bytes(arrays.pop(ABOUT))), arrays
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
