"""Files of a dataset, on a file system or in an object store, under one set of verbs.

An address with a scheme (s3://, gs://, memory://) goes to fsspec, any other is a path. What is
written is there whole or not at all: on a file system by renaming, in a store because an object
appears when its upload is complete.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq


def is_remote(address: str) -> bool:
    """Whether an address names an object store rather than a file system."""
    return "://" in address and not address.startswith("file://")


def local(address: str) -> Path:
    """The path that an address of the file system names."""
    return Path(address.removeprefix("file://"))


def join(folder: str, *names: str) -> str:
    """The address of something in a folder."""
    return "/".join((folder.rstrip("/"), *names))


class StoreError(OSError):
    """An object store could not do what was asked of it, or could not be reached."""


def file_system(address: str) -> tuple[Any, str]:
    """The fsspec file system of a remote address, and the path there. Raises StoreError."""
    with reaching(address) as there:
        return there


@contextmanager
def reaching(address: str) -> Iterator[tuple[Any, str]]:
    """The fsspec file system of a remote address and the path there; its own errors as StoreError.

    What a store's library raises when the store is away has no common base: OSError passes, all else
    is turned into one.
    """
    # Only whoever uses a store pays for the import.
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(address)
        # Other processes write there too; what was listed before says nothing.
        system.invalidate_cache()
        yield system, path
    except OSError:
        raise
    except Exception as error:
        raise StoreError(f"{address}: {error}") from error


def exists(address: str) -> bool:
    """Whether something is there."""
    if is_remote(address):
        with reaching(address) as (system, path):
            return bool(system.exists(path))
    return local(address).exists()


def names(folder: str) -> list[str]:
    """Names of what lies in a folder, sorted; none if it is not there. Temporary files are no part of it."""
    # Asked for at once, not after a look whether it is there: others remove folders meanwhile.
    try:
        if is_remote(folder):
            with reaching(folder) as (system, path):
                entries = system.ls(path, detail=False)
            found = [entry.rstrip("/").rpartition("/")[2] for entry in entries]
        else:
            found = [entry.name for entry in local(folder).iterdir()]
    except FileNotFoundError:
        return []
    return sorted(name for name in found if name and not name.endswith(".tmp"))


def read_bytes(address: str) -> bytes:
    """The content of a file."""
    if is_remote(address):
        with reaching(address) as (system, path):
            return bytes(system.cat_file(path))
    return local(address).read_bytes()


def write(address: str, fill: Callable[[BinaryIO], object]) -> int:
    """Have ``fill`` write a file; it gets its name when it is complete and on the disk.

    Returns its size in bytes. On an error nothing is left.
    """
    if is_remote(address):
        buffer = io.BytesIO()
        fill(buffer)
        with reaching(address) as (system, path):
            system.pipe_file(path, buffer.getvalue())
        return buffer.tell()
    target = local(address)
    target.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: a part may be computed twice at a time after a worker was lost, on two machines
    # that share the disk as well.
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush(target.parent)
    return size


def write_bytes(address: str, data: bytes) -> int:
    """Write a file, whole or not at all; returns its size."""
    return write(address, lambda file: file.write(data))


def create(address: str, data: bytes) -> bool:
    """Write an object of a store, unless one of that name is there; returns whether it was written."""
    with reaching(address) as (system, path):
        try:
            system.pipe_file(path, data, mode="create")
        except FileExistsError:
            return False
        except OSError as error:
            # S3's answer to a condition that does not hold, as s3fs hands it on.
            if error.errno == errno.EINVAL:
                return False
            raise
    return True


def write_parquet(table: pa.Table, address: str) -> int:
    """Write a table, whole or not at all: zstd, plain types, the schema's metadata kept."""

    def fill(file: BinaryIO) -> None:
        with pq.ParquetWriter(file, table.schema, compression="zstd") as writer:
            # Some readers cannot take a row group without rows; a file without row groups they can.
            if table.num_rows:
                writer.write_table(table)

    return write(address, fill)


def read_parquet(address: str, columns: list[str] | None = None) -> pa.Table:
    """Read a table, or some of its columns."""
    if is_remote(address):
        return pq.read_table(io.BytesIO(read_bytes(address)), columns=columns)
    # As one file: pyarrow would take the folders of a path for partitions.
    with pq.ParquetFile(local(address)) as file:
        return file.read(columns=columns)


def read_rows(address: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Some columns of a table, row by row."""
    table = read_parquet(address, columns)
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def parquet_rows(address: str) -> int:
    """Number of rows of a table, out of its footer."""
    if is_remote(address):
        return int(read_parquet(address, []).num_rows)
    return int(pq.read_metadata(local(address)).num_rows)


def size(address: str) -> int:
    """Size of a file in bytes."""
    if is_remote(address):
        with reaching(address) as (system, path):
            return int(system.size(path))
    return local(address).stat().st_size


def put_in_place(source: str, target: str) -> None:
    """Have the file at ``source`` at ``target`` too: by a hard link, in a store by a copy there."""
    if is_remote(source):
        with reaching(source) as (system, path):
            system.copy(path, system._strip_protocol(target))
        return
    local(target).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(local(source), local(target))
    except FileExistsError:
        return


def remove(address: str) -> None:
    """Remove a file or a folder with all that is in it, if it is there."""
    if is_remote(address):
        # Not after a look whether it is there: somebody else may remove it at the same moment.
        with suppress(FileNotFoundError), reaching(address) as (system, path):
            system.rm(path, recursive=True)
    elif local(address).is_dir():
        shutil.rmtree(local(address), ignore_errors=True)
    else:
        local(address).unlink(missing_ok=True)


def flush(folder: Path) -> None:
    """Have a folder's entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
