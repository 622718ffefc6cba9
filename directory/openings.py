"""When a service is open: its hours, its closures, the holidays and the clock of where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from directory.days import Day, coming_days
from directory.hours import Opening, is_always, opening_at, readable, tells_all
from directory.local_time import PARIS, local
from directory.models import Service
from directory.slots import Days


def department_of(service: Service) -> str:
    """Give the département by whose clock the hours of `service` are to be read.

    A service without commune, such as a national line, lives by the clock and the holidays of Paris.
    """
    return service.commune.department if service.commune else PARIS


def opening_of(service: Service, at: datetime) -> Opening:
    """Say whether `service` is open at `at` (aware); the times of the answer are on the clock of `at`."""
    department = department_of(service)
    state = opening_at(readable(service.hours), _shut(service), local(at, department), department)
    return replace(
        state,
        until=state.until and state.until.astimezone(at.tzinfo),
        next_opening=state.next_opening and state.next_opening.astimezone(at.tzinfo),
    )


def coming_days_of(service: Service, at: datetime, count: int) -> list[Day]:
    """Give the coming `count` days of `service`; none where that says nothing or not enough."""
    shut, department = _shut(service), department_of(service)
    hours = readable(service.hours)
    if hours is None or not tells_all(hours) or (is_always(hours) and not shut):
        return []
    return coming_days(hours, shut, local(at, department), count, department)


def _shut(service: Service) -> Sequence[Days]:
    return [(closure.starts_on, closure.ends_on) for closure in service.closures]
