"""What a service of HSDS says, in our words: kind, hours, territory, cost."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from directory.vocabulary import vocabulary
from importers.cleaning.hours import osm, week
from importers.cleaning.words import prose, text
from importers.mapping import Fitted, Kind, category_by_name, kinds_of, together
from importers.records import AreaRecord
from importers.sources.lodging import may_lodge

BORROWED = "data_inclusion"
"""The table of other words that HSDS services bear in France: those of data·inclusion."""

LODGING = (
    "emergency-shelter dv-shelter chrs mother-child-home child-emergency-home asylum-accommodation"
    " perpetrator-accommodation"
)
"""Our own categories that lodge people: a partner's export may name where."""

AREA_KINDS = ("commune", "epci", "department", "region", "national")
WEEKLY_DAY = re.compile(r"(?:MO|TU|WE|TH|FR|SA|SU)")
MONTHLY_DAY = re.compile(r"([1-5]|-1)(MO|TU|WE|TH|FR|SA|SU)")
CLOCK = re.compile(r"(\d\d):?(\d\d)(?::?\d\d)?(?:Z|[+-]\d\d:?\d\d)?")

Object = Mapping[str, Any]


def objects(value: Object, name: str) -> list[dict[str, Any]]:
    """Give the objects of the list found under `name`."""
    found = value.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def inner(value: Object, name: str) -> dict[str, Any]:
    """Give the object found under `name`, {} where there is none."""
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def kind(service: Object) -> Fitted:
    """Fit a service by its taxonomy terms (our own, or those of data·inclusion), else by its name."""
    terms = [inner(attribute, "taxonomy_term") for attribute in objects(service, "attributes")]
    fit = together([_kind(text(term.get("code")) or text(term.get("name"))) for term in terms if term])
    names = [text(service.get("name")), text(inner(service, "organization").get("name"))]
    said = category_by_name(names[0]) or category_by_name(names[1])
    if said and fit.fit in ("broader", "unknown") and (not fit.proposed or said in fit.proposed):
        fit = replace(fit, fit="exact", category=said, proposed=())
    lodges = fit.fit != "exact" and any(map(may_lodge, names))
    return replace(fit, is_perhaps_hidden=fit.is_perhaps_hidden or lodges)


def _kind(code: str) -> Kind:
    category = vocabulary().categories.get(code)
    if category:
        return Kind(code, category.label, "exact", (code,), is_perhaps_hidden=code in LODGING.split())
    known = kinds_of(BORROWED)
    return known.get(code) or known.get(code.split("--")[0]) or Kind(code, "", "unknown", ())


def hours(schedules: Sequence[Object]) -> tuple[str | None, str]:
    """Give the notation of schedules that are plain weeks or days of the month, None where one is not."""
    told = " ; ".join(
        filter(None, (prose(each.get("description")) or text(each.get("notes")) for each in schedules))
    )
    weekly = [slot for each in schedules for slot in _weekly(each)]
    monthly = [rule for each in schedules for rule in _monthly(each)]
    if not schedules or not all(any(_weekly(each)) or any(_monthly(each)) for each in schedules):
        return None, told
    plain = week(weekly) if weekly else ""
    if plain is None:
        return None, told
    return osm("; ".join(filter(None, [plain, *monthly])))[0], told


def _weekly(schedule: Object) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    span = _span(schedule)
    if span and text(schedule.get("freq")) in ("", "WEEKLY") and _is_always(schedule):
        found = text(schedule.get("byday")).upper().split(",")
        if all(WEEKLY_DAY.fullmatch(each.strip()) for each in found):
            yield from ((each.strip(), [span]) for each in found)


def _monthly(schedule: Object) -> Iterator[str]:
    span = _span(schedule)
    if span and text(schedule.get("freq")) == "MONTHLY" and _is_always(schedule):
        found = [
            MONTHLY_DAY.fullmatch(each.strip()) for each in text(schedule.get("byday")).upper().split(",")
        ]
        if all(found):
            yield from (f"{each[2].title()}[{each[1]}] {span[0]}-{span[1]}" for each in found if each)


def _span(schedule: Object) -> tuple[str, str] | None:
    both = [CLOCK.fullmatch(text(schedule.get(name))) for name in ("opens_at", "closes_at")]
    times = [f"{found[1]}:{found[2]}" for found in both if found]
    return (times[0], times[1]) if len(times) == 2 else None


def _is_always(schedule: Object) -> bool:
    """Say whether a schedule holds every week or month, with no end and nothing that notation cannot say."""
    others = ("valid_to", "until", "count", "byweekno", "bymonthday", "byyearday")
    return text(schedule.get("interval")) in ("", "1") and not any(
        text(schedule.get(name)) for name in others
    )


def areas(service: Object) -> tuple[tuple[AreaRecord, ...], str]:
    """Give the territory where it is said with codes, as our own export does; else its names in words."""
    said = objects(service, "service_areas")
    coded = [_area(each) for each in said]
    if said and all(coded):
        return tuple(dict.fromkeys(filter(None, coded))), ""
    names = (text(each.get("name")) or text(each.get("description")) for each in said)
    return (), ", ".join(dict.fromkeys(filter(None, names)))


def _area(said: Object) -> AreaRecord | None:
    kind_said, code = text(said.get("extent_type")).lower(), text(said.get("extent"))
    if kind_said == "national" or text(said.get("name")).lower() in ("france", "france entière"):
        return AreaRecord("national")
    is_code = kind_said in AREA_KINDS and re.fullmatch(r"[0-9AB]{2,9}", code)
    return AreaRecord(kind_said, code) if is_code else None


def fee(service: Object) -> tuple[str, str]:
    """Give what a service costs: free only where every amount that is said is zero."""
    options = objects(service, "cost_options")
    amounts = [text(option.get("amount")) for option in options]
    told = [text(service.get("fees_description")) or text(service.get("fees"))]
    told += [text(option.get("amount_description")) or text(option.get("option")) for option in options]
    words = " ; ".join(dict.fromkeys(filter(None, told)))[:160]
    if not amounts or not all(re.fullmatch(r"\d+(?:\.\d+)?", amount) for amount in amounts):
        return "", words
    is_paid = [float(amount) > 0 for amount in amounts]
    return "paid" if all(is_paid) else "conditional" if any(is_paid) else "free", words


def description(service: Object, where: str) -> str:
    """Give what a service does, for whom, how to ask for it, and where it is given."""
    said = (
        ("", service.get("description")),
        ("Pour qui : ", service.get("eligibility_description")),
        ("Démarche : ", service.get("application_process")),
        ("Délai : ", service.get("wait_time")),
        ("Interprétariat : ", service.get("interpretation_services")),
        ("Territoire : ", where),
        ("À savoir : ", service.get("alert")),
    )
    return "\n\n".join(f"{label}{prose(value)}" for label, value in said if prose(value))
