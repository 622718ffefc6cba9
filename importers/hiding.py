"""What may not be known is taken out of a statement before anything is written: see ADR 0004.

A source may name a street; what hides has none. The category decides, or the most secret word that was ever
said of the place; what may be a shelter or a home is treated as one until a person has decided.
"""

from dataclasses import replace

from directory.secrecy import WIDE, most_secret
from directory.vocabulary import vocabulary
from importers.fill import policy_of
from importers.ground import Ground
from importers.records import Record
from importers.statements import Statement


def hidden(statement: Statement, ground: Ground) -> Statement:
    """Give `statement` without what must not be kept of it: notes too quote what they leave out."""
    if statement.is_perhaps_hidden or _may_be_confidential(statement):
        return replace(statement, record=_bare(covered(statement.record, ground, "confidential")), notes=())
    policy = policy_of(statement.record)
    if policy == "public":
        return statement
    record = covered(statement.record, ground)
    return replace(statement, record=_bare(record) if policy == "confidential" else record, notes=())


def _bare(record: Record) -> Record:
    """Leave out every text that may name the place, and every territory that is narrow enough to tell it."""
    return replace(
        record,
        alternate_names=(),
        description="",
        hours_text="",
        cost="",
        referral="",
        documents="",
        accessibility="",
        website="",
        email="",
        areas=tuple(area for area in record.areas if area.kind in WIDE),
        phones=tuple(replace(phone, label="") for phone in record.phones),
        closures=tuple(replace(closure, reason="") for closure in record.closures),
    )


def _may_be_confidential(statement: Statement) -> bool:
    """Say whether one of the categories that the source's kind may mean hides its places."""
    categories = vocabulary().categories
    return any(categories[slug].address_policy == "confidential" for slug in statement.proposed)


def covered(record: Record, ground: Ground, policy: str = "public") -> Record:
    """Give `record` without what the most secret of its own policy, its category’s and `policy` hides."""
    policy = most_secret(policy, policy_of(record))
    if policy == "public":
        return record
    record = replace(record, address_policy=policy, street="", postcode="", point=None, transport="")
    return record if policy != "confidential" else _in_zone(record, ground)


def _in_zone(record: Record, ground: Ground) -> Record:
    """Say the département for the commune."""
    town = ground.town(record.commune)
    zone = ("department", town.department) if town else None
    return replace(record, commune="", host="", zone=record.zone or zone)
