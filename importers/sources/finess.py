"""FINESS: the health and social establishments of France, by number, category and address.

A category code says what an establishment is allowed to be, never what is done in it: see
`importers/mappings/finess.yaml`. The name may settle a code that covers several of our categories.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from importers.cleaning.addresses import readable
from importers.cleaning.numbers import phones
from importers.cleaning.points import point
from importers.cleaning.words import day, email, text
from importers.ground import Ground
from importers.mapping import Fitted, fitted, settled
from importers.records import AreaRecord, Record
from importers.sources import finess_fields as fields
from importers.sources.finess_files import read_files
from importers.statements import Given, Origin, Row, Statement

ORIGIN = Origin(
    slug="finess",
    title="FINESS – établissements sanitaires et sociaux",
    licence="Licence Ouverte 2.0",
    attribution="FINESS, DREES et Agence du numérique en santé, Licence Ouverte 2.0",
    page="https://www.data.gouv.fr/fr/datasets/finess-extraction-du-fichier-des-etablissements/",
)


def read(files: Sequence[Given]) -> Iterator[Row]:
    """Give the open establishments of `files`, in any of the variants of FINESS."""
    return read_files(files)


def state(row: Row, ground: Ground) -> Statement:
    """Say what an establishment is, where, and how to call it. FINESS says no hours and no web site.

    Raises:
        RefusalError: no number, no name, or a commune that is none of today's.
    """
    cells = row.cells
    number, said = fields.number(cells), fields.name(cells)
    postcode = fields.postal(cells)
    town = fields.town(cells, postcode, ground)
    kind = _kind(cells, said)
    place, far = point(
        town, cells.get("coordx"), cells.get("coordy"), projection=cells.get("sourcegeocod", "")
    )
    numbers, notes = phones(cells.get("telephone"))
    name = readable(said, [town.name])[: fields.LONGEST_NAME]
    manager = readable(cells.get("gestionnaire"), [town.name])[: fields.LONGEST_NAME]
    return Statement(
        record=Record(
            key=number,
            organization=manager or name,
            category=kind.category,
            name=name,
            alternate_names=fields.other_names(cells, name, town),
            commune=town.code,
            street=fields.address(cells, town),
            postcode=postcode,
            point=place,
            areas=(AreaRecord("department", town.department),) if kind.serves(town.department) else (),
            phones=numbers,
            email=email(cells.get("courriel")),
        ),
        fit=kind.fit,
        code=kind.code,
        code_label=kind.label or text(cells.get("libcategetab")),
        proposed=kind.proposed,
        siret=fields.siret(cells.get("siret")),
        finess=number,
        is_perhaps_hidden=kind.is_perhaps_hidden,
        said_on=day(cells.get("datemaj")),
        notes=(*notes, *filter(None, [far])),
    )


def _kind(cells: Mapping[str, Any], name: str) -> Fitted:
    """Fit the category; the name settles it where it says one of those that the code may be."""
    kind = _by_code(str(cells.get("categetab", "")).zfill(3))
    return settled(kind, f"{name} {cells.get('complrs', '')}")


@lru_cache(maxsize=1024)
def _by_code(code: str) -> Fitted:
    return fitted("finess", [code])
