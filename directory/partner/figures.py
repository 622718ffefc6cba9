"""How often a listing served in a year: never when, by whom or for whom, and small counts are not told."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.models import Tally
from directory.typography import NARROW

SMALLEST = 5
"""A count under this is told as such: with few, one could guess whom it is about."""

LABELS = {"shown": "Proposée", "card": "Carte donnée", "reported": "Erreurs signalées"}
FEW = f"moins de {SMALLEST}"


def figures(session: Session, service_id: int, today: date) -> list[tuple[str, str]]:
    """Give how often a listing was shown, given on a card and reported, over twelve months, in words."""
    since = f"{today.year - 1}-{today.month:02}"
    query = select(Tally.what, func.sum(Tally.count)).where(
        Tally.service_id == service_id, Tally.month > since
    )
    counts: dict[str, int] = {what: int(count) for what, count in session.execute(query.group_by(Tally.what))}
    return [(label, _told(counts.get(what, 0))) for what, label in LABELS.items()]


def _told(count: int) -> str:
    return FEW if count < SMALLEST else f"{count:,}".replace(",", NARROW)
