"""Which rules and lexicons are at work: what the extractor version of a row stands for."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable


def extractor_version() -> str:
    """A digest over every rule and lexicon of this package, in hexadecimal digits.

    It differs whenever a file does, so that nobody has to remember to raise a number before
    documents are extracted anew.
    """
    return package_digest("extractors")


@cache
def package_digest(package: str) -> str:
    """A digest over the modules and text files of a package, in hexadecimal digits."""
    digest = blake2b(digest_size=8)
    _add(digest, files(package))
    return digest.hexdigest()


def _add(digest: blake2b, folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if not entry.name.startswith("__"):
                _add(digest, entry)
        elif entry.name.endswith((".py", ".txt")):
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
