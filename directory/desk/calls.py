"""Listings that nobody confirmed after three reminders, or to whom no mail arrives: somebody calls."""

from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from directory.actors import Actor, moderates
from directory.desk.items import KINDS, NOT_OFFERED, Answer, Item, number_of
from directory.desk.saying import card_of, phones_of, said_of
from directory.desk.territory import moderated
from directory.desk.treated import treated
from directory.editing.changing import confirm
from directory.editing.errors import EditError
from directory.editing.locking import day_of
from directory.editing.recording import tell
from directory.freshness.due import LONG_AGO, DueItem, to_call
from directory.local_time import PARIS, timezone_of
from directory.models import Service
from directory.reporting import report, standing
from directory.wording import counted, full_day

NEVER = "Personne ne l’a jamais vérifiée."
UNANSWERED = "call-unanswered"
ANSWERS = (
    Answer("accept", "J’ai appelé : tout est juste", "a"),
    Answer("refuse", "Le numéro ne répond plus", "r"),
)


class Calls:
    """The listings of a territory whose organisation is to be called: the number of the listing names one."""

    name: str = "call"

    def items(self, session: Session, actor: Actor, at: datetime) -> list[Item]:
        """Give the listings to call about, but those of which an error is reported already."""
        waiting = {each.service_id: each for each in to_call(session, day_of(at))}
        query = select(Service).where(Service.id.in_(waiting)).options(joinedload(Service.organization))
        services = [each for each in session.scalars(query).unique() if moderates(session, actor, each)]
        return [_item(each, waiting[each.id], at) for each in services if not standing(each)]

    def answer(
        self, session: Session, actor: Actor, number: str, word: str, sentence: str, at: datetime
    ) -> str:
        """Confirm the whole listing, or report that its number does not answer."""
        service = moderated(session, actor, number_of(number))
        if service.id not in {each.service_id for each in to_call(session, day_of(at))}:
            raise treated(session, ("confirmed", UNANSWERED, "amended"), service.id)
        if word == "accept":
            confirm(session, actor, service.id, at)
            return f"Vérifié aujourd’hui : « {service.name} »."
        if word == "refuse" and service.phones:
            report(session, service.id, "phone", day_of(at))
            tell(session, UNANSWERED, actor, service, at)
            return f"Le numéro de « {service.name} » est signalé : la fiche l’indique dès maintenant."
        raise EditError(NOT_OFFERED)

    def settle(self) -> None:
        """Nothing remains to be done."""


def _item(service: Service, due: DueItem, at: datetime) -> Item:
    card = card_of(service)
    return Item(
        key=f"{Calls.name}-{service.id}",
        kind=KINDS["appels"],
        title=service.name,
        since=at if due.since == LONG_AGO and not due.last_on else _morning(due.last_on or due.due_on),
        who=_why(due),
        organization=card.organization,
        what=NEVER if due.since == LONG_AGO else f"À vérifier depuis le {full_day(due.due_on)}.",
        said=said_of(card),
        phones=phones_of(card),
        answers=ANSWERS if service.phones else ANSWERS[:1],
        service_id=service.id,
        organization_id=service.organization_id,
    )


def _why(due: DueItem) -> str:
    if not due.is_reached:
        return "Aucun courriel n’arrive"
    return f"{counted(due.reminders, 'rappel')} sans réponse"


def _morning(day: date) -> datetime:
    """Give the beginning of a day, in UTC."""
    return datetime.combine(day, time(), timezone_of(PARIS)).astimezone(UTC).replace(tzinfo=None)
