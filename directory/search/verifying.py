"""Whether the search says what the database says: every service, its words, its territory."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import SearchOutbox, SearchText, Service
from directory.search.compiling import compile_directory
from directory.search.documents import read_documents, written_stems, written_words
from directory.search.snapshot import Array, SnapshotError, open_snapshot

BATCH = 1_000
MOST_NAMED = 20


def differences(session: Session, folder: Path) -> list[str]:
    """Give, in French, all that differs between the current snapshot and the database; nothing is ideal."""
    return [*_waiting(session), *_texts(session), *_arrays(session, folder)]


def _waiting(session: Session) -> Iterator[str]:
    waiting = session.scalar(select(func.count(SearchOutbox.service_id.distinct()))) or 0
    if waiting:
        yield f"Services changés qui attendent d’être relus : {waiting}."


def _texts(session: Session) -> Iterator[str]:
    """Read each service again, and compare with what was kept of it."""
    ids = list(session.scalars(select(Service.id).order_by(Service.id)))
    wrong: list[int] = []
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = session.execute(select(SearchText).where(SearchText.service_id.in_(batch))).scalars()
        kept = {row.service_id: (row.words, row.stems) for row in rows}
        documents = read_documents(session, batch)
        due = {each: (written_words(words), written_stems(words)) for each, words in documents.items()}
        wrong += sorted(each for each in due.keys() | kept.keys() if due.get(each) != kept.get(each))
    if wrong:
        named = ", ".join(map(str, wrong[:MOST_NAMED]))
        yield f"Services qui ne sont pas relus comme ils sont écrits ({len(wrong)}) : {named}"


def _arrays(session: Session, folder: Path) -> Iterator[str]:
    """Compile again, and compare with the snapshot that readers have."""
    try:
        snapshot = open_snapshot(folder, is_whole=True)
    except SnapshotError as error:
        yield str(error)
        return
    lists, arrays = compile_directory(session)
    yield from _unlike(snapshot.lists, lists, arrays, snapshot.arrays)


def _unlike(
    held: Mapping[str, list[Any]],
    lists: Mapping[str, list[Any]],
    arrays: Mapping[str, Array],
    old: Mapping[str, Array],
) -> Iterator[str]:
    for name, values in lists.items():
        if list(map(_plain, held[name])) != list(map(_plain, values)):
            yield f"L’instantané diffère de la base : la liste « {name} »."
    for name, array in arrays.items():
        if not np.array_equal(old[name], array, equal_nan=array.dtype.kind == "f"):
            yield f"L’instantané diffère de la base : la colonne « {name} »."


def _plain(value: Any) -> Any:
    """Give a value as JSON would bring it back."""
    return list(value) if isinstance(value, tuple | list) else value
