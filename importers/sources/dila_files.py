"""The forms in which services of DILA are found, read into one shape: that of the present file.

They are the present file (`service`, in a .tar.bz2 or not), the API's answers and exports (`results`, a list,
or a CSV), whose nested values are texts, and the CSV of 2019, that holds all in one cell.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from importers.cleaning.addresses import split
from importers.cleaning.words import text
from importers.reading.documents import read_document, shape_of
from importers.reading.files import kind_of
from importers.reading.tables import read_table
from importers.statements import Given, Row

NESTED = ("pivot", "adresse", "telephone", "site_internet", "plage_ouverture")
KEPT = (
    "id",
    "nom",
    "sigle",
    "siret",
    "code_insee_commune",
    "commentaire_plage_ouverture",
    "information_complementaire",
    "date_modification",
    "statut",
    "statut_de_diffusion",
)
"""The fields that are read; others name persons, or say nothing that we show."""

IN_USE = ("active", "")
LONGEST_NESTED = 100_000

_OLD_ID = re.compile(r"(?P<pivot>[a-z_]+)-(?P<insee>\d[\dAB]\d{3})-\d+")
_PART = re.compile(r"\s*(?:\||(?<!\d)-|-(?= Tel))\s*(?=(?:Tél|Tel|Fax)\s*:)")


def read_services(given: Given) -> Iterator[Row]:
    """Give each service that is in use."""
    for row in _rows(given):
        is_shown = row.cells.get("statut_de_diffusion") != "false"
        if is_shown and (row.cells.get("statut") or "") in IN_USE:
            yield row


def _rows(given: Given) -> Iterator[Row]:
    kind = kind_of(given)
    if kind in ("json", "tar"):
        keys = ("service",) if kind == "tar" else shape_of(given)
        where = next((key for key in ("service", "results") if key in keys), "")
        yield from (Row(row.line, unfolded(row.cells)) for row in read_document(given, where))
        return
    for row in read_table(given):
        is_old = "notes" in row.cells
        yield Row(row.line, from_2019(row.cells) if is_old else unfolded(row.cells))


def unfolded(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that are read, nested values as lists whatever they were, mails as a list."""
    mails = cells.get("adresse_courriel")
    return {
        **{name: cells[name] for name in cells if name in KEPT},
        **{name: _listed(cells.get(name)) for name in NESTED},
        "adresse_courriel": mails.split(";") if isinstance(mails, str) else _listed(mails),
    }


def _listed(value: Any) -> list[Any]:
    """Give the items of a value that is a list, or a list written as a text."""
    if isinstance(value, str):
        try:
            value = json.loads(value[:LONGEST_NESTED]) if value.strip() else []
        except (ValueError, RecursionError):
            return []
    return value if isinstance(value, list) else [value] if value else []


def from_2019(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row of 2019 in the present shape: « Adresse : rue, 48000,Mende | Tél : … | Fax : … »."""
    number = text(cells.get("#id") or cells.get("id"))
    known = _OLD_ID.fullmatch(number)
    if not known:
        return {"id": "", "nom": text(cells.get("name"))}
    address, *parts = _PART.split(text(cells.get("notes")))
    place = split(address)
    phones = [part.split(":", 1)[1].strip() for part in parts if part.startswith("T")]
    return {
        "id": number,
        "nom": text(cells.get("name")).removesuffix(number.removeprefix(f"{known['pivot']}-")).strip(),
        "pivot": [{"type_service_local": known["pivot"], "code_insee_commune": [known["insee"]]}],
        "code_insee_commune": known["insee"],
        "adresse": [{"numero_voie": place.street, "code_postal": place.postcode, "nom_commune": place.town}],
        "telephone": [{"valeur": phone} for phone in phones],
        "adresse_courriel": [cells.get("request_email")],
        "site_internet": [{"valeur": cells.get("home_page")}],
    }
