"""What hides is withheld for ever: its listings are taken out, and nothing that is kept says where it was."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from directory.folding import fold
from directory.models import Commune, Entry, Phone, Service
from importers import writing
from importers.forgetting import Key, forget_places
from importers.ground import Ground
from importers.images import Image
from importers.keeping import kept, read_kept
from importers.matching.subject import number_of
from importers.models import Change, Withheld
from importers.outcomes import LIKE_HIDDEN, bared, reason_of
from importers.situation import Name, department_of, names_of, read_listed, read_verified
from importers.statements import Statement

CONFIDENTIAL = "confidential"
ASKED = ("undecided", "unclassed")
"""States of entries that a person is asked about, and of which the place is kept meanwhile."""


def withdraw(session: Session, numbers: Sequence[int], ground: Ground) -> None:
    """Take services out, for good: undoing a run brings none of them back. The caller commits.

    What sources say of them waits as withheld, without its place: said again, it is not published again.
    """
    if not numbers:
        return
    spoken = select(Entry).where(Entry.service_id.in_(numbers))
    keys = _hold_back(session, session.scalars(spoken).all(), ground)
    forget_places(session, dict.fromkeys(numbers, CONFIDENTIAL), dict.fromkeys(keys, CONFIDENTIAL))
    for some in writing.batches(numbers, writing.BATCH):
        of_these = (Change.kind == "service", Change.number.in_(some))
        session.execute(delete(Change).where(*of_these), execution_options=writing.UNSEEN)
    writing.remove_services(session, numbers)


def _hold_back(session: Session, entries: Iterable[Entry], ground: Ground) -> set[Key]:
    """Let entries wait as withheld, without their place, and give their keys."""
    keys = set()
    for entry in entries:
        entry.said = kept(bared(read_kept(entry.said), CONFIDENTIAL, ground))
        entry.state, entry.service_id, entry.reason = "withheld", None, reason_of(LIKE_HIDDEN)
        keys.add((entry.source_slug, entry.source_key))
    session.flush()
    return keys


def withhold(session: Session, entry: Entry, said: Statement, ground: Ground, at: datetime) -> None:
    """Withhold a place by every name it has, and take out what is known of it. The caller commits."""
    names = names_of(said, entry.source_slug, ground)
    for kind, value in sorted(names - read_listed(session)):
        session.add(Withheld(kind=kind, value=value, added_at=at))
    session.flush()
    published = {*_by_number(session, said), *_by_phone(session, names), *_by_name(session, said, ground)}
    withdraw(session, sorted(published - read_verified(session)), ground)
    asked = _hold_back(session, _asked(session, names, ground), ground)
    own = (entry.source_slug, entry.source_key)
    forget_places(session, {}, dict.fromkeys({own, *asked}, CONFIDENTIAL))
    forget_removed(session, names, ground)


def _by_number(session: Session, said: Statement) -> Iterable[int]:
    """Give the services of which an entry bears the same FINESS number or SIRET."""
    numbers = ((Entry.finess, said.finess), (Entry.siret, said.siret))
    same = [column == number for column, number in numbers if number]
    query = select(Entry.service_id).where(or_(*same), Entry.service_id.is_not(None))
    return [number for number in session.scalars(query) if number] if same else ()


def _by_phone(session: Session, names: Collection[Name]) -> Iterable[int]:
    """Give the services that an import has published with one of the same numbers."""
    phones = [value for kind, value in names if kind == "phone"]
    query = select(Phone.service_id).join(Entry, Entry.service_id == Phone.service_id)
    return session.scalars(query.where(Phone.number.in_(phones)))


def _by_name(session: Session, said: Statement, ground: Ground) -> Iterable[int]:
    """Give the services that an import has published under this name in this département."""
    department, name = department_of(said, ground), fold(said.record.name)
    query = select(Service.id, Service.name).join(Entry, Entry.service_id == Service.id)
    query = query.outerjoin(Commune, Commune.code == Service.commune_code)
    there = or_(Commune.department == department, Service.zone_code == department)
    return [number for number, called in session.execute(query.where(there)) if fold(called) == name]


def _asked(session: Session, names: Collection[Name], ground: Ground) -> list[Entry]:
    """Give the entries that wait for an answer and bear one of these names."""
    query = select(Entry).where(Entry.state.in_(ASKED))
    return [
        each
        for each in session.scalars(query)
        if not names_of(read_kept(each.said), each.source_slug, ground).isdisjoint(names)
    ]


def forget_removed(session: Session, names: Collection[Name], ground: Ground) -> None:
    """Drop the images of listings that runs have removed and that bear one of these names.

    Undoing those runs would publish them again.
    """
    removed = select(Change.id, Change.kind, Change.number, Change.before)
    rows = session.execute(removed.where(Change.change == "removed", Change.before.is_not(None))).all()
    gone, dropped = set[int](), set[int]()
    for number, kind, row, before in rows:
        image: Image = json.loads(before or "")
        said = _names_of_service(image, ground) if kind == "service" else _names_of_entry(image, ground)
        if not said.isdisjoint(names):
            dropped.add(number)
            gone |= {row} if kind == "service" else {image["entry"][0]["service_id"] or 0}
    dropped |= {number for number, kind, row, _ in rows if kind == "service" and row in gone}
    for some in writing.batches(sorted(dropped), writing.BATCH):
        session.execute(delete(Change).where(Change.id.in_(some)), execution_options=writing.UNSEEN)


def _names_of_entry(image: Image, ground: Ground) -> set[Name]:
    [row] = image["entry"]
    return names_of(read_kept(row["said"]), row["source_slug"], ground)


def _names_of_service(image: Image, ground: Ground) -> set[Name]:
    [row] = image["service"]
    town = ground.town(row["commune_code"]) if row["commune_code"] else None
    department = town.department if town else row["zone_code"] if row["zone_kind"] == "department" else ""
    return {
        ("key", f"{row['source_slug']}:{row['source_key']}"),
        ("name", f"{fold(row['name'])} {department}"),
        *(("phone", number) for each in image["phone"] if (number := number_of(each["number"]))),
    }
