"""What matching knows of a real directory."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy.orm import Session

from directory.models import Entry, Service
from importers.load import load
from importers.matching.from_directory import read_known
from importers.matching.subject import subject_of
from importers.records import PhoneRecord, Record
from importers.statements import Origin, Statement

AT = datetime(2026, 11, 24, 10, tzinfo=UTC).replace(tzinfo=None)
PMI = Record(
    key="pmi-1",
    organization="Département du Gers",
    category="pmi",
    name="PMI Bellevue",
    commune="32013",
    street="5 rue de Metz",
    postcode="32000",
    phones=(PhoneRecord("01 99 00 12 00"),),
)
SHELTER = Record(
    key="shelter-1",
    organization="Association Les Églantines",
    category="dv-shelter",
    name="Les Églantines",
    zone=("department", "32"),
    phones=(PhoneRecord("01 99 00 13 00"),),
)


def loaded(session: Session) -> dict[str, int]:
    """Load two listings, the first with an entry of another source; give their numbers."""
    load(session, Origin("spreadsheet", "Liste", "Licence Ouverte"), [PMI, SHELTER], AT)
    numbers = {
        each.source_key: each.id for each in session.query(Service).filter_by(source_slug="spreadsheet")
    }
    session.add(
        Entry(
            source_slug="spreadsheet",
            source_key="autre",
            service_id=numbers["pmi-1"],
            state="linked",
            digest="",
            said="{}",
            finess="320001234",
        )
    )
    session.flush()
    return numbers


def test_listings_are_found_by_what_their_entries_call_them(own_app: Flask) -> None:
    with own_app.extensions["sessions"]() as session:
        numbers = loaded(session)
        known = read_known(session)
    row = Statement(Record("9", "", "pmi", "Centre de PMI", commune="32013"), finess="320001234")
    verdict = known.match(subject_of(row, "finess", "32"))
    assert (verdict.answer, verdict.candidates[0].service_id) == ("same", numbers["pmi-1"])
    assert verdict.candidates[0].reasons[0] == "même numéro FINESS"


def test_a_listing_that_hides_is_known_by_its_departement(own_app: Flask) -> None:
    with own_app.extensions["sessions"]() as session:
        numbers = loaded(session)
        known = read_known(session)
    row = Statement(Record("9", "", "", "CHRS LES EGLANTINES", commune="32107", street="8 rue du Moulin"))
    verdict = known.match(subject_of(row, "finess", "32"))
    assert (verdict.answer, verdict.candidates[0].service_id) == ("undecided", numbers["shelter-1"])


def test_neither_a_demonstration_nor_national_lines_are_known(own_app: Flask) -> None:
    with own_app.extensions["sessions"]() as session:
        assert session.query(Service).count() > 100
        assert len(read_known(session)) == 0
        loaded(session)
        assert len(read_known(session)) == 2
