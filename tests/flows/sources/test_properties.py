"""Any bytes, any format: nothing but documents, rejects and InputError comes out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.errors import InputError
from flows.intake import Intake
from flows.sources import FORMATS, Limits, elements, read, read_files, trail
from schemas.records import RAW_LIMIT, Document

SAMPLES = {
    path.stem: path.read_bytes()
    for path in sorted((Path(__file__).parents[3] / "data" / "formats").iterdir())
    if ".expected." not in path.name
}
LIMITS = Limits(record_bytes=20_000, abstract_characters=5_000, record_fields=50)
PIECES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b"\0", b'"', b"{", b"}", b"[", b"<", b"&", b"\\", b"\n"]),
    st.sampled_from([b"\xff\xfe", b"\xed\xa0\x80"]),
)


def outcome(path: Path, format: str | None) -> None:
    message = ""
    try:
        intake = Intake(read_files([str(path)], format=format, limits=LIMITS))
        items = list(intake)
    except InputError as error:
        message = str(error)
    assert "\n" not in message
    if message:
        return
    counts = intake.counts
    assert counts.read == counts.documents + counts.rejects + counts.duplicates
    assert len(items) == counts.documents + counts.rejects
    for item in items:
        if isinstance(item, Document):
            assert item.doc_id
            assert item.abstract.strip()
            assert len(item.abstract) <= 6 * LIMITS.abstract_characters
            "".join((item.doc_id, item.title, item.abstract, *item.categories)).encode()
        else:
            assert item.reason
            assert item.detail
            assert item.position
            assert len(item.raw) <= RAW_LIMIT
            item.raw.encode()


@pytest.mark.parametrize("format", [None, *FORMATS])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes(tmp_path: Path, format: str | None, content: bytes) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    outcome(path, format)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_samples(tmp_path: Path, format: str, data: st.DataObject) -> None:
    content = SAMPLES[format]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 40, len(content))))
        content = content[:start] + data.draw(PIECES) + content[end:]
    if data.draw(st.booleans()):
        content = gzip.compress(content)
        content = content[: data.draw(st.integers(max(len(content) - 30, 1), len(content)))]
    path = tmp_path / "input"
    path.write_bytes(content)
    outcome(path, data.draw(st.sampled_from([None, format])))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_to_xml_costs_the_records_that_it_hits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    monkeypatch.setattr(elements, "PIECE", 700)
    monkeypatch.setattr(trail, "KEPT", 2_500)
    sizes = data.draw(st.lists(st.integers(1, 100), min_size=30, max_size=30))
    entries = "\n".join(
        f"<entry><id>http://arxiv.org/abs/2499.{number:05d}v1</id><title>T</title>"
        f"<summary>{'We go on. ' * size}</summary></entry>"
        for number, size in enumerate(sizes)
    )
    opening = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title>'
    content = opening + entries.encode() + b"</feed>"
    hits = data.draw(st.integers(1, 3))
    for _ in range(hits):
        place = data.draw(st.integers(len(opening) + 10, len(content) - len(b"</feed>")))
        sign = data.draw(st.sampled_from([b"\0", b"<", b">", b"</b>", b"\xff", b"<b>"]))
        content = content[:place] + sign + content[place + data.draw(st.integers(0, 2)) :]
    path = tmp_path / "input"
    path.write_bytes(content)
    items = list(read([str(path)]))
    ids = [item.doc_id for item in items if isinstance(item, Document)]
    assert len(set(ids)) == len(ids) >= len(sizes) - 2 * hits
    assert len(items) >= len(sizes) - hits
