"""Errors that somebody reported: called about, passed on to the organisation, or put aside."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.actors import Actor
from directory.desk.items import KINDS, NOT_OFFERED, Answer, Item, number_of
from directory.desk.saying import card_of, phones_of, said_of
from directory.desk.territory import moderated, within
from directory.desk.treated import treated
from directory.editing.errors import EditError
from directory.editing.locking import day_of
from directory.editing.recording import check, tell
from directory.freshness.links import give_link
from directory.local_time import PARIS, timezone_of
from directory.mail.letters import write
from directory.mail.messages import reported
from directory.models import Contact, Report, Service
from directory.reporting import standing
from directory.telling import REPORTED
from directory.wording import full_day

CHECKED, PASSED, REFUSED = "report-checked", "report-passed", "report-refused"
DONE = (CHECKED, REFUSED)
FIELDS = ("phone", "hours")
"""What is reported that is also a field which may be checked alone."""

ANYBODY = "Quelqu’un qui a lu la fiche"
NO_CONTACT = "Cette structure n’a pas d’adresse où lui écrire : ajoutez un contact, ou appelez."
ANSWERS = (
    Answer("check", "J’ai vérifié : la fiche est juste", "a"),
    Answer("refuse", "Écarter le signalement", "r"),
    Answer("ask", "Transmettre au partenaire", "q"),
)


@dataclass(frozen=True, slots=True)
class Reports:
    """The errors that stand in a territory: `<service>-<word>` names one. Letters lead to `public_url`."""

    public_url: str
    name: str = "report"

    def items(self, session: Session, actor: Actor, at: datetime) -> list[Item]:
        """Give the errors reported of listings of the territory."""
        query = select(Service).where(within(actor), Service.id.in_(select(Report.service_id)))
        services = session.scalars(query.options(joinedload(Service.organization))).unique()
        return [_item(service, held) for service in services for held in standing(service)]

    def answer(
        self, session: Session, actor: Actor, number: str, word: str, sentence: str, at: datetime
    ) -> str:
        """Say that it was checked, pass it on, or put it aside."""
        service_id, _, about = number.partition("-")
        service = moderated(session, actor, number_of(service_id))
        held = next((each for each in standing(service) if each.about == about), None)
        if held is None:
            raise treated(session, DONE, service.id)
        if word not in ("ask", *_ANSWERS):
            raise EditError(NOT_OFFERED)
        if word == "ask":
            return _pass(session, actor, held, self.public_url, at)
        return _ANSWERS[word](session, actor, held, at)

    def settle(self) -> None:
        """Nothing remains to be done."""


def _item(service: Service, held: Report) -> Item:
    card = card_of(service)
    passed = held.passed_on
    return Item(
        key=f"report-{service.id}-{held.about}",
        kind=KINDS["questions" if passed else "erreurs"],
        title=service.name,
        since=_morning(held),
        who=ANYBODY,
        organization=card.organization,
        what=_capital(REPORTED[held.about]),
        said=said_of(card, held.about),
        phones=phones_of(card),
        answers=ANSWERS[:2] if passed else ANSWERS,
        service_id=service.id,
        organization_id=service.organization_id,
        note=f"Transmis au partenaire le {full_day(passed)}." if passed else "",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _check(session: Session, actor: Actor, held: Report, at: datetime) -> str:
    """Lift a report of what somebody has just verified."""
    service = held.service
    if held.about in FIELDS:
        check(session, service, [held.about], actor, at)
    tell(session, CHECKED, actor, service, at, about=held.about)
    _lift(session, held)
    return f"Vérifié : « {service.name} » n’est plus signalé."


def _refuse(session: Session, actor: Actor, held: Report, at: datetime) -> str:
    """Put a report aside: nothing was verified."""
    service = held.service
    tell(session, REFUSED, actor, service, at, about=held.about)
    _lift(session, held)
    return f"Signalement écarté : « {service.name} »."


def _lift(session: Session, held: Report) -> None:
    held.service.reports.remove(held)
    session.flush()


def _pass(session: Session, actor: Actor, held: Report, public_url: str, at: datetime) -> str:
    """Write to the organisation, once, what is reported of its listing."""
    service = held.service
    query = select(Contact).where(
        Contact.organization_id == service.organization_id, Contact.bounced_at.is_(None)
    )
    contacts = session.scalars(query).all()
    if held.passed_on is not None:
        raise treated(session, (PASSED,), service.id)
    if not contacts:
        raise EditError(NO_CONTACT)
    for contact in contacts:
        link = give_link(session, contact, public_url, at)
        organization, what = contact.organization.name, REPORTED[held.about]
        message = reported(contact.email, organization, service.name, what, link)
        write(session, "report", message, at, contact_id=contact.id)
    held.passed_on = day_of(at)
    tell(session, PASSED, actor, service, at, about=held.about)
    return f"Transmis au partenaire : « {service.name} »."


_ANSWERS = {"check": _check, "refuse": _refuse}


def _morning(held: Report) -> datetime:
    """Give the beginning of the day of a report, in UTC: nobody keeps its hour."""
    begun = datetime.combine(held.reported_on, time(), timezone_of(PARIS))
    return begun.astimezone(UTC).replace(tzinfo=None)
