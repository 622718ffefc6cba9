"""The snapshot: the directory compiled into arrays on disk, which every worker maps and none changes.

A snapshot is a folder: one `.npy` file for each array, `lists.json` with the short lists that arrays point
into, and `manifest.json` with the length and the checksum of all these. It is whole or absent: written aside,
then named by the file CURRENT. `docs/search.md` explains what it holds.
"""

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 3
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
LISTS = "lists.json"
Array = NDArray[Any]
Codes = NDArray[np.int32]
CHECKED_WHOLE = 64 * 1024 * 1024
"""Bytes up to which a snapshot is read whole when it is opened; beyond, only the lengths are compared."""


class SnapshotError(RuntimeError):
    """There is no snapshot, or it cannot be read."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Lists of positions, one for each key, end to end: those of `k` are `docs[starts[k]:starts[k+1]]`."""

    starts: Array
    docs: Codes

    def of(self, key: int) -> Codes:
        """Give the positions of `key`, in order."""
        found: Codes = self.docs[self.starts[key] : self.starts[key + 1]]
        return found


class Snapshot:
    """One compiled state of the directory. A position is the rank of a service in `ids`."""

    def __init__(
        self, name: str, edition: int, lists: Mapping[str, list[Any]], arrays: Mapping[str, Array]
    ) -> None:
        """Take what `open_snapshot` has read, and the `name` of its folder."""
        self.name = name
        self.edition = edition
        self.lists = lists
        self.arrays = arrays
        self.ids: Codes = arrays["ids"]
        self.postings = Rows(arrays["stem_starts"], arrays["stem_docs"])
        self.impacts: NDArray[np.float32] = arrays["stem_impacts"]
        self.by_category = Rows(arrays["category_starts"], arrays["category_docs"])
        self.serving = Rows(arrays["area_starts"], arrays["area_docs"])
        self.holes = Rows(arrays["hole_starts"], arrays["hole_docs"])

    def __len__(self) -> int:
        """Give the number of services."""
        return len(self.ids)

    @cached_property
    def stem_numbers(self) -> Mapping[str, int]:
        """Each stem that a listing holds -> its number."""
        return {stem: number for number, stem in enumerate(self.lists["stems"])}

    @cached_property
    def area_numbers(self) -> Mapping[str, int]:
        """Each territory served, as « kind:code » -> its number."""
        return {key: number for number, key in enumerate(self.lists["areas"])}

    @cached_property
    def hole_numbers(self) -> Mapping[str, int]:
        """Each territory excluded by some service -> its number."""
        return {key: number for number, key in enumerate(self.lists["holes"])}

    @cached_property
    def category_numbers(self) -> Mapping[str, int]:
        """Each category -> its number."""
        return {slug: number for number, slug in enumerate(self.lists["category"])}


def publish(folder: Path, edition: int, lists: Mapping[str, list[Any]], arrays: Mapping[str, Array]) -> None:
    """Write a snapshot aside, make it durable, then current: readers see all of it or none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder, prefix="being-written-"))
    sums = {f"{name}.npy": _save(aside / f"{name}.npy", array) for name, array in arrays.items()}
    _write(aside / LISTS, json.dumps(dict(lists), ensure_ascii=False).encode())
    sums[LISTS] = _sum(aside / LISTS)
    _write(aside / MANIFEST, json.dumps({"format": FORMAT, "edition": edition, "files": sums}).encode())
    own = aside.with_name(f"snapshot-{edition}-{aside.name.removeprefix('being-written-')}")
    aside.rename(own)
    pointer = folder / f"{CURRENT}.{own.name}"
    _write(pointer, own.name.encode())
    pointer.replace(folder / CURRENT)
    _sync(folder)
    sweep(folder)


def _save(path: Path, array: Array) -> list[int]:
    """Write an array, and give the length and the checksum of its file."""
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    return _sum(path)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the names in `folder` durable, not only what the files hold."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sum(path: Path) -> list[int]:
    checksum, length = 0, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            checksum, length = zlib.crc32(block, checksum), length + len(block)
    return [length, checksum]


def sweep(folder: Path) -> None:
    """Leave nothing but the current snapshot: an older one tells where a place was that is now hidden.

    A worker that is opening an older one opens the current one instead: see `open_snapshot`. What was set
    aside stays only as long as the current one says the same. Where there is no current one, all is left.
    """
    current = read_current(folder)
    if not current:
        return
    aside = [path for path in folder.glob("damaged-*") if _edition_of(path.name) != _edition_of(current)]
    for path in [*folder.glob("snapshot-*"), *folder.glob("being-written-*"), *aside]:
        if path.name != current:
            shutil.rmtree(path, ignore_errors=True)
    for pointer in folder.glob(f"{CURRENT}.*"):
        pointer.unlink(missing_ok=True)


def read_current(folder: Path) -> str:
    """Give the name of the current snapshot's folder; empty where there is none."""
    try:
        return (folder / CURRENT).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def read_edition(folder: Path) -> int | None:
    """Give the edition of the current snapshot without opening it; None where there is none."""
    return _edition_of(read_current(folder))


def _edition_of(name: str) -> int | None:
    parts = name.split("-", 2)
    return int(parts[1]) if len(parts) == 3 and parts[1].isdecimal() else None


def open_snapshot(folder: Path, *, is_whole: bool = False) -> Snapshot:
    """Open the current snapshot of `folder`; with `is_whole`, read every byte of it first.

    Raises:
        SnapshotError: there is none, or something in it is not what was written.
    """
    name = read_current(folder)
    if not name:
        raise SnapshotError("L’instantané de recherche n’existe pas encore : « flask directory reindex ».")
    try:
        return _open(folder, name, is_whole=is_whole)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if read_current(folder) not in ("", name):
            # Another one was published meanwhile, and this one was old enough to be swept.
            return open_snapshot(folder, is_whole=is_whole)
        raise SnapshotError(f"L’instantané de recherche « {name} » est abîmé.") from error


def _open(folder: Path, name: str, *, is_whole: bool) -> Snapshot:
    own = folder / name
    manifest = json.loads((own / MANIFEST).read_bytes())
    if manifest["format"] != FORMAT or manifest["edition"] != _edition_of(name):
        raise ValueError(MANIFEST)
    _check(own, manifest["files"], is_whole=is_whole)
    arrays = {
        # A plain view of the same memory: numpy slices it faster than its own kind of mapping.
        path.stem: np.load(path, mmap_mode="r", allow_pickle=False).view(np.ndarray)
        for path in sorted(own.glob("*.npy"))
    }
    return Snapshot(name, manifest["edition"], json.loads((own / LISTS).read_bytes()), arrays)


def _check(own: Path, files: Mapping[str, list[int]], *, is_whole: bool) -> None:
    """Compare the files of a snapshot with what its manifest says of them; short lists are always read."""
    if {path.name for path in own.iterdir()} != {MANIFEST, *files}:
        raise ValueError(MANIFEST)
    is_whole = is_whole or sum(length for length, _ in files.values()) <= CHECKED_WHOLE
    for each, (length, checksum) in files.items():
        path = own / each
        is_read = is_whole or each == LISTS
        if path.stat().st_size != length or (is_read and _sum(path)[1] != checksum):
            raise ValueError(each)


def set_aside(folder: Path, name: str) -> None:
    """Rename a damaged snapshot, for whoever wants to look at it; the indexer then compiles another.

    On a disk that refuses, it stays where it is: whoever calls has already stopped reading it.
    """
    if not name or read_current(folder) != name:
        return
    damaged = folder / name
    with suppress(OSError):
        (folder / CURRENT).unlink(missing_ok=True)
        if name.startswith("snapshot-") and damaged.is_dir():
            for older in folder.glob("damaged-*"):
                shutil.rmtree(older, ignore_errors=True)
            damaged.rename(folder / name.replace("snapshot", "damaged", 1))
