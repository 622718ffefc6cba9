"""One's own lists: the columns kept for each under its name, and the sample that a person judges them by.

A list is a source of its own, `spreadsheet-<name>`. What is kept of its columns is what a person corrected,
or else what was recognised the first time; columns that are new in a file are recognised then.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Commune
from importers.column_names import PERSON
from importers.columns import Columns, corrected, missing, recognise
from importers.ground import Ground
from importers.models import ColumnMapping, Run
from importers.reading.refusals import FileRefusedError
from importers.records import AreaRecord
from importers.sources import spreadsheet
from importers.sources.spreadsheet import OwnList, slug_of, title_of, with_columns
from importers.sources.spreadsheet_areas import Territories, plain_name
from importers.statements import Given, Row

SAMPLE = 50
"""Rows by which columns are recognised."""

LONGEST_TITLE = 120
REFUSED = re.compile(r"refus-import-(\d{1,9})\b")
FILE = "sample.json"
CHOOSE = "choisissez-la à la page « Colonnes » de cet import, ou donnez-lui son nom dans le fichier"


@dataclass(frozen=True, slots=True)
class Sample:
    """The columns of a file as they are read, and its first rows, without what names persons."""

    columns: Columns
    rows: tuple[Mapping[str, str], ...]


def is_own(slug: str) -> bool:
    """Say whether a source is a list of one's own."""
    return slug == spreadsheet.ORIGIN.slug or slug.startswith(f"{spreadsheet.ORIGIN.slug}-")


def own_list(session: Session, slug: str) -> OwnList:
    """Give the source that reads the list of a slug, with the columns that are kept for it."""
    name = _name(slug)
    kept = session.get(ColumnMapping, name)
    held = kept.columns if kept else {}
    columns = Columns.from_json(held)
    return with_columns(columns, name, read_territories(session), str(held.get("title", "")))


def named(session: Session, slug: str, files: Sequence[Given], title: str, at: datetime) -> str:
    """Give the slug under which files are imported: a list of one's own has a name, or that of its file.

    The rows refused by a run and corrected (`refus-import-12.csv`) are of the list of that run.
    """
    if slug != spreadsheet.ORIGIN.slug or not files:
        return slug
    if not title and (before := REFUSED.match(files[0].name)):
        run = session.get(Run, int(before[1]))
        if run and is_own(run.source_slug):
            return run.source_slug
    title = (title or title_of(files[0].name))[:LONGEST_TITLE]
    own = slug_of(title)
    keep_columns(session, own, Columns(()), at, title)
    return own


def is_correction(files: Sequence[Given]) -> bool:
    """Say whether files are refused rows that come back corrected: the rest of the source is not in them."""
    return any(REFUSED.match(each.name) for each in files)


def own_titles(session: Session) -> dict[str, str]:
    """Give what each list of one's own is called, by the slug of its source."""
    kept = session.scalars(select(ColumnMapping)).all()
    titles = ((each.name, str(each.columns.get("title") or each.name)) for each in kept)
    return {f"{spreadsheet.ORIGIN.slug}-{name}": title for name, title in titles}


def keep_columns(session: Session, slug: str, columns: Columns, at: datetime, title: str = "") -> None:
    """Keep how the columns of a list are read. The caller commits.

    What is known of columns that this file does not have is kept too: they may come back.
    """
    name = _name(slug)
    kept = session.get(ColumnMapping, name) or ColumnMapping(name=name, columns={})
    before = Columns.from_json(kept.columns).fields
    now = dict(columns.fields)
    gone = tuple(pair for pair in before if pair[0] not in now)
    title = str(kept.columns.get("title") or title)
    kept.columns = Columns(columns.fields + gone).to_json() | {"title": title}
    kept.changed_at = at
    session.add(kept)


def opened(own: OwnList, rows: Iterable[Row], ground: Ground, folder: Path) -> tuple[OwnList, Iterator[Row]]:
    """Give a list with the columns of its file, and its rows without what names persons.

    The first rows are kept in `folder` as long as the files of the run are, for a person to judge.

    Raises:
        FileRefusedError: a column is missing without which nothing can be imported.
    """
    rows = iter(rows)
    first = list(islice(rows, SAMPLE))
    header = tuple(dict.fromkeys(column for row in first for column in row.cells))
    towns = {folded for _, folded in ground.names}
    found = recognise(header, [row.cells for row in first], towns=towns)
    columns = corrected(found, dict(own.columns.fields))
    persons = frozenset(columns.by_field().get(PERSON, ()))
    _write(folder / FILE, Sample(columns, tuple(_bare(row, persons).cells for row in first)))
    if first and (lacking := missing(columns)):
        raise FileRefusedError(f"{lacking[0].lower()}{lacking[1:].rstrip('.')} : {CHOOSE}")
    own = OwnList(columns, own.ORIGIN, own.known)
    return own, (_bare(row, persons) for row in chain(first, rows))


def _bare(row: Row, persons: frozenset[str]) -> Row:
    """Leave out what names persons before anything is written, refused rows included."""
    if not persons:
        return row
    return Row(row.line, {column: cell for column, cell in row.cells.items() if column not in persons})


def _write(path: Path, sample: Sample) -> None:
    held = sample.columns.to_json() | {"rows": sample.rows}
    path.write_text(json.dumps(held, ensure_ascii=False), "utf-8")


def read_sample(folder: Path) -> Sample | None:
    """Give the sample of a run, None before its files are read and once they are gone."""
    try:
        held = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return Sample(Columns.from_json(held), tuple(held["rows"]))


def read_territories(session: Session) -> Territories:
    """Give what the territories of the gazetteer are called."""
    columns = (Commune.department, Commune.department_name, Commune.region, Commune.region_name)
    departments: dict[str, str] = {}
    names: dict[str, dict[AreaRecord, None]] = {}
    for code, name, region, region_name in session.execute(select(*columns).distinct()):
        departments[code] = name
        _add(names, name, AreaRecord("department", code))
        _add(names, region_name, AreaRecord("region", region))
    for code, name in _epci(session):
        _add(names, name, AreaRecord("epci", code))
    return Territories({name: tuple(areas) for name, areas in names.items()}, departments)


def _epci(session: Session) -> Sequence[tuple[str, str]]:
    query = select(Commune.epci, Commune.epci_name).where(Commune.epci.is_not(None)).distinct()
    return [(code, name) for code, name in session.execute(query) if code and name]


def _add(names: dict[str, dict[AreaRecord, None]], name: str, area: AreaRecord) -> None:
    names.setdefault(plain_name(name), {})[area] = None


def _name(slug: str) -> str:
    return slug.removeprefix(spreadsheet.ORIGIN.slug).removeprefix("-") or "liste"
