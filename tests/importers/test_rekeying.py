"""A row that its source calls otherwise keeps its listing, and no question outlives what it asks about."""

from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from directory.models import Entry, Service, ServiceArea, Source, Verification
from importers.deciding import DecisionError, decide
from importers.models import Decision
from importers.survey import read_ground
from importers.waiting import pending
from tests.importers.importing import Importer, counts

UNNUMBERED = "nom;catégorie;commune;adresse;téléphone\n"
NUMBERED = "identifiant;nom;catégorie;commune;adresse;téléphone\n"
FLOWERS = (
    "Hortensia",
    "Camelia",
    "Dahlia",
    "Tulipe",
    "Iris",
    "Rose",
    "Pivoine",
    "Jasmin",
    "Muguet",
    "Violette",
)


def rows(letter: str = "", street: str = "Haute", number: str = "11") -> str:
    """Give the social departments of Mende; a letter begins the identifier of each."""
    return "".join(
        f"{f'{letter}{rank};' if letter else ''}PMI {flower};PMI;Mende;"
        f"{number if rank == 11 else rank} rue {street};04 65 71 10 {rank}\n"
        for rank, flower in enumerate(FLOWERS, 11)
    )


def desk(importer: Importer, number: int) -> None:
    """Have a person verify a listing."""
    with importer.writing() as session:
        session.merge(Source(slug="desk", name="Le service", licence="-", is_demonstration=False))
        session.flush()
        session.add(Verification(service_id=number, verified_on=importer.now.date(), source_slug="desk"))


def numbers(importer: Importer) -> dict[str, int]:
    """Give the number of each imported listing by its name."""
    return {each.name: each.id for each in importer.imported()}


def test_a_corrected_row_without_identifier_changes_its_listing(either: Importer, tmp_path: Path):
    either.own_list(tmp_path, "Liste", UNNUMBERED + rows())
    before, told = numbers(either), either.dump()
    run = either.own_list(tmp_path, "Liste", UNNUMBERED + rows(number="11 bis"))
    assert counts(run.report) == {"changed": 1, "unchanged": 9}
    assert numbers(either) == before
    [street] = either.all(select(Service.street).where(Service.id == before["PMI Hortensia"]))
    assert street == "11 bis rue Haute"
    either.undoes(run.id)
    assert either.dump() == told


def test_a_source_that_numbers_its_rows_anew_keeps_its_listings(importer: Importer, tmp_path: Path):
    importer.own_list(tmp_path, "Liste", NUMBERED + rows("a"))
    before = numbers(importer)
    run = importer.own_list(tmp_path, "Liste", NUMBERED + rows("b"))
    assert counts(run.report) == {"changed": 10}
    assert numbers(importer) == before
    assert {key[0] for key in importer.all(select(Entry.source_key))} == {"b"}
    again = importer.own_list(tmp_path, "Liste", NUMBERED + rows("b"))
    assert counts(again.report) == {"unchanged": 10}


def test_a_row_that_is_still_named_keeps_its_listing_from_another(importer: Importer, tmp_path: Path):
    importer.own_list(tmp_path, "Liste", NUMBERED + rows("a"))
    twin = rows("a").splitlines()[0].replace("a11", "c99")
    run = importer.own_list(tmp_path, "Liste", NUMBERED + rows("a") + twin)
    assert counts(run.report) == {"unchanged": 10, "to_decide": 1}


def lost_question(importer: Importer, folder: Path) -> int:
    """Leave a row that was like a listing which is gone since; give the number of that."""
    one = "PMI Hortensia;PMI;Mende;;04 65 71 10 11\n"
    like = "b1;PMI Hortensia;PMI;Mende;44 avenue Foch;04 65 71 99 99\n"
    importer.own_list(folder, "Un", UNNUMBERED + one + rows().split("\n", 1)[1])
    assert counts(importer.own_list(folder, "Deux", NUMBERED + like).report) == {"to_decide": 1}
    number = numbers(importer)["PMI Hortensia"]
    importer.own_list(folder, "Un", UNNUMBERED + rows().split("\n", 1)[1])
    assert "PMI Hortensia" not in numbers(importer)
    return number


def test_a_question_about_a_listing_that_is_gone_is_asked_anew(importer: Importer, tmp_path: Path):
    lost_question(importer, tmp_path)
    like = "b1;PMI Hortensia;PMI;Mende;44 avenue Foch;04 65 71 99 99\n"
    run = importer.own_list(tmp_path, "Deux", NUMBERED + like)
    assert counts(run.report) == {"added": 1}
    assert importer.service("b1").name == "PMI Hortensia"


def test_a_number_that_serves_again_is_not_the_listing_that_was_meant(importer: Importer, tmp_path: Path):
    number = lost_question(importer, tmp_path)
    importer.own_list(tmp_path, "Trois", NUMBERED + "z;MDPH Zorglub;MDPH;Mende;5 rue Longue;\n")
    other = importer.service("z").id
    with importer.writing() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for column in (Service.id, Entry.service_id, ServiceArea.service_id):
            change = update(column.class_).where(column == other).values({column: number})
            session.execute(change, execution_options={"synchronize_session": False})
    with importer.tools.readers() as session:
        [question] = pending(session, "undecided")
        assert question.candidates == ()
    with importer.writing() as session, pytest.raises(DecisionError, match="n’existe plus"):
        decide(session, question.entry_id, "same", number, read_ground(session), importer.now)


def test_a_decision_forgets_a_listing_that_goes(either: Importer, tmp_path: Path):
    either.own_list(tmp_path, "Liste", NUMBERED + rows("a"))
    number = numbers(either)["PMI Hortensia"]
    with either.writing() as session:
        decision = Decision(source_slug="finess", subject="key:1", answer="same", service_id=number)
        decision.decided_at = either.now
        session.add(decision)
    either.own_list(tmp_path, "Liste", NUMBERED + rows("a").split("\n", 1)[1])
    assert either.all(select(Decision.service_id)) == [None]


def test_a_row_that_returns_finds_the_listing_that_people_verified(importer: Importer, tmp_path: Path):
    importer.own_list(tmp_path, "Liste", NUMBERED + rows("a"))
    number = numbers(importer)["PMI Hortensia"]
    desk(importer, number)
    importer.own_list(tmp_path, "Liste", NUMBERED + rows("a").split("\n", 1)[1])
    with importer.writing() as session:
        decision = Decision(source_slug="spreadsheet-liste", subject="key:a11", answer="different")
        decision.decided_at = importer.now
        session.add(decision)
    for _ in range(2):
        run = importer.own_list(tmp_path, "Liste", NUMBERED + rows("a"))
        assert counts(run.report) == {"unchanged": 9, "to_decide": 1}
        assert (importer.entry("a11").state, importer.entry("a11").service_id) == ("proposal", number)
