"""The published tables in other people's hands: equal counts, columns, types and values in each engine.

The dataset is what three runs of the command left: files were added, and replaced.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from extractors import tabulate_batches
from schemas import TABLES
from tests.flows.left import document, leave
from tests.flows.readers import engines

pytestmark = pytest.mark.slow

PAPERFACTS = [sys.executable, "-c", "from flows.cli import app; app()"]
BROKEN_FEED = [
    {"id": "moji", "title": "A cafÃ© in ZÃ¼rich", "abstract": "It sold more than 5 kg of coffee."},
    {"id": "html", "title": "Heat", "abstract": "Water &lt; 20 litres &amp; up to 30 kg of salt."},
]


def needs(name: str) -> Any:
    """A package of the group readers; on CI it must be there."""
    if os.environ.get("CI") == "true":
        return import_module(name)
    return pytest.importorskip(name, reason=f"{name} is not installed: make test-readers")


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    sql = needs("pyspark.sql")
    if shutil.which("java") is None:
        message = (
            "Spark needs Java 17, there is no java: on Debian, apt install openjdk-17-jre-headless"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def full(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows in every table, in files of several runs."""
    out = tmp_path_factory.mktemp("full") / "out"
    source = out.with_name("abstracts.jsonl")
    lines = (root / "data" / "abstracts.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for run in range(3):
        for row in rows[run : 2 * run]:
            row["abstract"] += f" It ran on more than {run + 2} GPUs."
        taken = [*rows[: 20 + run * 8], *BROKEN_FEED[:run]]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in taken)
        source.write_text(text + "{\n" * (run + 1), "utf-8")
        command = [*PAPERFACTS, "extract", str(source), "--out", str(out), "--workers", "1"]
        done = subprocess.run(
            [*command, "--publish-anyway"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def sparse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Documents in which there is nothing: no quantity, no address, no reject."""
    out = tmp_path_factory.mktemp("sparse") / "out"
    leave(out, "run-0", [document("a", "Nothing to count."), document("b", "Nor here.")])
    leave(out, "run-1", [document("b", "Nor there."), document("c", "Nor anywhere.")])
    return out


@pytest.fixture(params=["full", "sparse"])
def out(request: pytest.FixtureRequest) -> Path:
    return Path(request.getfixturevalue(request.param))


def truth(out: Path, table: str) -> engines.Read:
    return engines.by_deltalake(str(out / "delta" / table))


def test_there_is_something_to_get_wrong(full: Path, sparse: Path) -> None:
    sql = duckdb.connect()
    for column, count in (("low", 3), ("high", 3), ("si_low", 3)):
        (nulls,) = sql.sql(
            f"SELECT count(*) FROM '{full}/quantities/*.parquet' WHERE {column} IS NULL"
        ).fetchall()
        assert nulls[0] >= count
    for column, count in (("categories", 10), ("repairs", 2)):
        (lists,) = sql.sql(
            f"SELECT count(*) FROM '{full}/documents/*.parquet' WHERE len({column}) > 0"
        ).fetchall()
        assert lists[0] >= count
    for table in TABLES:
        files = [path.name for path in (full / table).iterdir()]
        assert len(files) >= 3, table
    stems = [path.stem.rpartition(".") for path in (full / "documents").iterdir()]
    assert any(dot and number.isdigit() for _, dot, number in stems), "no file was replaced"
    assert [len(truth(sparse, name).rows) for name in TABLES] == [3, 6, 0, 0, 0]


def kinds_of(table: str, engine: str) -> dict[str, str]:
    """The columns of a table with the names that an engine has for their types."""
    names = [str(field.type) for field in TABLES[table].arrow_schema]
    if engine in engines.NAMES:
        names = [engines.TYPES[name][engines.NAMES.index(engine)] for name in names]
    return dict(zip(TABLES[table].column_names, names, strict=True))


def assert_reads(
    out: Path, engine: str, by: Callable[[str], engines.Read], below: str = ""
) -> None:
    """An engine reads every table by the link and by what it leads to."""
    for table in TABLES:
        expected = truth(out, table)
        for folder in (out / table, (out / table).resolve()):
            found = by(f"{folder}{below}")
            assert found.types == kinds_of(table, engine), folder
            assert len(found.rows) == len(expected.rows), folder
            assert found.rows == expected.rows, folder


@pytest.mark.parametrize("table", TABLES)
def test_delta_has_the_columns_of_the_definition(out: Path, table: str) -> None:
    assert truth(out, table).types == kinds_of(table, "pyarrow")
    polars = engines.by_polars_of_delta(str(out / "delta" / table))
    assert polars.types == kinds_of(table, "Polars")
    assert polars.rows == truth(out, table).rows


def test_pyarrow(out: Path) -> None:
    assert_reads(out, "pyarrow", engines.by_pyarrow)


def test_pandas(out: Path) -> None:
    assert_reads(out, "pandas", engines.by_pandas)


@pytest.mark.parametrize("below", ["", "/*.parquet"])
@pytest.mark.parametrize("by", [engines.by_polars, engines.by_polars_lazily])
def test_polars(out: Path, by: Callable[[str], engines.Read], below: str) -> None:
    assert_reads(out, "Polars", by, below)


@pytest.mark.parametrize("below", ["", "/*.parquet"])
def test_duckdb(out: Path, below: str) -> None:
    assert_reads(out, "DuckDB", engines.by_duckdb, below)


@pytest.mark.parametrize("below", ["", "/*.parquet"])
def test_spark(spark: Any, out: Path, below: str) -> None:
    assert_reads(out, "Spark", engines.by_spark(spark), below)


def test_datasets_streaming(out: Path, tmp_path: Path) -> None:
    needs("datasets")
    assert_reads(out, "datasets", engines.by_datasets(str(tmp_path)), "/*.parquet")


def test_datasets_whole(full: Path, tmp_path: Path) -> None:
    datasets = needs("datasets")
    for table in TABLES:
        loaded = datasets.load_dataset(
            "parquet",
            data_files=f"{full}/{table}/*.parquet",
            split="train",
            cache_dir=str(tmp_path),
        )
        assert engines.arrow(loaded.data.table).rows == truth(full, table).rows, table


def test_descriptions_travel_with_every_file(out: Path) -> None:
    for table, definition in TABLES.items():
        for path in (out / table).iterdir():
            schema = pq.read_schema(path)
            assert schema.equals(definition.arrow_schema, check_metadata=True), path
        found = ds.dataset(out / table, format="parquet").schema
        for column in definition.columns:
            assert found.field(column.name).metadata[b"description"] == column.description.encode()


def test_the_function_serves_datasets(full: Path, tmp_path: Path) -> None:
    """``Dataset.map`` hands over a table and takes one.

    It hashes all that a function refers to, here for half a minute, unless it is given a fingerprint.
    """
    datasets = needs("datasets")
    schema = TABLES["quantities"].arrow_schema
    documents = datasets.load_dataset(
        "parquet", data_files=f"{full}/documents/*.parquet", split="train", cache_dir=str(tmp_path)
    ).with_format("arrow")

    def quantities(table: pa.Table) -> pa.Table:
        return pa.Table.from_batches(tabulate_batches(table.to_batches(), "quantities"), schema)

    made = documents.map(
        quantities,
        batched=True,
        batch_size=7,
        remove_columns=documents.column_names,
        new_fingerprint="quantities",
    )
    assert engines.arrow(made.data.table).rows == truth(full, "quantities").rows


def test_the_spark_example(spark: Any, root: Path, full: Path, tmp_path: Path) -> None:
    """From JSON Lines and from Parquet: what the command published of the same abstracts."""
    assert spark
    source = tmp_path / "abstracts.parquet"
    columns = ["doc_id", "title", "abstract"]
    abstracts = ds.dataset(full / "documents").to_table(columns)
    pq.write_table(abstracts.rename_columns(["id", "title", "abstract"]), source)
    with (tmp_path / "abstracts.jsonl").open("w") as file:
        for row in pq.read_table(source).to_pylist():
            file.write(json.dumps(row) + "\n")
    for given, table in ((source, "urls"), (tmp_path / "abstracts.jsonl", "quantities")):
        target = tmp_path / table
        example = [sys.executable, root / "examples" / "spark_quantities.py"]
        arguments = (given, target) if table == "quantities" else (given, target, table)
        done = subprocess.run(
            [*example, *arguments],
            env={**os.environ, "PYSPARK_PYTHON": sys.executable},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert engines.by_pyarrow(str(target)).rows == truth(full, table).rows
