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

from directory.folding import full_forms, later_words
from directory.models import Commune, PlaceName, Postcode, Setting, Zone
from directory.typography import typeset

FILE = Path(__file__).with_suffix("") / "gazetteer.json.xz"

EDITION = "gazetteer"
"""Key of the setting that says which edition the database holds."""

ZONE_POPULATION = 20_000
"""A commune of fewer people says too much about where a confidential service is."""

KINDS = ("commune", "district", "word", "former", "old")
"""Kinds of names, the preferred first. `old` is an INSEE code that was withdrawn and kept no name."""

_OF_ARTICLE = {
    "Le ": "du ",
    "La ": "de la ",
    "Les ": "des ",
    "L'": "de l'",
    "Aux ": "des ",
    "Las ": "de las ",
    "Los ": "de los ",
}
_ELIDED = 1
"""INSEE's type of liaison of a name that makes « de » lose its vowel."""

_FORMER = {"commune-deleguee": "commune déléguée", "commune-associee": "commune associée"}

Row = dict[str, Any]


class GazetteerError(RuntimeError):
    """The gazetteer file is missing or damaged."""


def read(path: Path = FILE) -> Row:
    """Read the content of the gazetteer file, as `directory.gazetteer_build` made it."""
    try:
        content: Row = json.loads(lzma.decompress(path.read_bytes()))
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise GazetteerError(
            f"Le fichier des communes {path.name} est absent ou abîmé : "
            "reprenez-le du projet, ou refaites-le avec « make gazetteer »."
        ) from error
    return content


def department_of(code: str) -> str:
    """Give the département in which the commune of INSEE code `code` lies."""
    return code[:3] if code.startswith("97") else code[:2]


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


def name_rows(content: Row, communes: list[Row]) -> list[Row]:
    """Give every name under which a place is found, numbered in order of preference."""
    rank = {row["code"]: rank for rank, row in enumerate(communes)}
    rows = [*_commune_names(communes), *_district_names(content), *_former_names(content)]
    rows += _withdrawn_codes(content, communes)
    rows.sort(key=lambda row: (KINDS.index(row["kind"]), rank[row["commune_code"]], row["code"]))
    return [{"id": number, **row} for number, row in enumerate(rows, start=1)]


def _commune_names(communes: Iterable[Row]) -> Iterator[Row]:
    for row in communes:
        found = {"commune_code": row["code"], "code": row["code"], "label": _label(row["name"], row["code"])}
        forms = full_forms(row["name"])
        yield from ({**found, "kind": "commune", "folded": form} for form in forms)
        ends = (end for end in later_words(row["name"]) if end not in forms)
        yield from ({**found, "kind": "word", "folded": end} for end in ends)


def _district_names(content: Row) -> Iterator[Row]:
    """Name districts as people write them once folded, « lyon 3 », and by their own postcodes."""
    for code, name, commune, _, postcodes in content["districts"]:
        town, number, _ = name.split()
        short = f"{town.lower()} {number.removesuffix('er').removesuffix('e')}"
        found = {"commune_code": commune, "code": code, "label": f"{town} {number} arrondissement"}
        yield from ({**found, "kind": "district", "folded": form} for form in [short, *postcodes.split()])


def _former_names(content: Row) -> Iterator[Row]:
    columns = content["communes"]
    today = {
        code: of_name(name, liaison)
        for code, name, liaison in zip(columns["code"], columns["name"], columns["liaison"], strict=True)
    }
    for code, name, commune, kind in content["former"]:
        label = typeset(f"{_label(name, commune)}, {_FORMER[kind]} {today[commune]}")
        found = {"commune_code": commune, "code": code, "label": label, "kind": "former"}
        yield from ({**found, "folded": form} for form in full_forms(name))


def of_name(name: str, liaison: int) -> str:
    """Give « de » and the name of a commune as French contracts them: du Havre, d’Auch, de la Rochelle."""
    for article, contracted in _OF_ARTICLE.items():
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return ("d'" if liaison == _ELIDED else "de ") + name


def _withdrawn_codes(content: Row, communes: Iterable[Row]) -> Iterator[Row]:
    """Give the commune of today for the INSEE codes that listings of other years still quote."""
    columns = content["communes"]
    named = {*columns["code"], *(row[0] for row in (*content["former"], *content["districts"]))}
    labels = {row["code"]: _label(row["name"], row["code"]) for row in communes}
    for commune, old in zip(columns["code"], columns["old_codes"], strict=True):
        for code in set(old.split()) - named:
            found = {"commune_code": commune, "code": code, "label": labels[commune]}
            yield {**found, "kind": "old", "folded": code.lower()}


def _label(name: str, code: str) -> str:
    return f"{name} ({department_of(code)})"


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
        raise GazetteerError(f"Le fichier des communes {path.name} est absent.") from error
    counts = (session.scalar(select(func.count()).select_from(table)) for table in (Commune, PlaceName))
    return " ".join((digest, *map(str, counts)))


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
