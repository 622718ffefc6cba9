"""The demonstration: five territories with the structure of the real offer, and contacts that nobody answers.

One YAML file per territory, in the folder beside this module. Associations, streets and people's lines are
invented; telephone numbers belong to the ranges that ARCEP reserves for fiction.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from directory.vocabulary import vocabulary
from directory.yaml_fields import Entry, nearest, read_entry, refuse_twice, texts
from directory.yaml_files import YamlFileError, YamlList
from importers.records import AreaRecord, ClosureRecord, PhoneRecord, Record

NAME = "demonstration"
TITLE = "Démonstration : contacts inventés"
LICENCE = "EUPL-1.2"
FOLDER = Path(__file__).with_suffix("")

AREA_KINDS = ("commune", "epci", "department", "region")
ZONE_KINDS = ("commune", "epci", "department")
AUDIENCES = ("public", "professional")
CHANNELS = ("voice", "text")
RECEIVED = ("victims", "perpetrators", "everyone")
POLICIES = ("public", "on-request", "confidential", "none")
ACCESSES = ("self", "professional", "both", "justice")
PLACE = ("commune", "street", "postcode", "point", "transport")
OLDEST = 120

_TEXTS = (
    *("neutral_name", "description", "street", "hours_text", "cost", "accessibility"),
    *("transport", "documents", "referral"),
)
_PLAIN = ("commune", "postcode", "email", "website", "host")
_KNOWN = (
    *("key", "organization", "category", "name", "areas", "phones", "hours", "closures", "languages"),
    *("women", "men", "age_min", "age_max", "receives", "point", "zone", "address_policy", "access"),
    *("alternate_names", "audiences", "modes", "features", "fee", "verified_on", *_TEXTS, *_PLAIN),
)


class DemonstrationError(Exception):
    """A demonstration file says something that cannot be read; each sentence names file, line and key."""


def records(folder: Path = FOLDER) -> Iterator[Record]:
    """Give every service of every file of `folder`, files in alphabetical order.

    Raises:
        DemonstrationError: with every mistake of every file, one per line.
    """
    problems: list[str] = []
    territories = [_territory(path, problems) for path in sorted(folder.glob("*.yaml"))]
    refuse_twice([entry for _, entries in territories for entry in entries], "key")
    found = [_record(entry, names) for names, entries in territories for entry in entries]
    if problems:
        raise DemonstrationError("\n".join(problems))
    yield from found


def _territory(path: Path, problems: list[str]) -> tuple[Mapping[str, str], list[Entry]]:
    """Give the names of the organisations of one file, and its services."""
    try:
        whole = read_entry(path, problems)
    except YamlFileError as error:
        raise DemonstrationError(str(error)) from error
    whole.only(("territory", "note", "organizations", "services"))
    whole.plain("territory")
    services = whole.entries("services")
    return texts(whole.entry("organizations")), [_named(entry) for entry in services]


def _named(entry: Entry) -> Entry:
    return entry.named(f"service {entry.plain('key', required=False) or 'sans clé'}")


def _record(entry: Entry, names: Mapping[str, str]) -> Record:
    entry.only(_KNOWN)
    _refuse_place_of_confidential(entry)
    scales = vocabulary().scales
    return Record(
        key=entry.plain("key"),
        organization=_organization(entry, names),
        category=entry.plain("category"),
        name=entry.text("name"),
        point=_point(entry),
        zone=_zone(entry),
        address_policy=entry.word("address_policy", POLICIES, required=False),
        access=entry.word("access", ACCESSES, required=False),
        areas=_areas(entry),
        phones=tuple(_phone(phone) for phone in entry.entries("phones")),
        hours=entry.plain("hours", required=False) or None,
        closures=tuple(_closure(closure) for closure in entry.entries("closures")),
        languages=entry.words("languages"),
        women=entry.boolean("women"),
        men=entry.boolean("men"),
        age_min=_age(entry, "age_min"),
        age_max=_age(entry, "age_max"),
        receives=entry.word("receives", RECEIVED, required=False),
        alternate_names=entry.words("alternate_names"),
        audiences=entry.words("audiences", scales["audience"]),
        modes=entry.words("modes", scales["mode"]),
        features=entry.words("features", scales["feature"]),
        fee=entry.word("fee", scales["fee"], required=False),
        verified_on=entry.day("verified_on") if "verified_on" in entry.values else None,
        **{key: entry.text(key, required=False) for key in _TEXTS},
        **{key: entry.plain(key, required=False) for key in _PLAIN},
    )


def _organization(entry: Entry, names: Mapping[str, str]) -> str:
    key = entry.plain("organization")
    if key and key not in names:
        entry.refuse(
            f"l'organisme « {key} » n'est pas dans « organizations ».{nearest(key, names)}", "organization"
        )
    return names.get(key, "")


def _refuse_place_of_confidential(entry: Entry) -> None:
    """A place that must stay hidden is not written down, not even in a file."""
    for key in PLACE:
        if "zone" in entry.values and key in entry.values:
            entry.refuse(f"un lieu confidentiel a une zone, jamais « {key} ».", key)


def _point(entry: Entry) -> tuple[float, float] | None:
    match entry.values.get("point"):
        case None:
            return None
        case [float(latitude), float(longitude)]:
            return latitude, longitude
    entry.refuse("« point » s'écrit [latitude, longitude], en degrés décimaux.", "point")
    return None


def _zone(entry: Entry) -> tuple[str, str] | None:
    if "zone" not in entry.values:
        return None
    zone = entry.entry("zone")
    zone.only(("kind", "code"))
    return zone.word("kind", ZONE_KINDS), zone.plain("code")


def _areas(entry: Entry) -> tuple[AreaRecord, ...]:
    if not isinstance(entry.values.get("areas"), YamlList):
        entry.refuse("« areas » manque : le territoire servi, en liste.", "areas")
        return ()
    return tuple(area for item in entry.entries("areas") for area in _area(item))


def _area(item: Entry, *, is_excluded: bool = False) -> Iterator[AreaRecord]:
    item.only((*AREA_KINDS, "national") if is_excluded else (*AREA_KINDS, "national", "exclude"))
    for kind in AREA_KINDS:
        yield from (AreaRecord(kind, code, is_excluded) for code in item.words(kind))
    if item.boolean("national"):
        yield AreaRecord("national", excluded=is_excluded)
    if not is_excluded and "exclude" in item.values:
        yield from _area(item.entry("exclude"), is_excluded=True)


def _phone(phone: Entry) -> PhoneRecord:
    phone.only(("number", "label", "audience", "channel", "on_bill"))
    return PhoneRecord(
        number=phone.plain("number"),
        audience=phone.word("audience", AUDIENCES, required=False) or "public",
        label=phone.text("label", required=False),
        channel=phone.word("channel", CHANNELS, required=False) or "voice",
        on_bill=phone.boolean("on_bill"),
    )


def _closure(closure: Entry) -> ClosureRecord:
    closure.only(("starts", "ends", "reason"))
    starts, ends = closure.day("starts"), closure.day("ends")
    if ends < starts:
        closure.refuse("la fermeture finit avant de commencer.", "ends")
    return ClosureRecord(starts, ends, closure.text("reason", required=False))


def _age(entry: Entry, key: str) -> int | None:
    return entry.number(key, 0, OLDEST) if key in entry.values else None
