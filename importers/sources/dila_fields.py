"""What the nested fields of a service of DILA say, but where it is: numbers, mails, sites, hours."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from directory.folding import fold
from importers.cleaning.hours import days, week
from importers.cleaning.numbers import phones
from importers.cleaning.words import email, text, website
from importers.records import PhoneRecord
from importers.statements import Note

LONGEST = 160
"""Characters of a name or of a street."""

SIRET = re.compile(r"\d{14}")

_CONDITION = re.compile(
    r"\b(?:sauf|uniquement|seulement|hors|vacances|semaines?|impaires?|paires?|mois|premiers?|derniers?|fermee?|ete)\b"
)
"""Words by which a remark changes the hours that it is about."""

Cells = Mapping[str, Any]
Slot = tuple[str, list[tuple[str, str]]]


def items(cells: Cells, name: str) -> list[Cells]:
    """Give the objects listed in a field, none where it is missing or holds something else."""
    return [item for item in cells.get(name) or [] if isinstance(item, Mapping)]


def phones_of(cells: Cells) -> tuple[tuple[PhoneRecord, ...], tuple[Note, ...]]:
    """Give the numbers of a service, each once, and what could not be read."""
    found: dict[str, PhoneRecord] = {}
    notes: list[Note] = []
    for each in items(cells, "telephone"):
        numbers, unread = phones(each.get("valeur"), label=text(each.get("description")))
        for phone in numbers:
            found.setdefault(phone.number, phone)
        notes += unread
    return tuple(found.values()), tuple(dict.fromkeys(notes))


def mail_of(cells: Cells) -> str:
    """Give the first mail of a service that is one, and nobody's own."""
    return next(filter(None, map(email, cells["adresse_courriel"])), "")


def site_of(cells: Cells) -> str:
    """Give the first site of a service that leads somewhere."""
    return next(filter(None, (website(site.get("valeur")) for site in items(cells, "site_internet"))), "")


def siret_of(cells: Cells) -> str:
    """Give the SIRET of a service, "" where it is none."""
    written = text(cells.get("siret")).replace(" ", "")
    return written if SIRET.fullmatch(written) else ""


def hours_of(cells: Cells) -> tuple[str | None, str]:
    """Give the notation of the hours and the remarks on them; None and a text where a remark changes them."""
    slots = [slot for each in items(cells, "plage_ouverture") for slot in _slots(each)]
    remarks = [text(each.get("commentaire")) for each in items(cells, "plage_ouverture")]
    said = " ".join(dict.fromkeys(filter(None, [*remarks, text(cells.get("commentaire_plage_ouverture"))])))
    hours = None if _CONDITION.search(fold(said)) else week(slots)
    if hours or not slots:
        return hours, said
    told = (f"{day} : {', '.join(f'{start}-{end}' for start, end in times)}" for day, times in slots)
    return None, " ; ".join(filter(None, [*told, said]))


def _slots(opening: Cells) -> Iterator[Slot]:
    """Give each day of an opening with its times, without their seconds."""
    ends = [[text(opening.get(f"valeur_heure_{end}_{n}"))[:5] for end in ("debut", "fin")] for n in (1, 2)]
    times = [(start, end) for start, end in ends if start and end]
    for day in days(opening.get("nom_jour_debut"), opening.get("nom_jour_fin")):
        yield day, times
