"""What is typed is kept in one way, or refused in a sentence that says what to write."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from directory.editing.cleaning import clean
from directory.editing.errors import FieldsError
from directory.editing.placing import settle
from directory.editing.sensitive import part
from directory.editing.values import NAMES, values_of
from directory.models import ADDRESS_POLICIES, Service
from directory.secrecy import SECRECY, hidden_by, is_lowered, is_raised, most_secret
from tests.editing.people import AREA, PHONE, SAID

UNCHANGED = dict(SAID)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("name", "  PMI   d'Apcher ", "PMI d’Apcher"),
        ("email", " Accueil@Zut.Example ", "accueil@zut.example"),
        ("email", "", None),
        ("website", "www.zut.example/a", "https://www.zut.example/a"),
        ("website", "http://zut.example:8080", "http://zut.example:8080"),
        ("neutral_name", "Rendez-vous", "Rendez-vous"),
        ("description", "a\x00b", "a b"),
        ("languages", ["fr", "ar", "fr"], ["fr", "ar"]),
        ("phones", [PHONE | {"number": "04 65 71 02 02"}], [PHONE | {"number": "+33465710202"}]),
        ("phones", [{"number": "+262 262 69 39 01"}], [PHONE | {"number": "+262262693901"}]),
        ("phones", [{"number": "3919"}, {"number": "39 19"}], [PHONE | {"number": "3919"}]),
        ("hours", "Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"),
        ("age_min", 18, 18),
    ],
)
def test_what_is_typed_is_kept_in_one_way(session: Session, name: str, typed: object, kept: object):
    assert clean(session, UNCHANGED, {name: typed}) == {name: kept}
    assert clean(session, UNCHANGED, {name: kept}) in ({name: kept}, {}), "what is kept is kept again"


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        ({"phones": [{"number": "12"}, {"number": "04 6"}]}, "phones", "04 65 71 20 01"),
        ({"phones": [{"number": "+33465710101", "audience": "all"}]}, "phones", "n’est pas un choix"),
        ({"website": "javascript:alert(1)"}, "website", "https://www"),
        ({"website": "https://zut"}, "website", "https://www"),
        ({"website": "https://a@zut.example"}, "website", "https://www"),
        ({"email": "zut"}, "email", "Exemple"),
        ({"email": "a@zut.example\r\nBcc: b@zut.example"}, "email", "Exemple"),
        ({"hours": "lundi"}, "hours", "illisibles"),
        ({"name": "  "}, "name", "Donnez un nom"),
        ({"neutral_name": "Violences"}, "neutral_name", "en dit trop"),
        ({"commune_code": "99999"}, "commune_code", "n’existe pas"),
        ({"postcode": "75001"}, "postcode", "n’est pas celui"),
        ({"age_min": 30, "age_max": 18}, "age_max", "plus petit"),
        ({"age_min": 300}, "age_min", "de 0 à 120"),
        ({"category": "zut"}, "category", "n’est pas un choix"),
        ({"audiences": ["zut"]}, "audiences", "n’est pas un choix"),
        ({"areas": []}, "areas", "quel territoire"),
        ({"areas": [AREA | {"code": "99"}]}, "areas", "pas un territoire connu"),
        ({"areas": [AREA, AREA | {"is_excluded": True}]}, "areas", "à la fois"),
        ({"closures": [{"starts_on": "2026-12-02", "ends_on": "2026-12-01"}]}, "closures", "finit avant"),
        ({"closures": [{"starts_on": "demain", "ends_on": "2026-12-01"}]}, "closures", "n’est pas un jour"),
        ({"cost": "x" * 161}, "cost", "trop long"),
        ({"accepts_women": "peut-être"}, "accepts_women", "forme attendue"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(session: Session, typed, name: str, words: str):
    with pytest.raises(FieldsError) as found:
        clean(session, UNCHANGED, typed)
    assert list(found.value.problems) == [name]
    assert words in found.value.problems[name]


def test_all_that_is_wrong_is_said_together(session: Session):
    with pytest.raises(FieldsError) as found:
        clean(session, UNCHANGED, {"email": "zut", "website": "zut", "hours": "lundi"})
    assert set(found.value.problems) == {"email", "website", "hours"}


def test_what_nobody_touched_is_left_as_its_source_said_it(session: Session):
    held = UNCHANGED | {"hours": "lundi", "email": "zut"}
    assert clean(session, held, {"hours": "lundi", "email": "zut", "cost": "5 €"}) == {"cost": "5 €"}


edits = st.fixed_dictionaries(
    {},
    optional={
        "address_policy": st.sampled_from(ADDRESS_POLICIES),
        "category": st.sampled_from(["pmi", "csapa", "dv-shelter", "chrs"]),
        "street": st.sampled_from([None, "2 rue Neuve"]),
        "commune_code": st.sampled_from([None, "48095", "48061"]),
        "zone_kind": st.none(),
        "zone_code": st.none(),
        "description": st.sampled_from([None, "Consultations"]),
    },
)


@MANY
@given(first=edits, second=edits)
def test_whatever_is_typed_no_hidden_place_is_kept_and_nothing_is_shown_by_one_person(session, first, second):
    service = session.get_one(Service, 1)
    held = values_of(service)
    for edit in (first, second):
        now = part(service, held, edit).now
        settled = held | settle(session, held, now)
        assert not is_lowered(held["address_policy"], settled["address_policy"])
        assert [settled[name] for name in hidden_by(settled["address_policy"])] == [None] * len(
            hidden_by(settled["address_policy"])
        )
        if settled["address_policy"] == "confidential":
            assert settled["zone_kind"] == "department"
        held = settled
    assert set(held) == set(NAMES)


@given(one=st.sampled_from(SECRECY), other=st.sampled_from(SECRECY))
def test_secrecy_is_an_order(one: str, other: str):
    assert is_raised(one, other) == is_lowered(other, one)
    assert most_secret(one, other) == most_secret(other, one)
    assert set(hidden_by(one)) <= set(hidden_by(most_secret(one, other)))
