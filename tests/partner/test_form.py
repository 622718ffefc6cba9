"""A listing as texts, and what was touched read back: nothing is guessed, nothing is lost."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.editing.values import values_of
from directory.models import Service
from directory.partner.fields import FIELDS
from directory.partner.form import fields_of, prints, touched, typed_of
from directory.partner.languages import language_codes
from directory.partner.readers import read_listing
from directory.partner.schemas import read_act, read_form
from directory.partner.territory import read_areas

EMPTY = {**dict.fromkeys(FIELDS), "areas": [], "phones": [], "closures": [], "address_policy": "public"}


def read(session: Session, name: str, **typed: str):
    """Read one field of an empty listing."""
    return read_listing(session, EMPTY, {key: [text] for key, text in typed.items()}, [FIELDS[name]])


def test_what_nobody_touched_is_read_as_nothing(session: Session):
    for service in session.scalars(select(Service).order_by(Service.id).limit(150)):
        values = values_of(service)
        fields, typed = fields_of(values), typed_of(session, values)
        assert touched(fields, typed, prints(fields, typed)) == []


def test_every_text_that_a_form_shows_reads_back_as_what_it_was_made_of(session: Session):
    for service in session.scalars(select(Service).order_by(Service.id).limit(150)):
        values = values_of(service)
        done = read_listing(session, values, typed_of(session, values), fields_of(values))
        assert not done.problems
        same = {name for name in done.after if name not in ("hours", "areas")}
        assert {name: done.after[name] for name in same} == {name: values[name] for name in same}
        assert sorted(map(str, done.after["areas"])) == sorted(map(str, values["areas"]))


def test_one_touched_field_is_the_only_one_read(session: Session):
    values = values_of(session.scalars(select(Service).where(Service.street.is_not(None))).first())
    fields, typed = fields_of(values), typed_of(session, values)
    now = {**typed, "street": ["1 rue Zwanze"]}
    assert [field.name for field in touched(fields, now, prints(fields, typed))] == ["street"]


def test_a_listing_that_hides_its_place_has_no_field_that_says_it(session: Session):
    values = values_of(session.scalars(select(Service).where(Service.category == "dv-shelter")).first())
    names = {field.name for field in fields_of(values)}
    assert not names & {"place", "street", "postal", "transport", "address_policy"}
    form = read_form({"street": ["1 rue Zwanze"], "step": ["save"]}, fields_of(values))
    assert form.unknown == ("street",)


def test_hours_that_are_not_understood_are_a_sentence_and_no_guess(session: Session):
    assert read(session, "hours", hours="lundi au vendredi 9h-12h").after == {"hours": "Mo-Fr 09:00-12:00"}
    done = read(session, "hours", hours="quand il fait beau")
    assert not done.after and "beau" in done.problems["hours"]


def test_a_street_is_not_written_where_the_address_hides(session: Session):
    done = read(session, "street", street="1 rue Zwanze", address_policy="on-request")
    assert not done.after and "Adresse affichable" in done.problems["street"]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Gers", ("department", "32")),
        ("32", ("department", "32")),
        ("Condom", ("commune", "32107")),
        ("Mayenne (53)", ("commune", "53147")),
        ("Mayenne (département)", ("department", "53")),
        ("cc de la tenareze", ("epci", "243200417")),
        ("Occitanie", ("region", "76")),
        ("toute la France", ("national", "")),
    ],
)
def test_a_territory_is_read_from_its_name(session: Session, line: str, meant: tuple[str, str]):
    done = read_areas(session, line, (), is_excluded=True)
    assert not done.problems
    assert [(area["kind"], area["code"], area["is_excluded"]) for area in done.areas] == [(*meant, True)]


def test_a_territory_in_doubt_is_asked_and_an_unknown_one_is_named(session: Session):
    done = read_areas(session, "Mayenne\nZwanzeville", (), is_excluded=False)
    assert not done.areas
    assert "Mayenne (département)" in done.problems[0] and "Mayenne (53)" in done.problems[0]
    assert "Zwanzeville" in done.problems[1]


def test_languages_are_read_as_people_name_them():
    assert language_codes("Français, arabe ; anglais") == (("fr", "ar", "en"), ())
    assert language_codes("zwanzois") == ((), ("zwanzois",))


def test_numbers_of_a_row_are_kept_as_they_are_dialled_and_an_empty_row_goes(session: Session):
    done = read(session, "phones", **{"phones-0-number": "", "phones-1-number": "01 99 00 75 01"})
    assert [phone["number"] for phone in done.after["phones"]] == ["+33199007501"]
    assert "zwanze" in read(session, "phones", **{"phones-0-number": "zwanze"}).problems["phones"]


def test_a_day_may_be_typed_as_people_write_it(session: Session):
    done = read(session, "closures", **{"closures-0-starts_on": "01/08/2027"})
    assert done.after["closures"] == [{"starts_on": "2027-08-01", "ends_on": "2027-08-01", "reason": None}]


def test_an_act_says_what_it_lacks():
    assert set(read_act({"act": ["delay"]}).problems) == {"until", "count"}
    assert read_act({"act": ["delay"], "count": ["3"], "unit": ["weeks"], "until": ["2027-01-12"]}).days == 21
    assert "owner_id" in read_act({"act": ["confirm"], "owner_id": ["1"]}).problems
    assert read_act({"act": ["destroy"]}).problems
