"""What is compared of a listing: folded once, so that comparing it with many others costs little."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from sys import intern

from directory.folding import fold
from directory.phones import PhoneError, stored
from importers.fill import policy_of
from importers.statements import Statement

SHARED_KEY = re.compile(r"gn-[1-9][0-9]{5,8}|pn-[a-z0-9-]+")
"""A key that several sources give to one place: that of a unit (`importers/sources/units.py`)."""

_KEPT = re.compile(r"\+33[0-9]{9}")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_SITE = re.compile(r"^https?://(?:www\.)?|[/?#].*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """A listing, ready to be compared: texts are folded, numbers are E.164, what is unknown is empty.

    `category` is "" where unclassed. `keys` holds « source:key » and the identifiers that sources share, such
    as « gn-1008620 ». `website` is the host alone, which many services of one network share. `is_hidden` is a
    place that hides: only its name, numbers and identifiers count. A hundred thousand are held at once.
    """

    name: str
    alternate_names: tuple[str, ...]
    organization: str
    category: str
    commune: str
    department: str
    street: str
    postcode: str
    phones: Collection[str]
    email: str
    website: str
    siret: str
    finess: str
    keys: Collection[str]
    point: tuple[float, float] | None
    is_hidden: bool


def subject_of(statement: Statement, source_slug: str, department: str) -> Subject:
    """Give what is compared of `statement`, said by `source_slug` about a place in `department`."""
    record = statement.record
    policy = "confidential" if statement.is_perhaps_hidden else policy_of(record)
    is_public, is_hidden = policy == "public", policy == "confidential"
    return Subject(
        name=folded_name(record.name),
        alternate_names=tuple(map(folded_name, record.alternate_names)),
        organization=organization_of(record.organization),
        category=intern(record.category),
        commune="" if is_hidden else intern(record.commune),
        department=intern(department),
        street=fold(record.street) if is_public else "",
        postcode=intern(record.postcode) if is_public else "",
        phones=tuple(dict.fromkeys(filter(None, (number_of(phone.number) for phone in record.phones)))),
        email=record.email.lower(),
        website=host(record.website),
        siret=statement.siret,
        finess=statement.finess,
        keys=keys_of(source_slug, record.key),
        point=record.point if is_public else None,
        is_hidden=is_hidden,
    )


def keys_of(source_slug: str, key: str) -> tuple[str, ...]:
    """Give the identifiers of what `source_slug` calls `key`: its own, and the one that sources share."""
    own = f"{source_slug}:{key}"
    return (own, key) if SHARED_KEY.fullmatch(key) else (own,)


def folded_name(name: str) -> str:
    """Give `name` folded, « P.M.I. » as « pmi »."""
    return fold(_DOTTED.sub(lambda found: found[0].replace(".", ""), name))


@lru_cache(maxsize=16_384)
def organization_of(name: str) -> str:
    """Give the name of an organisation folded: one text for all that it runs."""
    return folded_name(name)


def host(website: str) -> str:
    """Give the host of a site: two services of one association often share it, so it never proves much."""
    return _SITE.sub("", website).lower()


def number_of(phone: str) -> str:
    """Give a number as it is kept, and "" for what answers far beyond one place: short and 08 numbers."""
    try:
        return local(phone if _KEPT.fullmatch(phone) else stored(phone))
    except PhoneError:
        return ""


def local(number: str) -> str:
    """Give back a kept number, "" where it is not that of a place."""
    return number if number.startswith("+") and not number.startswith("+338") else ""
