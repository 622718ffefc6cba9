"""What may not be known is taken out of a statement before anything is written: see ADR 0004.

A source may name a street; what hides has none. The category decides, or the most secret word that was ever
said of the place; what may be a shelter or a home is treated as one until a person has decided.
"""

from dataclasses import replace

from directory.vocabulary import vocabulary
from importers.fill import SECRECY
from importers.ground import Ground
from importers.records import Record
from importers.statements import Statement


def hidden(statement: Statement, ground: Ground) -> Statement:
    """Give `statement` without what must not be kept of it."""
    if not statement.is_perhaps_hidden and not _may_be_confidential(statement):
        record = covered(statement.record, ground)
        return statement if record is statement.record else replace(statement, record=record)
    record = covered(statement.record, ground, "confidential")
    bare = replace(  # Texts and addresses on the web may name the place.
        record,
        description="",
        hours_text="",
        referral="",
        documents="",
        accessibility="",
        website="",
        email="",
    )
    return replace(statement, record=bare, notes=())


def _may_be_confidential(statement: Statement) -> bool:
    """Say whether one of the categories that the source's kind may mean hides its places."""
    categories = vocabulary().categories
    return any(categories[slug].address_policy == "confidential" for slug in statement.proposed)


def covered(record: Record, ground: Ground, policy: str = "public") -> Record:
    """Give `record` without what the most secret of its own policy, its category’s and `policy` hides."""
    policy = max(policy, record.address_policy or "public", _category_policy(record), key=SECRECY.index)
    if policy == "public":
        return record
    record = replace(record, address_policy=policy, street="", postcode="", point=None, transport="")
    return record if policy != "confidential" else _in_zone(record, ground)


def _category_policy(record: Record) -> str:
    category = vocabulary().categories.get(record.category)
    return category.address_policy if category else "public"


def _in_zone(record: Record, ground: Ground) -> Record:
    """Say the département for the commune."""
    town = ground.town(record.commune)
    zone = ("department", town.department) if town else None
    return replace(record, commune="", host="", zone=record.zone or zone)
