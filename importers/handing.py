"""What a run changed, sorted before it is undone: what is as it left it, what a later run has written over,
and what somebody has touched since.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from importers.images import entry_print
from importers.models import CHANGES, Change
from importers.situation import read_verified
from importers.writing import BATCH


def _nothing() -> dict[str, set[int]]:
    return {word: set() for word in CHANGES}


@dataclass(slots=True)
class Sorted:
    """The numbers that a run changed. `same` is what is to be put back, by what was done to it; `left` what
    somebody touched. `handed` is what a later run wrote over, with the last change of it; `over` counts what
    was handed and is there no more.
    """

    same: dict[str, set[int]] = field(default_factory=_nothing)
    left: set[int] = field(default_factory=set)
    handed: dict[int, int] = field(default_factory=dict)
    over: int = 0
    owners: set[int] = field(default_factory=set)
    """Organisations of services that were handed: they may run nothing any more."""

    @property
    def done(self) -> int:
        """Say how many are as they were before."""
        return sum(map(len, self.same.values())) + len(self.handed) + self.over

    def leave(self, numbers: Iterable[int]) -> None:
        """Leave some of what was to be put back."""
        for some in self.same.values():
            self.left |= some & set(numbers)
            some -= set(numbers)


@dataclass(frozen=True, slots=True)
class Today:
    """A row as it is now: its print, and the service that it is or is linked to."""

    told: str
    service_id: int | None


def sort_changes(session: Session, run_id: int, kind: str, left: Collection[int]) -> Sorted:
    """Sort what a run did to services, or to entries: those of services that are `left` are left too."""
    found = Sorted()
    spared = read_verified(session) if kind == "service" else left
    # What is added goes first: what was removed may then find its place again.
    for word in CHANGES:
        for some in _changes(session, run_id, kind, word):
            today, later = _today(session, kind, [each.number for each in some]), _later(session, some)
            for change in some:
                _sort(session, change, today.get(change.number), later.get(change.number, []), spared, found)
            session.flush()
            for each in (*some, *(each for own in later.values() for each in own)):
                if each in session:
                    session.expunge(each)
    return found


def _changes(session: Session, run_id: int, kind: str, word: str) -> Iterator[Sequence[Change]]:
    query = select(Change).where(Change.run_id == run_id, Change.kind == kind, Change.change == word)
    last = 0
    while some := session.scalars(query.where(Change.id > last).order_by(Change.id).limit(BATCH)).all():
        last = some[-1].id
        yield some


def _later(session: Session, some: Sequence[Change]) -> Mapping[int, list[Change]]:
    """Give what later runs did to the same rows, in order."""
    since = {each.number: each.id for each in some}
    query = select(Change).where(Change.kind == some[0].kind, Change.number.in_(since))
    found: defaultdict[int, list[Change]] = defaultdict(list)
    for each in session.scalars(query.where(Change.run_id != some[0].run_id).order_by(Change.id)):
        if each.id > since[each.number]:
            found[each.number].append(each)
    return found


def _today(session: Session, kind: str, numbers: Sequence[int]) -> Mapping[int, Today]:
    if kind == "service":
        times = session.execute(select(Service.id, Service.updated_at).where(Service.id.in_(numbers)))
        return {number: Today(at.isoformat(), number) for number, at in times}
    columns = (Entry.id, Entry.digest, Entry.state, Entry.service_id)
    rows = session.execute(select(*columns).where(Entry.id.in_(numbers))).mappings()
    return {row["id"]: Today(entry_print(dict(row)), row["service_id"]) for row in rows}


def _sort(
    session: Session,
    change: Change,
    today: Today | None,
    later: Sequence[Change],
    spared: Collection[int],
    found: Sorted,
) -> None:
    if today and today.service_id in spared:
        found.left.add(change.number)
    elif later:
        is_handed = _hand(session, change, today, later, found)
        found.left |= set() if is_handed else {change.number}
    elif change.change == "removed":
        _sort_removed(session, change, today, found)
    elif today and today.told == change.after:
        found.same[change.change].add(change.number)
    else:
        found.left.add(change.number)


def _hand(
    session: Session, change: Change, today: Today | None, later: Sequence[Change], found: Sorted
) -> bool:
    """Let the next run that wrote a row put back what was there before both; False where it cannot."""
    first, last = later[0], later[-1]
    if change.change == "removed" and first.change == "added":
        change.run_id = first.run_id
        found.over += 1
        return True
    if first.before is None or _told(first) != change.after or (today.told if today else None) != last.after:
        return False
    if change.kind == "service":
        found.owners.add(json.loads(first.before)["service"][0]["organization_id"])
    if change.change == "added" and first.change == "removed":
        session.delete(first)
    else:
        first.change = change.change if change.change == "added" else first.change
        first.before = change.before
    if last.change == "removed":
        found.over += 1
    else:
        found.handed[change.number] = last.id
    return True


def _told(change: Change) -> str:
    """Give the print of a row as it was before a change."""
    image = json.loads(change.before or "")
    if change.kind == "service":
        return str(image["service"][0]["updated_at"])
    return entry_print(image["entry"][0])


def _sort_removed(session: Session, change: Change, today: Today | None, found: Sorted) -> None:
    """Put back what was removed, unless another row has taken its number or its key since."""
    table: type[Service] | type[Entry] = Service if change.kind == "service" else Entry
    row = json.loads(change.before or "")[change.kind][0]
    of_key = (table.source_slug == row["source_slug"], table.source_key == row["source_key"])
    takers = {*session.scalars(select(table.id).where(*of_key)), *([change.number] if today else [])}
    others = takers - found.same["added"]
    if not others:
        found.same["removed"].add(change.number)
        return
    query = select(Change.run_id).where(Change.kind == change.kind, Change.change == "added")
    run_id = session.scalar(query.where(Change.number.in_(others)).order_by(Change.id.desc()).limit(1))
    if run_id is None or run_id == change.run_id:
        found.left.add(change.number)
    else:
        change.run_id = run_id
        found.over += 1
