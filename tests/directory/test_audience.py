"""Whom a service receives: refused only where somebody said so, checked where nobody did."""

import pytest

from directory.audience import Public, refusal, to_check
from directory.models import Service

WOMAN = Public(role="victim", gender="woman", ages=(26, 64))
MAN = Public(role="victim", gender="man", ages=(26, 64))
CHILD = Public(role="victim", ages=(6, 11))
PERPETRATOR = Public(role="perpetrator", gender="man", ages=(26, 64))


@pytest.mark.parametrize("public", [Public(), WOMAN, MAN, CHILD, PERPETRATOR])
def test_a_service_of_which_nothing_is_said_refuses_nobody(public: Public) -> None:
    assert refusal(Service(), public) is None


@pytest.mark.parametrize(
    ("service", "public", "because"),
    [
        (Service(receives="victims"), PERPETRATOR, "ne reçoit que les victimes"),
        (Service(receives="perpetrators"), WOMAN, "ne reçoit que les auteurs"),
        (Service(accepts_men=False), MAN, "ne reçoit pas les hommes"),
        (Service(accepts_women=False), WOMAN, "ne reçoit pas les femmes"),
        (Service(age_min=18), CHILD, "reçoit à partir de 18 ans"),
        (Service(age_max=25), WOMAN, "reçoit jusqu’à 25 ans"),
    ],
)
def test_a_refusal_gives_its_reason(service: Service, public: Public, because: str) -> None:
    assert refusal(service, public) == because


@pytest.mark.parametrize(
    ("service", "public"),
    [
        (Service(receives="victims"), WOMAN),
        (Service(receives="perpetrators"), PERPETRATOR),
        (Service(receives="everyone"), PERPETRATOR),
        (Service(accepts_men=False), WOMAN),
        (Service(age_min=6), CHILD),
        (Service(age_min=11, age_max=25), CHILD),
        (Service(age_max=26), WOMAN),
    ],
)
def test_whoever_may_be_received_is_not_refused(service: Service, public: Public) -> None:
    assert refusal(service, public) is None


@pytest.mark.parametrize(
    "service",
    [Service(receives="victims"), Service(accepts_men=False), Service(age_min=18), Service(age_max=3)],
)
def test_a_person_of_whom_nothing_is_known_is_not_refused(service: Service) -> None:
    assert refusal(service, Public()) is None


def test_what_nobody_said_and_that_matters_is_to_check() -> None:
    assert to_check(Service(), MAN) == "À vérifier\u00a0: reçoit-on les hommes\u202f?"
    assert to_check(Service(accepts_men=True), MAN) == ""
    assert to_check(Service(), WOMAN) == to_check(Service(), Public()) == ""
