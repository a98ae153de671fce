"""One form for all addresses of one thing, the repository and the identifier within it."""

from __future__ import annotations

import pytest

from extractors.addresses.canonical import canonical, identifier
from extractors.addresses.domains import registered_domain
from extractors.addresses.hosts import repository

SAME = [
    ("https://github.com/quill/tessera", "https://github.com/quill/tessera"),
    ("http://github.com/quill/tessera", "https://github.com/quill/tessera"),
    ("http://www.github.com/quill/tessera.git", "https://github.com/quill/tessera"),
    ("https://github.com/quill/tessera/?tab=readme#use", "https://github.com/quill/tessera#use"),
    ("https://kkgithub.com/quill/tessera", "https://github.com/quill/tessera"),
    ("https://ghproxy.com/https://github.com/q/t.git", "https://github.com/q/t"),
    ("https://huggingface.host/quill/tile-7b", "https://huggingface.co/quill/tile-7b"),
    ("https://hf-mirror.com/datasets/q/tiles", "https://huggingface.co/datasets/q/tiles"),
    ("https://hf.co/spaces/q/tiles", "https://huggingface.co/spaces/q/tiles"),
    ("https://huggingface.co/papers/2101.00001", "https://arxiv.org/abs/2101.00001"),
    ("http://arxiv.org/pdf/2101.00001v2.pdf", "https://arxiv.org/abs/2101.00001v2"),
    ("https://export.arxiv.org/abs/2101.00001", "https://arxiv.org/abs/2101.00001"),
    ("https://ar5iv.org/html/2101.00001", "https://arxiv.org/abs/2101.00001"),
    ("https://www.alphaxiv.org/abs/2101.00001", "https://arxiv.org/abs/2101.00001"),
    ("http://dx.doi.org/10.1000/182", "https://doi.org/10.1000/182"),
    ("https://youtu.be/aBcDeFgHiJk?si=xyz", "https://youtube.com/watch?v=aBcDeFgHiJk"),
    ("https://youtu.be/aBcDeFgHiJk?t=9", "https://youtube.com/watch?v=aBcDeFgHiJk&t=9"),
    ("https://m.youtube.com/watch?v=aB&feature=x", "https://youtube.com/watch?v=aB"),
    ("https://www.youtube.com/embed/aB", "https://youtube.com/watch?v=aB"),
    ("https://www.aclweb.org/anthology/2020.acl-main.1", "https://aclanthology.org/2020.acl-main.1"),
    ("https://aclanthology.org/2020.acl-main.1.pdf", "https://aclanthology.org/2020.acl-main.1"),
    ("https://zenodo.org/record/123456", "https://zenodo.org/records/123456"),
    ("https://drive.google.com/file/d/x/view?usp=sharing", "https://drive.google.com/file/d/x/view"),
    ("https://example.org/a?utm_source=x&b=1&fbclid=2", "https://example.org/a?b=1"),
    ("https://example.org:443/a/../b", "https://example.org/b"),
    ("https://example.org", "https://example.org/"),
    # A host that nothing is known of stays as it is.
    ("http://www.example.org/a.git", "http://www.example.org/a.git"),
    ("http://example.org/a?tab=1&si=2", "http://example.org/a?tab=1&si=2"),
    ("ftp://ftp.example.org/pub", "ftp://ftp.example.org/pub"),
    ("http://müller.example.de/", "http://xn--mller-kva.example.de/"),
]  # fmt: skip

NO_ADDRESSES = ["https://", "https://localhost/a", "https://a b.org", "http://[::1/", "tessera", ""]

REPOSITORIES = [
    ("https://github.com/quill/tessera", "quill/tessera"),
    ("https://github.com/quill/tessera.git", "quill/tessera"),
    ("https://github.com/quill/tessera/tree/main/src", "quill/tessera"),
    ("https://raw.githubusercontent.com/quill/tessera/main/a.txt", "quill/tessera"),
    ("https://gitlab.com/quill/tessera", "quill/tessera"),
    ("https://bitbucket.org/quill/tessera", "quill/tessera"),
    ("https://huggingface.co/quill/tile-7b", "quill/tile-7b"),
    ("https://huggingface.co/datasets/quill/tiles", "quill/tiles"),
    ("https://huggingface.host/quill/tile-7b", "quill/tile-7b"),
    ("https://github.com/quill", None),
    ("https://github.com/", None),
    ("https://github.com/topics/tiles", None),
    ("https://huggingface.co/docs/hub", None),
    ("https://example.org/quill/tessera", None),
]

IDENTIFIERS = [
    ("https://doi.org/10.1000/ABC.1", "doi:10.1000/abc.1"),
    ("https://dx.doi.org/10.1000/a/b", "doi:10.1000/a/b"),
    ("https://arxiv.org/abs/2101.00001v2", "arxiv:2101.00001v2"),
    ("https://arxiv.org/abs/hep-th/9901001", "arxiv:hep-th/9901001"),
    ("https://zenodo.org/record/123456/files/a.zip", "doi:10.5281/zenodo.123456"),
    ("https://aclanthology.org/2020.acl-main.1/", "acl:2020.acl-main.1"),
    ("https://youtu.be/aBcDeFgHiJk", "youtube:aBcDeFgHiJk"),
    ("https://openreview.net/pdf?id=aBcD1", "openreview:aBcD1"),
    ("https://arxiv.org/list/cs.CL/recent", None),
    ("https://doi.org/", None),
    ("https://github.com/quill/tessera", None),
]

DOMAINS = [
    ("www.cs.ox.ac.uk", "ox.ac.uk"),
    ("github.com", "github.com"),
    ("quill.github.io", "github.io"),
    ("127.0.0.1", None),
    ("tile.invalidsuffix", None),
]


@pytest.mark.parametrize(("url", "expected"), SAME)
def test_the_canonical_form(url: str, expected: str) -> None:
    form = canonical(url)
    assert form is not None
    assert form.url == expected


@pytest.mark.parametrize(("url", "expected"), SAME)
def test_a_canonical_form_is_its_own(url: str, expected: str) -> None:
    form = canonical(expected)
    assert form is not None
    assert form.url == expected


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_what_the_rules_refuse_has_none(url: str) -> None:
    assert canonical(url) is None


@pytest.mark.parametrize(("url", "expected"), REPOSITORIES)
def test_owner_and_name(url: str, expected: str | None) -> None:
    form = canonical(url)
    assert form is not None
    assert repository(form.host, form.path) == expected


@pytest.mark.parametrize(("url", "expected"), IDENTIFIERS)
def test_the_identifier(url: str, expected: str | None) -> None:
    form = canonical(url)
    assert form is not None
    assert identifier(form) == expected


@pytest.mark.parametrize(("host", "expected"), DOMAINS)
def test_the_registered_domain(host: str, expected: str | None) -> None:
    assert registered_domain(host) == expected
