"""What a partner asks for: a listing of another source that is its own, a new one, another permanence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.disclosure import Card, Reader, disclose
from directory.editing.errors import FieldsError
from directory.folding import fold
from directory.geo import located
from directory.models import Organization, Service
from directory.partner.editing_page import Locate
from directory.partner.form import Typed, one
from directory.partner.readers import NO_PLACE, WHICH_PLACE
from directory.partner.territory import read_areas
from directory.serving import with_ids
from directory.spoken_hours import read_spoken
from directory.typography import typeset
from directory.vocabulary import vocabulary

MOST_FOUND = 12
SHORTEST = 3
NO_NAME = "Écrivez le nom du service."
NO_AREA = "Dites quel territoire ce service sert : une commune, « Gers (département) »…"
NO_CATEGORY = "Choisissez la catégorie de ce service."


@dataclass(frozen=True, slots=True)
class AskingForm:
    """A short form as it was typed, and a sentence for each field that stands in the way."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Give what a field holds."""
        return self.typed.get(name, "")


def organizations_of(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Give the organisations for which `actor` acts, with their names."""
    own = select(Organization).where(Organization.id.in_(actor.organizations)).order_by(Organization.name)
    return [(each.id, each.name) for each in session.scalars(own)]


def claimable(session: Session, actor: Actor, text: str) -> list[Card]:
    """Give the listings of others whose name, or that of who runs them, holds every word of `text`."""
    words = fold(text).split()
    if len(fold(text)) < SHORTEST:
        return []
    rows = session.execute(
        select(Service.id, Service.name, Organization.name)
        .join(Organization)
        .where(Service.organization_id.not_in(actor.organizations), Service.category != "national-helpline")
    )
    ids = [number for number, name, runs in rows if all(word in fold(f"{name} {runs}") for word in words)]
    found = with_ids(session, ids[:MOST_FOUND])
    return [disclose(service, Reader.PROFESSIONAL, vocabulary()) for service in found]


def read_new(session: Session, typed: Typed) -> dict[str, Any]:
    """Read a new listing, for `editing.asking.ask`: what is missing there is told there.

    Raises:
        FieldsError: a place, hours or a territory cannot be read.
    """
    problems: dict[str, str] = {}
    values: dict[str, Any] = {name: one(typed, name) or None for name in ("name", "category", "street")}
    values["commune_code"] = _commune(session, typed, problems)
    values["hours"] = _hours(typed, problems)
    areas = read_areas(session, one(typed, "served"), (), is_excluded=False)
    values["areas"] = list(areas.areas)
    problems |= {"served": " ".join(areas.problems)} if areas.problems else {}
    problems |= {"name": NO_NAME} if not values["name"] else {}
    problems |= {"category": NO_CATEGORY} if values["category"] not in vocabulary().categories else {}
    problems |= {"served": typeset(NO_AREA)} if not values["areas"] and not areas.problems else {}
    if problems:
        raise FieldsError(problems)
    return values


def _commune(session: Session, typed: Typed, problems: dict[str, str]) -> str | None:
    """Give the commune that was typed; where there is a doubt, a problem is added."""
    text = one(typed, "place")
    if not text:
        return None
    found = located(session, one(typed, "commune"), text)
    if found.place is None:
        names = ", ".join(f"« {each.label} »" for each in found.candidates[:4])
        problems["place"] = typeset(WHICH_PLACE.format(choices=names) if names else NO_PLACE)
    return found.place.code if found.place else None


def _hours(typed: Typed, problems: dict[str, str]) -> str | None:
    text = one(typed, "hours")
    read = read_spoken(text) if text else None
    if read and read.notation is None:
        problems["hours"] = typeset(" ".join(read.problems))
    return read.notation if read else None


def read_permanence(session: Session, typed: Typed, locate: Locate) -> dict[str, Any]:
    """Read where and when a permanence is held.

    Raises:
        FieldsError: its commune is missing or in doubt, or its hours cannot be read.
    """
    problems: dict[str, str] = {}
    commune = _commune(session, typed, problems)
    hours = _hours(typed, problems)
    if commune is None and "place" not in problems:
        problems["place"] = "Écrivez la commune où vous tenez cette permanence."
    if hours is None and "hours" not in problems:
        problems["hours"] = typeset("Écrivez quand : « mardi 14h-17h ».")
    if problems or commune is None:
        raise FieldsError(problems)
    street = one(typed, "street") or None
    point = locate(street, commune) if street else None
    latitude, longitude = point or (None, None)
    name = one(typed, "name")
    return {
        **({"name": name} if name else {}),
        "commune_code": commune,
        "hours": hours,
        "street": street,
        "latitude": latitude,
        "longitude": longitude,
    }
