"""The part of a host that its owner registered, by the Public Suffix List.

Only the copy of the list that tldextract brings along is read: no network, no cache on disk. It is
read when the first host asks for it, since it takes longer than everything else here.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def _suffixes() -> TLDExtract:
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def registered_domain(host: str) -> str | None:
    """The registered domain of a host, ox.ac.uk of www.cs.ox.ac.uk; None where there is none."""
    return _suffixes().extract_str(host).top_domain_under_public_suffix or None
