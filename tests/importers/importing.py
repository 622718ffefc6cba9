"""Real imports of small invented files into a real directory, and all that tests look at afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from directory.gazetteer import EDITION
from directory.models import Base, Commune, Entry, PlaceName, Postcode, Service, Setting
from directory.serving import LINES_SOURCE
from importers.models import Run
from importers.progress import Progress
from importers.running import Tools, open_run
from importers.statements import Given
from importers.steps import apply_run, prepare, undo_run
from importers.undoing import Undone
from tests.databases import database_url
from wsgi import create_app

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).replace(tzinfo=None)
HEADER = (
    "nofinesset;rs;rslongue;numvoie;typvoie;voie;commune;departement;ligneacheminement;telephone;categetab"
    ";siret;datemaj;coordx;coordy"
)
PMI, CSAPA, CHRS, HOSPITAL, UNKNOWN = "223", "197", "214", "355", "999"
FEW = ("32", "35", "42", "45", "48")
"""Départements of which `keep_few_communes` leaves the communes."""
NOT_KEPT = ("import_", "search_", "alembic", "setting", "pass", "commune", "place_name", "postcode", "zone")
"""Tables that say nothing of listings, or that no import writes."""


@dataclass(frozen=True)
class Place:
    """A place of Lozère, as FINESS gives it."""

    number: str
    name: str
    kind: str = PMI
    street: str = "Jacobins"
    house: str = "3"
    commune: str = "095"
    phone: str = "0465710101"
    siret: str = ""
    said_on: str = "2024-03-01"
    point: tuple[str, str] = ("", "")
    town: str = "48000 MENDE"
    department: str = "48"

    def row(self) -> str:
        """Give its line in a file with titles."""
        street = f"{self.house};R;{self.street}" if self.street else ";;"
        return (
            f"{self.number};{self.name};{self.name};{street};{self.commune};{self.department};{self.town};"
            f"{self.phone};{self.kind};{self.siret};{self.said_on};{';'.join(self.point)}"
        )


def places(count: int, **changes: Any) -> list[Place]:
    """Give that many PMI of Lozère, each with a name, a street and a number of its own."""
    return [
        Place(
            f"48{number:07}",
            f"PMI Zwanze {_word(number)}",
            street=f"Zwanze {_word(number)}",
            phone=f"04657{number:05}",
            **changes,
        )
        for number in range(1, count + 1)
    ]


def _word(number: int) -> str:
    """Give a word that no other number has."""
    letters = ""
    while number:
        number, rank = divmod(number, 17)
        letters += "bcdfghjklmnpqrstv"[rank] + "aeiou"[rank % 5]
    return letters.capitalize()


def finess(folder: Path, given: Sequence[Place], name: str = "finess.csv") -> Path:
    """Write places as a file of FINESS."""
    return written(folder, name, "\n".join((HEADER, *(place.row() for place in given))))


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


class Importer:
    """Someone who imports, an hour after the last time."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.tools: Tools = app.extensions["imports"]
        self.now = NOON

    def opened(self, source: str, *paths: Path, is_partial: bool = False, title: str = "") -> int:
        """Open a run, and give its number."""
        self.now += timedelta(hours=1)
        given = [Given(path.name, path) for path in paths]
        with self.tools.sessions.begin() as session:
            folder = self.tools.folder
            run = open_run(session, folder, source, given, is_partial=is_partial, at=self.now, title=title)
            return run.id

    def prepared(self, source: str, *paths: Path, is_partial: bool = False, title: str = "") -> Run:
        """Open a run and have it read."""
        run_id = self.opened(source, *paths, is_partial=is_partial, title=title)
        prepare(self.tools, run_id)
        return self.run(run_id)

    def applies(self, run_id: int, *, is_sure: bool = True) -> bool:
        """Apply a run that was read."""
        self.now += timedelta(minutes=1)
        return apply_run(self.tools, run_id, self.now, is_sure=is_sure)

    def imports(self, source: str, *paths: Path, is_partial: bool = False, title: str = "") -> Run:
        """Open, read and apply a run."""
        run = self.prepared(source, *paths, is_partial=is_partial, title=title)
        assert run.state in ("ready", "stopped"), run.problem
        assert self.applies(run.id)
        return self.run(run.id)

    def finess(self, folder: Path, *given: Place, is_partial: bool = False) -> Run:
        """Import places as FINESS gives them."""
        return self.imports("finess", finess(folder, given), is_partial=is_partial)

    def own_list(self, folder: Path, title: str, text: str, **more: Any) -> Run:
        """Import a list of one's own."""
        return self.imports("spreadsheet", written(folder, f"{title}.csv", text), title=title, **more)

    def undoes(self, run_id: int, *, after: timedelta = timedelta(minutes=1)) -> Undone:
        """Undo a run."""
        self.now += after
        return undo_run(self.tools, run_id, self.now)

    def run(self, run_id: int) -> Run:
        """Give a run as it is now."""
        with self.tools.readers() as session:
            return session.get_one(Run, run_id)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Write as something else than an import does."""
        self.now += timedelta(minutes=1)
        with self.tools.sessions.begin() as session:
            yield session

    def all(self, query: Any) -> list[Any]:
        """Give what a query finds."""
        with self.tools.readers() as session:
            return list(session.scalars(query))

    def service(self, key: str) -> Service:
        """Give the service that an entry of this key is linked to."""
        query = select(Service).join(Entry, Entry.service_id == Service.id).where(Entry.source_key == key)
        [found] = self.all(query)
        assert isinstance(found, Service)
        return found

    def entry(self, key: str) -> Entry:
        """Give the entry of a key."""
        [found] = self.all(select(Entry).where(Entry.source_key == key))
        assert isinstance(found, Entry)
        return found

    def imported(self) -> list[Service]:
        """Give the services that imports have listed."""
        return self.all(select(Service).where(Service.entries.any()).order_by(Service.id))

    def dump(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """Give every row of every table that an import may write, but its own and those of the search."""
        tables = [each for each in Base.metadata.sorted_tables if not each.name.startswith(NOT_KEPT)]
        with self.tools.readers() as session:
            return {
                table.name: sorted(map(tuple, session.execute(select(table))), key=repr) for table in tables
            }


def identity(report: Mapping[str, Any]) -> int:
    """Give the sum of what became of rows: as many as were read."""
    counted = ("added", "changed", "unchanged", "to_decide", "withheld")
    return sum(report[word] for word in counted) + report["refused_count"]


def counts(report: Mapping[str, Any]) -> dict[str, int]:
    """Give the counts of a report that are not zero."""
    counted = ("added", "changed", "unchanged", "removed", "to_decide", "withheld", "refused_count")
    return {word: report[word] for word in counted if report[word]}


def keep_few_communes(app: Flask) -> None:
    """Leave the communes of the territories of the demonstration: an import reads every one that there is."""
    in_use = select(Service.commune_code).where(Service.commune_code.is_not(None))
    is_far = and_(Commune.department.not_in(FEW), Commune.code.not_in(in_use))
    far = select(Commune.code).where(is_far)
    with app.extensions["engine"].begin() as connection:
        for table in (PlaceName, Postcode):
            connection.execute(delete(table).where(table.commune_code.in_(far)))
        connection.execute(delete(Commune).where(is_far))
        connection.execute(update(Setting).where(Setting.key == EDITION).values(value="few communes"))
    app.extensions["indexer"].bring_up_to_date()


@contextmanager
def application(kind: str, folder: Path) -> Iterator[Flask]:
    """Give the application on a database of `kind` with a few communes and nothing else."""
    with database_url(kind, folder) as url:
        app = create_app({"RELAIS_DATA_DIR": str(folder), "RELAIS_DATABASE_URL": url})
        result = app.test_cli_runner().invoke(args=["init", "--no-demonstration"])
        assert result.exit_code == 0, result.output
        keep_few_communes(app)
        yield app
        app.extensions["engine"].dispose()


def emptied(app: Flask) -> None:
    """Take out of a database all that imports have brought."""
    ours = ("service", "entry", "organization", "source")
    with app.extensions["sessions"].begin() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name.startswith("import_"):
                session.execute(delete(table))
            elif table.name in ours:
                slug = table.c.slug if table.name == "source" else table.c.source_slug
                session.execute(delete(table).where(slug != LINES_SOURCE))


def listening(importer: Importer) -> list[Progress]:
    """Give the list that fills with what the importer is told of its progress."""
    heard: list[Progress] = []
    importer.tools = replace(importer.tools, listener=heard.append)
    return heard


def codes(session: Session, count: int) -> list[str]:
    """Give that many codes of communes."""
    return list(session.scalars(select(Commune.code).order_by(Commune.code).limit(count)))
