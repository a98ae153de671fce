"""The contract on tables that lie on disk in files of any cut."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import InputError
from flows.validation import dataset
from flows.validation.dataset import check_dataset

Tables = dict[str, pa.Table]


def lay_out(tables: Tables, folder: Path, files: int = 1) -> Path:
    """Write each table into ``files`` files, every file sorted, documents spread over them."""
    for name, table in tables.items():
        (folder / name).mkdir(parents=True)
        for number in range(files):
            share = table
            if files > 1 and "doc_id" in table.column_names:
                ids = table.column("doc_id").to_pylist()
                share = table.filter(
                    pa.array([hash_of(doc_id) % files == number for doc_id in ids])
                )
            elif number:
                share = table.slice(0, 0)
            pq.write_table(share, folder / name / f"part-{number}.parquet")
    return folder


def hash_of(doc_id: str) -> int:
    return sum(doc_id.encode())


@pytest.mark.parametrize("files", [1, 3])
def test_a_sound_dataset_breaks_nothing(
    sound: Tables, tmp_path: Path, files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "BUCKET", 5)
    assert check_dataset(str(lay_out(sound, tmp_path, files))).counts == {}


def test_a_document_in_two_files_is_noticed(sound: Tables, tmp_path: Path) -> None:
    folder = lay_out(sound, tmp_path)
    pq.write_table(sound["documents"].slice(4, 1), folder / "documents" / "part-9.parquet")
    assert check_dataset(str(folder)).counts["documents.unique"] == 1


def test_rows_of_no_document_are_noticed(sound: Tables, tmp_path: Path) -> None:
    folder = lay_out({**sound, "documents": sound["documents"].slice(1)}, tmp_path)
    counts = check_dataset(str(folder)).counts
    assert counts["sentences.document"] > 0
    assert counts["quantities.document"] > 0


def test_a_file_out_of_order_is_noticed(
    sound: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "_BATCH", 10)
    backwards = sound["documents"].take(list(range(sound["documents"].num_rows))[::-1])
    folder = lay_out({**sound, "documents": backwards}, tmp_path)
    assert set(check_dataset(str(folder)).counts) == {"documents.sorted"}
    assert check_dataset(str(folder)).counts["documents.sorted"] == backwards.num_rows - 1


def test_a_lost_table_is_reported_once(sound: Tables, tmp_path: Path) -> None:
    folder = lay_out({k: v for k, v in sound.items() if k != "urls"}, tmp_path)
    assert check_dataset(str(folder)).counts == {"urls.present": 1}


def test_a_file_of_other_columns_is_noticed(sound: Tables, tmp_path: Path) -> None:
    folder = lay_out(sound, tmp_path)
    odd = sound["quantities"].drop_columns(["rule"])
    pq.write_table(odd, folder / "quantities" / "part-1.parquet")
    assert check_dataset(str(folder)).counts == {"quantities.columns": 1}


def test_a_null_where_none_may_be(sound: Tables, tmp_path: Path) -> None:
    quantities = sound["quantities"]
    kinds = pa.array([None, *quantities.column("kind").to_pylist()[1:]], pa.string())
    at = quantities.schema.get_field_index("kind")
    spoilt = quantities.set_column(at, "kind", kinds)
    folder = lay_out({**sound, "quantities": spoilt}, tmp_path)
    assert check_dataset(str(folder)).counts == {"quantities.nulls": 1}


def test_no_dataset_is_no_input(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        check_dataset(str(tmp_path))


def test_the_command_ends_by_what_it_found(sound: Tables, tmp_path: Path) -> None:
    runner = CliRunner()
    good = lay_out(sound, tmp_path / "good")
    bad = lay_out({**sound, "urls": sound["urls"].slice(1)}, tmp_path / "bad")
    assert runner.invoke(app, ["check", str(good)]).exit_code == 0
    failed = runner.invoke(app, ["check", str(bad)])
    assert failed.exit_code == 1
    assert "urls.numbered" in failed.output
    assert runner.invoke(app, ["check", str(tmp_path / "none")]).exit_code == 2
