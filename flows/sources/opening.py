"""Files opened for reading: unpacked on the way, from disk or from an object store, within limits.

Packing is told from the first bytes, never from the name. A packed file that unpacks to absurdly
more than it holds, or that ends early, stops with ``UnreadableError``; what came before stands.
"""

from __future__ import annotations

import codecs
import gzip
import io
import stat
import zlib
from pathlib import Path
from typing import IO, cast

import pyarrow as pa

from flows import store
from flows.errors import InputError
from flows.sources.limits import Limits
from flows.sources.record import UnreadableError

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
FOREIGN = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ\x00": "packed with xz",
    b"7z\xbc\xaf": "a 7z archive",
    b"%PDF": "a PDF",
}
"""First bytes of what people hand over and what cannot be read here."""
UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

BLOCK = 1 << 18
"""How much is read at a time, in bytes."""
AT_ONCE = 1 << 15
"""How much of zstd is unpacked at a time, in bytes."""
RATIO_FROM = 16_000_000
"""Bytes unpacked before the ratio counts: a small file may be one phrase over and over."""


def is_remote(uri: str) -> bool:
    """Whether a path is an address such as ``s3://bucket/key`` rather than a file of this
    machine."""
    return "://" in uri


def open_raw(uri: str) -> IO[bytes]:
    """The file's own bytes. Raises InputError where it is missing, special, or not to be read."""
    if is_remote(uri):
        try:
            with store.reaching(uri) as (system, key):
                return cast(IO[bytes], _FromStore(uri, system.open(key, "rb")))
        except FileNotFoundError:
            raise InputError(f"{uri}: no such object; check the address") from None
        except OSError as error:
            raise InputError(
                f"{uri}: cannot be opened ({error}); check address and access"
            ) from None
    path = Path(uri)
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise InputError(f"{uri}: not a regular file; give a file, a folder or a pattern")
        return path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{uri}: no such file or folder; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{uri}: cannot be read ({reason}); check its permissions") from None


class _FromStore(io.RawIOBase):
    """An object of a store; raises StoreError where the store fails while it is read."""

    def __init__(self, uri: str, inner: IO[bytes]) -> None:
        self._uri, self._inner = uri, inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            data = self._inner.read(len(view))
        except Exception as error:
            raise store.StoreError(f"{self._uri}: {error}") from error
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


class Unpacked(io.RawIOBase):
    """A file's bytes, unpacked, counted against the limits, and in UTF-8 where a mark says
    UTF-16."""

    def __init__(self, raw: IO[bytes], limits: Limits) -> None:
        self._raw = raw
        self._limits = limits
        self._count = 0
        start = raw.read(6)
        raw.seek(0)
        self._inner: IO[bytes] = raw
        self.packing: str | None = None
        if start.startswith(GZIP):
            self.packing = "gzip"
            self._inner = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
        elif start.startswith(ZSTD):
            self.packing = "zstd"
            packed = pa.PythonFile(cast(io.IOBase, raw))
            self._inner = cast(IO[bytes], pa.CompressedInputStream(packed, "zstd"))
        else:
            for magic, name in FOREIGN.items():
                if start.startswith(magic):
                    raise UnreadableError(
                        "unknown_format", f"it is {name}; unpack or export it first"
                    )

    def readable(self) -> bool:
        """Always."""
        return True

    @property
    def taken(self) -> int:
        """Bytes of the file, packed as they are, that were read so far."""
        return self._raw.tell()

    def readinto(self, buffer: object) -> int:
        """Fills the buffer as far as there is something.

        Raises UnreadableError for what the file holds; OSError where the disk or the store fails,
        which is none of the file's faults and must not pass for its end.
        """
        view = memoryview(cast(bytearray, buffer)).cast("B")
        try:
            data = self._some(len(view))
        except EOFError:
            raise UnreadableError("truncated", "the packed data end early") from None
        except (OSError, zlib.error) as error:
            if isinstance(error, store.StoreError) or getattr(error, "errno", None) is not None:
                raise
            if "Truncated" in str(error):
                raise UnreadableError("truncated", "the packed data end early") from None
            raise UnreadableError("unreadable", f"cannot be unpacked or read ({error})") from None
        self._count += len(data)
        if self._count > self._limits.file_bytes:
            raise UnreadableError(
                "too_large", f"the file unpacks to more than {self._limits.file_bytes:,} bytes"
            )
        if self.packing and self._count > RATIO_FROM:
            packed = max(self._raw.tell(), 1)
            if self._count > packed * self._limits.unpacked_ratio:
                raise UnreadableError(
                    "too_large",
                    f"each packed byte unpacks to more than {self._limits.unpacked_ratio:,}",
                )
        view[: len(data)] = data
        return len(data)

    def _some(self, most: int) -> bytes:
        """What can be had at once: a read of more would lose it where the packed data end early."""
        if self.packing == "gzip":
            return cast(gzip.GzipFile, self._inner).read1(most)
        return self._inner.read(min(most, AT_ONCE) if self.packing else most)

    def close(self) -> None:
        """Closes the file underneath as well."""
        if not self.closed:
            self._inner.close()
            self._raw.close()
        super().close()


class Transcoded(io.RawIOBase):
    """UTF-16 with a byte order mark, as UTF-8 without one."""

    def __init__(self, inner: io.BufferedReader, encoding: str) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="surrogateescape")
        self._left = b""
        inner.read(2)

    def readable(self) -> bool:
        """Always."""
        return True

    @property
    def taken(self) -> int:
        """Bytes of the file that were read so far."""
        return bytes_taken(self._inner)

    def readinto(self, buffer: object) -> int:
        """Fills the buffer as far as there is something; raises UnreadableError."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        while not self._left:
            data = self._inner.read(BLOCK)
            try:
                text = self._decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                raise UnreadableError(
                    "bad_encoding", f"not valid UTF-16 ({error.reason})"
                ) from None
            self._left = text.encode("utf-8", errors="surrogatepass")
            if not data:
                break
        taken, self._left = self._left[: len(view)], self._left[len(view) :]
        view[: len(taken)] = taken
        return len(taken)

    def close(self) -> None:
        """Closes the file underneath as well."""
        if not self.closed:
            self._inner.close()
        super().close()


def bytes_taken(stream: io.BufferedReader) -> int:
    """Bytes of a file that were read for a stream of ``open_unpacked``, which is open."""
    return cast(Unpacked | Transcoded, stream.raw).taken


def _buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, BLOCK)


def open_unpacked(uri: str, limits: Limits, *, decode: bool = True) -> io.BufferedReader:
    """The file's content as bytes, unpacked, without a byte order mark, UTF-16 as UTF-8.

    With ``decode`` off the bytes are those of the file, for a parser that knows about encodings.

    Raises InputError where the file cannot be opened; UnreadableError, here or while it is read,
    where it cannot be unpacked.
    """
    raw = open_raw(uri)
    try:
        stream = _buffered(Unpacked(raw, limits))
        mark = stream.peek(3)[:3]
    except UnreadableError:
        raw.close()
        raise
    if not decode:
        return stream
    if mark == codecs.BOM_UTF8:
        stream.read(3)
    elif mark[:2] in UTF16:
        return _buffered(Transcoded(stream, UTF16[mark[:2]]))
    return stream
