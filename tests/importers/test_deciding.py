"""What a person answers is obeyed at once, and asked no more."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from directory.models import Entry, Service, Source, Verification
from importers.deciding import DecisionError, decide, decide_kind
from importers.models import Decision
from importers.survey import read_ground
from importers.waiting import counts as waiting
from importers.waiting import kinds, pending
from tests.importers.importing import CHRS, HOSPITAL, PMI, UNKNOWN, Importer, Place, counts, places

MENDE = Place("480000101", "PMI ZORGLUB")
LIST = "identifiant;nom;catégorie;commune;adresse;téléphone\n"
LIKE = "1;PMI Zorglub;PMI;Mende;14 avenue Foch;04 65 71 77 77\n"


def answer(importer: Importer, key: str, said: str, service_id: int | None = None) -> None:
    """Answer what waits under a key."""
    with importer.writing() as session:
        entry = session.scalars(select(Entry).where(Entry.source_key == key)).one()
        decide(session, entry.id, said, service_id, read_ground(session), importer.now)


def answer_kind(importer: Importer, code: str, said: str, source: str = "finess") -> int:
    """Answer what waits under a kind."""
    with importer.writing() as session:
        return decide_kind(session, source, code, said, read_ground(session), importer.now)


def doubtful(importer: Importer, folder: Path) -> int:
    """Import a place and one that looks like it; give the number of the listing."""
    importer.finess(folder, MENDE)
    assert counts(importer.own_list(folder, "Liste", LIST + LIKE).report) == {"to_decide": 1}
    with importer.tools.readers() as session:
        [question] = pending(session, "undecided")
    [candidate] = question.candidates
    assert candidate.reasons
    return candidate.service_id


def test_the_same_place_is_joined_and_never_asked_about_again(either: Importer, tmp_path: Path):
    number = doubtful(either, tmp_path)
    answer(either, "1", "same", number)
    assert either.service("1").id == number
    assert counts(either.own_list(tmp_path, "Liste", LIST + LIKE).report) == {"unchanged": 1}
    moved = LIKE.replace("14 avenue", "16 avenue")
    assert counts(either.own_list(tmp_path, "Liste", LIST + moved).report) == {"changed": 1}
    assert len(either.imported()) == 1


def test_another_place_is_listed_and_never_asked_about_again(either: Importer, tmp_path: Path):
    number = doubtful(either, tmp_path)
    answer(either, "1", "different")
    assert either.service("1").id != number
    assert counts(either.own_list(tmp_path, "Liste", LIST + LIKE).report) == {"unchanged": 1}
    assert len(either.imported()) == 2


@pytest.mark.parametrize(("said", "outcome"), [("same", "changed"), ("different", "added")])
def test_an_answer_is_remembered_for_a_row_that_goes_and_comes_back(
    importer: Importer, tmp_path: Path, said: str, outcome: str
):
    number = doubtful(importer, tmp_path)
    answer(importer, "1", said, number)
    other = "2;CSAPA Bidule;CSAPA;Langogne;1 rue Haute;04 65 71 88 88\n"
    importer.own_list(tmp_path, "Liste", LIST + other)
    run = importer.own_list(tmp_path, "Liste", LIST + other + LIKE)
    assert run.report[outcome] == 1
    assert run.report["to_decide"] == 0


def test_a_kind_is_answered_once_for_all_its_places(either: Importer, tmp_path: Path):
    lost = [replace(each, kind=UNKNOWN) for each in places(40)]
    assert counts(either.finess(tmp_path, *lost, MENDE).report) == {"added": 1, "to_decide": 40}
    with either.tools.readers() as session:
        [kind] = kinds(session)
        assert waiting(session)["unclassed"] == kind.count == 40
        assert len(kind.examples) == 3
    assert answer_kind(either, kind.code, "csapa") == 40
    assert {service.category for service in either.imported()} == {"csapa", "pmi"}
    more = [*lost, *(replace(each, kind=UNKNOWN) for each in places(42)[40:])]
    assert counts(either.finess(tmp_path, *more, MENDE).report) == {"unchanged": 41, "added": 2}
    assert answer_kind(either, kind.code, "csapa") == 0


def test_a_kind_that_is_outside_stays_outside(importer: Importer, tmp_path: Path):
    lost = [replace(each, kind=UNKNOWN) for each in places(3)]
    importer.finess(tmp_path, *lost)
    assert answer_kind(importer, UNKNOWN, "outside") == 3
    assert counts(importer.finess(tmp_path, *lost, replace(MENDE, kind=UNKNOWN)).report) == {"withheld": 4}
    with importer.tools.readers() as session:
        assert not any(waiting(session).values())


def test_one_place_of_a_kind_may_be_answered_otherwise(importer: Importer, tmp_path: Path):
    lost = [replace(each, kind=UNKNOWN) for each in places(3)]
    importer.finess(tmp_path, *lost)
    answer(importer, lost[0].number, "pmi")
    assert answer_kind(importer, UNKNOWN, "csapa") == 2
    run = importer.finess(tmp_path, *(replace(each, house="8") for each in lost))
    assert counts(run.report) == {"changed": 3}
    found = {each.source_key: each.category for each in importer.imported()}
    assert [found[each.number] for each in lost] == ["pmi", "csapa", "csapa"]


def test_what_may_hide_is_published_under_a_category_or_not_at_all(importer: Importer, tmp_path: Path):
    importer.finess(tmp_path, Place("480000201", "FOYER ZWANZE", CHRS))
    with pytest.raises(DecisionError, match="Choisissez la catégorie"):
        answer(importer, "480000201", "publish")
    answer(importer, "480000201", "chrs")
    assert importer.service("480000201").category == "chrs"


def verified(importer: Importer, number: int) -> None:
    """Have a partner verify a listing."""
    with importer.writing() as session:
        session.add(Source(slug="partner", name="Partenaires", licence="Relais"))
        session.flush()
        session.add(Verification(service_id=number, verified_on=date(2026, 11, 24), source_slug="partner"))


@pytest.mark.parametrize("said", ["accept", "refuse"])
def test_a_proposal_is_accepted_or_refused_once(either: Importer, tmp_path: Path, said: str):
    either.finess(tmp_path, MENDE)
    service = either.service(MENDE.number)
    verified(either, service.id)
    with either.writing() as session:
        session.get_one(Service, service.id).description = "Ce que la partenaire a écrit."
    changed = replace(MENDE, house="9")
    assert counts(either.finess(tmp_path, changed).report) == {"to_decide": 1}
    answer(either, MENDE.number, said)
    after = either.service(MENDE.number)
    assert after.street.startswith("9 " if said == "accept" else "3 ")
    assert after.description == "Ce que la partenaire a écrit."
    assert counts(either.finess(tmp_path, changed).report) == {"unchanged": 1}
    with either.tools.readers() as session:
        assert [each.source_slug for each in session.get_one(Service, after.id).verifications] == ["partner"]


def test_the_same_place_as_one_that_was_verified_is_proposed(importer: Importer, tmp_path: Path):
    number = doubtful(importer, tmp_path)
    verified(importer, number)
    before = importer.dump()["service"]
    answer(importer, "1", "same", number)
    assert importer.entry("1").state == "proposal"
    assert importer.dump()["service"] == before


def test_an_answer_that_fits_nothing_is_refused_and_changes_nothing(importer: Importer, tmp_path: Path):
    number = doubtful(importer, tmp_path)
    importer.finess(tmp_path, MENDE, Place("480000103", "LIEU", UNKNOWN), Place("480000104", "FOYER", CHRS))
    before = importer.dump()
    for key, said, service_id in (
        ("1", "same", None),
        ("1", "same", 10**6),
        ("1", "hide", number),
        ("480000103", "nulle-part", None),
        ("480000104", "nulle-part", None),
        (MENDE.number, "same", number),
    ):
        with pytest.raises(DecisionError):
            answer(importer, key, said, service_id)
    with pytest.raises(DecisionError):
        answer_kind(importer, UNKNOWN, "nulle-part")
    assert importer.dump() == before
    assert importer.all(select(Decision)) == []


def test_a_hospital_is_never_guessed(importer: Importer, tmp_path: Path):
    run = importer.finess(tmp_path, Place("480000105", "CENTRE HOSPITALIER ZWANZE", HOSPITAL), MENDE)
    assert counts(run.report) == {"added": 1, "to_decide": 1}
    with importer.tools.readers() as session:
        [question] = pending(session, "unclassed")
    assert "hospital-emergency" in question.statement.proposed
    assert question.statement.record.category == ""
    assert PMI != HOSPITAL
