"""`Record`: the one shape that every source is turned into before it enters the directory."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """A piece of territory served, or excluded. `kind` is commune, epci, department, region or national."""

    kind: str
    code: str = ""
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """A number as people write it; audience is public or professional, channel is voice or text."""

    number: str
    audience: str = "public"
    label: str = ""
    channel: str = "voice"
    on_bill: bool | None = None


@dataclass(frozen=True, slots=True)
class ClosureRecord:
    """An exceptional closure, both days included."""

    starts: date
    ends: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A service as a source describes it. What a source does not say is None or empty, never guessed.

    `address_policy` and `access` empty mean: as the category says. `commune` is the INSEE code where it
    stands; a confidential service has none, and a `zone` (kind, code) instead. `hours` is in OpenStreetMap
    notation. `host` is the key of the unit in which a permanence is held. `alternate_names` are other names,
    acronyms included. `audiences`, `modes`, `features` and `fee` are slugs of the vocabulary's scales
    `audience`, `mode`, `feature` and `fee`; `languages` are ISO 639 codes. `transport` is how to come,
    `documents` what to bring, `referral` how a professional refers.
    """

    key: str
    organization: str
    category: str
    name: str
    neutral_name: str = ""
    alternate_names: tuple[str, ...] = ()
    description: str = ""
    commune: str = ""
    street: str = ""
    postcode: str = ""
    point: tuple[float, float] | None = None
    zone: tuple[str, str] | None = None
    address_policy: str = ""
    access: str = ""
    areas: tuple[AreaRecord, ...] = ()
    phones: tuple[PhoneRecord, ...] = ()
    email: str = ""
    website: str = ""
    hours: str | None = None
    hours_text: str = ""
    closures: tuple[ClosureRecord, ...] = ()
    languages: tuple[str, ...] = ()
    women: bool | None = None
    men: bool | None = None
    age_min: int | None = None
    age_max: int | None = None
    receives: str = ""
    audiences: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    fee: str = ""
    cost: str = ""
    transport: str = ""
    documents: str = ""
    referral: str = ""
    accessibility: str = ""
    host: str = ""
    verified_on: date | None = None
