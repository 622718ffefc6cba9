"""What is answered when several listings are known, and what is never answered."""

from dataclasses import replace

import pytest

from importers.matching.known import Known
from importers.matching.subject import Subject, number_of, subject_of
from importers.records import PhoneRecord, Record
from importers.statements import Statement

COMMUNES = {"32013": "auch gers", "32107": "condom gers"}


def stated(source: str, key: str, *, name: str = "PMI Bellevue", **said: object) -> Subject:
    """Give what a source says of a PMI in Auch, changed as `said` says."""
    record = Record(
        key=key,
        organization="Département du Gers",
        category="pmi",
        name=name,
        commune="32013",
        street="5 rue de Metz",
        postcode="32000",
        phones=(PhoneRecord("01 99 00 12 00"),),
    )
    return replace(subject_of(Statement(record), source, "32"), **said)


def knowing(*subjects: Subject) -> Known:
    """Know listings, numbered from 1."""
    known = Known(COMMUNES)
    for number, subject in enumerate(subjects, 1):
        known.add(number, subject)
    return known


def test_the_same_place_is_named_with_its_reasons() -> None:
    verdict = knowing(stated("finess", "1")).match(stated("dila", "2"))
    assert (verdict.answer, [each.service_id for each in verdict.candidates]) == ("same", [1])
    assert set(verdict.candidates[0].reasons) >= {"même téléphone", "même nom", "même adresse"}


def test_nothing_known_makes_every_row_different() -> None:
    verdict = Known(COMMUNES).match(stated("dila", "2"))
    assert (verdict.answer, verdict.candidates) == ("different", ())


def test_a_row_is_its_own_listing_whatever_it_now_says() -> None:
    moved = stated("finess", "1", name="Maison des solidarités", street="8 place du Foirail", commune="32107")
    assert knowing(stated("finess", "1")).match(moved).answer == "same"


def test_two_rows_of_one_source_are_never_one_place() -> None:
    assert knowing(stated("finess", "1")).match(stated("finess", "2")).answer == "undecided"


def test_a_listing_that_already_has_a_row_of_the_source_is_not_given_another() -> None:
    merged = stated("dila", "1", keys=("dila:1", "finess:7"))
    assert knowing(merged).match(stated("finess", "8")).answer == "undecided"


def test_what_one_source_says_of_two_places_is_not_asked_again() -> None:
    other = stated("finess", "2", name="PMI Gambetta", street="9 rue de Lorraine")
    assert knowing(stated("finess", "1")).match(other).answer == "different"


def test_two_listings_that_both_look_the_same_are_shown_to_a_person_the_likeliest_first() -> None:
    known = knowing(stated("finess", "1", street="7 rue de metz"), stated("soliguide", "2"))
    verdict = known.match(stated("dila", "3"))
    assert verdict.answer == "undecided"
    assert [each.service_id for each in verdict.candidates] == [2, 1]


def test_the_listing_that_is_clearly_the_likeliest_is_the_one() -> None:
    further = stated("x", "1", street="7 rue de metz", phones=("+33199009900",))
    verdict = knowing(further, stated("y", "2")).match(stated("dila", "3"))
    assert (verdict.answer, verdict.candidates[0].service_id) == ("same", 2)


def test_an_identifier_decides_between_two_listings_that_look_the_same() -> None:
    known = knowing(stated("x", "1"), stated("y", "2", finess="320001234"))
    verdict = known.match(stated("dila", "3", finess="320001234"))
    assert (verdict.answer, verdict.candidates[0].service_id) == ("same", 2)


def test_a_person_is_never_shown_more_listings_than_can_be_compared() -> None:
    known = knowing(*(stated(f"s{rank}", str(rank)) for rank in range(12)))
    assert len(known.match(stated("dila", "1")).candidates) == 5


def test_a_listing_that_hides_is_found_from_any_commune_of_its_departement() -> None:
    hidden = stated("finess", "1", name="foyer les eglantines", category="dv-shelter", commune="", street="")
    known = knowing(replace(hidden, postcode="", is_hidden=True))
    seen = stated("dila", "2", name="Résidence Les Églantines", category="", commune="32107", phones=())
    assert known.match(seen).answer == "undecided"


def test_what_matching_says_of_a_place_that_hides_tells_nothing_of_where_it_is() -> None:
    hidden = stated("finess", "1", name="foyer les eglantines", commune="", street="", is_hidden=True)
    verdict = knowing(hidden).match(stated("dila", "2", name="Foyer Les Églantines"))
    assert verdict.answer == "same"
    assert verdict.candidates[0].reasons == ("même téléphone", "même nom", "commune inconnue d’un côté")


def test_a_perhaps_hidden_row_keeps_its_name_its_numbers_and_no_place() -> None:
    record = Record(
        "1", "", "", "CHRS", commune="32013", street="5 rue de Metz", postcode="32000", point=(43.6, 0.5)
    )
    subject = subject_of(Statement(record, is_perhaps_hidden=True), "finess", "32")
    assert (subject.commune, subject.street, subject.postcode, subject.point) == ("", "", "", None)
    assert (subject.department, subject.is_hidden) == ("32", True)


@pytest.mark.parametrize("number", ["115", "3919", "08 06 70 64 46", "0 800 05 95 95", "pas de numéro"])
def test_a_number_that_answers_far_beyond_one_place_proves_nothing(number: str) -> None:
    assert number_of(number) == ""


def test_a_number_is_compared_as_it_is_kept() -> None:
    assert number_of("01.99.00.12.00") == number_of("+33199001200") == "+33199001200"
