"""What is asked of the desk is checked as it is asked: what could never be accepted is refused at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.editing.cleaning import clean
from directory.editing.creating import EMPTY
from directory.editing.errors import EditError, FieldsError, NotYoursError
from directory.editing.mails import mail
from directory.editing.placing import settle
from directory.editing.requesting import OPEN
from directory.editing.values import Values
from directory.models import ChangeRequest, Contact, Organization, Service
from directory.typography import typeset
from directory.vocabulary import vocabulary

ONCE = ("removal", "claim")


def proposed(
    session: Session,
    kind: str,
    service: Service | None,
    organization_id: int | None,
    after: Values,
    at: datetime,
) -> dict[str, Any]:
    """Give what a request keeps of what is asked.

    Raises:
        FieldsError: a new listing or a new contact cannot be kept.
        EditError: the same is asked already, or is so already.
    """
    if kind == "claim" and service and service.organization_id == organization_id:
        raise EditError(typeset("Cette fiche est déjà celle de votre organisme."))
    if kind in ONCE and service:
        _refuse_twice(session, kind, service, organization_id)
    if kind == "contact":
        return _contact(session, organization_id, after)
    return _listing(session, organization_id, after) if kind == "new" else {}


def _refuse_twice(session: Session, kind: str, service: Service, organization_id: int | None) -> None:
    same = [ChangeRequest.service_id == service.id, ChangeRequest.kind == kind, ChangeRequest.state.in_(OPEN)]
    if kind == "claim":
        same.append(ChangeRequest.organization_id == organization_id)
    if session.scalar(select(ChangeRequest.id).where(*same)):
        raise EditError("Cette demande attend déjà une réponse du bureau.")


def _contact(session: Session, organization_id: int | None, after: Values) -> dict[str, Any]:
    """Give the address of a new contact, and the number of the one that it replaces: all of them, if None."""
    email = mail(str(after.get("email") or ""))
    same = (Contact.organization_id == organization_id, Contact.email == email)
    if session.scalar(select(Contact.id).where(*same)):
        raise FieldsError({"email": typeset("Cette adresse est déjà celle d'un contact de l'organisme.")})
    return {"email": email, "replaces": after.get("replaces")}


def _listing(session: Session, organization_id: int | None, after: Values) -> dict[str, Any]:
    if organization_id is None or session.get(Organization, organization_id) is None:
        raise NotYoursError
    problems = {}
    category = vocabulary().categories.get(str(after.get("category")))
    if category is None:
        problems["category"] = "Choisissez la catégorie de ce service."
    if not after.get("name"):
        problems["name"] = "Donnez le nom de ce service."
    if not after.get("areas"):
        problems["areas"] = "Dites quel territoire ce service sert."
    if problems or category is None:
        raise FieldsError({name: typeset(sentence) for name, sentence in problems.items()})
    default = {"access": category.access, "address_policy": category.address_policy}
    start = {**EMPTY, **default}
    values = start | clean(session, start, {name: said for name, said in after.items() if said is not None})
    return values | settle(session, values, values)
