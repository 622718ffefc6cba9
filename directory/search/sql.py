"""The same search asked of the database alone: the oracle of the tests, and what answers without a snapshot.

It is plain on purpose: SQL chooses what holds the words and serves the place, then each row is read by the
words of `said`. It runs the plan as it is, so that totals and counts are those of the snapshot.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import Session

from directory.local_time import PARIS
from directory.models import Closure, Commune, SearchText, Service
from directory.search.asking import NEAR_KM, Filters, Search
from directory.search.distances import distances_km, on_sphere
from directory.search.plan import CATEGORY_IMPACT, Alternative, Answer, Plan
from directory.search.said import (
    BY_KEY,
    DIMENSIONS,
    EVERY_KEY,
    OPEN_TO_SILENCE,
    VERIFIED_WITHIN,
    Persons,
    Publics,
    age_keeps,
)
from directory.search.weeks import state_of
from directory.serving import serves
from directory.slots import Days

WORD_IMPACT = 3.0
"""What a word counts for here, where its rarity is not known."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A listing that answers the words and the place: what it says, and what orders it."""

    id: int
    said: dict[str, Any]
    verified: int
    state: int
    is_serving: bool
    score: float
    km: float


@dataclass(frozen=True, slots=True)
class _Filter:
    """An active filter: whether a row passes by what it says, or says nothing."""

    key: str
    keeps: Callable[[_Row], bool]
    is_silent: Callable[[_Row], bool]

    def passes(self, row: _Row, *, unknown_too: bool) -> bool:
        return self.keeps(row) or (unknown_too and self.is_silent(row))


def answer(session: Session, plan: Plan, search: Search, counted: Sequence[str] = EVERY_KEY) -> Answer:
    """Run `plan` under the place, the filters and the time of `search`, as `engine.answer` does."""
    rows = _read(session, plan, search)
    active = list(_active(search.filters))
    kept = _kept(rows, active, unknown_too=search.filters.unknown_too)
    kept.sort(key=lambda row: (not row.is_serving, -row.score, np.nan_to_num(row.km, nan=0), row.id))
    page = kept[search.start : search.start + search.limit]
    counts = {key: _count(rows, active, key, search) for key in counted}
    return Answer(
        ids=tuple(row.id for row in page),
        scores=tuple(row.score for row in page),
        matched=((),) * len(page),
        total=len(kept),
        serving=sum(row.is_serving for row in kept),
        counts={key: count for key, (count, _) in counts.items()},
        unknown={key: silent for key, (_, silent) in counts.items()},
        waiting=len(_kept(rows, active, unknown_too=True)) - len(kept),
    )


# What holds the words and serves the place.


def _read(session: Session, plan: Plan, search: Search) -> list[_Row]:
    is_serving = serves(search.place) if search.place else true()
    query = (
        select(Service, Commune, is_serving, _score(plan))
        .join(SearchText, SearchText.service_id == Service.id)
        .outerjoin(Service.commune)
        .where(_holds(plan))
    )
    columns = query.with_only_columns(
        Service.id,
        Service.category,
        Service.access,
        Service.fee,
        Service.languages,
        Service.features,
        Service.modes,
        Service.accepts_women,
        Service.accepts_men,
        Service.age_min,
        Service.age_max,
        Service.receives,
        Service.audiences,
        Service.hours,
        Commune.department,
        Service.verified_on,
        func.coalesce(Service.latitude, Commune.latitude),
        func.coalesce(Service.longitude, Commune.longitude),
        is_serving,
        _score(plan),
    )
    closures = _closures(session)
    rows = [_row(tuple(row), search, closures.get(row[0], ())) for row in session.execute(columns)]
    return [row for row in rows if _is_in_reach(row, search)]


def _holds(plan: Plan) -> ColumnElement[bool]:
    if plan.is_hopeless:
        return false()
    parts = [or_(false(), *map(_answers, part.alternatives)) for part in plan.parts]
    if not parts:
        return true()
    return and_(*parts) if plan.needs_all else or_(*parts)


def _answers(alternative: Alternative) -> ColumnElement[bool]:
    if alternative.category:
        return Service.category == alternative.category
    return and_(true(), *(SearchText.stems.contains(f"|{stem}|") for stem in alternative.stems))


def _score(plan: Plan) -> ColumnElement[float]:
    total: ColumnElement[float] = literal(0.0)
    for part in (*plan.parts, *plan.extras):
        for each in part.alternatives:
            impact = each.weight * (CATEGORY_IMPACT if each.category or each.is_flat else WORD_IMPACT)
            total = total + case((_answers(each), impact), else_=0.0)
    return total


def _row(values: tuple[Any, ...], search: Search, closures: tuple[Days, ...]) -> _Row:
    said = dict(zip(("category", "access", "fee", "language", "feature", "mode"), values[1:7], strict=True))
    said["person"], said["public"] = Persons(*values[7:11]), Publics(*values[11:13])
    hours, department, verified, latitude, longitude, is_serving, score = values[13:]
    state = state_of(hours, department or PARIS, search.at, closures)
    return _Row(
        id=values[0],
        said=said,
        verified=verified.toordinal() if verified else 0,
        state=state,
        is_serving=bool(is_serving),
        score=float(score),
        km=_km(latitude, longitude, search),
    )


def _km(latitude: float | None, longitude: float | None, search: Search) -> float:
    if latitude is None or longitude is None or search.centre is None:
        return float("nan")
    return float(distances_km(on_sphere([latitude], [longitude]), search.centre)[0])


def _is_in_reach(row: _Row, search: Search) -> bool:
    if search.place is None:
        return True
    if search.radius_km:
        return row.km <= search.radius_km or (row.is_serving and np.isnan(row.km))
    return row.is_serving or row.km <= NEAR_KM


def _closures(session: Session) -> Mapping[int, tuple[Days, ...]]:
    """Give the closures announced, by service."""
    found: dict[int, list[Days]] = {}
    for each, first, last in session.execute(select(Closure.service_id, Closure.starts_on, Closure.ends_on)):
        found.setdefault(each, []).append((first, last))
    return {each: tuple(days) for each, days in found.items()}


# What the filters keep.


def _active(filters: Filters) -> Iterable[_Filter]:
    for dimension in DIMENSIONS:
        chosen = getattr(filters, dimension.key)
        if chosen:
            yield _by_words(dimension.key, {chosen} if isinstance(chosen, str) else chosen)
    if filters.age is not None:
        yield _Filter("age", lambda row: age_keeps(row.said["person"], filters.age or 0), lambda _: False)
    if filters.is_open:
        yield _Filter("is_open", lambda row: row.state == 1, lambda row: row.state < 0)
    if filters.verified_since:
        since = filters.verified_since.toordinal()
        yield _Filter("verified_since", lambda row: row.verified >= since, lambda row: not row.verified)


def _by_words(key: str, chosen: Collection[str]) -> _Filter:
    dimension = BY_KEY[key]
    return _Filter(
        key,
        lambda row: any(dimension.keeps(row.said[dimension.column], slug) for slug in chosen),
        lambda row: key not in OPEN_TO_SILENCE and not dimension.says(row.said[dimension.column]),
    )


def _kept(
    rows: Iterable[_Row], active: Sequence[_Filter], *, unknown_too: bool, besides: str = ""
) -> list[_Row]:
    filters = [each for each in active if each.key != besides]
    return [row for row in rows if all(each.passes(row, unknown_too=unknown_too) for each in filters)]


def _count(
    rows: Sequence[_Row], active: Sequence[_Filter], key: str, search: Search
) -> tuple[dict[str, int], int]:
    """Count what each value of filter `key` alone would keep, and what says nothing about it."""
    unknown_too = search.filters.unknown_too
    others = _kept(rows, active, unknown_too=unknown_too, besides=key)
    if key == "is_open":
        silent = sum(row.state < 0 for row in others)
        return {"open": sum(row.state == 1 for row in others) + silent * unknown_too}, silent
    if key == "verified_since":
        return _count_verified(others, search)
    dimension = BY_KEY[key]
    said = [row.said[dimension.column] for row in others]
    values = dimension.values(said)
    counts = Counter(value for each in said for value in values if dimension.keeps(each, value))
    silent = sum(not dimension.says(each) for each in said)
    blank = 0 if key in OPEN_TO_SILENCE else silent * unknown_too
    return {value: number + blank for value, number in counts.items()}, silent


def _count_verified(rows: Sequence[_Row], search: Search) -> tuple[dict[str, int], int]:
    silent = sum(not row.verified for row in rows)
    today = search.day.toordinal()
    return {
        slug: sum(row.verified >= today - back.days for row in rows) + silent * search.filters.unknown_too
        for slug, back in VERIFIED_WITHIN.items()
    }, silent
