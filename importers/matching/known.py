"""The listings that the directory knows, found again by what a row says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from importers.matching.judging import judge
from importers.matching.names import name_of
from importers.matching.places import street_of
from importers.matching.subject import Subject

MOST_SHOWN = 5
"""How many listings a person is asked to compare a row with."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listing that may be the same: how sure (0 to 100), and why, in French."""

    service_id: int
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """*same* names exactly the one; *undecided* those that a person must compare, the likeliest first."""

    answer: Literal["same", "different", "undecided"]
    candidates: tuple[Candidate, ...]


class Known:
    """The listings of the directory, each under everything by which a row may mean it.

    `communes` gives the folded name of each commune by INSEE code: « Mairie d'Auch » in Auch is « Mairie ».
    """

    def __init__(self, communes: Mapping[str, str] | None = None) -> None:
        self._communes = communes or {}
        self._subjects: dict[int, Subject] = {}
        self._marks: defaultdict[str, list[int]] = defaultdict(list)
        self._places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._within: defaultdict[str, set[str]] = defaultdict(set)

    def __len__(self) -> int:
        return len(self._subjects)

    def add(self, service_id: int, subject: Subject) -> None:
        """Hold a listing. Its sources are those of its keys."""
        self._subjects[service_id] = subject
        self._within[subject.department].add(subject.commune)
        for mark in _marks(subject):
            self._marks[mark].append(service_id)
        for word in _words(subject):
            self._places[_area(subject), word].append(service_id)

    def match(self, subject: Subject) -> Verdict:
        """Say which listing `subject` is, if any. What one source says twice is never the same."""
        same, undecided = [], []
        for service_id in self._nearby(subject):
            known = self._subjects[service_id]
            judgement = judge(subject, known, self._here(subject, known))
            candidate = Candidate(service_id, judgement.score, judgement.reasons)
            if judgement.answer == "same" and _may_be_one(subject, known):
                same.append(candidate)
            elif judgement.answer == "same" or (
                judgement.answer == "undecided" and not _is_one_source(subject, known)
            ):
                undecided.append(candidate)
        return _verdict(same, undecided)

    def _nearby(self, subject: Subject) -> set[int]:
        found: set[int] = set()
        for mark in _marks(subject):
            found.update(self._marks.get(mark, ()))
        words = _words(subject)
        for area in self._areas(subject):
            for word in words:
                found.update(self._places.get((area, word), ()))
        return found

    def _areas(self, subject: Subject) -> Iterator[str]:
        """Give where to look: its commune and what hides in its département, or the whole of that."""
        yield subject.department
        if subject.commune:
            yield subject.commune
        else:
            yield from filter(None, self._within.get(subject.department, ()))

    def _here(self, subject: Subject, known: Subject) -> frozenset[str]:
        return frozenset(self._communes.get(known.commune or subject.commune, "").split())


def _verdict(same: list[Candidate], undecided: list[Candidate]) -> Verdict:
    sure = [each for each in same if each.score == 100.0] or same
    if len(sure) == 1:
        return Verdict("same", (sure[0],))
    ranked = sorted([*same, *undecided], key=lambda each: (-each.score, each.service_id))
    return Verdict("undecided" if ranked else "different", tuple(ranked[:MOST_SHOWN]))


def _area(subject: Subject) -> str:
    """Give where a listing is looked for: its commune, or its département where it says none or hides."""
    return subject.commune or subject.department


def _marks(subject: Subject) -> Iterator[str]:
    """Give what names a listing wherever it is: identifiers, numbers, address."""
    yield from subject.keys
    yield from subject.phones
    yield from filter(None, (subject.siret, subject.finess, subject.email))


def _words(subject: Subject) -> set[str]:
    """Give what brings listings of one place together: words and kinds of their names, category, street."""
    found = {subject.category} if subject.category else set()
    for name in map(name_of, (subject.name, *subject.alternate_names)):
        found |= name.words | name.kinds
    return found | street_of(subject.street).words


def _sources(subject: Subject) -> set[str]:
    return {key.partition(":")[0] for key in subject.keys if ":" in key}


def _is_one_source(subject: Subject, known: Subject) -> bool:
    return not _sources(subject).isdisjoint(_sources(known))


def _may_be_one(subject: Subject, known: Subject) -> bool:
    """Say whether a listing that a row resembles may be it: its own, or one of other sources only."""
    return not subject.keys.isdisjoint(known.keys) or not _is_one_source(subject, known)
