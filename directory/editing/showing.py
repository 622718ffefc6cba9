"""A field of a listing as a history or the desk shows it: before and after, in French words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from directory import phones, wording
from directory.editing.clues import FORGOTTEN
from directory.editing.field_names import LABELS
from directory.editing.values import HELD, LISTS, Values
from directory.hours import readable
from directory.models import Commune, Service
from directory.territories import territory
from directory.vocabulary import vocabulary
from directory.written_hours import written

GONE = "[retiré]"
"""Shown for what was said of a place that hides now."""

UNSAID = "non renseigné"
LISTED = (*LISTS, *HELD)
NAMED_SCALES = {"audiences": "audience", "modes": "mode", "features": "feature"}
CHOICES = {"fee": "fee", "access": "access", "address_policy": "address_policy"}
RECEIVES = {"victims": "Victimes", "perpetrators": "Auteurs de violences", "everyone": "Tous publics"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A field that changed: its column, its label, and what it said before and after, in words."""

    name: str
    label: str
    before: str
    after: str

    @property
    def is_added(self) -> bool:
        """Say whether a list that held nothing holds something now."""
        return self.name in LISTED and self.before == UNSAID and self.after != UNSAID

    @property
    def is_withdrawn(self) -> bool:
        """Say whether a list that held something holds nothing any more."""
        return self.name in LISTED and self.after == UNSAID and self.before != UNSAID


def shown(session: Session, name: str, before: Values, after: Values) -> Shown:
    """Give a field before and after."""
    said = [in_words(session, name, values[name]) if name in values else "" for values in (before, after)]
    return Shown(name, LABELS[name], *said)


def in_words(session: Session, name: str, value: Any) -> str:
    """Give the value of a field as people read it."""
    if value == FORGOTTEN:
        return GONE
    if value is None or value == [] or value == "":
        return UNSAID
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return " ; ".join(_item(session, name, each) for each in value)
    if name == "hours":
        return " ; ".join(written(value)) if readable(value) else str(value)
    return _named(session, name, value)


def _named(session: Session, name: str, value: Any) -> str:
    words = vocabulary()
    if name in CHOICES and value in words.scales[CHOICES[name]]:
        return words.scales[CHOICES[name]][value].label
    if name == "category" and value in words.categories:
        return words.categories[value].label
    if name == "commune_code":
        commune = session.get(Commune, value)
        return commune.name if commune else str(value)
    if name == "host_id":
        host = session.get(Service, value)
        return host.name if host else UNSAID
    return RECEIVES.get(value, value) if name == "receives" else str(value)


def _item(session: Session, name: str, item: Any) -> str:
    if name in NAMED_SCALES:
        known = vocabulary().scales[NAMED_SCALES[name]]
        return known[item].label if item in known else str(item)
    if name == "languages":
        return wording.language(item)
    if isinstance(item, Mapping):
        return (
            {"phones": _phone, "closures": _closure}[name](item) if name != "areas" else _area(session, item)
        )
    return str(item)


def _phone(phone: Mapping[str, Any]) -> str:
    label = f" ({phone['label']})" if phone.get("label") else ""
    kept = ", réservé aux professionnels" if phone.get("audience") == "professional" else ""
    return f"{phones.shown(phone['number'])}{label}{kept}"


def _closure(closure: Mapping[str, Any]) -> str:
    starts, ends = (wording.full_day(date.fromisoformat(closure[each])) for each in ("starts_on", "ends_on"))
    reason = f" ({closure['reason']})" if closure.get("reason") else ""
    return f"du {starts} au {ends}{reason}"


def _area(session: Session, area: Mapping[str, Any]) -> str:
    name = territory(session, area["kind"], area["code"]).name or area["code"]
    return f"sauf {name}" if area.get("is_excluded") else name
