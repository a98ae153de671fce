"""A table of paperfacts out of abstracts, with Spark: its workers call the plain function.

    source .venv/bin/activate
    python examples/spark_quantities.py IN OUT [TABLE]

IN is JSON Lines or Parquet (a path that ends in .parquet) with the columns id, title and abstract; OUT
becomes a folder of Parquet; TABLE is documents, sentences, quantities (if left out) or urls. With
spark-submit both may be any address that the cluster knows; the Python of its workers
(PYSPARK_PYTHON) must have paperfacts. Ids must be unique: each worker sees only rows of its own, so
that nobody would notice.
"""

import sys
from collections.abc import Iterator

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from extractors import tabulate_batches
from schemas import TABLES


def facts(abstracts: DataFrame, table: str) -> DataFrame:
    """Return the rows of a table of abstracts, columns id, title and abstract."""

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return tabulate_batches(batches, table)

    schema = from_arrow_schema(TABLES[table].arrow_schema)
    return abstracts.select("id", "title", "abstract").mapInArrow(work, schema)


def main(source: str, target: str, table: str = "quantities") -> None:
    """Read abstracts, write the rows of a table."""
    spark = SparkSession.builder.appName("paperfacts").getOrCreate()
    read = spark.read.parquet if source.endswith(".parquet") else spark.read.json
    facts(read(source), table).write.parquet(target, compression="zstd")


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit("usage: spark_quantities.py IN OUT [TABLE]")
    main(*sys.argv[1:])
