"""The contract on published datasets, on disk and in an object store, and ways to spoil their files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from flows import store
from flows.cli import app
from flows.dataset import Dataset
from flows.publish import publish
from flows.staging import Staging
from flows.validation.dataset import check_dataset

Tables = dict[str, pa.Table]
Spoil = Callable[[Path], object]


def published(tables: Tables, address: str) -> str:
    """Publish a part by a run that is on record."""
    dataset = Dataset(address)
    staging = Staging(dataset.staging("run-1"))
    for name, table in tables.items():
        store.write_parquet(table, staging.table(name, 0))
    publish(dataset, staging, "run-1", retain_days=7)
    store.remove(staging.folder)
    store.write_bytes(dataset.inner("runs", "run-1.json"), json.dumps({}).encode())
    return address


@pytest.fixture(scope="module")
def whole(sound: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(published(sound, str(tmp_path_factory.mktemp("whole") / "out")))


def file_of(folder: Path, table: str) -> Path:
    [found] = (folder / table).glob("*.parquet")
    return found


def replaced(folder: Path, table: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Put another file in the place of a table's, in the plain view alone."""
    path = file_of(folder, table)
    rows = change(pq.ParquetFile(path).read())
    path.unlink()
    pq.write_table(rows, path)


def cut_short(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def garbled(path: Path) -> None:
    """Spoil the pages, not the footer."""
    data = bytearray(path.read_bytes())
    data[100:2000] = bytes(1900)
    path.unlink()
    path.write_bytes(data)


def another_table(folder: Path) -> None:
    (folder / "authors").mkdir()
    pq.write_table(pa.table({"name": ["a"]}), folder / "authors" / "part-0.parquet")


def of_another_run(rows: pa.Table) -> pa.Table:
    return rows.set_column(
        rows.schema.get_field_index("run_id"),
        rows.schema.field("run_id"),
        pa.array(["run-0"] * rows.num_rows),
    )


SPOILS: list[tuple[str, Spoil, str]] = [
    ("file cut short", lambda f: cut_short(file_of(f, "urls")), "urls.readable"),
    ("pages garbled", lambda f: garbled(file_of(f, "sentences")), "sentences.readable"),
    ("no Parquet", lambda f: (f / "urls" / "z.parquet").write_text("no"), "urls.readable"),
    ("folder lost", lambda f: (f / "urls").unlink(), "urls.present"),
    ("files lost", lambda f: file_of(f, "quantities").unlink(), "quantities.present"),
    ("foreign table", another_table, "dataset.tables"),
    ("view ahead of Delta", lambda f: replaced(f, "urls", lambda t: t.slice(1)), "urls.view"),
    (
        "file of the view alone",
        lambda f: shutil.copy(file_of(f, "rejects"), f / "rejects" / "more.parquet"),
        "rejects.view",
    ),
    (
        "file gone from Delta",
        lambda f: (f / "delta" / "urls" / file_of(f, "urls").name).unlink(),
        "urls.view",
    ),
    (
        "log of Delta cut short",
        lambda f: cut_short(next((f / "delta/urls/_delta_log").glob("*1.json"))),
        "urls.readable",
    ),
    ("foreign run", lambda f: replaced(f, "documents", of_another_run), "documents.run"),
    (
        "document in two files",
        lambda f: shutil.copy(file_of(f, "documents"), f / "documents" / "more.parquet"),
        "documents.unique",
    ),
    (
        "another type in one file",
        lambda f: pq.write_table(
            pa.table({"doc_id": pa.array(["a"], pa.large_string())}),
            f / "documents" / "more.parquet",
        ),
        "documents.columns",
    ),
]


def test_a_published_dataset_breaks_nothing(whole: Path) -> None:
    assert check_dataset(str(whole)).counts == {}


@pytest.mark.parametrize(
    ("spoil", "check"), [row[1:] for row in SPOILS], ids=[row[0] for row in SPOILS]
)
def test_each_way_to_spoil_its_files_is_noticed(
    whole: Path, tmp_path: Path, spoil: Spoil, check: str
) -> None:
    folder = tmp_path / "out"
    shutil.copytree(whole, folder, symlinks=True)
    spoil(folder)
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 1
    assert f"fail  {check}" in result.output
    assert "Traceback" not in result.output


def test_a_dataset_without_its_plain_view_is_its_delta_tables(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "delta", tmp_path / "out" / "delta")
    assert check_dataset(str(tmp_path / "out")).counts == {}
    cut_short(next((tmp_path / "out/delta/quantities").glob("*.parquet")))
    assert set(check_dataset(str(tmp_path / "out")).counts) == {"quantities.readable"}


# -- in an object store ---------------------------------------------------------------------------


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, s3_port: int) -> Iterator[str]:
    """An empty bucket."""
    import s3fs

    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{s3_port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("papers")
    yield "s3://papers"
    s3fs.S3FileSystem.clear_instance_cache()


def test_check_and_report_read_from_a_store(sound: Tables, bucket: str) -> None:
    address = published(sound, f"{bucket}/out")
    run = CliRunner().invoke
    good = run(app, ["check", address])
    assert good.exit_code == 0, good.output
    assert run(app, ["report", address]).exit_code == 2
    report = {"published": True, "verdict": "pass", "run": {"id": "run-1"}, "checks": []}
    folder = store.join(address, "reports", "run-1")
    store.write_bytes(store.join(folder, "report.json"), json.dumps(report).encode())
    store.write_bytes(store.join(folder, "report.html"), b"<!doctype html>")
    told = run(app, ["report", address])
    assert told.exit_code == 0
    assert f"report in {folder}/report.html" in told.output
    [file] = Dataset(address).files("urls")
    data = store.read_bytes(store.join(Dataset(address).delta("urls"), file))
    store.write_bytes(store.join(Dataset(address).delta("urls"), file), data[:-9])
    bad = run(app, ["check", address])
    assert bad.exit_code == 1
    assert "urls.readable" in bad.output
    assert run(app, ["check", f"{bucket}/nothing"]).exit_code == 2
