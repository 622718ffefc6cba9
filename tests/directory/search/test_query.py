"""Asking the directory as a page does: place, words, whatever is typed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.geo import place
from directory.models import Organization, Service, ServiceArea
from directory.places import Place
from directory.search import engine
from directory.search.asking import FURTHEST, Filters, Search
from directory.search.query import find_ids, find_services
from directory.search.results import SERVES, Result, Results
from directory.search.searcher import Searcher
from directory.words import Vocabulary
from tests.directory.search.asked import PARIS, TUESDAY, WHOLE

HOSTILE = {
    "ten thousand letters": "a" * 10_000,
    "ten thousand characters": "hébergement d’urgence " * 460,
    "five hundred wildcards": "*" * 500,
    "wildcards in words": "a* ?b* " * 70,
    "control characters": "".join(map(chr, range(32))) + "foyer\x7f\x80\x9f",
    "a NUL in a word": "foy\0er",
    "emoji": "🏠👩‍👧🚨 foyer 🇫🇷",
    "right to left": "\u202efoyer\u202c \u200f\u061cمأوى \u2066test\u2069",
    "zero width": "fo\u200byer \ufeffabri",
    "surrogates": "\ud800\udfff foyer",
    "stacked accents": "e" + "\u0301" * 5_000,
    "one that unfolds": "\ufdfa" * 500,
    "a field": "adresse:rue name:* street:12 neutral_name:bureau",
    "quotes": '"\'«»""\'\' "foyer',
    "brackets": "((((foyer AND (NOT nuit)) OR [a TO z]) ^2 ~1",
    "ranges": "[* TO *] {a TO b} id:[0 TO 9]",
    "sql": "'; DROP TABLE service; -- \" OR 1=1 UNION SELECT * FROM service",
    "like": "%_%\\%_|heberg|%",
    "stored form": "|abri:4|nuit:1|",
    "a template": "{{ 7*7 }} {% raw %} ${7*7} <script>alert(1)</script>",
    "a path": "../../../../etc/passwd %00 %2e%2e",
    "five hundred words": " ".join(f"mot{rank}" for rank in range(500)),
    "five hundred known words": "violence logement enfant avocat médecin " * 100,
    "one letter": "a",
    "one accent": "\u0301",
    "only spaces": " \t\n\u00a0\u202f",
    "dotted": "a." * 5_000,
    "hyphens": "-" * 5_000,
    "apostrophes": "l'd'qu'" * 500,
    "ages": "15 ans " * 500,
    "figures": "1" * 5_000,
    "capitals of mathematics": "𝐅𝐎𝐘𝐄𝐑",
    "a long number": "9" * 400,
    "Turkish": "İSTANBUL ı",
}


def ask(app: Flask, session: Session, **asked: Any) -> Results:
    return find_services(session, app.extensions["searcher"], Search(**{"at": TUESDAY, **asked}))


def known(session: Session, code: str) -> Place:
    found = place(session, code)
    assert found is not None
    return found


# Whatever is typed.


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_is_answered(app: Flask, session: Session, text: str):
    results = ask(app, session, text=text, place=known(session, "35238"))
    assert not results.is_degraded
    assert len(results.results) == min(results.total, 20)
    assert app.extensions["searcher"].newest() is not None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
@example(text="é" * 300)
def test_any_text_is_answered_from_the_snapshot(app: Flask, session: Session, text: str):
    search = Search(TUESDAY, text=text)
    _, answer, is_degraded = find_ids(session, app.extensions["searcher"], search)
    assert not is_degraded
    assert answer.total >= len(answer.ids)


def test_syntax_of_search_engines_is_only_words(app: Flask, session: Session):
    plain = ask(app, session, text="foyer nuit")
    assert plain.total
    for typed in ('"foyer" (nuit)', "+foyer* ~nuit^", "[foyer] {nuit}", "foyer/nuit", "FOYER:NUIT"):
        assert ask(app, session, text=typed).total == plain.total, typed


def test_nothing_typed_asks_for_everything_and_words_that_lead_nowhere_for_nothing(
    app: Flask, session: Session
):
    every = len(session.scalars(select(Service.id)).all())
    for nothing in ("", "  ", "?!…", "*"):
        assert ask(app, session, text=nothing).total == every, nothing
    lost = ask(app, session, text="xkqzxkqz wvwvwvwv")
    assert (lost.total, lost.results) == (0, ())
    assert lost.understood.unknown == ("xkqzxkqz", "wvwvwvwv")


def test_a_filter_that_keeps_nothing_gives_nothing(app: Flask, session: Session):
    every = ask(app, session).total
    nobody = frozenset(["nobody-says-so"])
    assert ask(app, session, filters=Filters(languages=frozenset())).total == every
    for key in ("groups", "categories", "needs", "access", "languages", "features", "fees", "modes"):
        assert ask(app, session, filters=Filters(**{key: nobody})).total == 0, key
        assert ask(app, session, text="foyer", filters=Filters(**{key: nobody})).total == 0, key


def test_a_page_beyond_the_end_is_empty_and_keeps_the_total(app: Flask, session: Session):
    first = ask(app, session, text="foyer")
    beyond = ask(app, session, text="foyer", start=FURTHEST)
    assert (beyond.total, beyond.results) == (first.total, ())


@pytest.mark.parametrize(
    "at",
    [
        datetime(1, 1, 1, 0, 0, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
        datetime(1900, 2, 28, 12, 0, tzinfo=PARIS),
        datetime(2100, 1, 1, 0, 0, tzinfo=PARIS),
    ],
)
def test_a_time_that_no_calendar_tells_does_not_put_the_snapshot_aside(own_app: Flask, at: datetime):
    searcher = own_app.extensions["searcher"]
    name = searcher.newest().snapshot.name
    with own_app.extensions["readers"]() as session:
        # The forms of pages and commands refuse such a time before it comes here.
        with suppress(OverflowError, ValueError):
            ask(own_app, session, at=at, filters=Filters(is_open=True), place=known(session, "97411"))
        assert searcher.newest().snapshot.name == name
        assert not ask(own_app, session, text="foyer").is_degraded


@pytest.mark.parametrize("age", [-1, 0, 200, 10**30])
def test_an_age_that_nobody_has_is_answered(app: Flask, session: Session, age: int):
    assert not ask(app, session, filters=Filters(age=age)).is_degraded


# A failure of the engine.


def test_a_question_that_the_engine_cannot_answer_is_answered_from_the_database(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    sound = ask(app, session, text="foyer")

    def fail(*_: object, **__: object) -> None:
        raise IndexError("index 9 is out of bounds")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "answer", fail)
        degraded = ask(app, session, text="foyer")
    assert (degraded.is_degraded, degraded.total) == (True, sound.total)
    assert "which is whole" in caplog.text
    assert not ask(app, session, text="foyer").is_degraded


def test_without_a_snapshot_every_filter_still_works(app: Flask, session: Session, tmp_path: Path):
    nowhere = Searcher(tmp_path)
    search = Search(TUESDAY, text="avocat", place=known(session, "35238"), filters=Filters(is_open=True))
    degraded = find_services(session, nowhere, search)
    sound = find_services(session, app.extensions["searcher"], search)
    assert degraded.is_degraded
    assert (degraded.total, degraded.serving, degraded.waiting) == (sound.total, sound.serving, sound.waiting)
    assert [facet.key for facet in degraded.facets] == [facet.key for facet in sound.facets]


def test_a_service_gone_since_the_snapshot_is_left_out_of_the_page(own_app: Flask):
    with own_app.extensions["sessions"].begin() as session:
        first = ask(own_app, session, text="cidff")
        gone = first.results[0].shown.card.id
        session.delete(session.get_one(Service, gone))
        session.flush()
        again = ask(own_app, session, text="cidff")
        assert gone not in {result.shown.card.id for result in again.results}
        session.rollback()


def test_where_no_service_has_every_word_those_that_have_some_are_given(app: Flask, session: Session):
    results = ask(app, session, text="pharmacie notaire", place=known(session, "48095"))
    if results.understood.is_relaxed:
        assert results.total
    some = ask(app, session, text="foyer xkqzxkqz")
    assert some.total
    assert some.understood.is_relaxed


# Listings that say little.


@pytest.fixture
def bare(own_app: Flask) -> Callable[..., int]:
    """Give what adds a listing that says nothing but its name, and brings the search up to date."""

    def add(name: str, **said: Any) -> int:
        areas = said.pop("areas", [])
        with own_app.extensions["sessions"].begin() as session:
            organization = session.scalars(select(Organization)).first()
            assert organization is not None
            service = Service(
                organization=organization,
                source_slug=organization.source_slug,
                source_key=f"bare-{name}",
                source_digest="-",
                category="ccas-cias",
                name=name,
                access="self",
                address_policy="none",
                updated_at=TUESDAY.astimezone(UTC),
                areas=[ServiceArea(kind=kind, code=code, is_excluded=hole) for kind, code, hole in areas],
                **said,
            )
            session.add(service)
            session.flush()
            number = service.id
        own_app.extensions["indexer"].bring_up_to_date()
        return number

    return add


def ids(results: Results) -> list[int]:
    return [result.shown.card.id for result in results.results]


def test_a_service_that_says_nothing_else_is_found_by_its_name(own_app: Flask, bare: Callable[..., int]):
    number = bare("Zygomatique")
    with own_app.extensions["readers"]() as session:
        for typed in ("zygomatique", "ZYGOMATIQUES", "zygomatqiue", "zygo"):
            assert ids(ask(own_app, session, text=typed)) == [number], typed
        everyone = Filters(audiences=frozenset(["minors"]), gender="man", age=8)
        assert ids(ask(own_app, session, text="zygomatique", filters=everyone)) == [number]
        here = ask(own_app, session, text="zygomatique", place=known(session, "35238"))
        assert here.total == 0  # Nobody said what it serves or where it is: it is near nothing.


def test_tous_publics_survives_every_filter_of_audience(
    own_app: Flask, bare: Callable[..., int], words: Vocabulary
):
    number = bare("Zygomatique", audiences=["everyone"])
    scales = words.scales["audience"]
    with own_app.extensions["readers"]() as session:
        for slug in scales:
            found = ask(own_app, session, text="zygomatique", filters=Filters(audiences=frozenset([slug])))
            assert ids(found) == [number], slug


def test_what_is_remote_is_not_shown_when_only_on_site_is_asked(own_app: Flask, bare: Callable[..., int]):
    remote = bare("Zygomatique un", modes=["phone", "online"])
    on_site = bare("Zygomatique deux", modes=["on-site"])
    silent = bare("Zygomatique trois")
    asked = Filters(modes=frozenset(["on-site"]))
    with own_app.extensions["readers"]() as session:
        strict = ask(own_app, session, text="zygomatique", filters=asked)
        assert ids(strict) == [on_site]
        assert strict.waiting == 1
        wide = ask(own_app, session, text="zygomatique", filters=replace(asked, unknown_too=True))
        assert set(ids(wide)) == {on_site, silent}
        assert remote not in ids(wide)


def test_only_what_says_so_keeps_a_person_out(own_app: Flask, bare: Callable[..., int]):
    women = bare("Zygomatique un", accepts_women=True, accepts_men=False)
    adults = bare("Zygomatique deux", age_min=18)
    silent = bare("Zygomatique trois")
    with own_app.extensions["readers"]() as session:

        def found(**filters: Any) -> set[int]:
            return set(ids(ask(own_app, session, text="zygomatique", filters=Filters(**filters))))

        assert found() == {women, adults, silent}
        assert found(gender="man") == {adults, silent}
        assert found(gender="woman") == {women, adults, silent}
        assert found(age=17) == {women, silent}
        assert found(age=18) == {women, adults, silent}
        man = ask(own_app, session, text="zygomatique", filters=Filters(gender="man"))
        assert all("les hommes" in result.check for result in man.results)


# Place.


def test_what_serves_the_commune_comes_before_what_stands_near(app: Flask, session: Session):
    for code in ("35238", "42218", "48095", "32013", "45234"):
        here = known(session, code)
        for text in ("", "assistante sociale", "hébergement"):
            results = ask(app, session, text=text, place=here, limit=WHOLE)
            is_serving = [result.tie in SERVES for result in results.results]
            assert is_serving == sorted(is_serving, reverse=True), (code, text)
            assert sum(is_serving) == results.serving
            assert results.serving > 0


def test_every_result_near_a_place_says_why_it_is_there(app: Flask, session: Session):
    results = ask(app, session, place=known(session, "35238"), limit=WHOLE)
    assert {result.tie for result in results.results} >= {"competent", "anywhere", "other-sector"}
    for result in results.results:
        assert result.why_here
        assert (result.distance == "") == (result.distance_km is None)


def test_no_distance_is_given_for_a_confidential_or_unlocated_service(app: Flask, session: Session):
    hidden = 0
    for code in ("35238", "42218", "48095", "32013", "45234"):
        results = ask(app, session, place=known(session, code), limit=WHOLE)
        for result in results.results:
            if not result.shown.card.commune:
                hidden += 1
                assert (result.distance_km, result.distance) == (None, "")
    assert hidden


def test_a_radius_keeps_what_is_within_it_and_what_answers_from_nowhere_in_particular(
    app: Flask, session: Session
):
    here = known(session, "35238")
    totals = []
    for radius in (1.0, 10.0, 50.0):
        results = ask(app, session, place=here, radius_km=radius, limit=WHOLE)
        totals.append(results.total)
        far = [each.distance_km for each in results.results if each.distance_km is not None]
        # The great circle of the search and the geodesic of the page differ by 0.3 % at most.
        assert max(far) <= radius * 1.01
        assert any(each.tie == "anywhere" for each in results.results)
    assert totals == sorted(set(totals))


def test_distances_are_counted_from_the_point_typed(app: Flask, session: Session):
    here = known(session, "35238")
    from_centre = ask(app, session, place=here, limit=WHOLE)
    from_east = ask(app, session, place=here, origin=(here.latitude, here.longitude + 0.3), limit=WHOLE)

    def located(results: Results) -> dict[int, float]:
        return {
            each.shown.card.id: each.distance_km for each in results.results if each.distance_km is not None
        }

    moved = located(from_east)
    assert any(abs(km - moved[each]) > 10 for each, km in located(from_centre).items() if each in moved)


def only(results: Results) -> Result:
    (result,) = results.results
    return result


def test_the_tie_of_a_result_is_what_it_says_of_its_territory(own_app: Flask, bare: Callable[..., int]):
    cases: dict[str, tuple[str, dict[str, Any]]] = {
        "competent": ("zyga", {"areas": [("department", "35", False)]}),
        "neighbour": ("zygb", {"areas": [("department", "35", False)], "commune_code": "22278"}),
        "anywhere": ("zygc", {"areas": [("national", "", False)]}),
        "other-sector": ("zygd", {"areas": [("commune", "35047", False)], "commune_code": "35238"}),
        "unknown-sector": ("zyge", {"commune_code": "35238"}),
        "excluded": (
            "zygf",
            {"areas": [("department", "35", False), ("commune", "35238", True)], "commune_code": "35238"},
        ),
    }
    for name, said in cases.values():
        bare(f"{name}matique", **said)
    with own_app.extensions["readers"]() as session:
        here, fougeres = known(session, "35238"), known(session, "35115")
        for tie, (name, _) in cases.items():
            result = only(ask(own_app, session, text=f"{name}matique", place=here))
            assert result.tie == tie
            assert result.why_here
        # « The département except one commune » serves the others, and is found far from where it stands.
        elsewhere = only(ask(own_app, session, text="zygfmatique", place=fougeres))
        assert elsewhere.tie == "competent"
        assert "voisin" in only(ask(own_app, session, text="zygbmatique", place=here)).why_here
        assert "ne sert pas" in only(ask(own_app, session, text="zygfmatique", place=here)).why_here


def test_an_exclusion_counts_at_every_width(own_app: Flask, bare: Callable[..., int]):
    bare("Zygomatique", areas=[("national", "", False), ("department", "35", True)])
    with own_app.extensions["readers"]() as session:
        assert ask(own_app, session, text="zygomatique", place=known(session, "35238")).total == 0
        assert ask(own_app, session, text="zygomatique", place=known(session, "22278")).serving == 1


def test_the_results_of_a_page_are_read_from_the_database_and_not_from_the_snapshot(own_app: Flask):
    with own_app.extensions["sessions"].begin() as session:
        first = ask(own_app, session, text="cidff").results[0]
        session.get_one(Service, first.shown.card.id).name = "Nom corrigé à l’instant"
        session.flush()
        again = ask(own_app, session, text="cidff").results[0]
        assert again.shown.card.name == "Nom corrigé à l’instant"
        session.rollback()


def test_the_reasons_of_a_result_are_words_of_the_question(app: Flask, session: Session):
    for typed in ("cidff", "mari tape", "hebergment"):
        results = ask(app, session, text=typed)
        assert results.results
        assert all(result.matched for result in results.results), typed
