"""The « annuaire de l'administration » of DILA: services of the kinds in `importers/mappings/dila.yaml`.

`dila_files` reads its forms into one shape; `dila_fields` and `dila_places` say what its fields mean.
"""

from collections.abc import Iterator, Sequence

from importers.cleaning.places import postcode
from importers.cleaning.points import point
from importers.cleaning.words import day, prose, text
from importers.ground import Ground
from importers.mapping import fitted, settled
from importers.records import Record
from importers.sources import dila_fields as fields
from importers.sources import dila_places as places
from importers.sources.dila_files import read_services
from importers.statements import Given, Origin, RefusalError, Row, Statement

ORIGIN = Origin(
    slug="dila",
    title="Annuaire de l'administration et des services publics (DILA)",
    licence="Licence Ouverte 2.0",
    attribution="Direction de l'information légale et administrative (DILA)",
    page="https://lannuaire.service-public.gouv.fr/",
)


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Read each service that is in use, in the shape of the present file: see `dila_files`."""
    for given in files:
        yield from read_services(given)


def state(row: Row, ground: Ground) -> Statement:
    """Say which service a row is: what it does by its kind, or by its name where kinds leave it open."""
    cells = row.cells
    name, key = text(cells.get("nom"))[: fields.LONGEST], text(cells.get("id"))
    if not name or not key:
        column = "id" if name else "nom"
        raise RefusalError(column, "", "Un service a un nom et un identifiant : il lui en manque un.")
    address = places.address_of(cells)
    town = places.town_of(cells, address, ground)
    codes = [text(pivot.get("type_service_local")) for pivot in fields.items(cells, "pivot")]
    kind = settled(fitted("dila", codes), name)
    place, far = point(town, address.get("longitude"), address.get("latitude"))
    numbers, notes = fields.phones_of(cells)
    hours, hours_text = fields.hours_of(cells)
    record = Record(
        key=key,
        organization=name,
        category=kind.category,
        name=name,
        alternate_names=tuple(filter(None, [text(cells.get("sigle"))])),
        description=prose(cells.get("information_complementaire")),
        commune=town.code,
        street=places.street_of(address),
        postcode=postcode(address.get("code_postal")),
        point=place,
        areas=places.areas_of(cells, kind, name, town, ground),
        phones=numbers,
        email=fields.mail_of(cells),
        website=fields.site_of(cells),
        hours=hours,
        hours_text=hours_text,
        features=("wheelchair",) if address.get("accessibilite") == "ACC" else (),
        accessibility=places.accessibility_of(address),
    )
    return Statement(
        record,
        fit=kind.fit,
        code=kind.code,
        code_label=kind.label,
        proposed=kind.proposed,
        siret=fields.siret_of(cells),
        is_perhaps_hidden=kind.is_perhaps_hidden,
        said_on=day(cells.get("date_modification")),
        notes=(*notes, *filter(None, [far])),
    )
