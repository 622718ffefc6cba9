"""The words that the directory knows: completing a beginning, correcting a spelling.

The lexicon holds the forms of every listing and of every expression of the field, so that a correction never
offers a word that leads nowhere.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST_PREFIX = 3
MOST_COMPLETIONS = 24
MOST_CORRECTIONS = 6
MOST_OFFERED = 4
SHORT, LONG = 4, 8
"""Letters from which one slip of the finger is forgiven, then two."""


class Lexicon:
    """Sorted forms, and how many listings hold each."""

    def __init__(self, forms: Sequence[str], services: Sequence[int]) -> None:
        """Take sorted `forms`."""
        self.forms = forms
        self.services = services

    @cached_property
    def _buckets(self) -> Mapping[tuple[str, int], list[str]]:
        """Forms by first letter and length: a correction is looked for in a few of them."""
        buckets: dict[tuple[str, int], list[str]] = {}
        for form in self.forms:
            buckets.setdefault((form[0], len(form)), []).append(form)
        return buckets

    def frequency(self, form: str) -> int:
        """Give how many listings hold `form`."""
        rank = bisect_left(self.forms, form)
        return int(self.services[rank]) if rank < len(self.forms) and self.forms[rank] == form else 0

    def nearest(self, form: str) -> list[str]:
        """Give the forms to offer instead of one that nobody knows: one edit away, even of a short one."""
        lengths = range(len(form) - 1, len(form) + 2)
        buckets = [bucket for (_, length), bucket in self._buckets.items() if length in lengths]
        near = sorted(self._near(form, buckets, 1), key=lambda pair: (-self.frequency(pair[0]), pair[0]))
        return [each for each, _ in near[:MOST_OFFERED]]

    def completions(self, beginning: str) -> list[str]:
        """Give the forms that begin so, the most frequent first; none for fewer than three letters."""
        if len(beginning) < SHORTEST_PREFIX:
            return []
        first, last = bisect_left(self.forms, beginning), bisect_left(self.forms, beginning + "~")
        ranks = sorted(range(first, last), key=lambda rank: (-self.services[rank], rank))
        return [self.forms[rank] for rank in ranks[:MOST_COMPLETIONS]]

    def corrections(self, form: str) -> list[str]:
        """Give the forms spelled nearly like `form`: the nearest, then the most frequent first.

        One edit (a letter missing, added, changed, or two exchanged) from four letters, two from eight. The
        first letter is rarely the wrong one: the others are tried only where it gives nothing.
        """
        allowed = forgiven(form)
        if not allowed:
            return []
        lengths = range(len(form) - allowed, len(form) + allowed + 1)
        near = self._near(form, [self._buckets.get((form[0], length), []) for length in lengths], allowed)
        if not near:
            near = self._near(form, self._elsewhere(form), allowed)
        ranked = sorted(near, key=lambda pair: (pair[1], -self.frequency(pair[0]), pair[0]))
        return [each for each, _ in ranked[:MOST_CORRECTIONS]]

    def _elsewhere(self, form: str) -> list[list[str]]:
        """Give the forms that may be `form` but for a slip on its first letter."""
        after = {form[1:3], form[:2]}
        before = {form[1:3], form[1::-1]}
        return [self._after.get(two, []) for two in after] + [self._before.get(two, []) for two in before]

    @cached_property
    def _after(self) -> Mapping[str, list[str]]:
        """Forms by their second and third letters."""
        return _by(self.forms, slice(1, 3))

    @cached_property
    def _before(self) -> Mapping[str, list[str]]:
        """Forms by their first two letters."""
        return _by(self.forms, slice(0, 2))

    def _near(self, form: str, buckets: Sequence[list[str]], allowed: int) -> list[tuple[str, float]]:
        """Give the nearest forms of `buckets` with their distance; those farther are left."""
        found: list[tuple[str, float]] = []
        for bucket in buckets:
            scored = process.extract_iter(form, bucket, scorer=OSA.distance, score_cutoff=allowed)
            found += [(each, distance) for each, distance, _ in scored]
        nearest = min((distance for _, distance in found), default=0)
        return [(each, distance) for each, distance in found if distance == nearest]


def _by(forms: Sequence[str], letters: slice) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for form in forms:
        found.setdefault(form[letters], []).append(form)
    return found


def forgiven(form: str) -> int:
    """Give how many slips are forgiven in a word: none in a short one, nor where there is a figure."""
    if len(form) < SHORT or not form.isalpha():
        return 0
    return 2 if len(form) >= LONG else 1
