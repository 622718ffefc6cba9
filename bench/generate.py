"""A directory of N plausible services, for measurements: seeded, invented, and marked as a demonstration."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Table, delete, func, insert, literal_column, select
from sqlalchemy.orm import Session

from bench.ground import Ground, Home, read_homes
from bench.listings import Row, areas_of, closures_of, draw_listings, organization_name, phones_of
from directory.models import Base, Closure, Organization, Phone, Service, ServiceArea, Source
from importers.sources import national_lines

SOURCE = "bench"
CHUNK = 5_000
LARGEST = 1_000_000
SERVICES_PER_ORGANIZATION = 3
NUMBERED = (Organization, Service)


class GenerationError(RuntimeError):
    """This database must not be filled with an invented directory."""


def generate(session: Session, size: int, at: datetime, seed: int = 1) -> Iterator[int]:
    """Write `size` services, and yield how many are written each time it is worth keeping them.

    The caller commits at each step. What an earlier run wrote is replaced; the same `seed`, `size` and `at`
    (UTC, without zone) write the same directory.

    Raises:
        GenerationError: the database holds real services, or no commune, or `size` cannot be.
    """
    ground = Ground(_checked(session, size), seed)
    _clear(session)
    session.add(_source())
    session.flush()
    runs, homes = _draw_organizations(ground, size)
    _insert_organizations(session, ground, homes, first := _next_id(session, Organization))
    service_id = _next_id(session, Service)
    for start in range(0, size, CHUNK):
        own = runs[start : start + CHUNK]
        _insert_services(
            session, ground, homes[own].tolist(), (own + first).tolist(), service_id + start, start, at
        )
        yield min(start + CHUNK, size)
    _advance(session)
    yield size


def _checked(session: Session, size: int) -> Sequence[Home]:
    """Give the communes of the gazetteer, unless there is a reason not to write anything here."""
    if not 1 <= size <= LARGEST:
        raise GenerationError(f"De 1 à {LARGEST} services, pas {size}.")
    is_real = Source.is_demonstration.is_(False) & (Source.slug != national_lines.NAME)
    real = session.scalar(select(func.count()).select_from(Service).join(Service.source).where(is_real))
    if real:
        raise GenerationError(
            f"Cette base contient {real} services réels : l’annuaire d’essai ne s’écrit que dans une base "
            "vide ou de démonstration. Donnez un autre dossier avec RELAIS_DATA_DIR."
        )
    communes = read_homes(session)
    if not communes:
        raise GenerationError("La base n’a pas encore de communes : lancez d’abord « flask init ».")
    return communes


def _source() -> Source:
    return Source(
        slug=SOURCE,
        name="Annuaire inventé, pour les mesures (démonstration)",
        licence="Inventé, sans droits",
        is_demonstration=True,
    )


def _clear(session: Session) -> None:
    """Remove what an earlier run wrote."""
    session.execute(delete(Service).where(Service.source_slug == SOURCE))
    session.execute(delete(Organization).where(Organization.source_slug == SOURCE))
    session.execute(delete(Source).where(Source.slug == SOURCE))


def _draw_organizations(ground: Ground, size: int) -> tuple[Any, Any]:
    """Give the rank of the organisation of each service, and the rank of the commune of each organisation."""
    rng = np.random.default_rng([ground.seed, 0])
    counts = rng.geometric(1 / SERVICES_PER_ORGANIZATION, size=size)
    runs = np.repeat(np.arange(size), counts)[:size]
    homes = rng.choice(len(ground.communes), size=int(runs[-1]) + 1, p=ground.shares)
    return runs, homes


def _insert_organizations(session: Session, ground: Ground, homes: Any, first: int) -> None:
    rows = [
        {
            "id": first + rank,
            "source_slug": SOURCE,
            "name": organization_name(rank, ground.communes[home]),
        }
        for rank, home in enumerate(homes.tolist())
    ]
    for start in range(0, len(rows), CHUNK):
        session.execute(insert(_table(Organization)), rows[start : start + CHUNK])


def _insert_services(
    session: Session,
    ground: Ground,
    homes: Sequence[int],
    organizations: Sequence[int],
    service_id: int,
    start: int,
    at: datetime,
) -> None:
    """Write a run of services and what hangs on them, numbered from `service_id` on."""
    services: list[Row] = []
    areas: list[Row] = []
    phones: list[Row] = []
    closures: list[Row] = []
    for rank, (drawn, row) in enumerate(draw_listings(ground, homes, start, at)):
        own = {"service_id": service_id + rank}
        services.append(
            row | {"id": service_id + rank, "organization_id": organizations[rank], "source_slug": SOURCE}
        )
        areas += [area | own for area in areas_of(drawn, ground)]
        phones += [phone | own for phone in phones_of(drawn)]
        closures += [closure | own for closure in closures_of(drawn, at)]
    for model, rows in ((Service, services), (ServiceArea, areas), (Phone, phones), (Closure, closures)):
        if rows:
            session.execute(insert(_table(model)), rows)


def _table(model: type[Base]) -> Table:
    """Give the bare table: rows are written without an object for each."""
    return Base.metadata.tables[model.__tablename__]


def _next_id(session: Session, model: type[Organization] | type[Service]) -> int:
    return (session.scalar(select(func.max(model.id))) or 0) + 1


def _advance(session: Session) -> None:
    """Let PostgreSQL number what comes next after the numbers that were given here."""
    if session.get_bind().dialect.name == "postgresql":
        for model in NUMBERED:
            last = select(func.max(model.id)).scalar_subquery()
            sequence = func.pg_get_serial_sequence(model.__tablename__, literal_column("'id'"))
            session.execute(select(func.setval(sequence, last)))
