"""From the tables to the arrays of a snapshot: every service, its words, its territory, what it says.

Each array is explained in `docs/search.md`. All of it is read in one transaction: one state of the directory.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

import numpy as np
from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from directory.local_time import PARIS, territory_of
from directory.models import Closure, Commune, SearchText, Service, ServiceArea
from directory.search.distances import on_sphere
from directory.search.postings import Arrays, Lists, Reader, compile_words
from directory.search.snapshot import Array

BATCH = 500
"""Rows read together: few enough that the collector of garbage does not follow them all the time."""


def compile_directory(session: Session, reader: Reader | None = None) -> tuple[Lists, Arrays]:
    """Give the lists and the arrays of a snapshot of what `session` sees; `reader` may remember its words."""
    lists: Lists = {}
    arrays: Arrays = {}
    _services(session, lists, arrays)
    compile_words(read_words(session), reader or Reader(), lists, arrays)
    _territories(session, "area", lists, arrays, is_excluded=False)
    _territories(session, "hole", lists, arrays, is_excluded=True)
    _closures(session, arrays)
    return lists, arrays


def read_words(session: Session) -> Iterator[Sequence[str]]:
    """Give the words of every service as they are stored, a batch at a time, in the order of positions."""
    for (texts,) in _columns(session, select(SearchText.words).order_by(SearchText.service_id)):
        yield texts


class _Coded:
    """A column of repeated values: each distinct value once, and its number for each service."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read
        self.numbers: defaultdict[Any, int] = defaultdict(count().__next__)
        self.codes = array("i")

    def extend(self, values: Iterable[Any]) -> None:
        self.codes.extend(map(self.numbers.__getitem__, values))

    def put(self, name: str, lists: Lists, arrays: Arrays) -> None:
        lists[name] = [self.read(value) for value in self.numbers]
        arrays[name] = np.array(self.codes, dtype=np.int32)


def _same(value: Any) -> Any:
    return value


def _listed(text: str | None) -> Any:
    """Give the values of a list that the database keeps as JSON."""
    return json.loads(text) if text else []


def _publics(said: tuple[Any, ...]) -> Any:
    """Give whom a service receives, as `said.Publics` has it, its audiences read."""
    return [*said[:-1], _listed(said[-1])]


def _services(session: Session, lists: Lists, arrays: Arrays) -> None:
    """Compile what each service says of itself."""
    coded = {
        "category": _Coded(_same),
        "person": _Coded(list),
        "public": _Coded(_publics),
        "hours": _Coded(list),
        "access": _Coded(_same),
        "fee": _Coded(_same),
        "language": _Coded(_listed),
        "feature": _Coded(_listed),
        "mode": _Coded(_listed),
    }
    ids, verified, degrees = array("i"), array("i"), [np.zeros((2, 0))]
    for columns in _columns(session, _service_rows()):
        ids.extend(columns[0])
        verified.extend(day.toordinal() if day else 0 for day in columns[1])
        degrees.append(np.array(columns[2:4], np.float64))  # None becomes NaN.
        coded["person"].extend(zip(*columns[4:8], strict=True))
        coded["public"].extend(zip(*columns[8:10], strict=True))
        coded["hours"].extend(zip(columns[10], map(_territory, columns[11]), strict=True))
        plain = ("category", "access", "fee", "language", "feature", "mode")
        for name, values in zip(plain, columns[12:], strict=True):
            coded[name].extend(values)
    for name, column in coded.items():
        column.put(name, lists, arrays)
    arrays["ids"], arrays["verified"] = np.array(ids, np.int32), np.array(verified, np.int32)
    arrays["points"] = on_sphere(*np.concatenate(degrees, axis=1))
    _put_rows("category", arrays["category"], np.arange(len(ids)), len(lists["category"]), arrays)
    heights = arrays["points"][:, 2]
    located = np.argsort(heights, kind="stable")[: np.count_nonzero(~np.isnan(heights))]
    arrays["by_height"], arrays["heights"] = located.astype(np.int32), heights[located]


def _service_rows() -> Select[Any]:
    """Ask for the columns above, in order; without a point, the centre of the commune stands for it."""
    columns: tuple[Any, ...] = (
        Service.id,
        Service.verified_on,
        func.coalesce(Service.latitude, Commune.latitude),
        func.coalesce(Service.longitude, Commune.longitude),
        Service.accepts_women,
        Service.accepts_men,
        Service.age_min,
        Service.age_max,
        Service.receives,
        cast(Service.audiences, Text),
        Service.hours,
        Commune.department,
        Service.category,
        Service.access,
        Service.fee,
        cast(Service.languages, Text),
        cast(Service.features, Text),
        cast(Service.modes, Text),
    )
    return (
        select(*columns)
        .outerjoin(Service.commune)
        .join(SearchText, SearchText.service_id == Service.id)
        .order_by(Service.id)
    )


def _columns(session: Session, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Read the columns of a batch at a time: past the mapper, which would look at each row."""
    rows = session.connection().execute(query, execution_options={"yield_per": BATCH})
    return (list(zip(*batch, strict=True)) for batch in rows.partitions())


def _territory(department: str | None) -> str:
    return territory_of(department or PARIS)


def _put_rows(name: str, keys: Array, docs: Array, size: int, arrays: Arrays) -> None:
    """Store which `docs` each of `size` keys has, each list in order."""
    order = np.argsort(keys, kind="stable")
    arrays[f"{name}_docs"] = np.ascontiguousarray(docs[order], np.int32)
    arrays[f"{name}_starts"] = np.searchsorted(keys[order], np.arange(size + 1)).astype(np.int64)


def _territories(session: Session, name: str, lists: Lists, arrays: Arrays, *, is_excluded: bool) -> None:
    """Compile, for each territory, the services that serve it; or those that leave it out."""
    columns: tuple[Any, ...] = (ServiceArea.service_id, ServiceArea.kind, ServiceArea.code)
    query = select(*columns).join(SearchText, SearchText.service_id == ServiceArea.service_id)
    query = query.where(ServiceArea.is_excluded == is_excluded)
    territories, ids = _Coded(":".join), array("i")
    for own, kinds, codes in _columns(session, query.order_by(ServiceArea.service_id, ServiceArea.id)):
        ids.extend(own)
        territories.extend(zip(kinds, codes, strict=True))
    held: Arrays = {}
    territories.put(f"{name}s", lists, held)
    positions = np.searchsorted(arrays["ids"], np.array(ids, np.int32))
    _put_rows(name, held[f"{name}s"], positions, len(territories.numbers), arrays)


def _closures(session: Session, arrays: Arrays) -> None:
    """Compile the exceptional closures: position, first and last day, as days since year 1."""
    query = select(Closure.service_id, Closure.starts_on, Closure.ends_on)
    query = query.join(SearchText, SearchText.service_id == Closure.service_id).order_by(Closure.id)
    rows = session.execute(query)
    days = [(service_id, first.toordinal(), last.toordinal()) for service_id, first, last in rows]
    table = np.array(days, np.int32).reshape(-1, 3)
    table[:, 0] = np.searchsorted(arrays["ids"], table[:, 0])
    arrays["closures"] = table
