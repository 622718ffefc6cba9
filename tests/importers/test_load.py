"""Records fill the directory: no more and no less than they say, and never a place that must be hidden."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from databases import EITHER, empty_database
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from directory.db import migrate, open_sessions
from directory.hours import HoursError
from directory.models import (
    ADDRESS_POLICIES,
    CONFIDENTIAL_CATEGORIES,
    Closure,
    Commune,
    Organization,
    Phone,
    Service,
    ServiceArea,
    Setting,
    Source,
    Verification,
    Zone,
)
from directory.phones import PhoneError
from directory.reporting import report
from directory.secrecy import SECRECY
from directory.vocabulary import vocabulary
from importers import fill
from importers.fill import LoadError, digest
from importers.load import Loaded, load, load_files, unload, welcome_back
from importers.records import AreaRecord, ClosureRecord, PhoneRecord, Record
from importers.statements import Origin

ORIGIN = Origin("test", "Essai", "aucune", is_demonstration=True)
OTHER = Origin("other", "Autre", "aucune", is_demonstration=False)
FIRST, LATER = (datetime(2026, 11, day, 10, tzinfo=UTC).replace(tzinfo=None) for day in (24, 25))
PLACED = {"commune": "48198", "street": "17 impasse Zorglubine", "postcode": "48800", "point": (44.4, 3.9)}
CCAS = Record(
    key="ccas",
    organization="Commune de Villefort",
    category="ccas-cias",
    name="CCAS de l'endroit",
    areas=(AreaRecord("commune", "48198"), AreaRecord("department", "48", excluded=True)),
    phones=(PhoneRecord("04 65 71 00 01"), PhoneRecord("04 65 71 00 02", audience="professional")),
    hours="Mo-Fr 09:00-12:00; PH off",
    closures=(ClosureRecord(date(2026, 12, 24), date(2026, 12, 31), "Fin d'année"),),
    languages=("français",),
    verified_on=date(2026, 11, 1),
    **PLACED,
)
SHELTER = Record(
    key="shelter",
    organization="Association",
    category="dv-shelter",
    name="Mise à l'abri",
    zone=("department", "48"),
    areas=(AreaRecord("department", "48"),),
)
UNIT = replace(CCAS, key="unit", category="law-enforcement-unit", name="Brigade")
HOSTED = replace(CCAS, key="iscg", category="iscg", name="Permanence", host="unit")
TABLES = (Service, Organization, ServiceArea, Phone, Closure, Source)


@pytest.fixture(params=EITHER)
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    with empty_database(request.param, tmp_path) as engine:
        migrate(engine)
        with open_sessions(engine)() as session:
            names = dict.fromkeys(("name", "department_name", "region_name", "postcodes"), "x")
            place = {
                "department": "48",
                "region": "76",
                "population": 600,
                "latitude": 44.0,
                "longitude": 3.9,
            }
            session.execute(insert(Commune), [{"code": "48198", **names, **place}])
            session.execute(insert(Zone), [{"kind": "department", "code": "48", "name": "Lozère"}])
            yield session


def named(session: Session, key: str) -> Service:
    session.expire_all()
    return session.scalars(select(Service).where(Service.source_key == key)).one()


def counts(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(table)) for table in TABLES]


def test_a_record_is_kept_as_it_is_said_and_typeset(session: Session) -> None:
    assert load(session, ORIGIN, [CCAS], FIRST) == Loaded(added=1, changed=0, removed=0)
    kept = named(session, "ccas")
    assert (kept.name, kept.street, kept.hours) == ("CCAS de l’endroit", "17 impasse Zorglubine", CCAS.hours)
    assert [phone.number for phone in kept.phones] == ["+33465710001", "+33465710002"]
    assert [(area.kind, area.is_excluded) for area in kept.areas] == [
        ("commune", False),
        ("department", True),
    ]
    assert [closure.reason for closure in kept.closures] == ["Fin d’année"]
    assert (kept.access, kept.address_policy) == ("self", "public")


def test_what_a_record_does_not_say_is_null(session: Session) -> None:
    load(session, ORIGIN, [Record(key="bare", organization="X", category="ccas-cias", name="X")], FIRST)
    kept = named(session, "bare")
    unsaid = (
        kept.hours,
        kept.receives,
        kept.accepts_men,
        kept.age_min,
        kept.street,
        kept.email,
        kept.verified_on,
    )
    assert unsaid == (None,) * len(unsaid)


def test_the_same_records_again_change_nothing(session: Session) -> None:
    load(session, ORIGIN, [CCAS, SHELTER, UNIT, HOSTED], FIRST)
    before = counts(session)
    assert load(session, ORIGIN, [CCAS, SHELTER, UNIT, HOSTED], LATER) == Loaded(0, 0, 0)
    assert not session.dirty
    assert counts(session) == before
    assert {named(session, key).updated_at for key in ("ccas", "shelter", "unit", "iscg")} == {FIRST}


def test_a_record_that_changed_is_changed_alone(session: Session) -> None:
    load(session, ORIGIN, [CCAS, SHELTER], FIRST)
    moved = replace(CCAS, street="2 rue Neuve", phones=CCAS.phones[:1], closures=())
    assert load(session, ORIGIN, [moved, SHELTER], LATER) == Loaded(added=0, changed=1, removed=0)
    session.flush()
    kept = named(session, "ccas")
    assert (kept.street, len(kept.phones), len(kept.closures)) == ("2 rue Neuve", 1, 0)
    assert (kept.updated_at, named(session, "shelter").updated_at) == (LATER, FIRST)


def test_a_record_that_is_gone_is_removed_with_all_it_held(session: Session) -> None:
    load(session, ORIGIN, [SHELTER], FIRST)
    before = counts(session)[:1] + counts(session)[2:]
    load(session, ORIGIN, [CCAS, SHELTER], FIRST)
    assert load(session, ORIGIN, [SHELTER], LATER) == Loaded(added=0, changed=0, removed=1)
    session.flush()
    assert counts(session)[:1] + counts(session)[2:] == before


def test_whoever_runs_no_service_any_more_is_removed_too(session: Session) -> None:
    load(session, OTHER, [CCAS], FIRST)
    load(session, ORIGIN, [CCAS, SHELTER], FIRST)
    load(session, ORIGIN, [replace(CCAS, organization="Ville de Villefort")], LATER)
    kept = {(each.source_slug, each.name) for each in session.scalars(select(Organization))}
    assert kept == {("other", "Commune de Villefort"), ("test", "Ville de Villefort")}


def test_a_host_is_tied_whatever_the_order_and_untied_when_it_goes(session: Session) -> None:
    load(session, ORIGIN, [HOSTED, UNIT], FIRST)
    session.flush()
    assert named(session, "iscg").host_id == named(session, "unit").id
    load(session, ORIGIN, [replace(HOSTED, host="")], LATER)
    session.flush()
    assert named(session, "iscg").host_id is None


def test_a_source_leaves_the_others_alone(session: Session) -> None:
    load(session, OTHER, [CCAS], FIRST)
    alone = counts(session)
    load(session, ORIGIN, [CCAS, SHELTER, UNIT, HOSTED], FIRST)
    session.flush()
    assert unload(session, "test") == 4
    assert counts(session) == alone
    assert named(session, "ccas").source_slug == "other"


@pytest.mark.parametrize("category", CONFIDENTIAL_CATEGORIES)
@pytest.mark.parametrize("policy", ["", *ADDRESS_POLICIES])
def test_a_record_never_lowers_the_secrecy_of_its_category(
    session: Session, category: str, policy: str
) -> None:
    load(session, ORIGIN, [replace(SHELTER, category=category, address_policy=policy)], FIRST)
    assert named(session, "shelter").address_policy == "confidential"


def test_no_category_is_ever_made_less_secret(session: Session) -> None:
    every = [
        Record(
            key=f"{category} {policy}",
            organization="X",
            category=category,
            name="X",
            address_policy=policy,
            zone=("department", "48"),
        )
        for category in vocabulary().categories
        for policy in ("", *ADDRESS_POLICIES)
    ]
    load(session, ORIGIN, every, FIRST)
    for kept in session.scalars(select(Service)):
        category, _, policy = kept.source_key.partition(" ")
        asked = (vocabulary().categories[category].address_policy, policy or "public")
        assert kept.address_policy == max(asked, key=SECRECY.index), kept.source_key


def test_a_category_made_more_secret_is_obeyed_by_what_was_held_before(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = replace(CCAS, street="", postcode="", point=None)
    load(session, ORIGIN, [record], FIRST)
    words = vocabulary()
    secret = replace(words.categories["ccas-cias"], address_policy="on-request")
    changed = replace(words, categories={**words.categories, "ccas-cias": secret})
    monkeypatch.setattr(fill, "vocabulary", lambda: changed)
    assert load(session, ORIGIN, [record], LATER) == Loaded(added=0, changed=1, removed=0)
    assert named(session, "ccas").address_policy == "on-request"


def test_a_category_that_does_not_exist_is_refused(session: Session) -> None:
    with pytest.raises(LoadError, match="la catégorie « ccas » n’existe pas"):
        load(session, ORIGIN, [replace(CCAS, category="ccas")], FIRST)


@pytest.mark.parametrize("place", [{"street": "17 impasse Zorglubine"}, {"point": (44.4, 3.9)}], ids=" ".join)
@pytest.mark.parametrize("policy", ["", "public", "on-request", "none", "confidential"])
def test_a_place_that_must_be_hidden_is_refused(
    session: Session, policy: str, place: dict[str, object]
) -> None:
    with pytest.raises(LoadError, match="ne s’enregistre pas"):
        load(session, ORIGIN, [replace(SHELTER, address_policy=policy, **place)], FIRST)


@pytest.mark.parametrize("policy", ["on-request", "none", "confidential"])
@pytest.mark.parametrize("field", ["street", "point", "postcode"])
def test_an_address_that_is_not_shown_is_not_stored(session: Session, policy: str, field: str) -> None:
    record = replace(CCAS, **dict.fromkeys(PLACED, "") | {"point": None}, address_policy=policy)
    with pytest.raises(LoadError, match="ne s’enregistre pas"):
        load(session, ORIGIN, [replace(record, zone=("department", "48"), **{field: PLACED[field]})], FIRST)


@pytest.mark.parametrize("place", [{"commune": "48198"}, {"host": "unit"}, {"zone": None}], ids=" ".join)
def test_a_confidential_service_has_a_zone_and_nothing_nearer(
    session: Session, place: dict[str, object]
) -> None:
    with pytest.raises(LoadError, match="un lieu confidentiel a une zone"):
        load(session, ORIGIN, [replace(SHELTER, **place)], FIRST)


def test_a_service_that_becomes_confidential_keeps_nothing_of_its_place(session: Session) -> None:
    load(session, ORIGIN, [CCAS], FIRST)
    hidden = {**dict.fromkeys(PLACED, ""), "point": None, "zone": ("department", "48")}
    load(session, ORIGIN, [replace(CCAS, address_policy="confidential", **hidden)], LATER)
    session.flush()
    kept = named(session, "ccas")
    assert (kept.street, kept.postcode, kept.latitude, kept.commune_code) == (None, None, None, None)


@pytest.mark.parametrize("policy", ["", "public", "on-request", "none"])
def test_no_later_record_brings_the_place_of_a_confidential_service_back(
    session: Session, policy: str
) -> None:
    hidden = {**dict.fromkeys(PLACED, ""), "point": None, "zone": ("department", "48")}
    load(session, ORIGIN, [replace(CCAS, address_policy="confidential", **hidden)], FIRST)
    with pytest.raises(LoadError, match="tenu confidentiel"):
        load(session, ORIGIN, [replace(CCAS, address_policy=policy, **hidden)], LATER)


@pytest.mark.parametrize("name", ["Aide aux victimes", "Violences conjugales", "L'abri"])
def test_a_neutral_name_that_tells_is_refused(session: Session, name: str) -> None:
    with pytest.raises(LoadError, match="en dit trop"):
        load(session, ORIGIN, [replace(CCAS, neutral_name=name)], FIRST)


def test_hours_and_numbers_that_cannot_be_read_are_refused(session: Session) -> None:
    with pytest.raises(HoursError):
        load(session, ORIGIN, [replace(CCAS, hours="le matin")], FIRST)
    session.rollback()
    with pytest.raises(PhoneError):
        load(session, ORIGIN, [replace(CCAS, phones=(PhoneRecord("le soir"),))], FIRST)


TOLD = replace(
    CCAS,
    alternate_names=("Centre communal d'action sociale",),
    audiences=("everyone",),
    modes=("on-site", "phone"),
    features=("wheelchair",),
    fee="free",
    transport="Bus 3, arrêt de l'Église",
    documents="Pièce d'identité",
    referral="Appeler avec la personne ; fiche de liaison",
)


def test_whom_it_receives_how_and_at_what_cost_is_kept_and_typeset(session: Session) -> None:
    load(session, ORIGIN, [TOLD], FIRST)
    kept = named(session, "ccas")
    assert kept.alternate_names == ["Centre communal d’action sociale"]
    assert (kept.audiences, kept.modes, kept.features) == (["everyone"], ["on-site", "phone"], ["wheelchair"])
    assert (kept.fee, kept.transport, kept.documents) == (
        "free",
        "Bus 3, arrêt de l’Église",
        "Pièce d’identité",
    )
    assert kept.referral == "Appeler avec la personne\u202f; fiche de liaison"


def test_what_a_record_no_longer_says_is_unknown_again(session: Session) -> None:
    load(session, ORIGIN, [TOLD], FIRST)
    load(session, ORIGIN, [CCAS], LATER)
    kept = named(session, "ccas")
    assert (kept.alternate_names, kept.audiences, kept.modes, kept.features) == ([], [], [], [])
    assert (kept.fee, kept.transport, kept.documents, kept.referral) == (None, None, None, None)


@pytest.mark.parametrize(
    ("said", "nearest"),
    [
        ({"audiences": ("minor",)}, "minors"),
        ({"modes": ("onsite",)}, "on-site"),
        ({"features": ("wheelchairs",)}, "wheelchair"),
        ({"fee": "fre"}, "free"),
    ],
    ids=str,
)
def test_a_word_of_no_scale_is_refused_and_the_nearest_one_offered(
    session: Session, said: dict[str, object], nearest: str
) -> None:
    with pytest.raises(LoadError, match=f"n’est pas un mot de l’échelle.*« {nearest} »"):
        load(session, ORIGIN, [replace(CCAS, **said)], FIRST)


@pytest.mark.parametrize("record", [SHELTER, replace(UNIT, **dict.fromkeys(PLACED, "") | {"point": None})])
@pytest.mark.parametrize("policy", ["on-request", "none", "confidential"])
def test_how_to_come_is_refused_where_the_address_is_not_public(
    session: Session, record: Record, policy: str
) -> None:
    hidden = replace(record, address_policy=policy, zone=("department", "48"))
    with pytest.raises(LoadError, match="dire comment venir, c’est dire où"):
        load(session, ORIGIN, [replace(hidden, transport="Bus 3")], FIRST)


def verified(session: Session) -> list[date]:
    return [each.verified_on for each in named(session, "ccas").verifications]


def test_each_new_day_of_verification_is_remembered_the_latest_first(session: Session) -> None:
    first, second = date(2026, 11, 1), date(2026, 11, 20)
    load(session, ORIGIN, [CCAS], FIRST)
    assert verified(session) == [first]
    load(session, ORIGIN, [replace(CCAS, verified_on=second)], LATER)
    load(session, ORIGIN, [replace(CCAS, name="Autre", verified_on=second)], LATER)
    assert verified(session) == [second, first]
    load(session, ORIGIN, [replace(CCAS, verified_on=None)], LATER)
    assert (named(session, "ccas").verified_on, verified(session)) == (None, [second, first])


def test_a_verification_lifts_what_was_reported_before_it_and_nothing_else(session: Session) -> None:
    load(session, ORIGIN, [CCAS], FIRST)
    service = named(session, "ccas")
    for day, about in ((19, "hours"), (20, "phone"), (21, "place")):
        report(session, service.id, about, date(2026, 11, day))
    load(session, ORIGIN, [replace(CCAS, name="Autre")], LATER)
    assert [each.about for each in service.reports] == ["hours", "phone", "place"]
    load(session, ORIGIN, [replace(CCAS, verified_on=date(2026, 11, 20))], LATER)
    session.expire_all()
    assert [each.about for each in named(session, "ccas").reports] == ["phone", "place"]


def test_verifications_go_with_their_source(session: Session) -> None:
    load(session, ORIGIN, [CCAS, UNIT], FIRST)
    load(session, OTHER, [replace(CCAS, key="other")], FIRST)
    unload(session, "test")
    assert {each.source_slug for each in session.scalars(select(Verification))} == {"other"}


def test_two_records_that_say_the_same_have_the_same_print() -> None:
    assert digest(CCAS) == digest(replace(CCAS))
    assert digest(CCAS) != digest(replace(CCAS, name="Autre"))


class Reading:
    """Records as a file would give them, counting how often it was read."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> list[Record]:
        self.times += 1
        return [CCAS]


def test_a_file_that_has_not_changed_is_not_read_again(session: Session, tmp_path: Path) -> None:
    file, read = tmp_path / "records.yaml", Reading()
    file.write_text("one")
    assert load_files(session, ORIGIN, [file], read, FIRST).added == 1
    assert load_files(session, ORIGIN, [file], read, LATER) == Loaded(0, 0, 0)
    assert read.times == 1
    file.write_text("two")
    load_files(session, ORIGIN, [file], read, LATER)
    assert read.times == 2


def test_a_source_that_was_removed_stays_out_until_it_is_asked_back(session: Session, tmp_path: Path) -> None:
    file, read = tmp_path / "records.yaml", Reading()
    file.write_text("one")
    load_files(session, ORIGIN, [file], read, FIRST)
    assert unload(session, "test") == 1
    assert load_files(session, ORIGIN, [file], read, LATER) == Loaded(0, 0, 0)
    assert counts(session) == [0] * len(TABLES)
    welcome_back(session, "test")
    assert load_files(session, ORIGIN, [file], read, LATER).added == 1
    assert session.scalar(select(func.count()).select_from(Setting)) == 1
