"""Whom a service receives, as far as somebody said so: the reason why it does not suit, or what to check."""

from dataclasses import dataclass

from directory.models import Service
from directory.typography import NARROW, WIDE


@dataclass(frozen=True, slots=True)
class Public:
    """The person concerned, as a service may filter: every part is None where it is not known.

    `role` is victim, perpetrator or person-in-difficulty, `gender` is woman or man, `ages` the youngest and
    oldest possible age.
    """

    role: str | None = None
    gender: str | None = None
    ages: tuple[int, int] | None = None


def refusal(service: Service, public: Public) -> str | None:
    """Give the reason why `service` does not receive this person, None where nothing says so."""
    return _refused_role(service, public) or _refused_gender(service, public) or _refused_age(service, public)


def _refused_role(service: Service, public: Public) -> str | None:
    if public.role == "perpetrator" and service.receives == "victims":
        return "ne reçoit que les victimes"
    if public.role == "victim" and service.receives == "perpetrators":
        return "ne reçoit que les auteurs"
    return None


def _refused_gender(service: Service, public: Public) -> str | None:
    if public.gender == "man" and service.accepts_men is False:
        return "ne reçoit pas les hommes"
    if public.gender == "woman" and service.accepts_women is False:
        return "ne reçoit pas les femmes"
    return None


def _refused_age(service: Service, public: Public) -> str | None:
    if public.ages is None:
        return None
    youngest, oldest = public.ages
    if service.age_min is not None and oldest < service.age_min:
        return f"reçoit à partir de {service.age_min} ans"
    if service.age_max is not None and youngest > service.age_max:
        return f"reçoit jusqu’à {service.age_max} ans"
    return None


def to_check(service: Service, public: Public) -> str:
    """Give what nobody said and that matters for this person; empty where there is nothing to check."""
    if public.gender == "man" and service.accepts_men is None:
        return f"À vérifier{WIDE}: reçoit-on les hommes{NARROW}?"
    return ""
