"""Input that is wrong: what ends a run at once, and what costs a record."""

from __future__ import annotations

import gzip
import os
import socket
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.errors import InputError
from flows.sources import Limits, read, read_files
from flows.sources.paths import expand
from schemas.records import Document, Reject

GOOD = b'{"id": "a", "abstract": "We use 3 GPUs."}\n'


def refuses(paths: list[str], *words: str, **options: object) -> None:
    with pytest.raises(InputError) as caught:
        read(paths, **options)  # type: ignore[arg-type]
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


def test_nothing_asked_for() -> None:
    refuses([], "nothing to read")


def test_missing_path(tmp_path: Path) -> None:
    refuses([str(tmp_path / "missing.jsonl")], "missing.jsonl", "no such file")


def test_pattern_without_match(tmp_path: Path) -> None:
    refuses([str(tmp_path / "*.jsonl")], "*.jsonl", "no file matches")


def test_folder_without_files(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("nothing")
    refuses([str(tmp_path)], "no file with a known ending")


@pytest.mark.parametrize("content", [b"", b"  \n\n", gzip.compress(b"", mtime=0)])
def test_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_bytes(content)
    refuses([str(path)], "empty.jsonl", "empty")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.jsonl"
    path.write_bytes(GOOD)
    path.chmod(0)
    refuses([str(path)], "secret.jsonl", "permissions")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"Some notes.\nOn two short lines.\n",
        b"<html><body><p>Not found</p></body></html>",
        b"42\n43\n",
        bytes(1000),
    ],
)
def test_unknown_format(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "input.txt"
    path.write_bytes(content)
    refuses([str(path)], "input.txt", "--format")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04abc", "zip"),
        (b"BZh91AY", "bzip2"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_foreign_packing_is_named(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    refuses([str(path)], name)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"FN Some Web of Papers\nVR 1.0\nPT J\nTI An Owl\nAB We count.\nER\n", "export RIS"),
        (b"%0 Journal Article\n%T An Owl\n%X We count.\n", "export RIS"),
        (b"<!DOCTYPE html>\n<html><body><p>An Owl</p></body></html>", "web page"),
        (b"<article><front><abstract>We count.</abstract></front></article>", "whole article"),
        (b"<rss><channel><item><title>An Owl</title></item></channel></rss>", "Atom"),
    ],
)
def test_a_format_that_is_known_but_not_read(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    refuses([str(path)], "its format cannot be told", words, "--format")


def test_unknown_format_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD)
    refuses([str(path)], "--format xlsx", "jsonl", format="xlsx")


@pytest.mark.parametrize(
    "content",
    [
        b'{"id": "a", "body": "We use 3 GPUs."}\n',
        b'[{"id": "a", "body": "We use 3 GPUs."}]',
        b"id,body\na,We use 3 GPUs.\n",
        b"id\tbody\na\tWe use 3 GPUs.\n",
    ],
)
def test_no_field_for_the_abstract(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    refuses([str(path)], "no field for the abstract", "body", "--map abstract=")
    documents = list(read([str(path)], field_map={"abstract": "body"}))
    assert [d.abstract for d in documents if isinstance(d, Document)] == ["We use 3 GPUs."]
    refuses([str(path)], "called text2", field_map={"abstract": "text2"})
    refuses([str(path)], "no part", field_map={"author": "body"})


def test_a_map_to_a_column_that_is_not_there(tmp_path: Path) -> None:
    table, lines = tmp_path / "a.parquet", tmp_path / "a.csv"
    pq.write_table(pa.table({"name": ["Owls"], "abstract": ["We use 3 GPUs."]}), table)
    lines.write_text("name,abstract\nOwls,We use 3 GPUs.\n")
    for path in (table, lines):
        refuses([str(path)], "called nam ", "--map title=", field_map={"title": "nam"})
    # Of records that have each their own fields, the first may lack what others have.
    rows = tmp_path / "a.jsonl"
    rows.write_bytes(GOOD + b'{"id": "b", "abstract": "We use 4 GPUs.", "name": "Owls"}\n')
    documents = list(read([str(rows)], field_map={"title": "name"}))
    assert [d.title for d in documents if isinstance(d, Document)] == ["", "Owls"]
    rows.write_bytes(GOOD)
    assert len(list(read([str(rows)], field_map={"title": "name"}))) == 1


def test_parquet_without_the_abstract_or_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"body": ["We use 3 GPUs."]}), path)
    refuses([str(path)], "no field for the abstract")
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    refuses([str(path)], "not a whole Parquet file")


def test_special_files(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jsonl"
    os.mkfifo(pipe)
    refuses([str(pipe)], "not a regular file")
    refuses(["/dev/zero"], "not a regular file")


def test_special_files_in_a_folder_cost_only_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.jsonl").write_bytes(GOOD)
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "loop.jsonl").symlink_to("loop.jsonl")
    (tmp_path / "lost.jsonl").symlink_to("missing.jsonl")
    (tmp_path / "zero.jsonl").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as server:
        # The address of a socket may not be long.
        monkeypatch.chdir(tmp_path)
        server.bind("socket.jsonl")
    document, *rejects = read([str(tmp_path)])
    assert isinstance(document, Document)
    assert len(rejects) == 5
    for reject in rejects:
        assert isinstance(reject, Reject)
        assert (reject.reason, reject.position) == ("unreadable", "file")


UNUSABLE = {
    "empty.jsonl": (b"", "empty"),
    "notes.txt": (b"Some notes.\nOn two short lines.\n", "its format cannot be told"),
    "page.xml": (b"<html><body><p>Not found</p></body></html>", "web page"),
    "people.csv": (b"id,name,age\n1,Ada,36\n", "people.csv"),
    "zip.json": (b"PK\x03\x04abc", "zip"),
}


@pytest.mark.parametrize("pattern", ["", "/*.*"])
def test_unusable_files_in_a_folder_cost_only_themselves(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "good.jsonl").write_bytes(GOOD)
    for name, (content, _) in UNUSABLE.items():
        (tmp_path / name).write_bytes(content)
    items = list(read([f"{tmp_path}{pattern}"]))
    rejects = {
        Path(item.source_uri).name: (item.reason, item.position, item.detail)
        for item in items
        if isinstance(item, Reject)
    }
    assert len(items) - len(rejects) == 1
    assert set(rejects) == set(UNUSABLE)
    for name, (_, words) in UNUSABLE.items():
        reason, position, detail = rejects[name]
        assert (reason, position) == ("unreadable", "file")
        assert words in detail


def test_unusable_files_end_it_where_they_are_all_or_named(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    refuses([str(tmp_path)], "empty.jsonl", "empty")
    (tmp_path / "good.jsonl").write_bytes(GOOD)
    refuses([str(tmp_path), str(tmp_path / "empty.jsonl")], "empty.jsonl", "empty")
    with pytest.raises(InputError, match="empty"):
        read_files([str(tmp_path)], strict=True)


def test_folders_within_folders(tmp_path: Path) -> None:
    here = tmp_path
    for _ in range(1_200):
        here = here / "d"
        here.mkdir()
    (here / "a.jsonl").write_bytes(GOOD)
    assert [type(item) for item in read([str(tmp_path)])] == [Document]
    # Taken down from within: Python's rmtree, with which pytest clears old folders, recurses.
    (here / "a.jsonl").unlink()
    while here != tmp_path:
        here.rmdir()
        here = here.parent


def test_bad_file_among_good_ones_is_found_before_reading(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    good.write_bytes(GOOD)
    bad.write_bytes(b"")
    refuses([str(good), str(bad)], "b.jsonl")


def test_folders_links_and_loops(tmp_path: Path) -> None:
    deep = tmp_path / "b" / "deep"
    deep.mkdir(parents=True)
    (deep / "two.jsonl.gz").write_bytes(gzip.compress(GOOD))
    (tmp_path / "a.jsonl").write_bytes(GOOD.replace(b'"a"', b'"b"'))
    (tmp_path / ".hidden.jsonl").write_bytes(b"")
    (tmp_path / "_SUCCESS.jsonl").write_bytes(b"")
    (deep / "loop").symlink_to(tmp_path, target_is_directory=True)
    items = list(read([str(tmp_path)]))
    assert [item.doc_id for item in items if isinstance(item, Document)] == ["b", "a"]


def test_several_inputs_in_the_order_asked_for(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / f"{name}.jsonl").write_bytes(GOOD.replace(b'"a"', f'"{name}"'.encode()))
    paths = [str(tmp_path / "c.jsonl"), str(tmp_path / "[ab].jsonl")]
    items = list(read(paths))
    assert [item.doc_id for item in items if isinstance(item, Document)] == ["c", "a", "b"]


def test_files_of_a_folder_latest_first(tmp_path: Path) -> None:
    names = [
        "a-2026-01-31-2026-02-01.jsonl.gz",
        "b-2026-01-31.jsonl",
        "c/2026-01-30.json",
        "b-2026-01-02.jsonl",
        "c-2026-13-01.jsonl",
        "c-2026-02-02-more.jsonl",
        "c-12026-02-02.jsonl",
        "plain.jsonl",
    ]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    expected = [str(tmp_path / name) for name in names[:4] + sorted(names[4:])]
    assert expand([str(tmp_path)], Limits()) == expected
    assert expand([str(tmp_path / "*")], Limits()) == expected
    assert expand([f"file://{tmp_path}"], Limits()) == expected
    # Files that are named one by one keep the order in which they are.
    assert expand(expected[::-1], Limits()) == expected[::-1]


BAD_LINES = [
    (b'{"id": "x", "abstract": ', "broken_json"),
    (b'{"id": "x", "abstract": "caf\xe9"}', "bad_encoding"),
    (b'{"id": "x", "abstract": "\\ud800"}', "broken_json"),
    (b'{"id": "x", "abstract": "a\\u0000b"}', "nul_character"),
    (b"[1, 2]", "not_an_object"),
    (b'{"id": "x", "abstract": null}', "no_abstract"),
    (b'{"id": "x", "abstract": "  \\n"}', "no_abstract"),
    (b'{"id": "x"}', "no_abstract"),
    (b'{"id": "x", "abstract": 5}', "wrong_type"),
    (b'{"id": "x", "abstract": ["We", "They"]}', "wrong_type"),
    (b'{"id": "x", "title": {"en": "A"}, "abstract": "We"}', "wrong_type"),
    (b'{"id": 1.5, "abstract": "We"}', "bad_id"),
    (b'{"id": {"a": 1}, "abstract": "We"}', "bad_id"),
    (b'{"id": "a\\nb", "abstract": "We"}', "bad_id"),
    (b'{"id": "' + b"x" * 2000 + b'", "abstract": "We"}', "bad_id"),
    (b'{"id": "x", "abstract": ' + b"[" * 5000 + b"]" * 5000 + b"}", "broken_json"),
    (b'{"id": ' + b"9" * 1_000_000 + b', "abstract": 7}', "broken_json"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES, ids=[str(i) for i in range(len(BAD_LINES))])
def test_bad_line_costs_only_itself(reading: object, line: bytes, reason: str) -> None:
    content = GOOD + line + b"\n" + GOOD.replace(b'"a"', b'"z"')
    documents, rejects = reading(content)  # type: ignore[operator]
    assert [document.doc_id for document in documents] == ["a", "z"]
    (reject,) = rejects
    assert (reject.reason, reject.position) == (reason, "line 2")
    assert len(reject.raw) <= 2000
    assert reject.raw


@pytest.mark.parametrize(
    "doc_id", ["../../etc/passwd", "/abs", "a\\b", "hep-th/9901001", "..", "日本"]
)
def test_ids_are_data_not_paths(reading: object, doc_id: str) -> None:
    import orjson

    documents, rejects = reading(orjson.dumps({"id": doc_id, "abstract": "We"}))  # type: ignore[operator]
    assert [document.doc_id for document in documents] == [doc_id]
    assert rejects == []


def test_csv_rows(reading: object) -> None:
    content = b"id,abstract\na,We use 3 GPUs.\nb\nc,caf\xe9\nd,\ne,x\0y\nf,fine,more\ng,We win.\n"
    documents, rejects = reading(content, format="csv")  # type: ignore[operator]
    assert [document.doc_id for document in documents] == ["a", "g"]
    assert [(reject.position, reject.reason) for reject in rejects] == [
        ("row 2", "broken_row"),
        ("row 3", "bad_encoding"),
        ("row 4", "no_abstract"),
        ("row 5", "nul_character"),
        ("row 6", "broken_row"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_byte_order_marks(reading: object, encoding: str) -> None:
    text = "id\tabstract\na\tüber 3 GPUs\n"
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    documents, rejects = reading(mark + text.encode(encoding))  # type: ignore[operator]
    assert [(d.doc_id, d.abstract) for d in documents] == [("a", "über 3 GPUs")]
    assert rejects == []


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(GOOD.decode().encode(encoding))
    refuses([str(path)], "a.jsonl", "UTF-16", "save it as UTF-8")


def test_carriage_returns_alone_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.ris"
    path.write_bytes(b"TY  - JOUR\rAB  - We use 3 GPUs.\rER  - \r")
    refuses([str(path)], "a.ris", "carriage returns", "line feeds")
    path.write_bytes(b'[{"id": "a",\r "abstract": "We use 3 GPUs."}]\r')
    assert [type(item) for item in read([str(path)])] == [Document]


def test_another_encoding_says_what_to_do(reading: object) -> None:
    content = "TY  - JOUR\nAB  - Vingt h\u00e9rissons.\nER  - \n".encode("cp1252")
    _, (reject,) = reading(content)  # type: ignore[operator]
    assert (reject.reason, reject.position) == ("bad_encoding", "record 1")
    assert "save the file as UTF-8" in reject.detail


def test_listing_with_lost_lines(reading: object) -> None:
    long = (
        "We train a model on many texts and find that it does what was hoped for in all cases. " * 5
    )
    lines = ["First Title", long, "Second Title", "Third Title", long, long, "Fourth", long, "Last"]
    documents, rejects = reading("\n\n".join(lines), format="listing")  # type: ignore[operator]
    assert [document.title for document in documents] == ["First Title", "Third Title", "Fourth"]
    assert [reject.reason for reject in rejects] == ["no_abstract", "no_title", "no_abstract"]


def test_a_detail_is_one_line(reading: object) -> None:
    content = (
        "<OAI-PMH><error code='badVerb'><p>No such verb</p><p>Ask another</p></error></OAI-PMH>"
    )
    _, (reject,) = reading(content)  # type: ignore[operator]
    assert reject.detail == "the server reports badVerb: No such verb Ask another"


def test_a_detail_is_short(reading: object) -> None:
    content = f"<OAI-PMH><error code='badVerb'>{'No such verb. ' * 1000}</error></OAI-PMH>"
    _, (reject,) = reading(content)  # type: ignore[operator]
    assert len(reject.detail) <= 2000


@pytest.mark.parametrize("reason", ["because", "", 5, ["deleted"]])
def test_a_harvest_rejects_for_known_reasons_only(reading: object, reason: object) -> None:
    import orjson

    row = {"harvested_from": "arxiv", "rejected": reason, "abstract": "We"}
    _, (reject,) = reading(orjson.dumps(row))  # type: ignore[operator]
    assert reject.reason == "wrong_type"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2024", "2024"),
        ("2024-03-01T12:00:00Z", "2024-03-01T12:00:00Z"),
        ("2024-03-01 12:00", "2024-03-01"),
        ("2024/3/1", "2024-03-01"),
        ("2024 March", "2024-03"),
        ("20240301", "2024-03-01"),
        ("2024-13", "2024"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("2 Apr 2007", "2007-04-02"),
        ("12 May 2021, 10:00", "2021-05-12"),
        ("12-MAY-2021", "2021-05-12"),
        ("1st of January, 2021", "2021-01-01"),
        ("Wednesday, 12th May 2021", "2021-05-12"),
        ("May 12, 2021", "2021-05-12"),
        ("Sept. 3, 2021", "2021-09-03"),
        ("May 2021", "2021-05"),
        ("December, 2021.", "2021-12"),
        ("Jun-2021", "2021-06"),
        ("2021 May", "2021-05"),
        ("2021 May-Jun", "2021-05"),
        ("May-June 2021", "2021-05"),
        ("May/June 2021", "2021-05"),
        ("12\u201314 May 2021", "2021-05-12"),
        ("May 12-14, 2021", "2021-05-12"),
        ("28 May - 2 June 2021", "2021-05-28"),
        ("December 2020 - January 2021", "2020-12"),
        ("Spring 2021", "2021"),
        ("Q3 2021", "2021"),
        ("42 May 2021", None),
        ("3/4/2021", None),
        ("13.05.2021", None),
        ("Marvel 2021", None),
        ("Maybe 12, 2021", None),
        ("May 12", None),
        ("May 12021", None),
        ("12 May " + " " * 100 + "2021", None),
        ("Friday", None),
        ("in press", None),
        ("1234567", None),
        ("٢٠٢٤", None),
        (2024, "2024"),
        (7, None),
        (True, None),
    ],
)
def test_a_date_in_iso_form_or_none(reading: object, written: object, date: str | None) -> None:
    import orjson

    content = orjson.dumps({"id": "a", "abstract": "We", "published": written})
    (document,), _ = reading(content)  # type: ignore[operator]
    assert document.published == date


@pytest.mark.parametrize("doc_id", ["", "  ", "\u00a0"])
def test_a_blank_id_is_none(reading: object, doc_id: str) -> None:
    import orjson

    (document,), _ = reading(orjson.dumps({"id": doc_id, "abstract": "We"}))  # type: ignore[operator]
    assert document.doc_id.startswith("content-")


def test_categories_keep_their_words(reading: object) -> None:
    import orjson

    written = [
        "Bubo\u00a0\u00d7 bubo",
        "night\u2009owls",
        "co\u00adunting",
        " a  b ",
        "x\u0007",
        "",
        5,
    ]
    content = orjson.dumps({"id": "a", "abstract": "We", "categories": written})
    (document,), _ = reading(content)  # type: ignore[operator]
    assert document.categories == ("Bubo \u00d7 bubo", "night owls", "counting", "a  b")


CATEGORIES = [
    ("cs.CL", ("cs.CL",)),
    ("cs.CL hep-th stat.ML", ("cs.CL", "hep-th", "stat.ML")),
    ("hep-th math.MP", ("hep-th", "math.MP")),
    ("night owls", ("night owls",)),
    ("Owls - by night", ("Owls - by night",)),
    ("owls vs. voles", ("owls vs. voles",)),
    ("night owls; voles", ("night owls", "voles")),
]


@pytest.mark.parametrize(("written", "categories"), CATEGORIES)
def test_categories_in_one_text(reading: object, written: str, categories: tuple[str, ...]) -> None:
    import orjson

    content = orjson.dumps({"id": "a", "abstract": "We", "categories": written})
    (document,), _ = reading(content)  # type: ignore[operator]
    assert document.categories == categories


PLACEHOLDERS = ["[No abstract available]", "No abstract.", "Abstract not available", "nan", "N/A"]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_note_in_place_of_an_abstract(reading: object, text: str) -> None:
    import orjson

    documents, rejects = reading(orjson.dumps({"id": "a", "abstract": text}))  # type: ignore[operator]
    assert documents == []
    assert [reject.reason for reject in rejects] == ["no_abstract"]


@pytest.mark.parametrize("text", ["None of 4 owls.", "No abstract owls."])
def test_an_abstract_that_begins_like_a_note(reading: object, text: str) -> None:
    import orjson

    documents, _ = reading(orjson.dumps({"id": "a", "abstract": text}))  # type: ignore[operator]
    assert [document.abstract for document in documents] == [text]


@pytest.mark.parametrize("year", ["7\x1f", "\x1f2024", "٢٠٢٤", "²", "20 4", "-1"])
def test_an_odd_year_costs_no_entry(reading: object, year: str) -> None:
    content = f"@article{{a, year = {{{year}}}, abstract = {{We}}}}"
    (document,), rejects = reading(content)  # type: ignore[operator]
    assert document.abstract == "We"
    assert rejects == []


@pytest.mark.parametrize("number", ["", "x", "9" * 5_000, "²"])
def test_an_odd_number_of_a_paper_ends_no_file(reading: object, number: str) -> None:
    paper = f"<paper id='{number}'><abstract>We</abstract></paper>"
    content = f"<collection id='P19'><volume id='1'>{paper}{paper}</volume></collection>"
    documents, rejects = reading(content)  # type: ignore[operator]
    assert len(documents) + len(rejects) == 2
