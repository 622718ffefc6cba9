"""Where a role holds: a territory written as its code, and its name."""

from collections.abc import Mapping
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.people import AccountError
from directory.models import Commune, Organization, Service
from directory.territories import EVERYWHERE, territory

EPCI_DIGITS = 9
UNIT = "law-enforcement-unit"
LARGEST_NUMBER = 2**31 - 1
LONGEST_NUMBER = 10


def read_territory(session: Session, code: str) -> tuple[str, str]:
    """Give the kind and code of a territory: a département (48, 2A), an EPCI (9 digits), a unit (its number).

    Raises:
        AccountError: no territory has this code; the nearest are named.
    """
    code = code.strip().upper()
    departments = _departments(session)
    if code in departments:
        return "department", code
    if len(code) == EPCI_DIGITS and code.isascii() and code.isdecimal():
        if session.scalars(select(Commune.code).where(Commune.epci == code).limit(1)).first():
            return "epci", code
    elif unit := unit_of(session, code):
        return "unit", str(unit.id)
    raise AccountError(f"« {code} » n’est pas un territoire. {_nearest(session, code, departments)}")


def place_named(session: Session, held: tuple[str, str] | None, organization_id: int | None = None) -> str:
    """Name where a role holds: its organisation, its territory, or everywhere."""
    if organization_id is not None:
        organization = session.get(Organization, organization_id)
        return organization.name if organization else ""
    if held is None:
        return EVERYWHERE
    kind, code = held
    if kind == "unit":
        unit = unit_of(session, code)
        return unit.name if unit else ""
    return territory(session, kind, code).name


def unit_of(session: Session, code: str) -> Service | None:
    """Give the unit whose number is written `code`; None where that is no number, or of something else."""
    is_number = code.isascii() and code.isdecimal() and len(code) <= LONGEST_NUMBER
    unit = session.get(Service, int(code)) if is_number and int(code) <= LARGEST_NUMBER else None
    return unit if unit and unit.category == UNIT else None


def _departments(session: Session) -> Mapping[str, str]:
    rows = session.execute(select(Commune.department, Commune.department_name).distinct())
    return {row.department: row.department_name for row in rows}


def _nearest(session: Session, code: str, departments: Mapping[str, str]) -> str:
    """Name the codes most like `code`, or the territory that bears it as a name."""
    named = {name.upper(): number for number, name in departments.items()}
    epcis = session.scalars(select(Commune.epci).where(Commune.epci.is_not(None)).distinct())
    known = [*departments, *named, *(each for each in epcis if each and len(code) > 3)]
    found = get_close_matches(code, known, n=2, cutoff=0.5)
    near = [f"« {named.get(each, each)} »" for each in found]
    shown = f"Le plus proche\u202f: {' ou '.join(near)}. " if near else ""
    return f"{shown}Exemples\u202f: 48 (un département), 244800405 (une intercommunalité), un numéro d’unité."
