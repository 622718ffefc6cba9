"""A commune written among the words of a search is offered, never chosen for the person."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.place_in_text import MOST_PLACES, places_in


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("hebergment tarbes", "65440", "hebergment"),
        ("avocat à Tarbes", "65440", "avocat"),
        ("pmi près de saint chamond", "42207", "pmi"),
        ("assistante sociale Le Puy en Velay", "43157", "assistante sociale"),
    ],
)
def test_a_name_at_the_end_of_a_text_is_a_place_and_the_rest_is_what_is_looked_for(
    session: Session, text: str, code: str, rest: str
) -> None:
    assert [(found.place.code, found.rest) for found in places_in(session, text)] == [(code, rest)]


@pytest.mark.parametrize(
    "text",
    ["", "tarbes", "à tarbes", "mari tape", "avocat sainte", "pmi 99999", "numéro 17", "appartement 3"],
)
def test_a_name_alone_a_doubt_or_a_number_is_no_place(session: Session, text: str) -> None:
    assert places_in(session, text) == ()


def test_a_postcode_is_its_commune_or_the_first_of_those_that_share_it(session: Session) -> None:
    [alone] = places_in(session, "psy 42400")
    assert (alone.place.code, alone.rest) == ("42207", "psy")
    assert places_in(session, "psy à 42 400") == (alone,)
    [nothing_else] = places_in(session, "42400")
    assert (nothing_else.place.code, nothing_else.rest) == ("42207", "")
    several = places_in(session, "psy dans le 48100")
    assert len(several) == MOST_PLACES
    assert several[0].place.name == "Marvejols"
    [district] = places_in(session, "pmi 75011")
    assert district.place.is_district


def test_a_postcode_alone_is_searched_around_once_pressed(client: FlaskClient) -> None:
    offered = client.post("/annuaire", data={"q": "42400"}).get_data(as_text=True)
    assert 'name="around" value="42207:"' in offered
    taken = client.post("/annuaire", data={"q": "42400", "around": "42207:"}).get_data(as_text=True)
    assert "Compétents pour Saint-Chamond" in taken


def test_the_page_offers_the_place_and_one_press_takes_it(client: FlaskClient) -> None:
    offered = client.post("/annuaire", data={"q": "pmi à Mende"}).get_data(as_text=True)
    assert "Autour de Mende (48)" in offered
    assert 'name="around" value="48095:pmi"' in offered
    taken = client.post("/annuaire", data={"q": "pmi à Mende", "around": "48095:pmi"}).get_data(as_text=True)
    assert "pour Mende" in taken
    assert "Autour de Mende" not in taken


def test_nothing_is_offered_where_a_place_was_chosen(client: FlaskClient) -> None:
    page = client.post("/annuaire", data={"q": "pmi mende", "commune": "48095"}).get_data(as_text=True)
    assert 'name="around"' not in page
