"""What an address holds: by what its sentence says, then by its host."""

from __future__ import annotations

import pytest

from extractors.addresses import find_addresses
from extractors.sentences import split

BY_SENTENCE = [
    ("Our code is at https://tiles.example.org/.", ["code"]),
    ("Code, models and clips: https://sites.google.com/view/tiles.", ["code"]),
    ("The project page with code is https://tiles.example.org.", ["code"]),
    ("The method is open-sourced at https://tiles.example.org.", ["code"]),
    ("All models are at https://github.com/quill/tiles.", ["model"]),
    ("Models and datasets are at https://github.com/quill/tiles.", ["model"]),
    ("The corpus is at https://github.com/quill/tiles.", ["dataset"]),
    ("Project page: https://github.com/quill/tiles.", ["project"]),
    ("Videos are on our website https://tiles.example.org.", ["project"]),
    ("A demo video is at https://tiles.example.org.", ["video"]),
    ("An online demo (https://tiles.example.org) runs.", ["demo"]),
    ("The full version is at https://tiles.example.org.", ["paper"]),
    ("Resources are at https://github.com/quill/tiles.", ["other"]),
    ("See https://tiles.example.org for code and data.", ["code"]),
    ("See method2Video: https://tiles.example.org.", ["video"]),
    ("We share code at https://a.example.org and data at https://b.example.org.", ["code", "dataset"]),
    ("We share code (https://a.example.org) and a video (https://b.example.org).", ["code", "video"]),
]  # fmt: skip

BY_HOST = [
    ("github.com/quill/tiles", "code"),
    ("anonymous.4open.science/r/tiles-1A2B/", "code"),
    ("huggingface.co/quill/tiles", "model"),
    ("huggingface.host/quill/tiles", "model"),
    ("huggingface.co/datasets/quill/tiles", "dataset"),
    ("huggingface.co/spaces/quill/tiles", "demo"),
    ("zenodo.org/records/12345", "dataset"),
    ("quill.github.io/tiles", "project"),
    ("sites.google.com/view/tiles", "project"),
    ("arxiv.org/abs/2101.00001", "paper"),
    ("doi.org/10.1000/182", "paper"),
    ("www.youtube.com/watch?v=aBcDeFgHiJk", "video"),
    ("youtu.be/aBcDeFgHiJk", "video"),
    ("tiles.example.org/", "other"),
    ("bit.ly/3tiles", "other"),
]


@pytest.mark.parametrize(("text", "kinds"), BY_SENTENCE)
def test_what_the_sentence_says_counts_first(text: str, kinds: list[str]) -> None:
    assert [address.kind for address in find_addresses(text, split(text))] == kinds


@pytest.mark.parametrize(("address", "kind"), BY_HOST)
def test_the_host_tells_where_the_sentence_does_not(address: str, kind: str) -> None:
    text = f"It is at https://{address}."
    assert [found.kind for found in find_addresses(text, split(text))] == [kind]


def test_what_a_host_of_videos_or_papers_holds_is_certain() -> None:
    text = "Code and models are shown at https://youtu.be/aBcDeFgHiJk and arXiv:2101.00001."
    assert [found.kind for found in find_addresses(text, split(text))] == ["video", "paper"]


def test_the_words_of_another_sentence_do_not_count() -> None:
    text = "We trained models on data. More at https://tiles.example.org."
    assert [found.kind for found in find_addresses(text, split(text))] == ["other"]
