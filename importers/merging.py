"""One listing from what several sources say of the same place, field by field, the most trusted first.

What a partner said and verified comes before what a person of the desk did, and both before open data, in
the order of `importers.catalogue`. A field is taken whole from the first source that says it: two half
addresses would make one that nobody gave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from directory.folding import fold
from directory.secrecy import SECRECY
from directory.vocabulary import vocabulary
from importers.records import Record
from importers.statements import Statement

PEOPLE = ("partner", "desk")
"""Sources that are people: what they verified is changed by nobody but people."""

UNIT, UNIT_AREAS = "law-enforcement-unit", "competence"
"""A category whose territory is a matter of law, and the source that tells it."""

TOGETHER = (
    ("commune", "street", "postcode", "zone"),
    ("hours", "hours_text"),
    ("women", "men", "age_min", "age_max", "receives"),
    ("fee", "cost"),
)
"""Fields that make sense only from one source."""

FIXED = ("key", "organization", "address_policy", "alternate_names")
ALONE = tuple(
    (field.name,)
    for field in fields(Record)
    if field.name not in FIXED and all(field.name not in group for group in TOGETHER)
)


@dataclass(frozen=True, slots=True)
class Merged:
    """The record of a listing, and the source of each field that says something."""

    record: Record
    sources: Mapping[str, str]


def merge(statements: Sequence[tuple[str, Statement]]) -> Merged:
    """Put together what each source (slug, statement) says of one place, the most trusted first."""
    first = statements[0][1].record
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for group in (*TOGETHER, *ALONE):
        slug, record = _first_to_say(group, statements)
        values.update({name: getattr(record, name) for name in group})
        sources.update({name: slug for name in group if _says(record, name)})
    if spoken := _said_of_units(values["category"], statements):
        values["areas"], sources["areas"] = spoken.areas, UNIT_AREAS
    values["address_policy"] = _most_secret(statements)
    values["alternate_names"] = _other_names(values["name"], statements)
    return Merged(replace(first, **values), sources)


def _first_to_say(group: Sequence[str], statements: Sequence[tuple[str, Statement]]) -> tuple[str, Record]:
    for slug, statement in statements:
        if any(_says(statement.record, name) for name in group):
            return slug, statement.record
    return statements[0][0], statements[0][1].record


def _said_of_units(category: str, statements: Sequence[tuple[str, Statement]]) -> Record | None:
    """Give what the ministry says of the territory of a unit, where it has spoken: nobody else decides it."""
    if category != UNIT:
        return None
    said = (statement.record for slug, statement in statements if slug == UNIT_AREAS)
    return next((record for record in said if record.areas), None)


def _says(record: Record, name: str) -> bool:
    value = getattr(record, name)
    return value is not None and value != "" and value != ()


def _most_secret(statements: Sequence[tuple[str, Statement]]) -> str:
    """Give the most secret policy that any source says, or that the category of any of them has."""
    said = [statement.record for _, statement in statements]
    categories = vocabulary().categories
    policies = [record.address_policy for record in said if record.address_policy]
    policies += [categories[record.category].address_policy for record in said if record.category]
    return max(policies, key=SECRECY.index, default="")


def _other_names(name: str, statements: Sequence[tuple[str, Statement]]) -> tuple[str, ...]:
    """Give every other name under which a source knows it, said once."""
    known = {fold(name): name}
    for _, statement in statements:
        for other in (*statement.record.alternate_names, statement.record.name):
            known.setdefault(fold(other), other)
    return tuple(known.values())[1:]
