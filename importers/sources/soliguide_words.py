"""The closed words of a place of Soliguide into ours: for whom, how, when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from importers.cleaning.hours import osm, week
from importers.cleaning.words import day, prose, text
from importers.records import ClosureRecord

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNCONDITIONAL, PREFERENTIAL, EXCLUSIVE = 0, 1, 2
"""Who is received: anybody, some first, some only."""

YOUNGEST, OLDEST, ADULT, RETIRED = 0, 99, 18, 60
FAMILIES = {"family": "families", "pregnant": "pregnant"}
OTHERS = {"handicap": "disabled", "violence": "victims"}
PAPERS = {"asylum", "refugee", "undocumented"}
LONGEST_COST, LONGEST_REASON = 160, 160

Object = Mapping[str, Any]


def inner(value: Object, *names: str) -> dict[str, Any]:
    """Give the object found under `names`, one inside the other, {} where there is none."""
    found: Any = value
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def own(place: Object, services: Sequence[Object], field: str, differs: str, own_field: str = "") -> Object:
    """Give `field` of the only service of a listing where it differs, else of its place."""
    if len(services) == 1 and services[0].get(differs) is True:
        return inner(services[0], own_field or field)
    return inner(place, field)


def hours(said: Object) -> tuple[str | None, str]:
    """Give the week in our notation, closed on public holidays where it is said; and its words."""
    words = prose(said.get("description"))
    days = [(name, inner(said, name)) for name in DAYS if isinstance(said.get(name), dict)]
    if not any(each.get("open") for _, each in days):
        return None, words
    notation = week((name, _slots(each)) for name, each in days)
    if notation and said.get("closedHolidays") == "CLOSED":
        notation = osm(f"{notation}; PH off")[0]
    return notation, words


def _slots(day_said: Object) -> list[tuple[Any, Any]]:
    slots = day_said.get("timeslot") if day_said.get("open") else []
    return [(slot.get("start"), slot.get("end")) for slot in slots or [] if isinstance(slot, dict)]


def closures(place: Object, services: Sequence[Object]) -> tuple[ClosureRecord, ...]:
    """Give the closures announced for the place, and for its service where it is the only one."""
    said = [
        inner(place, "tempInfos", "closure"),
        *(inner(each, "close") for each in services[:1] if len(services) == 1),
    ]
    return tuple(dict.fromkeys(filter(None, map(_closure, said))))


def _closure(said: Object) -> ClosureRecord | None:
    starts, ends = day(said.get("dateDebut")), day(said.get("dateFin"))
    if said.get("actif") is False or starts is None or ends is None or starts > ends:
        return None
    reason = text(said.get("description")) or text(said.get("name"))
    return ClosureRecord(starts, ends, reason[:LONGEST_REASON])


def audiences(publics: Object) -> tuple[str, ...]:
    """Give for whom, in our words; a list that holds every word of Soliguide says nothing of its own."""
    if publics.get("accueil") == UNCONDITIONAL:
        return ("everyone",)
    return tuple(dict.fromkeys(_audiences(publics)))


def _audiences(publics: Object) -> Iterator[str]:
    for field, words in (("familialle", FAMILIES), ("other", OTHERS)):
        said = listed(publics.get(field))
        if "all" not in said:
            yield from (words[word] for word in said if word in words)
    papers = set(listed(publics.get("administrative")))
    if papers and papers <= PAPERS:
        yield "exiled"
    least, most = ages(publics)
    if most is not None and most < ADULT:
        yield "minors"
    if least is not None and least >= RETIRED:
        yield "older"


def listed(value: object) -> list[str]:
    """Give the words of a list."""
    return [str(each) for each in value] if isinstance(value, list) else []


def ages(publics: Object) -> tuple[int | None, int | None]:
    """Give the bounds of age, None where Soliguide writes the widest."""
    age = inner(publics, "age")
    least, most = age.get("min"), age.get("max")
    return (
        int(least) if isinstance(least, int | float) and least > YOUNGEST else None,
        int(most) if isinstance(most, int | float) and most < OLDEST else None,
    )


def genders(publics: Object) -> tuple[bool | None, bool | None]:
    """Give whether women, and men, are received: refused only where the others are received alone."""
    if publics.get("accueil") == UNCONDITIONAL:
        return True, True
    said = listed(publics.get("gender"))
    if "all" in said or {"men", "women"} <= set(said):
        return True, True
    refused = False if publics.get("accueil") == EXCLUSIVE and said else None
    return ("women" in said or refused), ("men" in said or refused)


def is_for_victims(publics: Object) -> bool:
    """Say whether victims of violence are received first, or only they."""
    return publics.get("accueil") in (PREFERENTIAL, EXCLUSIVE) and "violence" in listed(publics.get("other"))


def access(modalities: Object) -> str:
    """Give who may come: anybody, those whom a professional sends, both."""
    is_open = modalities.get("inconditionnel") is True
    is_sent = inner(modalities, "orientation").get("checked") is True
    if is_open:
        return "both" if is_sent else "self"
    return "professional" if is_sent else ""


def referral(modalities: Object) -> str:
    """Give how a professional sends somebody there."""
    said = inner(modalities, "orientation")
    return text(said.get("precisions")) if said.get("checked") is True else ""


def fee(modalities: Object) -> tuple[str, str]:
    """Give what it costs, where it is said to cost: what is not ticked is not said to be free."""
    price = inner(modalities, "price")
    is_paid = price.get("checked") is True
    return "paid" if is_paid else "", text(price.get("precisions"))[:LONGEST_COST] if is_paid else ""


def terms(modalities: Object) -> list[str]:
    """Give what to do before coming, in sentences."""
    said = []
    for field, label in (("appointment", "Sur rendez-vous"), ("inscription", "Sur inscription")):
        if inner(modalities, field).get("checked") is True:
            more = text(inner(modalities, field).get("precisions"))
            said.append(f"{label} : {more}" if more else f"{label}.")
    if inner(modalities, "animal").get("checked") is True:
        said.append("Les animaux sont acceptés.")
    return [*said, *filter(None, [prose(modalities.get("other"))])]
