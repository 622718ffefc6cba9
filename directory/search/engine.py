"""Answer a plan from a snapshot: the candidates, where they are, what the filters keep, the best first."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from directory.places import Place
from directory.search.asking import NEAR_KM, Search
from directory.search.distances import EARTH_KM, distances_km, on_sphere
from directory.search.facets import Filtering, Table
from directory.search.matching import Matches, Positions, led_by, match
from directory.search.plan import Answer, Plan
from directory.search.said import EVERY_KEY
from directory.search.snapshot import Codes, Snapshot
from directory.serving import WIDTHS, territories

FAR = 9
"""The width given to what does not serve the place: wider than any territory."""

TEXT_SHARE, NEAR_SHARE = 0.85, 0.15
FADES_KM = 20.0
"""Distance at which being near counts about a third of being there."""

UNLOCATED = np.array([0.8, 0.8, 0.8, 0.5, 0.35] + [0.0] * (FAR - 4))
"""What being near counts for what has no known point, by the width of what it serves: the 115 of the
département is as good as near, a national line comes after the services of the place."""

SERVING_FIRST = 10.0
NARROW_FIRST = 0.05

VARIED = 200
SAME_AGAIN, MOST_AGAIN = 0.06, 10
"""What each further service of one category gives up, among the first results, up to ten of them."""


class Candidates(NamedTuple):
    """Positions, the score of their words (0 to 1); with a place, their territory's width and their km."""

    docs: Positions
    relevance: NDArray[np.float32]
    widths: NDArray[np.int8] | None
    km: NDArray[np.float64] | None


def answer(
    snapshot: Snapshot,
    tables: Mapping[str, Table],
    plan: Plan,
    search: Search,
    counted: Sequence[str] = EVERY_KEY,
) -> Answer:
    """Run `plan` under the place, the filters and the time of `search`; count the filters of `counted`."""
    found = _placed(snapshot, match(snapshot, plan), search)
    filtering = Filtering(snapshot, tables, found.docs, search)
    kept = filtering.kept()
    ranks = np.flatnonzero(kept)
    total = len(ranks)
    scores = _scores(found, ranks)
    page = _page(snapshot, found.docs[ranks], scores, search)
    best = found.docs[ranks[page]]
    counts = {key: filtering.counts(key) for key in counted}
    return Answer(
        ids=tuple(snapshot.ids[best].tolist()),
        scores=tuple(scores[page].tolist()),
        matched=tuple(led_by(snapshot, plan, best)),
        total=total,
        serving=total if found.widths is None else int((found.widths[ranks] < FAR).sum()),
        counts={key: count for key, (count, _) in counts.items()},
        unknown={key: silent for key, (_, silent) in counts.items()},
        waiting=_waiting(filtering, total),
    )


def _waiting(filtering: Filtering, total: int) -> int:
    """Count what is left out only because it says nothing of what a filter asks."""
    if filtering.unknown_too or not filtering.active:
        return 0
    return int(filtering.kept(unknown_too=True).sum()) - total


def _placed(snapshot: Snapshot, matches: Matches | None, search: Search) -> Candidates:
    """Keep, of what matches, what serves the place or stands near it; everything where no place is given."""
    centre = search.centre
    if search.place is None or centre is None:
        docs = np.arange(len(snapshot)) if matches is None else matches.docs
        return Candidates(docs, _share(matches, docs), None, None)
    widths = _widths(snapshot, search.place)
    reach = search.radius_km or NEAR_KM
    around = _around(snapshot, widths, centre, reach)
    if matches is None:
        docs = np.flatnonzero(around)
        relevance = _share(None, docs)
    else:
        near = np.flatnonzero(around.take(matches.docs))
        docs, relevance = matches.docs.take(near), _share(matches, matches.docs).take(near)
    km = distances_km(snapshot.arrays["points"].take(docs, axis=0), centre)
    own = widths.take(docs)
    is_kept = km <= reach
    # Without a radius, what serves the place is kept however far; with one, where nobody knows how far.
    is_kept |= (own < FAR) & np.isnan(km) if search.radius_km else own < FAR
    kept = np.flatnonzero(is_kept)
    return Candidates(docs.take(kept), relevance.take(kept), own.take(kept), km.take(kept))


def _share(matches: Matches | None, docs: Positions) -> NDArray[np.float32]:
    if matches is None or not len(docs):
        return np.zeros(len(docs), np.float32)
    share: NDArray[np.float32] = matches.scores / matches.scores.max()
    return share


def _widths(snapshot: Snapshot, place: Place) -> NDArray[np.int8]:
    """Give, for each service, the width of the narrowest territory through which it serves `place`."""
    widths = np.full(len(snapshot), FAR, np.int8)
    held = [(WIDTHS[kind], f"{kind}:{code}") for kind, code in territories(place)]
    for width, key in sorted(held, reverse=True):
        if key in snapshot.area_numbers:
            widths[snapshot.serving.of(snapshot.area_numbers[key])] = width
    for _, key in held:
        if key in snapshot.hole_numbers:
            widths[snapshot.holes.of(snapshot.hole_numbers[key])] = FAR
    return widths


def _around(
    snapshot: Snapshot, widths: NDArray[np.int8], origin: tuple[float, float], reach: float
) -> NDArray[np.bool_]:
    """Say what serves the place, or stands in the band of latitudes within `reach` km of it.

    A chord is never shorter than its rise: nothing outside the band is within reach.
    """
    middle, rise = on_sphere(*origin)[2], reach / EARTH_KM
    first, last = np.searchsorted(snapshot.arrays["heights"], (middle - rise, middle + rise))
    around = widths < FAR
    around[snapshot.arrays["by_height"][first:last]] = True
    return around


def _scores(found: Candidates, ranks: NDArray[np.intp]) -> NDArray[np.float64]:
    """Give what orders results: words first of all, nearness then; what serves the place before the rest."""
    relevance = found.relevance.take(ranks).astype(np.float64)
    if found.widths is None or found.km is None:
        return relevance
    widths, km = found.widths.take(ranks), found.km.take(ranks)
    near = np.where(np.isnan(km), UNLOCATED.take(widths), np.exp(-km / FADES_KM))
    narrow = NARROW_FIRST * (FAR - widths)
    scores: NDArray[np.float64] = TEXT_SHARE * relevance + NEAR_SHARE * near + narrow
    return scores + SERVING_FIRST * (widths < FAR)


def _page(
    snapshot: Snapshot, docs: Positions, scores: NDArray[np.float64], search: Search
) -> NDArray[np.intp]:
    """Give the ranks of one page, the best first."""
    best = _best(scores, max(search.start + search.limit, VARIED))
    if search.text:
        best = _varied(best, scores, snapshot.arrays["category"][docs[best[:VARIED]]])
    return best[search.start : search.start + search.limit]


def _best(scores: NDArray[np.float64], most: int) -> NDArray[np.intp]:
    """Give the ranks of the `most` best, and of those equal to the last; equal scores stay in order."""
    if most >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, -most)[-most]
    chosen = np.flatnonzero(scores >= least)
    return chosen[np.argsort(-scores[chosen], kind="stable")]


def _varied(ranks: NDArray[np.intp], scores: NDArray[np.float64], categories: Codes) -> NDArray[np.intp]:
    """Order the first results again: the tenth service of a kind leaves room for the first of another.

    `categories` are those of the first results.
    """
    first, rest = ranks[:VARIED], ranks[VARIED:]
    by_kind = np.argsort(categories, kind="stable")
    kinds = categories[by_kind]
    before = np.empty(len(first), np.intp)
    before[by_kind] = np.arange(len(first)) - np.searchsorted(kinds, kinds)
    lowered = scores[first] - SAME_AGAIN * np.minimum(before, MOST_AGAIN)
    return np.concatenate((first[np.argsort(-lowered, kind="stable")], rest))
