"""Who is competent here: each way of choosing, each fallback, in the five territories of the mission."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from directory.audience import Public
from directory.find import ENOUGH, Found, find, find_all
from directory.geo import place
from directory.models import Commune, Service
from directory.places import Place
from directory.serving import ANYBODY, around_place, find_lines, find_permanences, find_units, with_id
from directory.words import Vocabulary

VILLEFORT, MENDE, SAINT_CHAMOND, MONTBRISON = "48198", "48095", "42207", "42147"
SAINT_MALO, CANCALE, DINARD, REDON, VITRE = "35288", "35049", "35093", "35236", "35360"
LANCIEUX, SAINT_NICOLAS_DE_REDON = "22094", "44185"
LILLE, SAINT_DENIS, ORLEANS, MONTARGIS = "59350", "97411", "45234", "45208"
EVERYWHERE = [VILLEFORT, MENDE, SAINT_CHAMOND, MONTBRISON, SAINT_MALO, DINARD, REDON, VITRE, LANCIEUX, LILLE]
MAN = Public(role="victim", gender="man")


def at(session: Session, code: str) -> Place:
    here = place(session, code)
    assert here is not None
    return here


def found(
    session: Session,
    words: Vocabulary,
    category: str,
    code: str,
    chain: str = "nearest",
    public: Public = ANYBODY,
) -> list[Found]:
    return find(session, words.categories[category], at(session, code), chain, public)


def keys(items: list[Found]) -> list[str]:
    return [item.service.source_key for item in items]


def of_assignment(words: Vocabulary, assignment: str) -> list[str]:
    return [slug for slug, category in words.categories.items() if category.assignment == assignment]


def everything(session: Session, words: Vocabulary, assignment: str, code: str) -> dict[str, list[Found]]:
    wanted = dict.fromkeys(of_assignment(words, assignment), "nearest")
    return find_all(session, wanted, at(session, code))


@pytest.mark.parametrize("code", EVERYWHERE)
def test_the_nearest_service_comes_first_and_the_only_one_is_never_hidden(
    session: Session, words: Vocabulary, code: str
) -> None:
    here = at(session, code)
    around = around_place(session, of_assignment(words, "nearest"), here)
    for slug, items in everything(session, words, "nearest", code).items():
        serving = around.of(slug)
        assert len(items) >= min(ENOUGH, len(serving)), slug
        groups = [item.tie for item in items]
        assert "neighbour" not in groups or len(serving) > 1 or len(items) == 1
        assert {item.service.id for item in items} <= {service.id for service in serving}


@pytest.mark.parametrize("code", EVERYWHERE)
def test_the_search_stops_once_two_services_are_near(session: Session, words: Vocabulary, code: str) -> None:
    for slug, items in everything(session, words, "nearest", code).items():
        radius = words.categories[slug].max_km or float("inf")
        near = [item for item in items if item.distance_km is None or item.distance_km <= radius]
        own = [item for item in near if item.tie == "competent"]
        if len(own) >= ENOUGH:
            assert items == own, slug
        elif len(near) >= ENOUGH:
            assert items == near, slug


@pytest.mark.parametrize("code", EVERYWHERE)
def test_inside_each_widening_the_nearest_is_first(session: Session, words: Vocabulary, code: str) -> None:
    for slug, items in everything(session, words, "nearest", code).items():
        radius = words.categories[slug].max_km or float("inf")
        levels = [
            (0 if item.tie == "competent" else 1)
            if item.distance_km is None or item.distance_km <= radius
            else 2
            for item in items
        ]
        assert levels == sorted(levels), slug
        for level in set(levels):
            far = [item.distance_km for item, own in zip(items, levels, strict=True) if own == level]
            known = [kilometres for kilometres in far if kilometres is not None]
            assert known == sorted(known)


def test_two_services_that_do_not_receive_the_person_do_not_end_the_search(
    session: Session, words: Vocabulary
) -> None:
    """Whoever is refused by the two nearest must hear of the third."""
    wanted = dict.fromkeys(of_assignment(words, "nearest"), "nearest")
    refusing = 0
    for here in (at(session, code) for code in EVERYWHERE):
        around = around_place(session, wanted, here)
        for slug, items in find_all(session, wanted, here, MAN).items():
            receiving = {service.id for service in around.of(slug) if service.accepts_men is not False}
            kept = {item.service.id for item in items} & receiving
            assert len(kept) >= min(ENOUGH, len(receiving)), (slug, here.code)
            refusing += len(items) - len(kept)
    assert refusing > 0


def test_a_sector_that_does_not_receive_the_person_gives_way_to_a_wider_one(
    session: Session, words: Vocabulary
) -> None:
    wanted = dict.fromkeys(of_assignment(words, "competence"), "competence")
    for here in (at(session, code) for code in EVERYWHERE):
        around = around_place(session, wanted, here)
        for slug, items in find_all(session, wanted, here, MAN).items():
            receiving = [service for service in around.of(slug) if service.accepts_men is not False]
            kept = [item for item in items if item.service.accepts_men is not False]
            assert bool(kept) or not receiving, (slug, here.code)


@pytest.mark.parametrize("code", EVERYWHERE)
def test_the_narrowest_sector_is_competent(session: Session, words: Vocabulary, code: str) -> None:
    here = at(session, code)
    widths = {"commune": 0, "epci": 1, "department": 2, "region": 3, "national": 4}
    held = {
        ("commune", here.code),
        ("epci", here.epci),
        ("department", here.department),
        ("region", here.region),
        ("national", ""),
    }

    def width(service: Service) -> int:
        return min(
            widths[area.kind]
            for area in service.areas
            if not area.is_excluded and (area.kind, area.code) in held
        )

    around = around_place(session, of_assignment(words, "competence"), here)
    for slug, items in everything(session, words, "competence", code).items():
        competent = [item for item in items if item.tie != "other-sector"]
        if around.of(slug):
            narrowest = min(map(width, around.of(slug)))
            assert {width(item.service) for item in competent} == {narrowest}, slug


@pytest.mark.parametrize(
    ("category", "code", "expected", "other"),
    [
        ("pmi", REDON, "pmi-redon", SAINT_NICOLAS_DE_REDON),
        ("pmi", DINARD, "pmi-dinard", LANCIEUX),
        ("cmp", DINARD, "cmp-dinard", LANCIEUX),
    ],
)
def test_the_part_of_an_epci_in_another_departement_is_left_out(
    session: Session, words: Vocabulary, category: str, code: str, expected: str, other: str
) -> None:
    assert at(session, code).epci == at(session, other).epci
    assert expected in keys(found(session, words, category, code))
    assert expected not in keys(found(session, words, category, other))


def test_mont_lozere_serves_its_communes_of_lozere_and_leaves_out_the_gard(
    session: Session, words: Vocabulary
) -> None:
    across = gard_communes(session, at(session, VILLEFORT).epci)
    assert across
    assert "pmi-mende" in keys(found(session, words, "pmi", VILLEFORT))
    assert all("pmi-mende" not in keys(found(session, words, "pmi", code)) for code in across)


def gard_communes(session: Session, epci: str | None) -> list[str]:
    return list(session.scalars(select(Commune.code).where(Commune.epci == epci, Commune.department == "30")))


def test_an_excluded_commune_is_not_served(session: Session, words: Vocabulary) -> None:
    assert "cdas-baie" in keys(found(session, words, "social-department", CANCALE))
    assert "cdas-baie" not in keys(found(session, words, "social-department", SAINT_MALO))


def test_a_court_shares_its_departement_with_the_other(session: Session, words: Vocabulary) -> None:
    assert keys(found(session, words, "tribunal-judiciaire", ORLEANS)) == ["tribunal-judiciaire-45-orleans"]
    assert keys(found(session, words, "tribunal-judiciaire", MONTARGIS)) == [
        "tribunal-judiciaire-45-montargis"
    ]


def test_the_permanence_held_in_the_unit_of_the_commune_comes_first(
    session: Session, words: Vocabulary
) -> None:
    for code in EVERYWHERE:
        items = found(session, words, "iscg", code, "unit")
        ties = [item.tie for item in items]
        assert ties == sorted(ties, key=lambda tie: tie != "host-unit"), code
        units = {
            service.id
            for service in around_place(session, ["law-enforcement-unit"], at(session, code)).of(
                "law-enforcement-unit"
            )
        }
        assert all((item.service.host_id in units) == (item.tie == "host-unit") for item in items)
    assert found(session, words, "iscg", SAINT_CHAMOND, "unit")[0].tie == "host-unit"


def test_where_no_social_worker_holds_a_permanence_the_family_unit_takes_over(
    session: Session, words: Vocabulary
) -> None:
    ties = {item.tie for code in EVERYWHERE for item in found(session, words, "iscg", code, "unit")}
    assert ties <= {"host-unit", "competent", "neighbour", "relay"}
    assert found(session, words, "iscg", LILLE, "unit") == []


@pytest.mark.parametrize("code", EVERYWHERE)
def test_places_are_never_listed_only_who_allocates_them(
    session: Session, words: Vocabulary, code: str
) -> None:
    for slug, items in everything(session, words, "dispatch", code).items():
        regulator = words.categories[slug].regulator
        assert {item.service.category for item in items} <= {regulator}, slug
        assert {(item.tie, item.distance_km) for item in items} <= {("regulator", None)}


def test_the_regulator_is_known_in_each_territory(session: Session, words: Vocabulary) -> None:
    for code in (VILLEFORT, SAINT_CHAMOND, ORLEANS, REDON, "32107"):
        assert [item.service.category for item in found(session, words, "dv-shelter", code)] == ["siao-115"]
        assert found(session, words, "child-emergency-home", code)[0].service.category == "ase"


@pytest.mark.parametrize("chain", ["nearest", "competence", "unit", "dispatch", "any"])
def test_no_search_ever_gives_a_confidential_service(session: Session, words: Vocabulary, chain: str) -> None:
    for code in EVERYWHERE:
        answers = find_all(session, dict.fromkeys(words.categories, chain), at(session, code))
        given = [item for items in answers.values() for item in items]
        assert not [item for item in given if item.service.address_policy == "confidential"]


def test_a_service_that_has_no_place_has_no_distance(session: Session) -> None:
    for service in session.scalars(select(Service).where(Service.commune_code.is_(None))):
        assert service.latitude is None
        assert service.longitude is None


@pytest.mark.parametrize("code", EVERYWHERE)
def test_a_service_that_answers_from_anywhere_has_no_distance(
    session: Session, words: Vocabulary, code: str
) -> None:
    given = [item for items in everything(session, words, "any", code).values() for item in items]
    assert {(item.tie, item.distance_km) for item in given} <= {("anywhere", None)}


def test_another_sector_is_named_where_none_is_competent(session: Session, words: Vocabulary) -> None:
    """It will name the right one: better than nobody."""
    answers = [everything(session, words, "competence", code) for code in EVERYWHERE]
    given = [
        item for found in answers for items in found.values() for item in items if item.tie == "other-sector"
    ]
    assert given
    assert all(item.service.commune is not None for item in given)
    assert all(
        len(items) <= ENOUGH
        for found in answers
        for items in found.values()
        if items[:1] and items[0] in given
    )


def test_a_chain_to_the_regulator_ends_at_the_regulator(session: Session, words: Vocabulary) -> None:
    here = at(session, VILLEFORT)
    nobody = [
        slug
        for slug, items in find_all(session, dict.fromkeys(words.categories, "nearest"), here).items()
        if not items
    ]
    dispatched = find_all(session, dict.fromkeys(nobody, "dispatch"), here)
    assert nobody
    assert {(item.tie, item.service.category) for items in dispatched.values() for item in items} == {
        ("regulator", "siao-115")
    }


@pytest.mark.parametrize("code", [LILLE, SAINT_DENIS])
def test_where_the_directory_has_nobody_it_only_has_national_lines(
    session: Session, words: Vocabulary, code: str
) -> None:
    answers = find_all(session, dict.fromkeys(words.categories, "nearest"), at(session, code))
    sources = {item.service.source_slug for items in answers.values() for item in items}
    assert sources == {"national-lines"}


def test_lines_are_given_in_the_order_asked_for(session: Session) -> None:
    lines = find_lines(session, ["119", "3919", "no-such-line", "114"])
    assert [line.source_key for line in lines] == ["119", "3919", "114"]


def test_units_are_those_that_host_a_permanence(session: Session) -> None:
    units = find_units(session)
    assert units
    assert all(find_permanences(session, unit.id) for unit in units)
    departments = [unit.commune.department for unit in units if unit.commune]
    assert departments == sorted(departments)


def test_one_service_is_found_by_its_number_or_not_at_all(session: Session) -> None:
    first = session.scalars(select(Service.id)).first()
    assert first is not None
    known = with_id(session, first)
    assert known is not None
    assert known.id == first
    assert with_id(session, -1) is None


@pytest.mark.parametrize("code", [SAINT_CHAMOND, SAINT_DENIS])
def test_all_categories_together_cost_no_more_questions_than_a_few(
    session: Session, words: Vocabulary, code: str
) -> None:
    here, asked = at(session, code), []
    heard = (session.get_bind(), "before_cursor_execute", lambda *call: asked.append(call[2]))
    event.listen(*heard)
    find_all(session, dict.fromkeys(words.categories, "competence"), here)
    event.remove(*heard)
    assert 0 < len(asked) <= 10
