"""Soliguide: a place and its services of one kind make a listing; who is received, when, on what terms."""

from datetime import date
from pathlib import Path

import pytest
from stating import Told, givens, told

from importers.corrections import Refused, as_csv
from importers.ground import Ground
from importers.mapping import fitted
from importers.reading.parent import read_rows
from importers.records import ClosureRecord
from importers.sources.soliguide_words import audiences, closures, genders, hours


@pytest.fixture(scope="module")
def places(ground: Ground, samples: Path) -> Told:
    """The answer of a search: eight places, of which two are not to be shown."""
    return told("soliguide", ground, samples / "soliguide" / "places.json")


def test_a_place_is_what_its_name_begins_with(places: Told) -> None:
    pmi = places.said["1/pmi"].record
    assert (pmi.category, pmi.commune, pmi.street) == ("pmi", "35238", "5 Rue du Puits")
    assert pmi.description == "Un lieu à nous.\nOuvert."
    assert (pmi.hours, pmi.hours_text) == (
        "Mo 08:30-12:30,13:30-17:30; Fr 09:00-12:00; PH off",
        "Sauf le 2 janvier",
    )
    assert [(phone.number, phone.label) for phone in pmi.phones] == [("+33261914001", "Accueil")]
    assert (pmi.audiences, pmi.women, pmi.men, pmi.languages) == (("everyone",), True, True, ("fr", "ar"))
    assert (pmi.website, pmi.access, pmi.fee) == ("http://lieu-fictif.exemple.fr", "self", "")


def test_services_of_two_kinds_are_two_listings(places: Told) -> None:
    meals, rest = places.said["2/food-aid"], places.said["2/a-classer"]
    assert (meals.fit, meals.record.hours) == ("exact", "Tu 11:30-13:00")  # The hours of the meals alone.
    assert (rest.fit, rest.proposed) == ("broader", ("day-centre-homeless", "day-centre-women"))
    assert rest.record.hours == "Mo 08:30-12:30,13:30-17:30; Fr 09:00-12:00"


def test_terms_and_publics_become_ours(places: Told) -> None:
    rest = places.said["2/a-classer"].record
    assert rest.audiences == ("families", "pregnant", "disabled", "exiled")
    assert (rest.women, rest.men, rest.age_min, rest.age_max) == (True, None, 18, None)
    assert (rest.access, rest.referral) == ("professional", "par un travailleur social")
    assert (rest.fee, rest.cost, rest.features) == ("paid", "1 euro", ("wheelchair",))
    assert "Sur rendez-vous : par téléphone" in rest.description
    assert "Les animaux sont acceptés." in rest.description
    assert rest.closures == (ClosureRecord(date(2026, 8, 1), date(2026, 8, 15), "Congés d'été"),)


def test_emergency_accommodation_may_hide(places: Told) -> None:
    shelter = places.said["3/a-classer"]
    assert shelter.is_perhaps_hidden
    assert "dv-shelter" in shelter.proposed
    assert (shelter.record.women, shelter.record.men) == (True, False)


def test_what_receives_victims_first_may_hide(places: Told) -> None:
    assert places.said["4/a-classer"].is_perhaps_hidden
    assert not places.said["2/a-classer"].is_perhaps_hidden


def test_what_is_off_line_or_for_professionals_is_not_given(places: Told) -> None:
    assert places.read == 7
    assert not [key for key in places.said if key.startswith(("5/", "6/"))]


def test_an_outreach_round_stands_in_a_commune_and_in_no_street(places: Told) -> None:
    round_ = places.said["7/food-aid"].record
    assert (round_.commune, round_.street, round_.postcode, round_.point) == ("35360", "", "", None)
    assert "Passages : Place du Marché, 35500 Vitré" in round_.description


def test_a_place_in_no_commune_is_refused(places: Told) -> None:
    assert [refusal.column for refusal in places.refused] == ["commune"]


def test_a_place_alone_is_read_as_a_list_is(places: Told, ground: Ground, samples: Path) -> None:
    alone = told("soliguide", ground, samples / "soliguide" / "place.json")
    assert alone.said == {"1/pmi": places.said["1/pmi"]}


def test_a_week_that_nobody_filled_is_unknown_and_not_closed() -> None:
    closed = {"open": False, "timeslot": []}
    assert hours({"monday": closed, "tuesday": closed, "description": ""}) == (None, "")


def test_a_closure_that_is_no_longer_announced_is_not_taken() -> None:
    over = {"actif": False, "dateDebut": "2021-07-12T00:00:00.000Z", "dateFin": "2021-08-27T00:00:00.000Z"}
    assert closures({"tempInfos": {"closure": over}}, []) == ()
    assert len(closures({"tempInfos": {"closure": {**over, "actif": True}}}, [])) == 1


def test_men_are_refused_only_where_women_alone_are_received() -> None:
    assert genders({"accueil": 2, "gender": ["women"]}) == (True, False)
    assert genders({"accueil": 1, "gender": ["women"]}) == (True, None)
    assert genders({"accueil": 1, "gender": []}) == (None, None)
    assert genders({"accueil": 0, "gender": ["women"]}) == (True, True)


def test_a_list_of_every_public_says_nothing_of_its_own() -> None:
    assert audiences({"accueil": 1, "other": ["all", "violence", "handicap"]}) == ()
    assert audiences({"accueil": 1, "age": {"min": 0, "max": 17}}) == ("minors",)


@pytest.mark.parametrize(
    "code", ["overnight_stop", "emergency_accommodation", "long_term_accomodation", "citizen_housing", "LHSS"]
)
def test_a_category_of_lodging_may_hide(code: str) -> None:
    assert fitted("soliguide", [code]).is_perhaps_hidden


def test_the_real_place_is_a_pmi(ground: Ground, shared: Path) -> None:
    real = told("soliguide", ground, shared / "data" / "soliguide" / "lieu_387_pmi_aqueduc.json")
    assert (real.read, list(real.said), real.refused) == (1, ["387/pmi"], [])
    pmi = real.said["387/pmi"].record
    assert (pmi.category, pmi.commune, pmi.street) == ("pmi", "75056", "55 Rue de l'Aqueduc")
    assert pmi.hours == "Mo-Fr 08:30-12:30,13:30-17:30"
    assert pmi.closures == ()  # That of 2021 is no longer announced.
    assert str(real.said["387/pmi"].said_on) == "2021-06-22"


def test_a_refused_row_that_was_corrected_is_taken(ground: Ground, samples: Path, tmp_path: Path) -> None:
    module = "importers.sources.soliguide"
    rows = list(read_rows(module, givens([samples / "soliguide" / "places.json"])))
    refused = next(row for row in rows if row.cells["place"]["lieu_id"] == 8)
    refused.cells["place"]["position"] |= {"city": "Rennes", "postalCode": "35000"}
    path = tmp_path / "refus.csv"
    path.write_text(as_csv([Refused(8, "commune", "Nulle Part", "", refused.cells)]), encoding="utf-8")
    corrected = told("soliguide", ground, path)
    assert [said.record.commune for said in corrected.said.values()] == ["35238"]
