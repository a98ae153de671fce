"""Addresses in running text: tables of examples.

Each example is a text with the address between ‹ and ›, and the address as it was meant; without one, the address is
meant as it is written.
"""

from __future__ import annotations

import pytest

from extractors.addresses import Address, find_addresses
from extractors.sentences import split

# Met in abstracts, told again in other words.
IN_THE_WILD = [
    ("The toolkit lives at ‹https://github.com/quill-lab/tessera›.",),
    ("Weights: ‹https://huggingface.co/quill-lab/tessera-7b›",),
    ('We share everything at ‹https://gitlab.com/quill/tessera›."',),
    ("See our page (‹https://tessera.example.org/demo›) for clips.",),
    ("Demo: ‹https://sites.google.com/view/tessera-bots/home› .",),
    ("Code can be had from ‹github.com/quill-lab/tessera›.", "https://github.com/quill-lab/tessera"),
    ("Maps are at ‹www.tessera-maps.org›; models follow.", "https://www.tessera-maps.org"),
    ("Our site ‹tessera-maps.github.io› shows more.", "https://tessera-maps.github.io"),
    ("A report is available at ‹lab.cs.example.edu/tessera/›.", "https://lab.cs.example.edu/tessera/"),
    ("All material is at ‹bench.vision.example.cz›.", "https://bench.vision.example.cz"),
    ("Code: ‹https: //github.com/quill-lab/tessera›.", "https://github.com/quill-lab/tessera"),
    ("Code: ‹https:// github.com/quill-lab/tessera›.", "https://github.com/quill-lab/tessera"),
    ("Code: ‹htps://github.com/quill-lab/tessera›.", "https://github.com/quill-lab/tessera"),
    ("Code: ‹https//github.com/quill-lab/tessera›.", "https://github.com/quill-lab/tessera"),
    ("Code: ‹https://github. com/quill-lab/tessera›.", "https://github.com/quill-lab/tessera"),
    ("Page: ‹https://tessera. cs.example.edu/maps›.", "https://tessera.cs.example.edu/maps"),
    ("Maps: ‹http://www.cs.example.edu/~jd ab/tiles/x/›.", "http://www.cs.example.edu/~jd_ab/tiles/x/"),
    ("Page: ‹https://quill-lab.github. io/tessera/›.", "https://quill-lab.github.io/tessera/"),
    ("Code: ‹https://github.com/ QuillLab/Tessera›.", "https://github.com/QuillLab/Tessera"),
    ("Code: ‹https://github.com/quill-lab/ TESS›.", "https://github.com/quill-lab/TESS"),
    ("Code: ‹https://github.com/Q- L/tiles›.", "https://github.com/Q-L/tiles"),
    ("Code: ‹https://github.com/q/Tile_ Maps_for_Robots›.", "https://github.com/q/Tile_Maps_for_Robots"),
    ("Code: ‹https://github.com/\nquill/tessera›.", "https://github.com/quill/tessera"),
    ("Clips: ‹https://sites.google.com/view/\ntessera-bots›", "https://sites.google.com/view/tessera-bots"),
    ("Page: ‹https://quill-lab.github.io/ tile_page/›", "https://quill-lab.github.io/tile_page/"),
    ("The code is at: ‹github.com/quill/tile map›.", "https://github.com/quill/tile_map"),
    ("The code is at ‹https://github.com/quill/TILE MAP›.", "https://github.com/quill/TILE_MAP"),
    ("A clip: ‹https://www.youtube.com/watch?v=aBcDeFg h-i›.", "https://www.youtube.com/watch?v=aBcDeFg_h-i"),
    ("Results: ‹https://cis.example.edu/ jdoe/projects/tiles›.", "https://cis.example.edu/~jdoe/projects/tiles"),
    ("Our code11‹https://github.com/quill/tessera› runs on a robot.",),
    ("A clip is online22‹youtube.com/watch?v=aBcDeFgHiJk›.", "https://youtube.com/watch?v=aBcDeFgHiJk"),
    ("We make it available at‹github.com/quill/tessera›.", "https://github.com/quill/tessera"),
    ("It can be had from‹https://github.com/quill/tessera›.",),
    ("for moving goals.‹quill-lab.github.io/tessera/›.", "https://quill-lab.github.io/tessera/"),
    ("Code: ‹https://github.com/quill/tessera.git›.Video follows.",),
    (r"We release \url{‹https://github.com/quill/tessera›}.",),
    (
        r"Code: ‹\href{https://github.com/quill/tessera}{https://github.com/quill/tessera}›.",
        "https://github.com/quill/tessera",
    ),
    (
        r"Page: ‹\href{https://quill.github.io/}{quill.github.io}›.",
        "https://quill.github.io/",
    ),
    (
        "Code: ‹href{https://github.com/quill/tessera}{url{https://github.com/quill/tessera}}›.",
        "https://github.com/quill/tessera",
    ),
    (
        "Code: ‹[https://github.com/quill/tessera](https://github.com/quill/tessera)›.",
        "https://github.com/quill/tessera",
    ),
    ("Code at [this link](‹https://github.com/quill/tessera›).",),
    (r"Read the version at \small‹https://arxiv.org/abs/2101.00001› .",),
    ("Tools [1].[1] ‹https://github.com/quill/tessera›[2] follow",),
    ("code and docs at ‘‹https://github.com/quill/tessera›‘.",),
    ("(‹https://zenodo.org/record/123456#.Yab_C9›).",),
    ("Home pages: ‹http://cs.example.edu/~jdoe/tiles› .",),
    ("License: ‹http://www.example.com/research/license#Tiles›",),
    ("Clips: ‹https://youtu.be/zd_I839vAk?si=h9qln176ucSu-8-›. Then",),
    ("(demo: ‹http://demo.tessera.example.cn›) works",),
    ("Links such as ‹https://quill.github.io/tessera/›}}.",),
    ("the mirror ‹https://huggingface.host/quill/tessera›.",),
]  # fmt: skip

# Made up to try one thing each.
SYNTHETIC = [
    (r"at ‹https://github.com/quill/tile\_map\_tools›.", "https://github.com/quill/tile_map_tools"),
    (r"at ‹https://example.org/\textasciitilde{}jdoe/x›.", "https://example.org/~jdoe/x"),
    (r"at ‹https://example.org/$\sim$jdoe/x›.", "https://example.org/~jdoe/x"),
    (r"at ‹https:\/\/github.com\/quill\/tessera›", "https://github.com/quill/tessera"),
    ("at ‹https://example.org/∼jdoe/x›.", "https://example.org/~jdoe/x"),
    ("at ‹https://example.org/tile‐map›.", "https://example.org/tile-map"),
    ("at ‹https://example.org/de\u00adtails›.", "https://example.org/details"),
    ("at ‹https://example.org/ﬁles›.", "https://example.org/files"),
    ("at ‹https://example.org/?a=1&amp;b=2›.", "https://example.org/?a=1&b=2"),
    ("at ‹HTTPS://GitHub.com/Quill/Tessera›.", "https://github.com/Quill/Tessera"),
    ("at ‹http://https://example.org/tiles›.", "https://example.org/tiles"),
    ("at ‹https:/example.org/tiles›.", "https://example.org/tiles"),
    ("at ‹https:///example.org/tiles›.", "https://example.org/tiles"),
    ("at ‹https://git hub.com/quill/tessera›.", "https://github.com/quill/tessera"),
    ("at ‹https://example.org/wiki/Tile_(floor)›).",),
    ("at ‹https://example.org:8080/tiles›,",),
    ("at ‹https://example.org/tiles›*.",),
    ("at ‹https://example.org/tiles›¹.",),
    ("at ‹https://example.org/tiles›†.",),
    ("at ‹https://example.org/tiles›^1.",),
    ("at ‹https://example.org/tiles›….",),
    ("at <‹https://example.org/tiles›>.",),
    ("at '‹https://example.org/tiles›'.",),
    ("at “‹https://example.org/tiles›”.",),
    ("at ‹https://example.org/tiles›.The rest follows.",),
    ("at ‹https://tiles.example.org›.The rest follows.",),
    ("at ‹https://example.org/tiles.html›The rest follows.",),
    ("at ‹https://example.org/Dr.Tile›.",),
    ("at ‹https://github.com/quill/tessera›: all of it",),
    ("at ‹https://github.com/quill/tessera›,which we",),
    ("at ‹https://github.com/quill/tessera›(MIT)",),
    ("at ‹https://github.com/quill/tessera› soon.",),
    ("at ‹https://github.com/quill/tessera› under the MIT License.",),
    ("at ‹https://github.com/quill/tessera› Project page",),
    ("at ‹https://github.com/quill/tessera› and more.",),
    ("at ‹https://quill.github.io/› Code/data follow.",),
    ("at ‹https://web.archive.org/web/2020/http://example.org/a›.",),
    ("代码在‹https://github.com/quill/tessera›。",),
    ("代码在‹github.com/quill/tessera›上", "https://github.com/quill/tessera"),
    ("at ‹http://müller.example.de/x›",),
    ("at ‹ftp://ftp.example.org/pub/tiles›.",),
    ("at ‹git://github.com/quill/tiles.git›.", "https://github.com/quill/tiles.git"),
    ("at ‹WWW.EXAMPLE.ORG/TILES›.", "https://www.example.org/TILES"),
    ("Visit ‹Tessera.com›.", "https://tessera.com"),
    ("see at‹www.example.org›", "https://www.example.org"),
    ("(‹hf.co/quill/tessera›)", "https://hf.co/quill/tessera"),
    ("short: ‹bit.ly/3xYz12›.", "https://bit.ly/3xYz12"),
    ("available at ‹tessera.ai›.", "https://tessera.ai"),
    ("‹doi:10.1000/tiles.2021.12›.", "https://doi.org/10.1000/tiles.2021.12"),
    ("(DOI: ‹https://doi.org/10.1000/182›)",),
    ("published as ‹10.1000/tiles.2021.12›)", "https://doi.org/10.1000/tiles.2021.12"),
    ("‹doi.org/10.1000/182›", "https://doi.org/10.1000/182"),
    ("preprint ‹arXiv:2101.00001› [cs.CL].", "https://arxiv.org/abs/2101.00001"),
    ("preprint ‹arXiv:2101.00001v3›.", "https://arxiv.org/abs/2101.00001v3"),
    ("(‹arXiv:hep-th/9901001›)", "https://arxiv.org/abs/hep-th/9901001"),
    (
        '‹<a href="https://example.org/t?a=1">example.org/t</a>›',
        "https://example.org/t?a=1",
    ),
    ('<a href="‹https://example.org/t›">here</a>',),
]

# Nothing in them is an address.
NEGATIVE = [
    "Write to jane.doe@example.org or j@mail.example.com.",
    "Ask jane.doe at example.org or jdoe [at] mail.example.com.",
    "People on the social networking site Facebook.com were asked.",
    "This fails, e.g.in the dark, i.e.at night, cf.the appendix.",
    "It names none (https:/i.e./tern7ttps://tern.example).",
    "We edit model.py, run.sh, README.md, node.js and data.zip.",
    "They grew in magnitude.The rest, however.It holds for both.In short, no.",
    "Speeds of 0.7m/s, 3.9/2.52/2.16% and 2.4-7.8x/2.6x were met.",
    "We gain 1.2 mAP@0.5 and run a ResNet50@2.7 GFLOPs net.",
    "Reviews on Amazon.com and stays at booking.com, as on Yelp.com.",
    "In Java, java.io and System.IO differ; ASP.NET too.",
    "The HTTP traces, HTTPS traffic and HTTP/2 streams of www pages.",
    "Both true/false and and/or hold; see Fig.2/3.",
    "torch.nn and os.path.join are called, then utils.data.",
    "Rates of 10.1234/5 and 3.14159 are numbers, as is 2101.00001.",
    "The paper is on arXiv and the code on GitHub.",
    "https:// and www. and http://localhost alone lead nowhere.",
    "Values .com and .io alone are domains.",
    "It costs 5.com/portant",
    "http://3232235777/ and https://a..b.org/ and http://a./b lead nowhere.",
    "",
]

# Mistakes that are known: what should come out.
KNOWN_FAILURES = [
    pytest.param(
        "Page: ‹github. com/quill/tessera›.",
        "https://github.com/quill/tessera",
        id="a break in a host without a scheme",
    ),
    pytest.param(
        "Our kit ‹https://github.com/quill/Tile Map Kit› and its parts are free.",
        "https://github.com/quill/Tile_Map_Kit",
        id="lost underscores within a sentence",
    ),
    pytest.param(
        "Page: ‹https://quill.github.ioTessera/›.",
        "https://quill.github.io/Tessera/",
        id="a lost slash behind the host",
    ),
    pytest.param(
        "at ‹https://例え.jp/a›",
        "https://例え.jp/a",
        id="a host in letters of a script without spaces",
    ),
    pytest.param(
        "at ‹https://github.com/quill/tessera›1.",
        "https://github.com/quill/tessera",
        id="the digit of a footnote behind an address",
    ),
]


def find(text: str) -> list[Address]:
    return find_addresses(text, split(text))


def marked(example: str) -> tuple[str, int, int]:
    """The text without its marks, and where the address between them begins and ends."""
    start = example.index("‹")
    end = example.index("›") - 1
    return example.replace("‹", "").replace("›", ""), start, end


@pytest.mark.parametrize("example", IN_THE_WILD + SYNTHETIC, ids=lambda example: example[0])
def test_an_address_is_found_where_it_stands_and_as_it_was_meant(example: tuple[str, ...]) -> None:
    text, start, end = marked(example[0])
    written = text[start:end]
    found = find(text)
    assert [(text[a.start : a.end], a.url) for a in found] == [
        (written, (*example[1:], written)[0])
    ]
    assert (found[0].start, found[0].end) == (start, end)


@pytest.mark.parametrize("text", NEGATIVE)
def test_nothing_is_found_where_no_address_is(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(("example", "url"), KNOWN_FAILURES)
@pytest.mark.xfail(reason="known failure", strict=True)
def test_known_failures(example: str, url: str) -> None:
    text, start, end = marked(example)
    assert [(a.start, a.end, a.url) for a in find(text)] == [(start, end, url)]


def test_glued_neighbours_are_two_addresses() -> None:
    text = "Code: https://github.com/quill/tilehttps://quill.github.io/tile and more"
    assert [a.url for a in find(text)] == [
        "https://github.com/quill/tile",
        "https://quill.github.io/tile",
    ]


def test_several_addresses_come_in_the_order_of_the_text() -> None:
    text = "See https://a.example.org/x, b.example.org/y; and (www.c.example.org)!"
    assert [a.url for a in find(text)] == [
        "https://a.example.org/x",
        "https://b.example.org/y",
        "https://www.c.example.org",
    ]


def test_an_address_knows_the_sentence_in_which_it_begins() -> None:
    text = "We built a robot. Its code is at https://github.com/quill/bot. It walks."
    assert [a.sentence for a in find(text)] == [1]


def test_without_sentences_the_text_counts_as_one() -> None:
    assert [a.sentence for a in find_addresses("at https://example.org/a.", [])] == [0]
