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
    best = ranks[_page(snapshot, found.docs[ranks], scores, search)]
    counts = {key: filtering.counts(key) for key in counted}
    return Answer(
        ids=tuple(snapshot.ids[found.docs[best]].tolist()),
        scores=tuple(_scores(found, best).tolist()),
        matched=tuple(led_by(snapshot, plan, found.docs[best])),
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
        is_around = around[matches.docs]
        docs, relevance = matches.docs[is_around], _share(matches, matches.docs)[is_around]
    km = distances_km(snapshot.arrays["points"][docs], centre)
    own = widths[docs]
    kept = km <= reach
    # Without a radius, what serves the place is kept however far; with one, where nobody knows how far.
    kept |= (own < FAR) & np.isnan(km) if search.radius_km else own < FAR
    return Candidates(docs[kept], relevance[kept], own[kept], km[kept])


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
    relevance = found.relevance[ranks].astype(np.float64)
    if found.widths is None or found.km is None:
        return relevance
    widths, km = found.widths[ranks], found.km[ranks]
    near = np.where(np.isnan(km), UNLOCATED[widths], np.exp(-km / FADES_KM))
    narrow = NARROW_FIRST * (FAR - widths)
    scores: NDArray[np.float64] = TEXT_SHARE * relevance + NEAR_SHARE * near + narrow
    return scores + SERVING_FIRST * (widths < FAR)


def _page(
    snapshot: Snapshot, docs: Positions, scores: NDArray[np.float64], search: Search
) -> NDArray[np.intp]:
    """Give the ranks of one page, the best first."""
    best = _best(scores, docs, search.start, search.limit)
    if search.text:
        best = _varied(best, scores, snapshot.arrays["category"][docs[best]])
    return best[search.start : search.start + search.limit]


def _best(scores: NDArray[np.float64], docs: Positions, start: int, limit: int) -> NDArray[np.intp]:
    """Give the ranks of the best, as far as a page needs; equal scores in the order of their numbers."""
    end = max(start + limit, VARIED)
    if end < len(scores):
        least = -np.partition(-scores, end - 1)[end - 1]
        chosen = np.flatnonzero(scores >= least)
    else:
        chosen = np.arange(len(scores))
    ordered: NDArray[np.intp] = chosen[np.lexsort((docs[chosen], -scores[chosen]))]
    return ordered


def _varied(ranks: NDArray[np.intp], scores: NDArray[np.float64], categories: Codes) -> NDArray[np.intp]:
    """Order the first results again: the tenth service of a kind leaves room for the first of another."""
    first, rest = ranks[:VARIED], ranks[VARIED:]
    seen: dict[int, int] = {}
    lowered = []
    for rank, category in zip(first.tolist(), categories[:VARIED].tolist(), strict=True):
        seen[category] = seen.get(category, -1) + 1
        lowered.append(scores[rank] - SAME_AGAIN * min(seen[category], MOST_AGAIN))
    return np.concatenate((first[np.argsort(-np.array(lowered), kind="stable")], rest))
