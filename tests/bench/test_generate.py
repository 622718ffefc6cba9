"""The invented directory: the same from the same seed, true to the rules, never among real services."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.field_words import SENTENCES, TERMS, tail
from bench.generate import SOURCE, GenerationError, generate
from bench.listings import FICTION, HOURS
from directory.db import migrate, open_sessions
from directory.gazetteer import load_gazetteer
from directory.hours import check
from directory.models import Organization, Phone, Service, ServiceArea, Source
from directory.vocabulary import vocabulary
from tests.databases import EITHER, empty_database

AT = datetime(2026, 11, 24, tzinfo=UTC).replace(tzinfo=None)
SIZE = 300


def fill(app: Flask, size: int = SIZE, seed: int = 1) -> None:
    with app.extensions["sessions"]() as session:
        for _ in generate(session, size, AT, seed):
            session.commit()


def read(app: Flask) -> list[tuple[object, ...]]:
    """Give what a reader sees of the invented services."""
    columns = (Service.name, Service.description, Service.hours, Service.commune_code, Service.latitude)
    with app.extensions["readers"]() as session:
        query = select(*columns).where(Service.source_slug == SOURCE).order_by(Service.id)
        return [tuple(row) for row in session.execute(query)]


def test_the_same_seed_writes_the_same_directory_and_another_writes_another(own_app: Flask):
    fill(own_app)
    first = read(own_app)
    fill(own_app)
    assert read(own_app) == first
    fill(own_app, seed=2)
    assert read(own_app) != first
    assert len(first) == SIZE


def test_an_invented_directory_is_marked_as_a_demonstration_and_rings_nowhere(own_app: Flask):
    fill(own_app)
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Source, SOURCE).is_demonstration
        own = select(Phone.number).join(Phone.service).where(Service.source_slug == SOURCE)
        numbers = session.scalars(own).all()
    assert numbers
    assert all(number.removeprefix("+33").startswith(FICTION) for number in numbers)


def test_an_invented_confidential_service_has_no_place_and_does_not_name_one(own_app: Flask):
    fill(own_app, 1_000)
    with own_app.extensions["readers"]() as session:
        hidden = session.scalars(
            select(Service).where(Service.source_slug == SOURCE, Service.address_policy == "confidential")
        ).all()
        assert hidden
        assert all(each.commune_code is None and each.latitude is None and each.zone_code for each in hidden)
        assert not [each.name for each in hidden if "," in each.name]


def test_nearly_every_category_is_there_and_territories_have_the_widths_asked_for(own_app: Flask):
    fill(own_app, 3_000)
    with own_app.extensions["readers"]() as session:
        categories = select(func.count(Service.category.distinct())).where(Service.source_slug == SOURCE)
        assert session.scalar(categories) > 0.9 * len(vocabulary().categories)
        shares = dict(
            session.execute(
                select(ServiceArea.kind, func.count() / 3_000.0)
                .join(ServiceArea.service)
                .where(Service.source_slug == SOURCE, ~ServiceArea.is_excluded)
                .group_by(ServiceArea.kind)
            ).all()
        )
    expected = {"commune": 0.25, "epci": 0.25, "department": 0.40, "region": 0.05, "national": 0.05}
    assert shares == pytest.approx(expected, abs=0.03)


def test_hours_are_many_and_can_all_be_read():
    assert len(set(HOURS)) == len(HOURS) >= 400
    for hours in HOURS:
        check(hours)


def test_the_words_of_the_field_cover_every_group_and_the_rare_ones_are_distinct():
    assert TERMS.keys() == vocabulary().category_groups.keys()
    assert sum(map(len, TERMS.values())) >= 180
    assert len(set(tail())) == len(tail()) == 90_000
    assert len(SENTENCES) >= 16


def test_a_directory_of_real_services_is_left_alone(own_app: Flask):
    with own_app.extensions["sessions"]() as session:
        session.add(Source(slug="real", name="Vraie source", licence="Licence ouverte"))
        session.flush()
        organization = Organization(source_slug="real", name="CCAS")
        session.add(
            Service(
                organization=organization,
                source_slug="real",
                source_key="1",
                source_digest="",
                category="ccas-cias",
                name="CCAS",
                access="self",
                address_policy="public",
                updated_at=AT,
            )
        )
        session.commit()
    result = own_app.test_cli_runner().invoke(args=["bench", "generate", "10"])
    assert result.exit_code == 1
    assert "1 services réels" in result.output
    assert not read(own_app)


def test_the_command_writes_as_many_services_as_it_is_asked_for(own_app: Flask):
    result = own_app.test_cli_runner().invoke(args=["bench", "generate", "50"])
    assert result.exit_code == 0, result.output
    assert len(read(own_app)) == 50


@pytest.mark.parametrize("kind", EITHER)
def test_what_is_added_afterwards_gets_a_number_of_its_own(kind: str, tmp_path: Path):
    with empty_database(kind, tmp_path) as engine:
        migrate(engine)
        with open_sessions(engine)() as session:
            load_gazetteer(session)
            for _ in generate(session, 100, AT):
                session.commit()
            organization = Organization(source_slug=SOURCE, name="Après")
            session.add(organization)
            session.flush()
            assert organization.id == _largest(session)


def _largest(session: Session) -> int | None:
    return session.scalar(select(func.max(Organization.id)))


def test_without_communes_nothing_is_written(tmp_path: Path):
    with empty_database("sqlite", tmp_path) as engine:
        migrate(engine)
        with open_sessions(engine)() as session, pytest.raises(GenerationError, match="flask init"):
            list(generate(session, 10, AT))
