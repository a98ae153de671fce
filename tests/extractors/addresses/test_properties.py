"""What holds for every text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractors.addresses import find_addresses
from extractors.addresses.anchors import may_hold_address
from extractors.addresses.canonical import canonical
from extractors.sentences import split
from flows.validation.web import AddressForm
from schemas.vocabularies import URL_KINDS

PIECES = [
    "https://", "http: //", "htps//", "www.", "ftp://", "github.com", "quill.github.io", "hf.co", "/quill/tiles",
    "example.org", ".The", ".git", "tile_map", r"tile\_map", "~jdoe", "%20", "?v=", "&amp;", "#top", "arXiv:",
    "2101.00001", "doi:", "10.1000/", "\\url{", "\\href{", "}{", "}", "[", "](", ")", "(", "<", ">", '"', "’", ".",
    ",", ":", ";", " ", "\n", "-", "_", "/", "\\", "$\\sim$", "11", "é", "图", "\u200b", "－", "@", "code at ", "Video",
]  # fmt: skip

texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join)


@given(texts)
def test_places_are_in_order_and_within_the_text(text: str) -> None:
    spans = split(text)
    end = 0
    for address in find_addresses(text, spans):
        assert end <= address.start < address.end <= len(text)
        end = address.end
        assert not text[address.start].isspace()
        assert not text[address.end - 1].isspace()
        assert 0 <= address.sentence < max(1, len(spans))


@given(texts)
def test_every_address_is_one_by_the_rules(text: str) -> None:
    for address in find_addresses(text, split(text)):
        form = canonical(address.url)
        assert form is not None
        assert form.url == address.canonical_url
        assert address.host == address.host.lower()
        assert "://" in address.url
        assert "." in address.host
        assert all(
            AddressForm.of(
                address.url,
                address.canonical_url,
                address.host,
                address.registered_domain,
                address.repository,
                address.identifier,
            )
        )
        assert address.kind in URL_KINDS
        assert not any(character.isspace() for character in address.url)


@given(texts)
def test_canonical_addresses_stay_as_they_are(text: str) -> None:
    for address in find_addresses(text, []):
        form = canonical(address.canonical_url)
        assert form is not None
        assert form.url == address.canonical_url


@given(texts)
def test_the_cheap_test_lets_every_address_through(text: str) -> None:
    assert may_hold_address(text) or find_addresses(text, []) == []


@given(texts)
def test_what_stands_before_and_behind_an_address_alone_does_not_change_it(text: str) -> None:
    url = "https://github.com/quill/tessera"
    found = find_addresses(f"{text} | {url} | ", [])
    assert url in [address.url for address in found]
