"""The locks on places, as an edit passes them: what a policy hides goes, and a zone may only widen.

The category decides before anybody; a confidential service says a zone, never a commune.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.editing.errors import FieldsError
from directory.editing.values import Values
from directory.models import Commune, Zone
from directory.secrecy import WIDE, hidden_by, hides_by_category

POINT = ("latitude", "longitude")
MOVES = ("street", "postcode", "commune_code")
NO_ZONE = "Choisissez la zone dans laquelle ce lieu se trouve : sa commune ne se dit plus."
NARROWER = "Cette zone en dirait plus qu’avant : un lieu confidentiel ne peut que l’élargir."

ZoneKey = tuple[str, str]


def settle(session: Session, held: Values, after: Values) -> dict[str, Any]:
    """Give `after` with all that follows from it, of a listing that says `held`.

    Raises:
        FieldsError: a confidential service is given no zone, or one that says more than it may.
    """
    whole = {**held, **after}
    policy = policy_of(whole)
    settled = {**after, "address_policy": policy, **dict.fromkeys(hidden_by(policy))}
    if policy == "confidential":
        settled |= dict(zip(("zone_kind", "zone_code"), _zone(session, held, whole), strict=True))
        settled["areas"] = widened(session, whole["areas"])
        return settled
    if policy == "public" and any(whole.get(name) != held.get(name) for name in MOVES):
        # The point of the old address is not that of the new one.
        settled |= {name: after.get(name) for name in POINT}
    return {**settled, "zone_kind": None, "zone_code": None}


def policy_of(values: Values) -> str:
    """Give the address policy that a listing must have: some categories decide it."""
    policy: str = values["address_policy"]
    return "confidential" if hides_by_category(values["category"]) else policy


def zones_around(session: Session, commune_code: str) -> list[Zone]:
    """Give the zones that a service of a commune may say it is in, the narrowest first."""
    commune = session.get(Commune, commune_code)
    if commune is None:
        return []
    keys = [("commune", commune.code), ("epci", commune.epci), ("department", commune.department)]
    found = (session.get(Zone, (kind, code)) for kind, code in keys if code)
    return [zone for zone in found if zone]


def wider_zones(session: Session, zone: ZoneKey) -> list[Zone]:
    """Give `zone` and those that hold the whole of it, the narrowest first."""
    kind, code = zone
    if kind == "commune":
        return zones_around(session, code)
    own = session.get(Zone, zone)
    departments = _departments(session, kind, code) if kind == "epci" else []
    # What lies in two départements is in neither.
    above = session.get(Zone, ("department", departments[0])) if len(departments) == 1 else None
    return [each for each in (own, above) if each]


def _zone(session: Session, held: Values, whole: Values) -> ZoneKey:
    asked = (whole["zone_kind"], whole["zone_code"]) if whole["zone_kind"] and whole["zone_code"] else None
    allowed = _allowed(session, held, whole)
    keys = [(zone.kind, zone.code) for zone in allowed]
    if asked in keys:
        return asked
    if asked:
        raise FieldsError({"zone_code": NARROWER if keys else NO_ZONE})
    if not keys:
        raise FieldsError({"zone_code": NO_ZONE})
    return keys[-1]


def _allowed(session: Session, held: Values, whole: Values) -> list[Zone]:
    """Give the zones that may be said: around the commune that was said, or no narrower than before."""
    if held.get("address_policy") == "confidential" and held.get("zone_kind"):
        return wider_zones(session, (held["zone_kind"], held["zone_code"]))
    commune = held.get("commune_code") or whole.get("commune_code")
    if commune:
        return zones_around(session, commune)
    if whole["zone_kind"] and whole["zone_code"]:
        own = session.get(Zone, (whole["zone_kind"], whole["zone_code"]))
        return [own] if own else []
    served = [row for row in widened(session, whole["areas"]) if row["kind"] == "department"]
    found = (session.get(Zone, ("department", row["code"])) for row in served[:1])
    return [zone for zone in found if zone]


def widened(session: Session, areas: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give areas wide enough for a confidential service: départements for communes, no narrow exclusion."""
    wide: dict[tuple[str, str, bool], dict[str, Any]] = {}
    for area in areas:
        kind, code, is_excluded = area["kind"], area["code"], bool(area.get("is_excluded"))
        if kind in WIDE:
            keys = [(kind, code, is_excluded)]
        else:
            inside = [] if is_excluded else _departments(session, kind, code)
            keys = [("department", each, False) for each in inside]
        wide |= {key: dict(zip(("kind", "code", "is_excluded"), key, strict=True)) for key in keys}
    return list(wide.values())


def _departments(session: Session, kind: str, code: str) -> list[str]:
    column = Commune.epci if kind == "epci" else Commune.code
    query = select(Commune.department).where(column == code).distinct().order_by(Commune.department)
    return list(session.scalars(query))
