"""The gazetteer: every commune of the 101 départements, from one file of the project into the database.

`PlaceName.id` is the order of preference: communes before districts, later words and former communes, and
among them the most populated first. Asking for the first rows by `id` is therefore asking for the best ones.
"""

import hashlib
import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from directory.models import Commune, PlaceName, Postcode, Setting, Zone
from directory.place_names import department_of, name_rows
from directory.typography import typeset

FILE = Path(__file__).with_suffix("") / "gazetteer.json.xz"

EDITION = "gazetteer"
"""Key of the setting that says which edition the database holds."""

NAMING = 1
"""To be raised when names are folded or ranked otherwise: databases then refill theirs."""

ZONE_POPULATION = 20_000
"""A commune of fewer people says too much about where a confidential service is."""

Row = dict[str, Any]


class GazetteerError(RuntimeError):
    """The gazetteer file is missing or damaged."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Le fichier des communes {path.name} est absent ou abîmé : "
            "reprenez-le du projet, ou refaites-le avec « make gazetteer »."
        )


def read(path: Path = FILE) -> Row:
    """Read the content of the gazetteer file, as `directory.gazetteer_build` made it."""
    try:
        content: Row = json.loads(lzma.decompress(path.read_bytes()))
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise GazetteerError(path) from error
    return content


def commune_rows(content: Row) -> list[Row]:
    """Give the rows of the table of communes, the most populated first."""
    columns = content["communes"]
    names = territory_names(content)
    rows = [
        _commune_row(dict(zip(columns, values, strict=True)), names)
        for values in zip(*columns.values(), strict=True)
    ]
    return sorted(rows, key=lambda row: (-row["population"], row["code"]))


def territory_names(content: Row) -> Row:
    """Give what a commune's row says of the territories around it, by EPCI and by département."""
    epci = {code: typeset(name) for code, name in content["epci"].items()}
    departments = {
        code: {
            "department": code,
            "department_name": typeset(name),
            "region": region,
            "region_name": typeset(content["regions"][region]),
        }
        for code, (name, region) in content["departments"].items()
    }
    return {"epci": epci, "departments": departments}


def _commune_row(values: Row, names: Row) -> Row:
    kept = ("code", "arrondissement", "epci", "population", "latitude", "longitude", "postcodes")
    return {
        **{key: values[key] for key in kept},
        "name": typeset(values["name"]),
        "epci_name": names["epci"].get(values["epci"]),
        **names["departments"][department_of(values["code"])],
    }


def zone_rows(content: Row, communes: Iterable[Row]) -> Iterator[Row]:
    """Give the areas wide enough to say where a confidential service is."""
    for code, name in content["epci"].items():
        yield {"kind": "epci", "code": code, "name": typeset(name)}
    for code, (name, _) in content["departments"].items():
        yield {"kind": "department", "code": code, "name": typeset(name)}
    for row in communes:
        if row["population"] >= ZONE_POPULATION:
            yield {"kind": "commune", "code": row["code"], "name": row["name"]}


def postcode_rows(communes: Iterable[Row]) -> Iterator[Row]:
    """Give each pair of a postcode and a commune that it serves."""
    for row in communes:
        for postcode in row["postcodes"].split():
            yield {"postcode": postcode, "commune_code": row["code"]}


def load_gazetteer(session: Session, path: Path = FILE) -> bool:
    """Fill the tables of places from the file at `path`, and say whether there was anything to do.

    Nothing happens where the database already holds this edition. Rows that services may refer to (communes,
    zones) are added or changed, never deleted; names and postcodes are refilled. The caller commits.

    Raises:
        GazetteerError: the file is missing or damaged.
    """
    held = session.get(Setting, EDITION)
    if held is not None and held.value == _edition(path, session):
        return False
    content = read(path)
    communes = commune_rows(content)
    _upsert(session, Commune, ("code",), communes)
    _upsert(session, Zone, ("kind", "code"), list(zone_rows(content, communes)))
    _refill(session, PlaceName, name_rows(content, communes))
    _refill(session, Postcode, list(postcode_rows(communes)))
    session.flush()
    session.merge(Setting(key=EDITION, value=_edition(path, session)))
    session.flush()
    return True


def _edition(path: Path, session: Session) -> str:
    """Name the edition by the bytes of the file and by how many rows it gave: a half-filled table shows."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise GazetteerError(path) from error
    counts = (session.scalar(select(func.count()).select_from(table)) for table in (Commune, PlaceName))
    return " ".join((digest, *map(str, (NAMING, *counts))))


def _upsert(
    session: Session, table: type[Commune] | type[Zone], keys: tuple[str, ...], rows: list[Row]
) -> None:
    """Add or change `rows` by primary key, in the way that every database understands."""
    columns = table.__table__.columns
    held = {
        tuple(row[key] for key in keys): dict(row) for row in session.execute(select(*columns)).mappings()
    }
    fresh = [row for row in rows if tuple(row[key] for key in keys) not in held]
    changed = [row for row in rows if held.get(tuple(row[key] for key in keys), row) != row]
    if changed:
        session.execute(update(table), changed)
    if fresh:
        session.connection().execute(insert(table), fresh)


def _refill(session: Session, table: type[PlaceName] | type[Postcode], rows: list[Row]) -> None:
    session.execute(delete(table))
    session.connection().execute(insert(table), rows)
