"""The lexicon files of addresses agree with themselves, with each other and with the tables."""

from __future__ import annotations

import pytest
from ada_url import URL

from extractors.addresses.canonical import canonical
from extractors.lexicon.loading import sections, values, words
from schemas.vocabularies import URL_KINDS


@pytest.mark.parametrize(
    ("name", "section"), [("hosts.txt", "kinds"), ("address_words.txt", "kinds")]
)
def test_every_kind_is_one_of_the_column(name: str, section: str) -> None:
    assert set(values(name, section).values()) <= set(URL_KINDS.values)


@pytest.mark.parametrize("section", ["kinds", "accounts", "repositories", "identifiers"])
def test_every_host_is_written_as_the_rules_write_it(section: str) -> None:
    for entry in sections("hosts.txt")[section]:
        host = entry.partition("/")[0]
        assert URL(f"https://{host}").hostname == host
        assert not host.startswith("www.")
        assert not entry.endswith("/")


@pytest.mark.parametrize("section", ["certain", "accounts", "repositories", "identifiers"])
def test_every_host_with_a_property_has_a_kind(section: str) -> None:
    listed = {entry.partition("/")[0] for entry in sections("hosts.txt")["kinds"]}
    assert {entry.partition("/")[0] for entry in sections("hosts.txt")[section]} <= listed


def test_mirrors_lead_to_an_end() -> None:
    for mirror in values("mirrors.txt", "mirrors"):
        first = canonical(f"https://{mirror}/tile")
        assert first is not None
        second = canonical(first.url)
        assert second is not None
        assert second.url == first.url


def test_no_domain_is_both_plain_and_in_need_of_evidence() -> None:
    plain = words("bare_addresses.txt", "domains")
    assert not plain & words("bare_addresses.txt", "domains with evidence")


def test_words_are_written_as_they_are_looked_up() -> None:
    for section in ("kinds", "following"):
        assert all(word == word.lower() for word in sections("address_words.txt")[section])
    assert all(word[0].isupper() for word in sections("address_words.txt")["sentence openers"])
    for section in ("names", "announcing", "glued before", "domains", "domains with evidence"):
        assert all(word == word.lower() for word in sections("bare_addresses.txt")[section])
