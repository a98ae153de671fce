"""For each limit a file that crosses it: it costs a record or the rest of a file, never the run."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.errors import InputError
from flows.sources import Limits, read
from schemas.records import Document, Reject

Reading = Callable[..., tuple[list[Document], list[Reject]]]

GOOD = b'{"id": "a", "abstract": "We use 3 GPUs."}\n'
SMALL = Limits(record_bytes=10_000, abstract_characters=500, record_fields=20)


def framed_zstd(data: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as packed:
        packed.write(data)
    return bytes(sink.getvalue())


def entry(summary: str, number: int = 1) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/2499.0000{number}v1</id><title>T</title>"
        f"<summary>{summary}</summary></entry>"
    )


def feed(*entries: str, doctype: str = "") -> str:
    return f'{doctype}<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>'


def test_environment_sets_limits_and_refuses_others() -> None:
    limits = Limits.from_environment({"PAPERFACTS_LIMIT_ABSTRACT_CHARACTERS": "7", "HOME": "/"})
    assert limits == Limits(abstract_characters=7)
    for name, value in [
        ("LIMIT_NONSENSE", "1"),
        ("LIMIT_FILE_BYTES", "0"),
        ("LIMIT_FILE_BYTES", "x"),
    ]:
        with pytest.raises(InputError):
            Limits.from_environment({f"PAPERFACTS_{name}": value})


LAUGHS = (
    "<!DOCTYPE feed ["
    + '<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)


def test_entity_is_never_resolved(reading: Reading) -> None:
    doctype = '<!DOCTYPE feed [<!ENTITY i "three">]>'
    documents, rejects = reading(feed(entry("We &i; we"), entry("We", 2), doctype=doctype))
    assert [document.doc_id for document in documents] == ["2499.00002"]
    assert [reject.reason for reject in rejects] == ["entity_reference"]


def test_entities_within_entities_are_never_expanded(reading: Reading) -> None:
    documents, rejects = reading(feed(entry("We"), entry("We &i; laugh", 2), doctype=LAUGHS))
    assert all(document.abstract == "We" for document in documents)
    assert rejects[-1].reason in ("entity_reference", "broken_xml")


def test_entities_in_attributes_are_never_expanded(reading: Reading) -> None:
    content = feed('<entry><category term="&i;"/></entry>', entry("We", 2), doctype=LAUGHS)
    documents, rejects = reading(content)
    assert not documents or all(len(c) < 10_000 for d in documents for c in d.categories)
    assert rejects


def test_external_entities_are_never_fetched(reading: Reading, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    doctype = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "file://{secret}">]>'
    documents, rejects = reading(feed(entry("We &x; tell"), doctype=doctype))
    assert documents == []
    assert [reject.reason for reject in rejects] == ["entity_reference"]
    assert "the secret" not in rejects[0].raw


@pytest.mark.parametrize("pack", [gzip.compress, framed_zstd], ids=["gzip", "zstd"])
def test_bomb_by_ratio(reading: Reading, pack: Callable[[bytes], bytes]) -> None:
    bomb = pack(GOOD + b" " * 100_000_000)
    documents, rejects = reading(bomb)
    assert [document.doc_id for document in documents] == ["a"]
    assert [reject.reason for reject in rejects][-1:] == ["too_large"]


@pytest.mark.parametrize("pack", [gzip.compress, framed_zstd, bytes], ids=["gzip", "zstd", "plain"])
def test_bomb_by_size(reading: Reading, pack: Callable[[bytes], bytes]) -> None:
    lines = b"".join(
        json.dumps({"id": str(n), "abstract": f"We use {n} GPUs."}).encode() + b"\n"
        for n in range(50_000)
    )
    documents, rejects = reading(pack(lines), limits=Limits(file_bytes=1_000_000))
    assert 10_000 < len(documents) < 40_000
    assert [reject.reason for reject in rejects] == ["too_large"]


@pytest.mark.parametrize("pack", [gzip.compress, framed_zstd], ids=["gzip", "zstd"])
def test_truncated_packing(reading: Reading, pack: Callable[[bytes], bytes]) -> None:
    lines = b"".join(
        json.dumps({"id": str(n), "abstract": f"We use {n * 7919} GPUs."}).encode() + b"\n"
        for n in range(20_000)
    )
    packed = pack(lines)
    documents, rejects = reading(packed[: len(packed) * 3 // 4])
    assert 0 < len(documents) < 20_000
    assert [reject.reason for reject in rejects][-1] == "truncated"


@pytest.mark.parametrize("pack", [gzip.compress, framed_zstd], ids=["gzip", "zstd"])
def test_truncated_packing_of_a_small_file(
    reading: Reading, pack: Callable[[bytes], bytes]
) -> None:
    lines = b"".join(
        b'{"id": "%d", "abstract": "We use %d GPUs."}\n' % (n, n * 7919) for n in range(4_000)
    )
    packed = pack(lines)
    documents, rejects = reading(packed[: len(packed) - 100])
    assert len(documents) > 1_000
    assert [reject.reason for reject in rejects][-1] == "truncated"


def test_damaged_gzip(reading: Reading) -> None:
    packed = bytearray(gzip.compress(GOOD * 20_000))
    packed[-6] ^= 255
    documents, rejects = reading(bytes(packed))
    assert documents
    assert [reject.reason for reject in rejects][-1] == "unreadable"


def long_inputs() -> list[tuple[str, str]]:
    long = "word " * 12_000
    record = json.dumps({"id": "x", "abstract": long})
    return [
        ("jsonl", GOOD.decode() + record + "\n" + GOOD.decode()),
        ("csv", f"id,abstract\na,We\nx,{long}\nb,We\n"),
        (
            "bibtex",
            f"@a{{a, abstract={{We}}}}\n@a{{x, abstract={{{long}}}}}\n@a{{b, abstract={{We}}}}",
        ),
        (
            "ris",
            f"TY  - A\nAB  - We\nER  - \nTY  - A\nAB  - {long}\nER  - \nTY  - A\nAB  - We\nER  - ",
        ),
        ("json", f'[{{"id": "a", "abstract": "We"}}, {record}]'),
        ("arxiv-atom", feed(entry("We"), entry(long, 2))),
    ]


@pytest.mark.parametrize(("format", "content"), long_inputs(), ids=[f for f, _ in long_inputs()])
def test_record_that_is_too_long(reading: Reading, format: str, content: str) -> None:
    documents, rejects = reading(content, format=format, limits=SMALL)
    assert len(documents) == (1 if format in ("json", "arxiv-atom") else 2)
    assert len(rejects) == 1
    assert rejects[0].reason in ("record_too_large", "text_too_long")
    assert len(rejects[0].raw) <= 2000


@pytest.mark.parametrize("format", ["jsonl", "json", "csv"])
def test_abstract_of_fifty_megabytes(reading: Reading, format: str) -> None:
    long = "word " * 10_000_000
    content = {
        "jsonl": GOOD + json.dumps({"abstract": long}).encode(),
        "json": b"[" + GOOD + b"," + json.dumps({"abstract": long}).encode() + b"]",
        "csv": b"id,abstract\na,We use 3 GPUs.\nb," + long.encode() + b"\n",
    }[format]
    documents, rejects = reading(content)
    assert [document.doc_id for document in documents] == ["a"]
    assert [reject.reason for reject in rejects] == ["record_too_large"]


def test_abstract_that_is_too_long_in_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"abstract": ["We", "word " * 300_000]}), path)
    _, reject = read([str(path)])
    assert isinstance(reject, Reject)
    assert reject.reason == "text_too_long"


def test_parquet_that_holds_one_text_in_every_row(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"abstract": ["w" * 900_000] * 100}), path, compression="zstd")
    assert path.stat().st_size < 5_000
    *documents, reject = read([str(path)])
    assert 10 < len(documents) < 30
    assert isinstance(reject, Reject)
    assert reject.reason == "too_large"


def test_parquet_that_unpacks_to_absurdly_more(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(
        pa.table({"abstract": [f"{n}" + "w" * 900_000 for n in range(100)]}),
        path,
        compression="zstd",
        use_dictionary=False,
    )
    (reject,) = read([str(path)])
    assert isinstance(reject, Reject)
    assert reject.reason == "too_large"


def test_xml_beyond_what_the_parser_holds(reading: Reading) -> None:
    documents, rejects = reading(feed(entry("We"), entry("word " * 4_000_000, 2)))
    assert [document.abstract for document in documents] == ["We"]
    assert [reject.reason for reject in rejects] == ["record_too_large"]


@pytest.mark.parametrize(
    ("text", "reason"), [("a\0b", "nul_character"), ("caf\udce9", "bad_encoding")]
)
def test_xml_with_bytes_that_are_none(reading: Reading, text: str, reason: str) -> None:
    content = feed(entry("We"), entry(text, 2), entry("We go", 3)).encode(errors="surrogateescape")
    documents, rejects = reading(content)
    assert [document.abstract for document in documents] == ["We", "We go"]
    assert [(reject.reason, reject.position) for reject in rejects] == [(reason, "record 2")]


BREAKS = [
    "a\0b",
    "a</b>",
    "a &nbsp; b",
    "a\x01b",
    "<b>" * 300 + "</b>" * 300,
    "a <",
    "R&D",
    "R&D; and &amp;",
]


@pytest.mark.parametrize("padding", [0, 500, 70_000])
@pytest.mark.parametrize("text", BREAKS)
def test_broken_record_of_xml_costs_only_itself(reading: Reading, text: str, padding: int) -> None:
    good = [entry("We " + "go on " * (padding // 6), number) for number in (1, 3, 4, 6)]
    bad = [entry(text + "x" * padding, number) for number in (2, 5)]
    content = feed(good[0], bad[0], good[1], good[2], bad[1], good[3])
    documents, rejects = reading(content)
    assert [document.doc_id[-1] for document in documents] == ["1", "3", "4", "6"]
    assert [reject.position for reject in rejects] == ["record 2", "record 5"]


@pytest.mark.parametrize("far", ["", "x &amp; y"])
@pytest.mark.parametrize("count", [3, 3_000])
def test_bare_ampersand_costs_its_record(reading: Reading, far: str, count: int) -> None:
    good = [entry("We go on", 3)] * count
    content = feed(entry("We"), entry("R&D", 2), *good, entry("a & b", 2), entry(f"We {far}", 4))
    _, rejects = reading(content)
    assert [reject.position for reject in rejects] == ["record 2", f"record {count + 3}"]
    assert {reject.reason for reject in rejects} == {"broken_xml"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-2022-jp"])
def test_ampersand_that_breaks_nothing(reading: Reading, encoding: str) -> None:
    sound = (
        "R&amp;D &#228; &#xE4; <!-- R&D --><![CDATA[R&D ]] &]]><?R &D?> &quot;",
        # Of these, ISO-2022-JP has 0x26 for a half.
        "\u30a6\u30a7\u30d6 \u0391",
    )
    content = feed(*(entry(text, number) for number, text in enumerate(sound, 1)))
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{content}'
    documents, rejects = reading(declared.encode(encoding))
    assert rejects == []
    assert [document.abstract for document in documents] == ['R&D ä ä R&D ]] & "', sound[1]]


def test_what_stands_between_records_of_xml_costs_none(reading: Reading) -> None:
    content = feed(entry("We", 1), "\0", entry("We", 2), "</b>", entry("We", 3))
    documents, rejects = reading(content)
    assert [document.doc_id[-1] for document in documents] == ["1", "2", "3"]
    assert [reject.position for reject in rejects] == ["record 2", "record 4"]


def test_answers_put_one_behind_the_other(reading: Reading) -> None:
    content = "".join(f"<?xml version='1.0'?>\n{feed(entry('We', n))}\n" for n in (1, 2, 3))
    documents, rejects = reading(content)
    assert [document.doc_id[-1] for document in documents] == ["1", "2", "3"]
    assert {reject.reason for reject in rejects} == {"broken_xml"}


def test_xml_that_is_broken_all_over(reading: Reading) -> None:
    content = feed(*(entry("a\0b", number % 10) for number in range(3_000)))
    documents, rejects = reading(content)
    assert documents == []
    assert len(rejects) == 1_000


def test_braces_without_end(reading: Reading) -> None:
    deep = "{" * 200_000 + "We" + "}" * 200_000
    content = f"@a{{x, abstract={{{deep}}}}}\n@a{{y, abstract={{{'{' * 200_000}}}\n@a{{z, abstract={{We}}}}"
    documents, rejects = reading(content, format="bibtex")
    assert [(document.doc_id, document.abstract) for document in documents] == [
        ("x", "We"),
        ("z", "We"),
    ]
    assert [reject.reason for reject in rejects] == ["broken_entry"]


def test_million_fields(reading: Reading) -> None:
    row = b"id,abstract\na,We\nb" + b"," * 1_000_000 + b"\nc,We\n"
    documents, rejects = reading(row)
    assert [document.doc_id for document in documents] == ["a", "c"]
    assert [reject.reason for reject in rejects] == ["too_many_fields"]
    wide = json.dumps({"id": "x", "abstract": "We", **{str(n): 0 for n in range(1_000_000)}})
    documents, rejects = reading(GOOD + wide.encode())
    assert [document.doc_id for document in documents] == ["a"]
    assert [reject.reason for reject in rejects] == ["too_many_fields"]


def test_million_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("abstract," + ",".join(f"c{n}" for n in range(30_000)) + "\nWe\n")
    with pytest.raises(InputError, match="columns"):
        read([str(path)])


@pytest.mark.parametrize("opening", [b"[", b'{"y":', b'{"y": 1, "z": '])
def test_deep_json(reading: Reading, opening: bytes) -> None:
    closing = b"]" if opening == b"[" else b"}"
    deep = b'{"id": "b", "x": ' + opening * 200_000 + b"1" + closing * 200_000 + b"}"
    for content in (b"[%s, %s, %s]", b"%s%s\n%s"):
        first, last = GOOD, GOOD.replace(b'"a"', b'"c"')
        documents, rejects = reading(content % (first, deep, last))
        assert [document.doc_id for document in documents] == ["a", "c"]
        assert [reject.reason for reject in rejects] == ["broken_json"]
    _, rejects = reading(b"[" + GOOD + b"," + opening * 200_000)
    assert [reject.reason for reject in rejects] == ["truncated"]


def test_deep_xml(reading: Reading) -> None:
    documents, rejects = reading(feed(entry("We"), entry("<b>" * 100_000 + "</b>" * 100_000, 2)))
    assert [document.doc_id for document in documents] == ["2499.00001"]
    assert [reject.reason for reject in rejects] == ["broken_xml"]


def test_half_a_surrogate_pair_in_an_array(reading: Reading) -> None:
    content = (
        '[{"id": "a", "abstract": "\\ud83d\\ude00 We"}, {"id": "b", "abstract": "\\ud83d We"}]'
    )
    _, rejects = reading(content)
    assert [reject.reason for reject in rejects] == ["broken_json"]
    documents, _ = reading(content.replace("\\ud83d We", "We"))
    assert [document.abstract for document in documents] == ["\U0001f600 We", "We"]


def test_openalex_places_beyond_reason(reading: Reading) -> None:
    index = {"We": [0], "never": [10**15]}
    lines = json.dumps({"id": "W1", "abstract_inverted_index": index}) + "\n"
    documents, rejects = reading(lines * 2)
    assert documents == []
    assert {reject.reason for reject in rejects} == {"text_too_long"}


def test_digits_without_end(reading: Reading) -> None:
    digits = "7" * 900_000
    documents, rejects = reading(json.dumps({"abstract": digits}))
    assert [document.abstract for document in documents] == [digits]
    assert rejects == []
    _, rejects = reading(f'[{{"id": "a", "abstract": "We"}}, {{"id": {digits}}}]')
    assert len(rejects) <= 1


def test_broken_footer_of_parquet(tmp_path: Path) -> None:
    """Each byte of it is spoilt in turn: levels, sizes and offsets that cannot be, among others."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": ["a", None], "abstract": ["We test.", None]}), path)
    whole = path.read_bytes()
    refused = 0
    for place in range(len(whole) - 8 - int.from_bytes(whole[-8:-4], "little"), len(whole)):
        for change in (1, 2, 0x80):
            spoilt = bytearray(whole)
            spoilt[place] ^= change
            path.write_bytes(spoilt)
            try:
                items = list(read([str(path)]))
            except InputError:
                refused += 1
            else:
                refused += any(isinstance(item, Reject) for item in items)
    assert refused


def test_broken_page_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    abstracts = [f"We use {n} GPUs." for n in range(5_000)]
    pq.write_table(
        pa.table({"abstract": abstracts}), path, row_group_size=1_000, compression="zstd"
    )
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2_000] = bytes(2_000)
    path.write_bytes(data)
    items = list(read([str(path)]))
    assert isinstance(items[-1], Reject)
    assert items[-1].reason == "unreadable"
    assert all(isinstance(item, Document) for item in items[:-1])
    assert len(items) > 1_000
