"""A listing that was removed comes back as it was, under its own key; but for a place that hides since."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from directory.actors import Actor, moderates
from directory.editing.clues import FORGOTTEN
from directory.editing.creating import EMPTY, add, new_service
from directory.editing.entries import link_again
from directory.editing.errors import EditError, NotYoursError
from directory.editing.placing import settle
from directory.editing.recording import revision_of, tell
from directory.editing.values import NAMES, Values
from directory.models import Organization, Revision, Service


def bring_back(session: Session, actor: Actor, revision: Revision, at: datetime) -> Service:
    """List again what a change removed, and give it: only who moderates there may.

    Raises:
        EditError: it is listed already, or whoever ran it is gone.
        NotYoursError: it is not in a territory of this author.
    """
    values = known(revision.before)
    service = new_service(values | settle(session, values, values), revision.organization_id or 0, at)
    if not moderates(session, actor, service):
        raise NotYoursError
    if session.get(Organization, revision.organization_id) is None:
        raise EditError("L’organisme qui tenait cette fiche n’existe plus : créez-la de nouveau.")
    refuse_listed(session, revision)
    service.source_slug, service.source_key = revision.source_slug, revision.source_key
    add(session, service)
    history_again(session, service)
    link_again(session, revision.before, service.id)
    session.add(revision_of(actor, service, "created", at, {}, {"name": service.name}))
    tell(session, "restored", actor, service, at, revision=revision.id)
    return service


def refuse_listed(session: Session, revision: Revision) -> None:
    """Refuse to bring back a listing that is there.

    Raises:
        EditError: a listing has its key.
    """
    same = (Service.source_slug == revision.source_slug, Service.source_key == revision.source_key)
    if session.scalar(select(Service.id).where(*same)):
        raise EditError("Cette fiche existe déjà de nouveau : rechargez la page.")


def history_again(session: Session, service: Service) -> None:
    """Give back its history to a listing that was gone, by its key: its number is another."""
    own = (Revision.source_slug == service.source_slug, Revision.source_key == service.source_key)
    lost = update(Revision).where(*own, Revision.service_id.is_(None))
    session.execute(lost.values(service_id=service.id))


def known(before: Values) -> dict[str, Any]:
    """Give what a history still knows of a listing, and nothing for the rest."""
    held = {name: before[name] for name in NAMES if name in before and before[name] != FORGOTTEN}
    return {**EMPTY, **held}
