"""What a partner says in one press: nothing has changed, closed, full, a delay, the address is hidden."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from directory.actors import Actor
from directory.editing.changing import (
    change,
    close,
    confirm,
    open_listing,
    reopen,
    say_delay,
    say_full,
    say_open,
)
from directory.editing.errors import FieldsError
from directory.partner.schemas import Act
from directory.secrecy import is_raised

HIDDEN = "on-request"
"""The policy of an address that is told by telephone, where whoever runs the service chooses to."""


def say(session: Session, actor: Actor, service_ids: Sequence[int], act: Act, at: datetime) -> None:
    """Do `act` for listings. The caller commits.

    Raises:
        FieldsError: something is missing, or cannot be.
        NotYoursError: a listing is not for this author.
    """
    if act.problems:
        raise FieldsError(act.problems)
    for service_id in service_ids:
        _say(session, actor, service_id, act, at)


def _say(session: Session, actor: Actor, service_id: int, act: Act, at: datetime) -> None:
    if act.kind == "confirm":
        confirm(session, actor, service_id, at)
    elif act.kind == "close":
        close(session, actor, service_id, _day(act.starts_on), _day(act.ends_on), act.reason, at)
    elif act.kind == "reopen":
        reopen(session, actor, service_id, _day(act.starts_on), at)
    elif act.kind == "full":
        say_full(session, actor, service_id, _day(act.until), at)
    elif act.kind == "delay":
        say_delay(session, actor, service_id, act.days, _day(act.until), at)
    elif act.kind == "open":
        say_open(session, actor, service_id, at)
    else:
        _hide(session, actor, service_id, at)


def _hide(session: Session, actor: Actor, service_id: int, at: datetime) -> None:
    """Hide an address; one that hides as much already, or more, stays as it is: nothing is asked for less."""
    service = open_listing(session, actor, service_id)
    if is_raised(service.address_policy, HIDDEN):
        change(session, actor, service, {"address_policy": HIDDEN}, at)


def _day(day: date | None) -> date:
    """Give a day that `read_act` has asked for."""
    if day is None:
        raise FieldsError({"starts_on": "Choisissez un jour."})
    return day
