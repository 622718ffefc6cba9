"""The listings of a territory: looked for by name, hidden at once, and their history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.actors import Actor, moderates
from directory.desk.saying import card_of
from directory.desk.territory import moderated, within
from directory.disclosure import Card
from directory.editing.changing import change
from directory.editing.errors import EditError, NotYoursError
from directory.editing.history import Line, history
from directory.editing.requesting import OPEN
from directory.folding import fold
from directory.local_time import PARIS, local
from directory.models import ChangeRequest, Organization, Revision, Service
from directory.secrecy import is_raised
from directory.vocabulary import vocabulary
from directory.wording import age, full_day, hour, is_stale

PAGE_SIZE = 30
SECRECY: Mapping[str, str] = {
    "on-request": "Adresse donnée par téléphone seulement",
    "confidential": "Lieu confidentiel, rien n’est gardé",
}
"""What may be chosen to hide a place at once, and what its button says."""


@dataclass(frozen=True, slots=True)
class Row:
    """A listing in a list: its name, who runs it, what and where it is, how old what it says is."""

    service_id: int
    name: str
    organization: str
    category: str
    place: str
    age: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class ListingsPage:
    """Listings of a territory, in order of name; `next` and `previous` are where other pages begin."""

    text: str
    found: int
    rows: tuple[Row, ...]
    start: int = 0
    next: int | None = None
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a listing as it is shown; `undoes` is what a button may do with it: restore, unmerge."""

    line: Line
    title: str
    when: str
    undoes: str


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A listing as the desk sees it. `policies` are (slug, label) of what would hide its place more."""

    card: Card
    organization_id: int
    policy: str
    policies: tuple[tuple[str, str], ...]
    age: str
    is_stale: bool
    waiting: int
    changes: tuple[Change, ...]


TITLES: Mapping[str, str] = {
    "amended": "Modifiée",
    "created": "Créée",
    "removed": "Retirée",
    "merged": "Réunie avec un doublon",
    "restored": "Version rétablie",
}


def listings(session: Session, actor: Actor, text: str, start: int, today: date) -> ListingsPage:
    """Give the listings of the territory of `actor` whose names or organisation have the words of a text."""
    query = select(Service.id, Service.name, Service.alternate_names, Organization.name)
    rows = session.execute(query.join(Organization).where(within(actor)))
    words = fold(text).split()
    found = sorted(
        (fold(name), number)
        for number, name, others, organization in rows
        if _says(words, " ".join((name, *(others or ()), organization)))
    )
    start = min(start, max(0, (len(found) - 1) // PAGE_SIZE * PAGE_SIZE))
    end = start + PAGE_SIZE
    return ListingsPage(
        text,
        len(found),
        _rows(session, [number for _, number in found[start:end]], today),
        start=start,
        next=end if end < len(found) else None,
        previous=start - PAGE_SIZE if start else None,
    )


def _says(words: Sequence[str], text: str) -> bool:
    folded = fold(text) if words else ""
    return all(word in folded for word in words)


def _rows(session: Session, numbers: Sequence[int], today: date) -> tuple[Row, ...]:
    query = select(Service).where(Service.id.in_(numbers))
    query = query.options(joinedload(Service.organization), joinedload(Service.commune))
    held = {each.id: each for each in session.scalars(query).unique()}
    return tuple(_row(held[number], today) for number in numbers if number in held)


def _row(service: Service, today: date) -> Row:
    place = service.commune.name if service.commune else service.zone.name if service.zone else ""
    return Row(
        service.id,
        service.name,
        service.organization.name,
        vocabulary().categories[service.category].label_short,
        place,
        age(service.verified_on, today, service.said_on),
        is_stale(service.verified_on, today),
    )


def listing(session: Session, actor: Actor, service_id: int, today: date) -> ListingPage:
    """Give a listing with its history.

    Raises:
        NotYoursError: there is none of this number in the territory of `actor`.
    """
    service = session.get(Service, service_id)
    if service is None or not moderates(session, actor, service):
        raise NotYoursError
    labels = vocabulary().scales["address_policy"]
    waiting = select(ChangeRequest.id).where(
        ChangeRequest.service_id == service.id, ChangeRequest.state.in_(OPEN)
    )
    return ListingPage(
        card=card_of(service),
        organization_id=service.organization_id,
        policy=labels[service.address_policy].label,
        policies=tuple(
            (slug, words) for slug, words in SECRECY.items() if is_raised(service.address_policy, slug)
        ),
        age=age(service.verified_on, today, service.said_on),
        is_stale=is_stale(service.verified_on, today),
        waiting=len(session.scalars(waiting).all()),
        changes=tuple(_change(session, line) for line in history(session, service_id)),
    )


def _change(session: Session, line: Line) -> Change:
    return Change(line, TITLES[line.kind], when(line.at), _undoes(session, line))


def _undoes(session: Session, line: Line) -> str:
    if line.kind == "merged":
        revision = session.get(Revision, line.revision_id)
        return "unmerge" if revision and revision.service_id is None and revision.into_id else ""
    return "restore" if line.is_restorable and line.fields else ""


def when(at: datetime) -> str:
    """Give « 24 novembre 2026 à 14 h 30 » of a time in UTC, as the clocks of Paris show it."""
    here = local(at.replace(tzinfo=UTC), PARIS)
    return f"{full_day(here.date())} à {hour(here)}"


def hide(session: Session, actor: Actor, service_id: int, policy: str, at: datetime) -> None:
    """Hide the place of a listing more than it is, at once and everywhere. The caller commits.

    Raises:
        EditError: that would say more of it, not less.
        FieldsError: no zone can be said of it.
        NotYoursError: it is not in the territory of `actor`.
    """
    service = moderated(session, actor, service_id)
    if not is_raised(service.address_policy, policy):
        raise EditError("Cette fiche cache déjà au moins autant son adresse.")
    change(session, actor, service, {"address_policy": policy}, at)
