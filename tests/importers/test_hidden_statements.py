"""What is kept of a statement whose place hides: nothing that could tell where it is, in no field."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from directory.folding import fold
from importers.ground import Ground, Town
from importers.hiding import hidden
from importers.keeping import kept
from importers.matching.known import Known
from importers.matching.subject import Subject, subject_of
from importers.models import Run, RunRow
from importers.records import AreaRecord, ClosureRecord, PhoneRecord, Record
from importers.staging import Stage
from importers.statements import Note, Row, Statement

MENDE = Town("48095", "Mende", "48", (44.53, 3.48))
GROUND = Ground({"48095": MENDE}, {}, {}, {})
SECRET = "Lilas"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC).replace(tzinfo=None)
TELLING = Record(
    key="k",
    organization="Association",
    category="dv-shelter",
    name="Mise en sûreté",
    alternate_names=(f"Maison {SECRET}",),
    description=f"12 rue des {SECRET}",
    commune="48095",
    street=f"12 rue des {SECRET}",
    postcode="48000",
    point=(44.52, 3.5),
    areas=(AreaRecord("commune", "48095"), AreaRecord("epci", "200069268"), AreaRecord("department", "48")),
    phones=(PhoneRecord("+33465710101", label=f"Accueil {SECRET}"),),
    email=f"{SECRET}@example.org",
    website=f"https://{SECRET}.example.org",
    hours_text=f"Au portail {SECRET}",
    cost=f"À payer rue des {SECRET}",
    transport=f"Bus {SECRET}",
    documents=f"Plan {SECRET}",
    referral=f"Passer par {SECRET}",
    accessibility=f"Rampe {SECRET}",
    closures=(ClosureRecord(date(2026, 12, 24), date(2026, 12, 26), f"Travaux {SECRET}"),),
)
SAID = Statement(TELLING, notes=(Note("adresse", f"12 rue des {SECRET}", "Trop longue."),))


@pytest.mark.parametrize(
    "said",
    [
        SAID,
        replace(SAID, record=replace(TELLING, category="pmi", address_policy="confidential")),
        replace(SAID, record=replace(TELLING, category=""), is_perhaps_hidden=True),
        replace(SAID, record=replace(TELLING, category=""), fit="broader", proposed=("dv-shelter", "chrs")),
    ],
    ids=["its category hides", "its own policy hides", "it may hide", "a kind that it may be hides"],
)
def test_nothing_of_a_place_that_hides_is_kept(said: Statement) -> None:
    text = kept(hidden(said, GROUND))
    assert SECRET not in text
    assert '"48095"' not in text
    assert "200069268" not in text
    assert '"zone":["department","48"]' in text


def test_notes_about_a_place_whose_address_is_not_shown_are_not_kept() -> None:
    said = replace(SAID, record=replace(TELLING, category="emergency-shelter"))
    assert hidden(said, GROUND).notes == ()
    assert hidden(said, GROUND).record.street == ""


def test_what_is_public_is_kept_as_it_was_said() -> None:
    said = replace(SAID, record=replace(TELLING, category="pmi"))
    assert hidden(said, GROUND) is said


def shelter(name: str) -> Subject:
    zone = ("department", "48")
    record = Record(key="h", organization="x", category="dv-shelter", name=name, zone=zone)
    return subject_of(Statement(record), "finess", "48")


def listed(name: str, category: str = "") -> Subject:
    record = Record(
        key="p", organization="y", category=category, name=name, commune="48095", street="3 rue X"
    )
    return subject_of(Statement(record), "dila", "48")


@pytest.mark.parametrize(
    ("name", "category", "is_like"),
    [
        ("Mairie de Mende", "town-hall", False),
        ("CCAS de Mende", "ccas-cias", False),
        ("Mission locale Mende", "mission-locale", False),
        ("Appartement thérapeutique - Mende", "", True),
        ("Appartement thérapeutique", "", True),
    ],
)
def test_the_name_of_a_town_alone_makes_nobody_resemble_a_place_that_hides(
    name: str, category: str, is_like: bool
) -> None:
    known = Known({"48095": fold("Mende Lozère")})
    known.add(1, shelter("Appartement thérapeutique Mende"))
    assert (known.match(listed(name, category)).answer != "different") is is_like


class OneRow:
    """A source of one row, which says what it is given."""

    def __init__(self, said: Statement) -> None:
        self.said = said

    def state(self, row: Row, ground: Ground) -> Statement:
        return self.said


@pytest.mark.parametrize("answer", ["hide", "dv-shelter", "emergency-shelter"])
@pytest.mark.parametrize("subject", ["key:k", "code:kind"])
def test_what_a_person_has_decided_to_hide_is_written_nowhere_even_before_it_is_matched(
    own_app: Flask, subject: str, answer: str
) -> None:
    sessions = own_app.extensions["sessions"]
    public = replace(TELLING, category="", description="", hours_text="", alternate_names=())
    with sessions.begin() as session:
        run = Run(source_slug="x", files=[], is_partial=False, state="working", started_at=NOON)
        session.add(run)
        session.flush()
        number = run.id
    stage = Stage(number, OneRow(Statement(public, fit="unknown", code="kind")), GROUND, {subject: answer})
    stage.fill(sessions, [Row(1, {})], lambda phase, done: None)
    with sessions() as session:
        assert f"12 rue des {SECRET}" not in session.scalars(select(RunRow.said)).one()
