"""Text in, records out. Knows nothing of files, Prefect, Parquet or the network.

In the order in which a text goes through them:

    sentences     where sentences begin and end
    addresses     addresses of the web: found, repaired, brought into one form
    quantities    quantities: numerals, units, bounds; their values and normal forms
    batch         all of the above over a batch of documents, into tables
    arrow         the same over Arrow record batches, for Spark, Ray, DuckDB and their like
    components    the same as components of a spaCy pipeline
    lexicon       what is data stays data: units, counted nouns, hosts, abbreviations, as text files

``tabulate`` and ``tabulate_batches`` are the two functions that other programs call.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractors.arrow import tabulate_batches
    from extractors.batch import tabulate

__all__ = ["tabulate", "tabulate_batches"]

_HOMES = {"tabulate": "extractors.batch", "tabulate_batches": "extractors.arrow"}


def __getattr__(name: str) -> Any:
    """Import a public function when it is asked for: who needs one module pays for that one only."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
