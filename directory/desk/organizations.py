"""The organisations of a territory: to whom Relais writes about their listings, and who acts for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory import audit
from directory.actors import Actor, answers_for_organization
from directory.desk.listings import PAGE_SIZE, when
from directory.desk.territory import moderates_organization, organizations_within
from directory.editing.errors import EditError, NotYoursError
from directory.folding import fold
from directory.freshness.links import KIND, LASTS, give_link, revoke_links
from directory.mail.letters import write
from directory.mail.messages import link_given
from directory.models import Account, Contact, Grant, Organization, Service, Token

SHARED = (
    "Cette structure a aussi des fiches hors de votre territoire : demandez à l’administrateur de Relais, "
    "qui répond de tout le pays."
)


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """An organisation in a list: how many listings and contacts it has, of whom how many take our mail."""

    organization_id: int
    name: str
    listings: int
    contacts: int
    is_reached: bool


@dataclass(frozen=True, slots=True)
class OrganizationsPage:
    """Organisations of a territory, in order of name; `next` and `previous` are where other pages begin."""

    text: str
    found: int
    rows: tuple[OrganizationRow, ...]
    next: int | None = None
    previous: int | None = None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact; `bounced` and `link_until` are said in words, empty where there is nothing to say."""

    contact_id: int
    email: str
    bounced: str
    link_until: str


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """An organisation: its listings (number, name), its contacts, and the accounts (name, manager?) in it."""

    organization_id: int
    name: str
    listings: tuple[tuple[int, str], ...]
    contacts: tuple[ContactLine, ...]
    members: tuple[tuple[str, bool], ...]


def organizations(session: Session, actor: Actor, text: str, start: int) -> OrganizationsPage:
    """Give the organisations of the territory of `actor` whose name has all the words of a text."""
    words = fold(text).split()
    query = select(Organization.id, Organization.name).where(organizations_within(actor))
    named = ((fold(name), number) for number, name in session.execute(query))
    found = sorted((name, number) for name, number in named if all(word in name for word in words))
    start = min(start, max(0, (len(found) - 1) // PAGE_SIZE * PAGE_SIZE))
    end = start + PAGE_SIZE
    return OrganizationsPage(
        text,
        len(found),
        _rows(session, [number for _, number in found[start:end]]),
        next=end if end < len(found) else None,
        previous=start - PAGE_SIZE if start else None,
    )


def _rows(session: Session, numbers: Sequence[int]) -> tuple[OrganizationRow, ...]:
    held = {
        each.id: each for each in session.scalars(select(Organization).where(Organization.id.in_(numbers)))
    }
    counted = select(Service.organization_id, func.count()).where(Service.organization_id.in_(numbers))
    rows = session.execute(counted.group_by(Service.organization_id)).all()
    listings: dict[int, int] = dict(rows)
    contacts: dict[int, list[Contact]] = {}
    for each in session.scalars(select(Contact).where(Contact.organization_id.in_(numbers))):
        contacts.setdefault(each.organization_id, []).append(each)
    return tuple(
        OrganizationRow(
            number,
            held[number].name,
            listings.get(number, 0),
            len(contacts.get(number, ())),
            any(each.bounced_at is None for each in contacts.get(number, ())),
        )
        for number in numbers
    )


def organization(session: Session, actor: Actor, organization_id: int, at: datetime) -> OrganizationPage:
    """Give an organisation of the territory.

    Raises:
        NotYoursError: there is none of this number in the territory of `actor`.
    """
    held = _own(session, actor, organization_id)
    services = select(Service.id, Service.name).where(Service.organization_id == held.id)
    contacts = select(Contact).where(Contact.organization_id == held.id).order_by(Contact.email)
    members = select(Account.name, Grant.is_manager).join(Grant).where(Grant.organization_id == held.id)
    members = members.where(Account.is_disabled.is_(False)).order_by(Account.name)
    return OrganizationPage(
        held.id,
        held.name,
        tuple((number, name) for number, name in session.execute(services.order_by(Service.name))),
        tuple(_contact(session, each, at) for each in session.scalars(contacts)),
        tuple((name, is_manager) for name, is_manager in session.execute(members)),
    )


def _contact(session: Session, contact: Contact, at: datetime) -> ContactLine:
    link = (Token.kind == KIND, Token.contact_id == contact.id, Token.expires_at > at)
    until = session.scalar(select(func.max(Token.expires_at)).where(*link))
    bounced = f"Courriel revenu le {when(contact.bounced_at)}" if contact.bounced_at else ""
    return ContactLine(
        contact.id, contact.email, bounced, f"Lien ouvert jusqu’au {when(until)}" if until else ""
    )


def _own(session: Session, actor: Actor, organization_id: int) -> Organization:
    if not moderates_organization(session, actor, organization_id):
        raise NotYoursError
    return session.get_one(Organization, organization_id)


def _whole(session: Session, actor: Actor, organization_id: int) -> Organization:
    """Give an organisation whose contacts `actor` may choose: their links open each of its listings."""
    held = _own(session, actor, organization_id)
    if not answers_for_organization(session, actor, organization_id):
        raise EditError(SHARED)
    return held


def add_contact(
    session: Session,
    actor: Actor,
    organization_id: int,
    email: str,
    at: datetime,
    *,
    replaced: int | None = None,
) -> str:
    """Write from now on to `email` too, or in place of the contact `replaced`, whose links end.

    The caller commits.

    Raises:
        EditError: it is a contact already, or the organisation has listings elsewhere too.
        NotYoursError: the organisation is not in the territory of `actor`, or has no such contact.
    """
    held = _whole(session, actor, organization_id)
    email = email.strip().lower()
    same = select(Contact.id).where(Contact.organization_id == held.id, func.lower(Contact.email) == email)
    if session.scalar(same):
        raise EditError("Cette adresse est déjà un contact de cette structure.")
    if replaced:
        remove_contact(session, actor, organization_id, replaced, at)
    session.add(Contact(organization_id=held.id, email=email))
    session.flush()
    audit.tell(session, "contact-added", actor, at, organization_id=held.id)
    return f"Contact {'remplacé' if replaced else 'ajouté'} : {email}."


def act_on_contact(
    session: Session,
    actor: Actor,
    organization_id: int,
    contact_id: int,
    action: str,
    public_url: str,
    at: datetime,
) -> str:
    """Do one thing to a contact (link, revoke, remove), and say what was done. The caller commits.

    Raises:
        EditError: to send a link or to remove, where the organisation has listings elsewhere too.
        NotYoursError: the organisation is not in the territory of `actor`, or has no such contact.
    """
    if action == "link":
        return send_link(session, actor, organization_id, contact_id, public_url, at)
    act = remove_contact if action == "remove" else revoke_link
    return act(session, actor, organization_id, contact_id, at)


def remove_contact(
    session: Session, actor: Actor, organization_id: int, contact_id: int, at: datetime
) -> str:
    """Write no more to a contact: its links end with it. The caller commits."""
    _whole(session, actor, organization_id)
    contact = _own_contact(session, actor, organization_id, contact_id)
    revoke_links(session, actor, contact, at)
    audit.tell(session, "contact-removed", actor, at, organization_id=organization_id)
    email = contact.email
    session.delete(contact)
    session.flush()
    return f"Contact retiré : {email}. Ses liens n’ouvrent plus rien."


def send_link(
    session: Session, actor: Actor, organization_id: int, contact_id: int, public_url: str, at: datetime
) -> str:
    """Write to a contact a new link, the only one that opens from now on. The caller commits."""
    _whole(session, actor, organization_id)
    contact = _own_contact(session, actor, organization_id, contact_id)
    revoke_links(session, actor, contact, at)
    link = give_link(session, contact, public_url, at)
    message = link_given(contact.email, contact.organization.name, link, at + LASTS)
    write(session, "link", message, at, contact_id=contact.id)
    audit.tell(session, "link-sent", actor, at, organization_id=organization_id)
    return f"Un lien est parti vers {contact.email}."


def revoke_link(session: Session, actor: Actor, organization_id: int, contact_id: int, at: datetime) -> str:
    """Let no link of a contact open anything any more. The caller commits."""
    contact = _own_contact(session, actor, organization_id, contact_id)
    revoke_links(session, actor, contact, at)
    return f"Les liens de {contact.email} n’ouvrent plus rien."


def _own_contact(session: Session, actor: Actor, organization_id: int, contact_id: int) -> Contact:
    _own(session, actor, organization_id)
    contact = session.get(Contact, contact_id, with_for_update=True)
    if contact is None or contact.organization_id != organization_id:
        raise NotYoursError
    return contact
