"""Who does something: an account, a contact with a link, or a command. Operations take one as author."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Commune, Service

Door = Literal["site", "link", "desk", "command", "daily", "import"]
"""Where it was done from: the pages of a partner, a link of a mail, the desk, a command, the daily one."""


@dataclass(frozen=True, slots=True)
class Right:
    """A role and where it holds: in an organisation, in a `territory` (kind, code), or everywhere."""

    role: str
    territory: tuple[str, str] | None = None
    organization_id: int | None = None
    is_manager: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, as `name` shows it in a history, from which door, and with which rights."""

    name: str
    door: Door
    account_id: int | None = None
    contact_id: int | None = None
    rights: tuple[Right, ...] = ()

    def holds(self, *roles: str) -> bool:
        """Say whether one of `roles` is held anywhere."""
        return any(right.role in roles for right in self.rights)

    @property
    def organizations(self) -> frozenset[int]:
        """The organisations in which a partner acts."""
        return frozenset(each.organization_id for each in self.rights if each.organization_id is not None)

    @property
    def managed(self) -> frozenset[int]:
        """The organisations in which a partner may also invite and revoke."""
        return frozenset(
            each.organization_id
            for each in self.rights
            if each.organization_id is not None and each.is_manager
        )

    @property
    def source(self) -> str:
        """The source under which what this author verifies is kept: see `importers/merging.py`."""
        return "partner" if self.door in ("site", "link") else "desk"


COMMAND = Actor("La ligne de commande", "command", rights=(Right("administrator"),))
DAILY = Actor("Relais, chaque jour", "daily", rights=(Right("administrator"),))


def edits(actor: Actor, service: Service) -> bool:
    """Say whether a service is of an organisation in which `actor` acts."""
    return service.organization_id in actor.organizations


def moderates(session: Session, actor: Actor, service: Service) -> bool:
    """Say whether a service is in a territory that `actor` answers for, as desk or administrator."""
    return answers_for(session, actor, places_of(session, service))


def answers_for(session: Session, actor: Actor, places: frozenset[tuple[str, str]]) -> bool:
    """Say whether one of `places` (kind, code) lies in a territory of `actor` as desk or administrator."""
    territories = [right.territory for right in actor.rights if right.role in ("desk", "administrator")]
    return None in territories or any(each in places for each in territories if each)


def answers_for_organization(session: Session, actor: Actor, organization_id: int | None) -> bool:
    """Say whether each listing of an organisation is in a territory of `actor`.

    Whoever acts for an organisation changes all of its listings: one that has some elsewhere, or none yet,
    is for who moderates everywhere.
    """
    if answers_for(session, actor, frozenset()):
        return True
    own = session.scalars(select(Service).where(Service.organization_id == organization_id)).all()
    return bool(own) and all(moderates(session, actor, service) for service in own)


def places_of(session: Session, service: Service) -> frozenset[tuple[str, str]]:
    """Give the départements and EPCI where a service is, or that it serves where it has no place.

    A national line is in none: who moderates everywhere alone answers for it.
    """
    if service.commune_code:
        return _places(session, [("commune", service.commune_code)])
    if service.zone_kind and service.zone_code:
        return _places(session, [(service.zone_kind, service.zone_code)])
    return _places(session, [(area.kind, area.code) for area in service.areas if not area.is_excluded])


def _places(session: Session, named: list[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    found = {each for each in named if each[0] in ("department", "epci")}
    for kind, code in named:
        if kind == "commune" and (commune := session.get(Commune, code)):
            found.add(("department", commune.department))
            found |= {("epci", commune.epci)} if commune.epci else set()
        if kind == "epci":
            found |= {("department", each) for each in _departments_of(session, code)}
    return frozenset(found)


def _departments_of(session: Session, epci: str) -> list[str]:
    return list(session.scalars(select(Commune.department).where(Commune.epci == epci).distinct()))
