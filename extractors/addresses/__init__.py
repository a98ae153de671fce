"""Addresses of the web in running text: found, repaired, brought into one form.

In the order in which a text goes through them:

    find        the whole way, `find_addresses`
    anchors     where an address may begin: a scheme, www., a host, a DOI or an arXiv id
    patterns    the named pieces that the regular expressions are put together from
    bare        whether something with dots in it is an address without a scheme
    reading     how far an address reaches, and what is glued to it
    breaks      spaces and line breaks within an address
    markup      \\href{address}{text} and [text](address): two addresses that are one
    repair      the address as it was meant, with the names of the repairs made
    canonical   one form for all addresses of one thing, repository and identifier
    domains     the part of a host that its owner registered
    kinds       what the address holds: code, a model, a dataset, ...
    hosts       hosts.txt and mirrors.txt, looked up by host and path
    record      what comes out
"""

from __future__ import annotations

from extractors.addresses.find import find_addresses
from extractors.addresses.record import Address

__all__ = ["Address", "find_addresses"]
