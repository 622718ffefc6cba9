"""Which listings of a snapshot answer a plan, and how well: postings read as arrays, never one by one."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from directory.search.plan import CATEGORY_IMPACT, Alternative, Part, Plan
from directory.search.snapshot import Snapshot

Positions = NDArray[np.signedinteger[Any]]
"""Positions of services in a snapshot, in order. They are as wide as the machine counts: numpy then reads a
column at these positions almost three times as fast as at the narrow ones that postings are stored with."""

Scores = NDArray[np.float32]
DENSE = 16
"""Above one posting for so many services, a column of all services is faster than sorting."""

LOOKED_FOR = 20
"""Postings that are written in a column in the time that one is looked for in a long list."""


class Matches(NamedTuple):
    """Positions of services, in order, each once, and the score of each."""

    docs: Positions
    scores: Scores


NONE = Matches(np.zeros(0, np.intp), np.zeros(0, np.float32))


def match(snapshot: Snapshot, plan: Plan) -> Matches | None:
    """Give the services that answer `plan`; None where it asks for nothing, so that all do."""
    if plan.is_hopeless:
        return NONE
    if not plan.parts:
        return None
    found = [_of_part(snapshot, part) for part in plan.parts]
    matches = _in_all(snapshot, found) if plan.needs_all else _added(snapshot, found)
    return _raised(snapshot, matches, [_of_part(snapshot, part) for part in plan.extras])


def _of_part(snapshot: Snapshot, part: Part) -> Matches:
    return _added(snapshot, [_of_alternative(snapshot, each) for each in part.alternatives])


def _of_alternative(snapshot: Snapshot, alternative: Alternative) -> Matches:
    if alternative.category:
        number = snapshot.category_numbers.get(alternative.category)
        docs = NONE.docs if number is None else snapshot.by_category.of(number).astype(np.intp)
        return Matches(docs, np.full(len(docs), alternative.weight * CATEGORY_IMPACT, np.float32))
    found = _in_all(snapshot, [_of_stem(snapshot, stem) for stem in alternative.stems])
    # Widened here and not before: of several long lists, what stands in all is short.
    docs = found.docs.astype(np.intp)
    if alternative.is_flat:
        return Matches(docs, np.full(len(docs), alternative.weight * CATEGORY_IMPACT, np.float32))
    return Matches(docs, found.scores * np.float32(alternative.weight))


def _of_stem(snapshot: Snapshot, stem: str) -> Matches:
    number = snapshot.stem_numbers.get(stem)
    if number is None:
        return NONE
    first, last = snapshot.postings.starts[number : number + 2]
    return Matches(snapshot.postings.docs[first:last], snapshot.impacts[first:last])


def _in_all(snapshot: Snapshot, found: Sequence[Matches]) -> Matches:
    """Keep what stands in every list, from the shortest on."""
    first, *others = sorted(found, key=lambda matches: len(matches.docs))
    docs, scores = first
    for other in others:
        own = _scores_of(snapshot, other, docs)
        is_held = own > 0
        docs, scores = docs[is_held], (scores + own)[is_held]
    return Matches(docs, scores)


def _scores_of(snapshot: Snapshot, matches: Matches, docs: Positions) -> Scores:
    """Give what `matches` scores each of `docs`, in order: 0 where it does not hold it."""
    if len(docs) * LOOKED_FOR > len(matches.docs) + len(snapshot) // DENSE:
        return _column(snapshot, [matches]).take(docs)
    scores = np.zeros(len(docs), np.float32)
    is_held, ranks = _held(matches.docs, docs)
    scores[is_held] = matches.scores[ranks[is_held]]
    return scores


def _held(docs: Positions, wanted: Positions) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Say which of `wanted` stand in `docs`, both in order, and where."""
    if not len(docs):
        return np.zeros(len(wanted), bool), np.zeros(len(wanted), np.intp)
    ranks = np.minimum(np.searchsorted(docs, wanted), len(docs) - 1)
    return docs[ranks] == wanted, ranks


def _added(snapshot: Snapshot, found: Sequence[Matches]) -> Matches:
    """Put lists together: what stands in several adds up."""
    lists = [matches for matches in found if len(matches.docs)]
    if len(lists) <= 1:
        return lists[0] if lists else NONE
    if sum(len(matches.docs) for matches in lists) * DENSE > len(snapshot):
        scores = _column(snapshot, lists)
        docs = np.flatnonzero(scores > 0)
        return Matches(docs, scores.take(docs))
    every = np.concatenate([matches.docs for matches in lists])
    order = np.argsort(every, kind="stable")
    every, scores = every[order], np.concatenate([matches.scores for matches in lists])[order]
    firsts = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1])))
    return Matches(every[firsts], np.add.reduceat(scores, firsts))


def _raised(snapshot: Snapshot, matches: Matches, extras: Sequence[Matches]) -> Matches:
    """Add the scores of `extras` to what already matches."""
    docs, scores = matches
    if not extras:
        return matches
    if len(docs) * DENSE > len(snapshot):
        return Matches(docs, scores + _column(snapshot, extras).take(docs))
    for extra in extras:
        scores = scores + _scores_of(snapshot, extra, docs)
    return Matches(docs, scores)


def _column(snapshot: Snapshot, found: Sequence[Matches]) -> Scores:
    """Give the scores of lists put together, for every service."""
    scores = np.zeros(len(snapshot), np.float32)
    for matches in found:
        np.add.at(scores, matches.docs, matches.scores)
    return scores


def led_by(snapshot: Snapshot, plan: Plan, docs: Positions) -> list[tuple[str, ...]]:
    """Give, for each service at positions `docs`, the words and expressions of `plan` that lead to it."""
    order = np.argsort(docs)
    said: list[dict[str, None]] = [{} for _ in docs]
    for part in (*plan.parts, *plan.extras):
        for each in part.alternatives:
            for rank in order[_leads(snapshot, each, docs[order])]:
                said[rank][each.said] = None
    return [tuple(each) for each in said]


def _leads(snapshot: Snapshot, alternative: Alternative, docs: Positions) -> NDArray[np.bool_]:
    """Say which of `docs`, in order, an alternative leads to."""
    if alternative.category:
        number = snapshot.category_numbers.get(alternative.category, -1)
        is_of: NDArray[np.bool_] = snapshot.arrays["category"][docs] == number
        return is_of
    leads, docs = np.ones(len(docs), bool), docs.astype(np.int32)
    for stem in alternative.stems:
        leads &= _held(_of_stem(snapshot, stem).docs, docs)[0]
    return leads
