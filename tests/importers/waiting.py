"""An administrator in front of what imports leave for her: runs in every state, questions."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Entry, Service, Source
from importers.catalogue import SOURCES
from importers.keeping import kept
from importers.models import Run
from importers.records import PhoneRecord, Record
from importers.statements import Statement
from importers.writing import keep_source
from tests.accounts.signing import signed_in_client, utc_now

HEADER = "code_insee,adresse,horaires_json,courriel,telephone,site"
LANGOGNE = "48080,Place Zwanze 48300 Langogne,,,01 99 00 75 01,"
MENDE = "48095,1 rue Zwanze 48000 Mende,,,01 99 00 75 02,"
MARVEJOLS = "48092,2 rue Zwanze 48100 Marvejols,,,01 99 00 75 03,"
FLORAC = "48061,3 rue Zwanze 48400 Florac,,,01 99 00 75 04,"
NOWHERE = "99999,Place Zwanze 48300 Langogne,,,,"
TOWN_HALLS = (LANGOGNE, MENDE, MARVEJOLS, FLORAC)

PLACE = Record(
    key="zwanze-1",
    organization="Association Zwanze",
    category="social-department",
    name="Permanence Zwanze",
    commune="48095",
    street="4 rue Zwanze",
    postcode="48000",
    phones=(PhoneRecord("01 99 00 75 10"),),
    hours="Mo-Fr 09:00-12:00",
)

REPORT = {
    "source": "finess",
    "read": 100,
    "added": 1,
    "changed": 1,
    "unchanged": 91,
    "removed": 0,
    "to_decide": 2,
    "withheld": 5,
    "outside": 4,
    "refused": [],
    "refused_count": 0,
    "seconds": 1.5,
    "notes": [],
    "examples": {
        "added": [{"key": "1", "name": "CMP Zwanze", "commune": "48080", "category": "cmp"}],
        "changed": [
            {
                "key": "2",
                "name": "PMI Zwanze",
                "commune": "48095",
                "category": "pmi",
                "is_joined": False,
                "fields": [{"field": "hours", "before": "", "after": "Mo-Fr 09:00-12:00"}],
            }
        ],
        "removed": [],
        "undecided": [],
        "unclassed": [],
        "withheld": [],
        "outside": [],
    },
    "stops": [],
    "is_blocked": False,
}
"""The report of a run that is ready, as `importers.report` writes it."""


def town_halls(folder: Path, *rows: str) -> Path:
    """Write a file of town halls, as that source gives them."""
    path = folder / "mairies.csv"
    path.write_text("\n".join((HEADER, *rows)), "utf-8")
    return path


class Administrator:
    """Someone signed in who opens the pages of imports, without a browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = signed_in_client(app, "administrator")
        self.signed = self.client.signed

    def opens(self, path: str):
        """Open a page."""
        return self.client.get(path)

    def sends(self, path: str, data: dict, **more):
        """Send a form as one of her pages would."""
        return self.client.post(path, data={"proof": self.signed.proof, **data}, **more)


def plant_source(session: Session, slug: str) -> None:
    """Make a source of the catalogue known, as its first import does."""
    if session.get(Source, slug) is None:
        keep_source(session, SOURCES[slug].ORIGIN)


def plant_entry(session: Session, slug: str, state: str, statement: Statement, **columns: object) -> int:
    """Put down what a row of a source said, that waits in a state; give its number."""
    plant_source(session, slug)
    entry = Entry(
        source_slug=slug,
        source_key=statement.record.key,
        state=state,
        digest="-" * 64,
        said=kept(statement),
        code=statement.code,
        **columns,
    )
    session.add(entry)
    session.flush()
    return entry.id


def said(number: int, fit: str = "exact", **changes: object) -> Statement:
    """Give a statement about a place of one's own."""
    record = replace(PLACE, key=f"zwanze-{number}", name=f"Permanence Zwanze {number}")
    about = {
        name: changes.pop(name) for name in ("code", "code_label", "proposed", "finess") if name in changes
    }
    return Statement(replace(record, **changes), fit=fit, **about)


def one_service(session: Session, category: str = "pmi") -> Service:
    """Give a service of the demonstration."""
    return session.scalars(select(Service).where(Service.category == category).order_by(Service.id)).first()


def plant_run(session: Session, slug: str, state: str, **columns: object) -> int:
    """Put down a run in a state, begun an hour ago."""
    begun = utc_now() - timedelta(hours=1)
    own = {"files": [{"name": "zwanze.csv", "sha256": "-", "size": 1_240_000}], "is_partial": False}
    run = Run(source_slug=slug, state=state, started_at=begun, **{**own, **columns})
    session.add(run)
    session.flush()
    return run.id
