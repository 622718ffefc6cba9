"""What happened in a territory, or to one's own listings: the events of the journal in words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from directory.accounts.people import ROLE_NAMES
from directory.actors import Actor
from directory.desk.items import Line
from directory.desk.listings import when
from directory.desk.territory import organizations_within, territories_of, within
from directory.editing.field_names import LABELS
from directory.editing.hiding import NUMBER
from directory.editing.showing import shown
from directory.models import Event, Organization, Revision, Service
from directory.telling import REPORTED

PAGE_SIZE = 50

LISTING_WORDS: Mapping[str, str] = {
    "amended": "a modifié la fiche",
    "created": "a créé la fiche",
    "removed": "a retiré la fiche",
    "restored": "a rétabli une version",
    "merged": "a réuni un doublon",
    "unmerged": "a séparé deux fiches",
    "confirmed": "a vérifié la fiche",
    "phone-checked": "a appelé : le numéro répond",
    "availability": "a dit s’il reste de la place",
    "claimed": "a confié la fiche à une structure",
    "link-sent": "a envoyé un lien",
    "links-revoked": "a coupé les liens d’un contact",
    "contact-added": "a ajouté un contact",
    "contact-removed": "a retiré un contact",
    "contact-tried-again": "a rétabli une adresse qui refusait nos courriels",
    "mail-refused": "n’a pas pu remettre un courriel",
}
DESK_WORDS: Mapping[str, str] = {
    "asked": "a fait une demande au bureau",
    "accepted": "a accepté une demande",
    "refused": "a refusé une demande, ou s’est vu refuser une page",
    "withdrawn": "a retiré sa demande",
    "report-checked": "a vérifié ce qui était signalé",
    "report-passed": "a transmis un signalement au partenaire",
    "report-refused": "a écarté un signalement",
    "call-unanswered": "a appelé sans réponse",
    "import-decided": "a répondu à une question des imports",
}
ACCOUNT_WORDS: Mapping[str, str] = {
    "invited": "a envoyé une invitation",
    "joined": "a accepté une invitation",
    "signed-in": "s’est connecté",
    "signed-out": "s’est déconnecté",
    "unlocked": "a déverrouillé sa session",
    "password-right": "a donné le bon mot de passe",
    "password-refused": "a donné un mauvais mot de passe",
    "password-changed": "a changé de mot de passe",
    "password-forgotten": "a demandé un nouveau mot de passe",
    "second-factor-added": "a ajouté un second facteur",
    "second-factor-removed": "a retiré un second facteur",
    "second-factor-refused": "a donné un mauvais code",
    "recovery-renewed": "a renouvelé ses codes de secours",
    "recovery-used": "a utilisé un code de secours",
    "passkey-added": "a ajouté une clé d’accès",
    "passkey-removed": "a retiré une clé d’accès",
    "sessions-closed": "a fermé ses autres sessions",
    "role-removed": "a retiré un rôle",
    "account-disabled": "a fermé un compte",
    "account-enabled": "a rouvert un compte",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A sort of events; the words of its kinds say what somebody did."""

    slug: str
    label: str
    kinds: Mapping[str, str]


TOPICS: Mapping[str, Topic] = {
    topic.slug: topic
    for topic in (
        Topic("fiches", "Fiches et contacts", LISTING_WORDS),
        Topic("demandes", "Demandes et réponses", DESK_WORDS),
        Topic("comptes", "Comptes", ACCOUNT_WORDS),
    )
}
WORDS: Mapping[str, str] = {**LISTING_WORDS, **DESK_WORDS, **ACCOUNT_WORDS}

DOORS: Mapping[str, str] = {
    "site": "depuis son compte",
    "link": "par le lien d’un courriel",
    "desk": "depuis le bureau",
    "command": "en ligne de commande",
    "daily": "tâche du jour",
    "import": "par un import",
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened: when, who, from where, what, about which listing or organisation.

    `lines` are fields before and after, `told` the rest in words; both empty where what it told is forgotten.
    """

    number: int
    when: str
    author: str
    door: str
    what: str
    about: str
    service_id: int | None
    lines: tuple[Line, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Events, the latest first; `before` is the number of the event before which the next page goes on."""

    topic: str
    author: str
    lines: tuple[EventLine, ...]
    before: int | None = None


def journal(
    session: Session, actor: Actor, *, topic: str = "", author: str = "", before: int = 0
) -> JournalPage:
    """Give the events of the territory of `actor`: of a sort, by whoever's name holds `author`."""
    query = select(Event).where(_of(actor)).order_by(Event.id.desc())
    if topic:
        query = query.where(Event.kind.in_(TOPICS[topic].kinds))
    if author:
        query = query.where(Event.author.icontains(author, autoescape=True))
    if before:
        query = query.where(Event.id < before)
    found = session.scalars(query.limit(PAGE_SIZE + 1)).all()
    lines = tuple(_line(session, event) for event in found[:PAGE_SIZE])
    return JournalPage(topic, author, lines, lines[-1].number if len(found) > PAGE_SIZE else None)


def _of(actor: Actor) -> ColumnElement[bool]:
    """Give the condition of the events of a territory; what is of no listing is of whoever did it."""
    held = territories_of(actor)
    if held is None:
        return true()
    departments = [code for kind, code in held if kind == "department"]
    return or_(
        Event.service_id.in_(select(Service.id).where(within(actor))),
        Event.department.in_(departments),
        Event.organization_id.in_(select(Organization.id).where(organizations_within(actor))),
        Event.account_id == actor.account_id,
    )


def events_of(session: Session, service_id: int, most: int = PAGE_SIZE) -> tuple[EventLine, ...]:
    """Give what happened to a listing, the latest first. The caller has checked who reads.

    SQLite may give it the number of a listing that is gone: what happened to that one is not told.
    """
    since = _number_free_at(session, service_id)
    own = Event.service_id == service_id, Event.at > since if since else true()
    query = select(Event).where(*own).order_by(Event.id.desc()).limit(most)
    return tuple(_line(session, event) for event in session.scalars(query))


def _number_free_at(session: Session, service_id: int) -> datetime | None:
    """Give when another listing that had this number was last removed or merged, None where none was."""
    service = session.get(Service, service_id)
    key = (service.source_slug, service.source_key) if service else None
    gone = select(Revision).where(Revision.kind.in_(("removed", "merged"))).order_by(Revision.at)
    others = (each for each in session.scalars(gone) if (each.source_slug, each.source_key) != key)
    return max((each.at for each in others if each.before.get(NUMBER) == service_id), default=None)


def _line(session: Session, event: Event) -> EventLine:
    told: Mapping[str, Any] = json.loads(event.told) if event.told else {}
    service = session.get(Service, event.service_id) if event.service_id else None
    organization = session.get(Organization, event.organization_id) if event.organization_id else None
    return EventLine(
        number=event.id,
        when=when(event.at),
        author=event.author,
        door=DOORS.get(event.door, ""),
        what=WORDS.get(event.kind, event.kind),
        about=service.name if service else organization.name if organization else "",
        service_id=service.id if service else None,
        lines=_lines(session, told),
        told=" · ".join(_rest(told)),
    )


def _lines(session: Session, told: Mapping[str, Any]) -> tuple[Line, ...]:
    before, after = _side(told, "before"), _side(told, "after")
    names = [name for name in LABELS if name in {*before, *after}]
    fields = [shown(session, name, before, after) for name in names]
    return tuple(Line(each.label, each.before, each.after) for each in fields)


def _side(told: Mapping[str, Any], side: str) -> Mapping[str, Any]:
    said = told.get(side)
    return said if isinstance(said, Mapping) else {}


def _rest(told: Mapping[str, Any]) -> Iterator[str]:
    """Say in words what an event tells beside fields; what only machines read stays out."""
    if told.get("role") in ROLE_NAMES:
        yield ROLE_NAMES[told["role"]]
    if told.get("of"):
        yield str(told["of"])
    if told.get("about") in REPORTED:
        yield REPORTED[told["about"]]
    if told.get("request"):
        yield f"demande n° {told['request']}"
