"""The files of HSDS 3, documents or tables, into services with all that belongs to them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from importers.reading.documents import read_document, shape_of
from importers.reading.files import kind_of, members
from importers.reading.refusals import FileRefusedError
from importers.reading.tables import read_table
from importers.statements import Given, Row

ARRAYS = ("contents", "services", "items")
"""Where services stand in a document that is no list: a page of the interface, an export."""

BY_SERVICE = {
    "phone": "phones",
    "schedule": "schedules",
    "service_area": "service_areas",
    "language": "languages",
    "cost_option": "cost_options",
    "required_document": "required_documents",
}
BY_LOCATION = {
    "address": "addresses",
    "phone": "phones",
    "schedule": "schedules",
    "language": "languages",
    "accessibility": "accessibility",
}
BY_BOTH = {"phone": "phones", "schedule": "schedules"}
"""Tables -> the list that their lines make in a service, in a location, in a service at a location."""

Object = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]


def read_services(files: Sequence[Given]) -> Iterator[Row]:
    """Give each service of documents and of packages of tables, zipped or file by file."""
    tables: dict[str, list[Row]] = {}
    for given in files:
        kind = kind_of(given)
        if kind == "json":
            yield from _documents(given)
        else:
            for member in members(given) if kind == "zip" else (given,):
                if member.name.lower().endswith(".csv") or kind != "zip":
                    tables[_table(member)] = _rows(member)
    if tables:
        yield from _assembled(tables)


def _documents(given: Given) -> Iterator[Row]:
    keys = shape_of(given)
    yield from read_document(given, next((key for key in ARRAYS if key in keys), ""))


def _table(given: Given) -> str:
    """Give the table that a file holds, by its name: « services.csv » and « service.csv » are one."""
    stem = PurePosixPath(given.name.lower().replace("\\", "/")).name.split(".")[0].replace("-", "_")
    return {"addresses": "address", "physical_address": "address", "accessibilities": "accessibility"}.get(
        stem, stem.removesuffix("s") if not stem.endswith("ss") else stem
    )


def _rows(given: Given) -> list[Row]:
    """Read a table, which may hold nothing under its titles."""
    try:
        return list(read_table(given))
    except FileRefusedError as error:
        if "aucune ligne" in str(error):
            return []
        raise


def _assembled(tables: Tables) -> Iterator[Row]:
    """Give the services of a package, each with what points at it."""
    if "service" not in tables:
        raise FileRefusedError("aucun fichier « service.csv » n’y a été trouvé")
    organizations = _by_id(tables, "organization")
    for identifier in tables.get("organization_identifier", ()):
        owner = organizations.get(identifier.cells.get("organization_id", ""), {})
        owner.setdefault("organization_identifiers", []).append(identifier.cells)
    locations = _with(tables, "location", "location_id", BY_LOCATION)
    joints = _with(tables, "service_at_location", "service_at_location_id", BY_BOTH)
    for joint in joints.values():
        joint["location"] = locations.get(joint.get("location_id", ""), {})
    services = _with(tables, "service", "service_id", BY_SERVICE)
    held = _grouped(joints.values(), "service_id")
    terms = _terms(tables)
    for row in tables["service"]:
        service = services[row.cells.get("id", "")]
        service["organization"] = organizations.get(service.get("organization_id", ""), {})
        service["service_at_locations"] = held.get(service.get("id", ""), [])
        service["attributes"] = terms.get(service.get("id", ""), [])
        yield Row(row.line, service)


def _by_id(tables: Tables, table: str) -> dict[str, dict[str, Any]]:
    return {row.cells.get("id", ""): dict(row.cells) for row in tables.get(table, ())}


def _with(tables: Tables, table: str, key: str, lists: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Give the lines of a table by their id, each with the lines of others that bear it under `key`."""
    found = _by_id(tables, table)
    for other, name in lists.items():
        for owner, lines in _grouped((row.cells for row in tables.get(other, ())), key).items():
            found.get(owner, {}).setdefault(name, []).extend(lines)
    return found


def _grouped(lines: Any, key: str) -> dict[str, list[Object]]:
    grouped: dict[str, list[Object]] = defaultdict(list)
    for line in lines:
        if line.get(key):
            grouped[line[key]].append(line)
    return grouped


def _terms(tables: Tables) -> dict[str, list[Object]]:
    """Give the attributes by what they are linked to, each with its taxonomy term."""
    known = _by_id(tables, "taxonomy_term")
    linked = (
        {**row.cells, "taxonomy_term": known.get(row.cells.get("taxonomy_term_id", ""), {})}
        for row in tables.get("attribute", ())
    )
    return _grouped(linked, "link_id")
