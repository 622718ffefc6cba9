"""When a service is open: its hours, its closures, the holidays and the clock of where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from directory.hours import Days, Opening, Slot, days_ahead, is_always, opening_at, own_holidays, tells_all
from directory.local_time import PARIS, local
from directory.models import Service


def department_of(service: Service) -> str:
    """Give the département by whose clock the hours of `service` are to be read.

    A service without commune, such as a national line, lives by the clock and the holidays of Paris.
    """
    return service.commune.department if service.commune else PARIS


def opening_of(service: Service, at: datetime) -> Opening:
    """Say whether `service` is open at `at` (aware); the times of the answer are on the clock of `at`."""
    here = local(at, department_of(service))
    state = opening_at(service.hours, _shut(service, here), here)
    return replace(
        state,
        until=state.until and state.until.astimezone(at.tzinfo),
        next_opening=state.next_opening and state.next_opening.astimezone(at.tzinfo),
    )


def days_of(service: Service, at: datetime, count: int) -> list[tuple[date, list[Slot]]]:
    """Give the coming `count` days of `service`; none where that says nothing or not enough."""
    here = local(at, department_of(service))
    shut = _shut(service, here)
    if service.hours is None or not tells_all(service.hours) or (is_always(service.hours) and not shut):
        return []
    return days_ahead(service.hours, shut, here, count)


def _shut(service: Service, here: datetime) -> Sequence[Days]:
    """Give the closures of `service` from `here` (on its own clock): announced, or holidays of its own."""
    announced = [(closure.starts_on, closure.ends_on) for closure in service.closures]
    return announced + own_holidays(service.hours, department_of(service), here.date())
