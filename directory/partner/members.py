"""Who acts for an organisation: its members, its contacts, and the links that letters gave them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import audit
from directory.accounts.people import revoke
from directory.actors import Actor
from directory.editing.errors import EditError, NotYoursError
from directory.freshness.links import KIND, revoke_links
from directory.models import Contact, Grant, Organization, Token

OWN_RIGHT = "Vous ne pouvez pas retirer votre propre accès : demandez-le à un autre responsable."


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with an account who acts for the organisation."""

    grant_id: int
    name: str
    email: str
    is_manager: bool
    is_self: bool


@dataclass(frozen=True, slots=True)
class ContactLine:
    """To whom Relais writes, whether a letter came back, and how many links are open."""

    id: int
    email: str
    bounced_at: datetime | None
    links: int


@dataclass(frozen=True, slots=True)
class MembersPage:
    """The members and the contacts of an organisation."""

    id: int
    name: str
    is_managed: bool
    members: tuple[Member, ...]
    contacts: tuple[ContactLine, ...]


def members_page(session: Session, actor: Actor, organization_id: int, at: datetime) -> MembersPage:
    """Give who acts for an organisation of `actor`.

    Raises:
        NotYoursError: it is not an organisation of this author.
    """
    if organization_id not in actor.organizations:
        raise NotYoursError
    return MembersPage(
        organization_id,
        session.get_one(Organization, organization_id).name,
        organization_id in actor.managed,
        tuple(_members(session, actor, organization_id)),
        tuple(_contacts(session, organization_id, at)),
    )


def _members(session: Session, actor: Actor, organization_id: int) -> Iterable[Member]:
    grants = select(Grant).where(Grant.organization_id == organization_id).order_by(Grant.id)
    for grant in session.scalars(grants):
        account = grant.account
        yield Member(grant.id, account.name, account.email, grant.is_manager, account.id == actor.account_id)


def _contacts(session: Session, organization_id: int, at: datetime) -> Iterable[ContactLine]:
    open_links = select(func.count()).select_from(Token).where(Token.kind == KIND, Token.expires_at > at)
    own = select(Contact).where(Contact.organization_id == organization_id).order_by(Contact.email)
    for contact in session.scalars(own):
        links = session.scalars(open_links.where(Token.contact_id == contact.id)).one()
        yield ContactLine(contact.id, contact.email, contact.bounced_at, links)


def remove_member(session: Session, actor: Actor, grant_id: int, at: datetime) -> None:
    """Take the role of a member back: a manager of the organisation may. The caller commits.

    Raises:
        EditError: it is one's own.
        NotYoursError: it is not of an organisation that this author manages.
    """
    grant = session.get(Grant, grant_id)
    if grant is None or grant.organization_id not in actor.managed:
        raise NotYoursError
    if grant.account_id == actor.account_id:
        raise EditError(OWN_RIGHT)
    told = {"role": grant.role, "account": grant.account_id}
    audit.tell(session, "role-removed", actor, at, organization_id=grant.organization_id, told=told)
    revoke(session, grant)


def close_links(session: Session, actor: Actor, contact_id: int, at: datetime) -> None:
    """Let no link of a contact open anything any more. The caller commits.

    Raises:
        NotYoursError: it is not a contact of an organisation of this author.
    """
    contact = session.get(Contact, contact_id)
    if contact is None or contact.organization_id not in actor.organizations:
        raise NotYoursError
    revoke_links(session, actor, contact, at)
