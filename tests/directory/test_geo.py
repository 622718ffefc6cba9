"""What a person types, and the place that it means: on the whole gazetteer, in a real SQLite database."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from directory.db import open_engine, open_readers, open_sessions, sqlite_url
from directory.gazetteer import load_gazetteer
from directory.geo import Status, distance_km, place, resolve, suggest
from directory.local_time import holiday_subdivision, is_holiday, time_context, timezone_of
from directory.models import Base


@pytest.fixture(scope="module")
def france(tmp_path_factory) -> Iterator[Session]:
    """A session that only reads, on a database with every commune."""
    engine = open_engine(sqlite_url(tmp_path_factory.mktemp("geo")))
    Base.metadata.create_all(engine)
    with open_sessions(engine)() as session:
        load_gazetteer(session)
        session.commit()
    with open_readers(engine)() as session:
        yield session
    engine.dispose()


def labels(places) -> list[str]:
    return [found.label for found in places]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("st chamond", "Saint-Chamond (42)"),
        ("SAINT-CHAMOND", "Saint-Chamond (42)"),
        ("42400", "Saint-Chamond (42)"),
        ("42 400", "Saint-Chamond (42)"),
        ("42207", "Saint-Chamond (42)"),
        ("St. Chamond", "Saint-Chamond (42)"),
        ("Saint-Chamond CEDEX", "Saint-Chamond (42)"),
        ("42403 SAINT-CHAMOND CEDEX", "Saint-Chamond (42)"),
        ("42400 st chamond", "Saint-Chamond (42)"),
        ("12 rue de la Paix, 42400 Saint-Chamond", "Saint-Chamond (42)"),
        ("35065 RENNES CEDEX 7", "Rennes (35)"),
        ("Rennes cedex 7", "Rennes (35)"),
        ("Condom 32", "Condom (32)"),
        ("condom gers", "Condom (32)"),
        ("CONDOM (Gers)", "Condom (32)"),
        ("Sainte-Colombe (25)", "Sainte-Colombe (25)"),
        ("villefort lozere", "Villefort (48)"),
        ("Saint-Denis (La Réunion)", "Saint-Denis (974)"),
        ("saint denis reunion", "Saint-Denis (974)"),
        ("Saint-Denis 974", "Saint-Denis (974)"),
        ("la richardais", "La Richardais (35)"),
        ("richardais", "La Richardais (35)"),
        ("havre", "Le Havre (76)"),
        ("le saint", "Le Saint (56)"),
        ("2B033", "Bastia (2B)"),
        ("2b033", "Bastia (2B)"),
        ("bastia 2b", "Bastia (2B)"),
        ("bastia 20", "Bastia (2B)"),
        ("20033", "Bastia (2B)"),
        ("l hay les roses", "L’Haÿ-les-Roses (94)"),
        ("lhay les roses", "L’Haÿ-les-Roses (94)"),
        ("L'HAŸ-LES-ROSES", "L’Haÿ-les-Roses (94)"),
        ("Œuilly 51", "Œuilly (51)"),
        ("oeuilly (aisne)", "Œuilly (02)"),
        ("Chalon s/ Saône", "Chalon-sur-Saône (71)"),
        ("Y", "Y (80)"),
        ("97209", "Fort-de-France (972)"),
        ("Paris", "Paris (75)"),
        ("paris 75", "Paris (75)"),
        ("Lyon 69", "Lyon (69)"),
    ],
)
def test_a_whole_name_or_a_code_of_its_own_finds_the_commune(france, typed, label):
    found = resolve(france, typed)
    assert (found.status, labels(found.candidates)) == (Status.FOUND, [label])
    assert found.place == found.candidates[0]


@pytest.mark.parametrize(
    ("typed", "label", "commune", "choice"),
    [
        ("Lyon 3", "Lyon 3e arrondissement", "69123", "69383"),
        ("Lyon 3ème", "Lyon 3e arrondissement", "69123", "69383"),
        ("lyon 03", "Lyon 3e arrondissement", "69123", "69383"),
        ("Lyon 3e Arrondissement", "Lyon 3e arrondissement", "69123", "69383"),
        ("69003 Lyon", "Lyon 3e arrondissement", "69123", "69383"),
        ("paris 12", "Paris 12e arrondissement", "75056", "75112"),
        ("75012", "Paris 12e arrondissement", "75056", "75112"),
        ("75116", "Paris 16e arrondissement", "75056", "75116"),
        ("Marseille 1er", "Marseille 1er arrondissement", "13055", "13201"),
    ],
)
def test_a_district_is_found_in_its_commune(france, typed, label, commune, choice):
    found = resolve(france, typed).place
    assert (found.label, found.code, found.choice) == (label, commune, choice)
    assert place(france, choice) == found


def test_a_former_commune_leads_to_the_commune_of_today(france):
    found = resolve(france, "bellegarde sur valserine").place
    assert (found.code, found.name) == ("01033", "Valserhône")
    assert found.label == "Bellegarde-sur-Valserine (01), commune déléguée de Valserhône"


def test_a_place_says_where_it_lies(france):
    found = resolve(france, "la richardais").place
    assert (found.department_name, found.region_name) == ("Ille-et-Vilaine", "Bretagne")
    assert found.epci == "243500725"
    assert found.arrondissement == "354"
    assert found.population > 2_000
    assert distance_km(found.latitude, found.longitude, 48.608, -2.043) < 3


@pytest.mark.parametrize(
    ("typed", "first", "count"),
    [
        ("sainte colombe", "Sainte-Colombe (69)", 12),
        ("saint denis", "Saint-Denis (974)", 4),
        ("Œuilly", "Œuilly (51)", 2),
        ("villefort", "Villefort (48)", 2),
        ("chateau chinon", "Château-Chinon (Ville) (58)", 2),
        ("Beaune", "Beaune (21)", 2),
        ("rochelle (la)", "La Rochelle (17)", 2),
        ("51300", "Vitry-le-François (51)", 47),
        ("69003", "Lyon 3e arrondissement", 2),
        ("13001", "Marseille 1er arrondissement", 2),
        ("97411", "Saint-Paul (974)", 2),
        ("marseille 13", "Marseille 13e arrondissement", 2),
        ("42400 rennes", "Saint-Chamond (42)", 2),
        ("condom 31", "Condom (32)", 1),
        ("villeurb", "Villeurbanne (69)", 1),
        ("chamond", "Saint-Chamond (42)", 2),
        ("42", "Saint-Étienne (42)", 20),
    ],
)
def test_where_there_is_a_doubt_the_person_chooses(france, typed, first, count):
    found = resolve(france, typed)
    assert found.status is Status.CHOOSE
    assert found.place is None
    assert (found.candidates[0].label, len(found.candidates)) == (first, count)
    assert len(set(labels(found.candidates))) == count


def test_homonyms_come_with_the_most_populated_first(france):
    populations = [found.population for found in resolve(france, "sainte colombe").candidates]
    assert populations == sorted(populations, reverse=True)


def test_a_short_word_that_begins_many_names_is_never_taken_for_one_of_them(france):
    found = resolve(france, "saint")
    assert found.status is Status.CHOOSE
    assert labels(found.candidates)[:2] == ["Le Saint (56)", "Saint-Étienne (42)"]


def test_97411_is_a_postcode_of_saint_paul_and_the_code_of_saint_denis(france):
    assert labels(resolve(france, "97411").candidates) == ["Saint-Paul (974)", "Saint-Denis (974)"]
    assert place(france, "97411").label == "Saint-Denis (974)"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Sain Chamon", "Saint-Chamond (42)"),
        ("sain chamon 42", "Saint-Chamond (42)"),
        ("saintmalo", "Saint-Malo (35)"),
        ("Rennnes", "Rennes (35)"),
        ("Zaint-Chamond", "Saint-Chamond (42)"),
        ("42403", "Saint-Chamond (42)"),
    ],
)
def test_another_spelling_is_offered_and_never_picked(france, typed, first):
    found = resolve(france, typed)
    assert found.status is Status.APPROXIMATE
    assert found.place is None
    assert found.candidates[0].label == first


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "%", "_", "'; DROP TABLE commune; --", "Zzzz", "00000", "99999", "x" * 10_000, "مدينة", "\0"],
)
def test_what_means_nothing_gives_nothing(france, typed):
    found = resolve(france, typed)
    assert (found.status, found.candidates, found.place) == (Status.NOTHING, (), None)


def test_wildcards_are_not_read_as_such(france):
    assert labels(resolve(france, "Re%nnes").candidates) != ["Rennes (35)"]
    assert suggest(france, "%") == []
    assert suggest(france, "_____") == []


def test_every_candidate_can_be_sent_back_by_its_choice(france):
    for typed in ("sainte colombe", "marseille 13", "51300", "saint"):
        for candidate in resolve(france, typed).candidates:
            assert place(france, candidate.choice).code == candidate.code


@pytest.mark.parametrize("code", ["", "99999", "nothing", "42207; --", "%", "\0", "4" * 10_000])
def test_an_unknown_code_is_no_place(france, code):
    assert place(france, code) is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("st ch", "Saint-Chamond (42)"),
        ("la rich", "La Riche (37)"),
        ("richard", "La Richardais (35)"),
        ("424", "Saint-Chamond (42)"),
        ("42 4", "Saint-Chamond (42)"),
        ("42207", "Saint-Chamond (42)"),
        ("2b0", "Bastia (2B)"),
        ("paris", "Paris (75)"),
        ("paris 1", "Paris 1er arrondissement"),
        ("75012", "Paris 12e arrondissement"),
        ("lhay", "L’Haÿ-les-Roses (94)"),
        ("l'h", "L’Haÿ-les-Roses (94)"),
        ("hay", "L’Haÿ-les-Roses (94)"),
        ("mans", "Le Mans (72)"),
        ("condom", "Condom (32)"),
        ("condom 3", "Condom (32)"),
        ("sainte colombe 25", "Sainte-Colombe (25)"),
        ("condom gers", "Condom (32)"),
        ("42400 saint-ch", "Saint-Chamond (42)"),
        ("y", "Y (80)"),
    ],
)
def test_suggestions_come_as_one_types(france, typed, first):
    assert labels(suggest(france, typed))[0] == first


def test_the_most_populated_come_first_after_exact_names(france):
    assert labels(suggest(france, "mont"))[:6] == [
        "Mont (64)",
        "Mont (71)",
        "Le Mont (88)",
        "Mont (65)",
        "Montpellier (34)",
        "Montreuil (93)",
    ]


def test_a_later_word_of_a_name_is_enough(france):
    assert "Saint-Malo (35)" in labels(suggest(france, "malo"))
    assert "Villefranche-de-Rouergue (12)" in labels(suggest(france, "rouergue"))


@pytest.mark.parametrize("typed", ["sa", "paris", "bage", "42", "le", "sainte colombe"])
def test_suggestions_are_few_and_each_is_said_once(france, typed):
    found = labels(suggest(france, typed))
    assert 1 <= len(found) <= 8
    assert len(set(found)) == len(found)
    assert len(suggest(france, typed, limit=3)) <= 3


@pytest.mark.parametrize("typed", ["", "zzz", "x" * 10_000, "99999"])
def test_nothing_is_suggested_where_nothing_begins_so(france, typed):
    assert suggest(france, typed) == []


def test_distance_is_along_the_ground():
    assert distance_km(48.8566, 2.3522, 45.7640, 4.8357) == pytest.approx(392.2, abs=1)
    assert distance_km(48.0, 2.0, 48.0, 2.0) == 0


@pytest.mark.parametrize(
    ("department", "zone"),
    [
        ("42", "Europe/Paris"),
        ("2B", "Europe/Paris"),
        ("971", "America/Guadeloupe"),
        ("973", "America/Cayenne"),
        ("974", "Indian/Reunion"),
        ("975", "America/Miquelon"),
        ("988", "Pacific/Noumea"),
    ],
)
def test_each_department_has_its_time(department, zone):
    assert timezone_of(department) == ZoneInfo(zone)


def test_public_holidays_are_those_of_the_department():
    assert is_holiday(date(2026, 7, 14), "42")
    assert is_holiday(date(2026, 12, 26), "67")
    assert not is_holiday(date(2026, 12, 26), "42")
    assert is_holiday(date(2026, 12, 20), "974")
    assert not is_holiday(date(2026, 12, 20), "971")
    assert not is_holiday(date(2026, 7, 15), "42")
    assert (holiday_subdivision("57"), holiday_subdivision("42")) == ("57", None)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24T10:00", "office-hours"),
        ("2026-11-24T08:00", "office-hours"),
        ("2026-11-24T07:59", "evening-night"),
        ("2026-11-24T17:59", "office-hours"),
        ("2026-11-24T18:00", "evening-night"),
        ("2026-11-27T22:00", "evening-night"),
        ("2026-11-28T02:00", "weekend-holiday"),
        ("2026-11-29T11:00", "weekend-holiday"),
        ("2026-11-30T02:00", "evening-night"),
        ("2026-11-11T10:00", "weekend-holiday"),
    ],
)
def test_each_moment_of_the_week_has_its_name(at, expected):
    assert time_context(datetime.fromisoformat(at), "48") == expected


def test_an_aware_time_is_read_on_the_clocks_of_the_department():
    at = datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert time_context(at, "42") == "evening-night"
    assert time_context(at, "974") == "office-hours"
    assert time_context(datetime(2026, 11, 27, 21, tzinfo=UTC), "974") == "weekend-holiday"
