"""What a file is, by its first bytes and never by its name, and its bytes once unpacked, under a cap.

Nothing is ever written to disk, and no path found inside an archive is followed: a member is read from its
archive, in memory.
"""

import bz2
import gzip
import io
import re
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from importers.reading.packages import check_package, open_member
from importers.reading.refusals import DAMAGE, DAMAGED, FileRefusedError, in_words
from importers.statements import Given

LARGEST_TEXT = 1_000_000_000
"""Bytes of text once unpacked. The national files of DILA and data·inclusion hold 100 to 400 MB."""

HIGHEST_RATIO = 100
UNJUDGED = 10_000_000
"""A real CSV shrinks 5 to 30 times. Under 10 MB, a high ratio proves nothing and costs nothing."""

CHUNK = 1 << 16

_BEGINNINGS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"PAR1", "parquet"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"SQLite format 3", "sqlite"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_MARKUP = re.compile(rb"<(?:!doctype|html|\?xml|[a-z][\w:-]*[\s>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Member(Given):
    """A file inside a zip package: `path` is the package, `name` the member's."""


def kind_of(given: Given) -> str:
    """Give what `given` holds, compression left aside: csv, json, xlsx, ods, zip, tar, parquet, pdf…

    « csv » is any text that is no JSON. An empty file is « empty ».
    """
    start = first_bytes(given, 512)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        return "empty"
    for beginning, kind in _BEGINNINGS:
        if start.startswith(beginning):
            return _kind_of_package(given) if kind == "zip" else kind
    if start[257:262] == b"ustar":
        return "tar"
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain.startswith((b"{", b"[")):
        return "json"
    return "markup" if _MARKUP.match(plain) else "csv"


def _kind_of_package(given: Given) -> str:
    with given.path.open("rb") as packed:
        if isinstance(given, Member) or packed.read(2) != b"PK":
            raise FileRefusedError("il contient une autre archive ou un autre classeur")
    names = check_package(given.path)
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "ods" if "content.xml" in names else "zip"


def first_bytes(given: Given, count: int) -> bytes:
    """Give the first `count` bytes of `given`, unpacked where it is a .gz or a .bz2."""
    with opened(given) as stream:
        return stream.read(count)


def members(given: Given) -> tuple[Member, ...]:
    """Give the files of a zip package, each to be read as a file of its own."""
    check_package(given.path)
    with zipfile.ZipFile(given.path) as package:
        return tuple(Member(info.filename, given.path) for info in package.infolist() if not info.is_dir())


@contextmanager
def opened(given: Given) -> Iterator[IO[bytes]]:
    """Open `given` as a stream of bytes, unpacked where it is a .gz or a .bz2, that refuses bombs."""
    try:
        with given.path.open("rb") as packed:
            yield io.BufferedReader(_Capped(_unpacked(given, packed), packed), CHUNK)
    except DAMAGE as error:
        raise FileRefusedError(DAMAGED) from error


def _unpacked(given: Given, packed: IO[bytes]) -> IO[bytes]:
    if isinstance(given, Member):
        check_package(given.path)
        return open_member(zipfile.ZipFile(packed), given.name)
    start = packed.read(3)
    packed.seek(0)
    if start[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(fileobj=packed), CHUNK)
    return io.BufferedReader(bz2.BZ2File(packed), CHUNK) if start == b"BZh" else packed


class _Capped(io.RawIOBase):
    """Bytes as they are unpacked, refused once they are too many for what they were packed in."""

    def __init__(self, stream: IO[bytes], packed: IO[bytes]) -> None:
        self._stream, self._packed, self._seen = stream, packed, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Give up to `size` bytes, and never all of them: a bomb is met while it is unpacked."""
        data = self._stream.read(CHUNK if size < 0 else size)
        self._seen += len(data)
        self._check()
        return data

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # io's own is loose
        """Fill `buffer`, and give how many bytes were written to it."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _check(self) -> None:
        if self._seen > LARGEST_TEXT:
            raise FileRefusedError(f"plus de {in_words(LARGEST_TEXT)} une fois décompressé")
        if self._seen > UNJUDGED and self._seen > HIGHEST_RATIO * self._packed.tell():
            raise FileRefusedError(f"il se décompresse plus de {HIGHEST_RATIO} fois, comme un fichier piégé")


@contextmanager
def each_document(given: Given) -> Iterator[Iterator[IO[bytes]]]:
    """Open the JSON documents of `given`: itself, or those of the archive that it is."""
    with opened(given) as stream:
        yield _documents_of_archive(stream) if kind_of(given) == "tar" else iter([stream])


def _documents_of_archive(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            inside = archive.extractfile(member) if member.isreg() else None
            if inside is not None and member.name.endswith(".json"):
                yield inside
