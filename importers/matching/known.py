"""The listings that the directory knows, found again by what a row says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from importers.matching.index import Index
from importers.matching.judging import SURE, Named, judge, named, share
from importers.matching.subject import Subject

CLEARLY = 10.0
"""By how much one listing must be likelier than any other that looks the same, for nobody to be asked."""

MOST_SHOWN = 5
"""How many listings a person is asked to compare a row with."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing that may be the same: how sure (0 to 100), why, in French, and its name, folded.

    Numbers may serve again: the name tells whether a listing is still the one that was meant.
    """

    service_id: int
    score: float
    reasons: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """*same* names exactly the one; *undecided* those that a person must compare, the likeliest first."""

    answer: Literal["same", "different", "undecided"]
    candidates: tuple[Candidate, ...]


class Known:
    """The listings of the directory, each under everything by which a row may mean it.

    `communes` gives the folded name of each commune by INSEE code, and may add that of its département:
    « Mairie d'Auch » in Auch is « Mairie ».
    """

    def __init__(self, communes: Mapping[str, str] | None = None) -> None:
        self._communes = communes or {}
        self._words: dict[str, frozenset[str]] = {}
        self._listings: dict[int, Named] = {}
        self._free: set[int] = set()
        self._index = Index()

    def __len__(self) -> int:
        return len(self._listings)

    def add(self, service_id: int, subject: Subject) -> None:
        """Hold a listing. Its sources are those of its keys."""
        listing = named(subject)
        self._listings[service_id] = listing
        self._index.add(service_id, subject, listing.names, self._here(subject.commune))

    def free(self, numbers: Collection[int]) -> None:
        """Let listings be those of other rows: their source no longer gives the rows that they had."""
        self._free.update(numbers)

    def hold(self, number: int) -> None:
        """Let a listing be that of the row that has taken it, and of no other."""
        self._free.discard(number)

    def match(self, subject: Subject) -> Verdict:
        """Say which listing `subject` is, if any. What one source says twice is never the same.

        A listing that is free is either taken or left to go: nobody is asked about it.
        """
        ours = named(subject)
        same, undecided = [], []
        for service_id in self._index.find(subject, ours.names, self._here(subject.commune)):
            theirs = self._listings[service_id]
            judgement = judge(ours, theirs, self._here(theirs.subject.commune or subject.commune))
            candidate = Candidate(service_id, judgement.score, judgement.reasons, theirs.subject.name)
            is_free = service_id in self._free
            if judgement.answer == "same" and (is_free or _may_be_one(subject, theirs.subject)):
                same.append(candidate)
            elif judgement.answer == "same" or (
                judgement.answer == "undecided" and not _is_one_source(subject, theirs.subject)
            ):
                undecided.append(candidate)
        return _verdict(same, undecided, self._free)

    def _here(self, commune: str) -> frozenset[str]:
        """Give the words of the name of a commune."""
        if commune not in self._words:
            self._words[commune] = frozenset(self._communes.get(commune, "").split())
        return self._words[commune]


def _verdict(same: list[Candidate], undecided: list[Candidate], free: Collection[int]) -> Verdict:
    sure = [each for each in same if each.score == SURE] or same
    best = max((each.score for each in sure), default=0.0)
    first = [each for each in sure if each.score > best - CLEARLY]
    if len(first) == 1:
        return Verdict("same", (first[0],))
    staying = [each for each in (*same, *undecided) if each.service_id not in free]
    ranked = sorted(staying, key=lambda each: (-each.score, each.service_id))
    return Verdict("undecided" if ranked else "different", tuple(ranked[:MOST_SHOWN]))


def _sources(subject: Subject) -> set[str]:
    return {key.partition(":")[0] for key in subject.keys if ":" in key}


def _is_one_source(subject: Subject, known: Subject) -> bool:
    return not _sources(subject).isdisjoint(_sources(known))


def _may_be_one(subject: Subject, known: Subject) -> bool:
    """Say whether a listing that a row resembles may be it: its own, or one of other sources only."""
    return share(subject.keys, known.keys) or not _is_one_source(subject, known)
