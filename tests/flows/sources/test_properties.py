"""Any bytes, any format: nothing but documents, rejects and InputError comes out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.errors import InputError
from flows.intake import Intake
from flows.sources import FORMATS, Limits, read_located
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
        intake = Intake(read_located([str(path)], format=format, limits=LIMITS))
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
