"""What a partner announces in a few seconds: a closing, that it is full, how long one waits.

What is said of places that are left ends by itself, on the day given: after it, nobody knows.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.errors import FieldsError
from directory.editing.locking import day_of, open_listing
from directory.editing.recording import check, record, tell
from directory.editing.values import values_of
from directory.models import Availability
from directory.typography import typeset

LONGEST_SAID = timedelta(days=183)
"""For how long one may say to be full: six months on, nobody can know."""

LONGEST_CLOSURE = timedelta(days=366)
LONGEST_REASON = 160
MOST_DAYS = 730

PAST = "Cette date est passée : donnez un jour à venir, par exemple dans deux semaines."
TOO_FAR = "Au plus six mois : au-delà, la fiche redira seule que la place n'est pas connue."


def close(
    session: Session,
    actor: Actor,
    service_id: int,
    starts_on: date,
    ends_on: date,
    reason: str,
    at: datetime,
) -> None:
    """Announce that a service is closed from a day to another, both included.

    Raises:
        FieldsError: the days are not in order, are past, or are more than a year.
        NotYoursError: it is not for this author.
    """
    service = open_listing(session, actor, service_id)
    _check_closure(starts_on, ends_on, reason, day_of(at))
    fresh = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    held = [row for row in values_of(service)["closures"] if not _same_days(row, fresh)]
    closures = sorted([*held, fresh | {"reason": typeset(reason.strip()) or None}], key=_in_order)
    record(session, actor, service, {"closures": closures}, at)


def reopen(session: Session, actor: Actor, service_id: int, starts_on: date, at: datetime) -> None:
    """Take back the closing that was to begin on a day.

    Raises:
        FieldsError: no closing begins on that day.
        NotYoursError: it is not for this author.
    """
    service = open_listing(session, actor, service_id)
    held = values_of(service)["closures"]
    closures = [row for row in held if row["starts_on"] != starts_on.isoformat()]
    if len(closures) == len(held):
        raise FieldsError(
            {"starts_on": typeset("Aucune fermeture ne commence ce jour-là : rechargez la page.")}
        )
    record(session, actor, service, {"closures": closures}, at)


def say_full(session: Session, actor: Actor, service_id: int, until: date, at: datetime) -> None:
    """Say that a service takes nobody until the end of a day.

    Raises:
        FieldsError: the day is past, or more than six months ahead.
        NotYoursError: it is not for this author.
    """
    _say(session, actor, service_id, until, at, is_full=True, delay_days=None)


def say_delay(session: Session, actor: Actor, service_id: int, days: int, until: date, at: datetime) -> None:
    """Say that one waits `days` for a first appointment, as long as this is said: until the end of a day.

    Raises:
        FieldsError: the delay is not a number of days, or the day is past or more than six months ahead.
        NotYoursError: it is not for this author.
    """
    if not 0 < days <= MOST_DAYS:
        raise FieldsError({"days": typeset("Écrivez le délai en jours : 21 pour trois semaines.")})
    _say(session, actor, service_id, until, at, is_full=False, delay_days=days)


def say_open(session: Session, actor: Actor, service_id: int, at: datetime) -> None:
    """Take back that a service is full or makes wait: how long one waits is not known again.

    Raises:
        NotYoursError: it is not for this author.
    """
    service = open_listing(session, actor, service_id)
    if service.availability is None:
        return
    service.availability = None
    check(session, service, ["capacity"], actor, at)
    tell(session, "availability", actor, service, at, is_full=False, delay_days=None)


def _say(session: Session, actor: Actor, service_id: int, until: date, at: datetime, **said: Any) -> None:
    service, today = open_listing(session, actor, service_id), day_of(at)
    if until < today:
        raise FieldsError({"until": typeset(PAST)})
    if until > today + LONGEST_SAID:
        raise FieldsError({"until": typeset(TOO_FAR)})
    held = service.availability
    if held is None:
        held = service.availability = Availability()
    held.is_full, held.delay_days = said["is_full"], said["delay_days"]
    held.until, held.said_on = until, today
    check(session, service, ["capacity"], actor, at)
    tell(session, "availability", actor, service, at, until=until.isoformat(), **said)


def _check_closure(starts_on: date, ends_on: date, reason: str, today: date) -> None:
    problems = {}
    if ends_on < starts_on:
        problems["ends_on"] = "Le dernier jour vient avant le premier : vérifiez les deux dates."
    elif ends_on < today:
        problems["ends_on"] = "Cette fermeture est passée : donnez des jours à venir."
    elif ends_on - starts_on > LONGEST_CLOSURE:
        problems["ends_on"] = "Plus d'un an : demandez plutôt le retrait de la fiche."
    if len(reason) > LONGEST_REASON:
        problems["reason"] = f"Ce motif est trop long : {LONGEST_REASON} signes au plus."
    if problems:
        raise FieldsError({name: typeset(sentence) for name, sentence in problems.items()})


def _same_days(row: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(row[name] == other[name] for name in ("starts_on", "ends_on"))


def _in_order(row: dict[str, Any]) -> tuple[str, str]:
    return row["starts_on"], row["ends_on"]
