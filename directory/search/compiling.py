"""From the tables to the arrays of a snapshot: every service, its words, its territory, what it says.

Each array is explained in `docs/search.md`. All of it is read in one transaction: one state of the directory.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
from sqlalchemy import CursorResult, Select, Text, cast, func, select
from sqlalchemy.orm import Session

from directory.local_time import PARIS, territory_of
from directory.models import Closure, Commune, SearchText, Service, ServiceArea
from directory.search.analysis import stem
from directory.search.distances import on_sphere
from directory.search.snapshot import Array
from directory.search.synonyms import synonym_forms

K1, B = 1.2, 0.5
"""Okapi BM25: how fast a repeated word stops counting, how much a long listing pays for its length."""

BATCH = 10_000

Lists = dict[str, list[Any]]
Arrays = dict[str, Array]


def compile_directory(session: Session) -> tuple[Lists, Arrays]:
    """Give the lists and the arrays of a snapshot of what `session` sees."""
    lists: Lists = {}
    arrays: Arrays = {}
    _services(session, lists, arrays)
    _words(session, lists, arrays)
    _territories(session, lists, arrays)
    _closures(session, arrays)
    return lists, arrays


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
    for rows in _stream(session, _service_rows()).partitions(BATCH):
        columns = list(zip(*rows, strict=True))
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


def _stream(session: Session, query: Select[Any]) -> CursorResult[*tuple[Any, ...]]:
    """Read rows as they come, a batch at a time: past the mapper, which would look at each one."""
    return session.connection().execute(query, execution_options={"yield_per": BATCH})


def _territory(department: str | None) -> str:
    return territory_of(department or PARIS)


def _put_rows(name: str, keys: Array, docs: Array, size: int, arrays: Arrays) -> None:
    """Store which `docs` each of `size` keys has, each list in order."""
    order = np.argsort(keys, kind="stable")
    arrays[f"{name}_docs"] = np.ascontiguousarray(docs[order], np.int32)
    arrays[f"{name}_starts"] = np.searchsorted(keys[order], np.arange(size + 1)).astype(np.int64)


def _words(session: Session, lists: Lists, arrays: Arrays) -> None:
    """Compile the postings: for each stem, the services that hold it and how much it says of each."""
    tokens: defaultdict[str, int] = defaultdict(count().__next__)
    said, lengths = array("i"), array("i")
    for (words,) in _stream(session, select(SearchText.words).order_by(SearchText.service_id)):
        own = words.split("|")[1:-1]
        said.extend(map(tokens.__getitem__, own))
        lengths.append(len(own))
    forms, weights = _read_tokens(tokens)
    numbers, stems = _stem_numbers(forms, lists)
    token_of = np.array(said, np.int32)
    docs = np.repeat(np.arange(len(lengths), dtype=np.int64), np.array(lengths, np.int32))
    _put_postings(numbers[token_of], docs, weights[token_of], len(stems), len(lengths), arrays)
    arrays["form_services"] = _counts(forms, token_of, lists["forms"])


def _read_tokens(tokens: Mapping[str, int]) -> tuple[list[str], Array]:
    """Split « abri:4 » into its form and its weight."""
    pairs = [token.rpartition(":") for token in tokens]
    return [form for form, _, _ in pairs], np.array([int(weight) for _, _, weight in pairs], np.float32)


def _stem_numbers(forms: Sequence[str], lists: Lists) -> tuple[Array, list[str]]:
    """Number the stems; also keep every form, so that what is typed can be completed or corrected."""
    stemmed = [stem(form) for form in forms]
    stems = sorted(set(stemmed))
    number = {each: rank for rank, each in enumerate(stems)}
    lists["stems"] = stems
    lists["forms"] = sorted({*forms, *synonym_forms()})
    return np.array([number[each] for each in stemmed], np.int64), stems


def _put_postings(
    stems: Array, docs: Array, weights: Array, stem_count: int, doc_count: int, arrays: Arrays
) -> None:
    """Add up the forms of one stem in one listing, and weigh each stem by Okapi BM25."""
    # Listings come in order: sorting by stem alone is enough, and numbers of two bytes are sorted by digits.
    narrow = stems.astype(np.uint16 if stem_count < 1 << 16 else np.uint32)
    order = np.argsort(narrow, kind="stable")
    keys = stems[order] * max(doc_count, 1) + docs[order]
    is_first = np.ones(len(keys), bool)
    is_first[1:] = keys[1:] != keys[:-1]
    firsts = np.flatnonzero(is_first)
    tf = np.add.reduceat(weights[order], firsts) if len(firsts) else np.zeros(0, np.float32)
    stem_of, doc_of = np.divmod(keys[firsts], max(doc_count, 1))
    frequency = np.bincount(stem_of, minlength=stem_count)
    length = np.bincount(doc_of, weights=tf, minlength=doc_count)
    rarity = np.log1p((doc_count - frequency + 0.5) / (frequency + 0.5))
    penalty = K1 * (1 - B + B * length / max(length.mean() if doc_count else 1, 1))
    arrays["stem_impacts"] = (rarity[stem_of] * tf * (K1 + 1) / (tf + penalty[doc_of])).astype(np.float32)
    arrays["stem_docs"] = doc_of.astype(np.int32)
    arrays["stem_starts"] = np.concatenate(([0], np.cumsum(frequency))).astype(np.int64)


def _counts(forms: Sequence[str], token_of: Array, listed: Sequence[str]) -> Array:
    """Give, for each listed form, how many listings hold it: the likeliest corrections come first."""
    held: defaultdict[str, int] = defaultdict(int)
    for form, times in zip(forms, np.bincount(token_of, minlength=len(forms)), strict=True):
        held[form] += int(times)
    return np.array([held.get(form, 0) for form in listed], np.int32)


def _territories(session: Session, lists: Lists, arrays: Arrays) -> None:
    """Compile, for each territory, the services that serve it, and those that leave it out."""
    columns: tuple[Any, ...] = (
        ServiceArea.service_id,
        ServiceArea.kind,
        ServiceArea.code,
        ServiceArea.is_excluded,
    )
    query = select(*columns).join(SearchText, SearchText.service_id == ServiceArea.service_id)
    rows = _stream(session, query.order_by(ServiceArea.id))
    served, excluded = _Coded(_same), _Coded(_same)
    docs: dict[bool, array[int]] = {False: array("i"), True: array("i")}
    for service_id, kind, code, is_excluded in rows:
        docs[is_excluded].append(service_id)
        (excluded if is_excluded else served).extend((f"{kind}:{code}",))
    for name, column, is_excluded in (("area", served, False), ("hole", excluded, True)):
        lists[f"{name}s"] = list(column.numbers)
        positions = np.searchsorted(arrays["ids"], np.array(docs[is_excluded], np.int32))
        order = np.argsort(positions, kind="stable")
        keys = np.array(column.codes, np.int32)[order]
        _put_rows(name, keys, positions[order], len(column.numbers), arrays)


def _closures(session: Session, arrays: Arrays) -> None:
    """Compile the exceptional closures: position, first and last day, as days since year 1."""
    query = select(Closure.service_id, Closure.starts_on, Closure.ends_on)
    query = query.join(SearchText, SearchText.service_id == Closure.service_id).order_by(Closure.id)
    rows = session.execute(query)
    days = [(service_id, first.toordinal(), last.toordinal()) for service_id, first, last in rows]
    table = np.array(days, np.int32).reshape(-1, 3)
    table[:, 0] = np.searchsorted(arrays["ids"], table[:, 0])
    arrays["closures"] = table
