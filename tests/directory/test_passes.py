"""Who may come in: a link opens once, within a quarter of an hour, a visit that ends when it is left."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.models import Pass
from directory.passes import (
    LINK_LASTS,
    VISIT_LASTS,
    enter,
    form_token,
    is_form_token,
    is_visiting,
    leave,
    new_key,
    opens,
)

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).replace(tzinfo=None)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def writing(own_app: Flask) -> Iterator[Session]:
    """A session that may write, on a database of one's own."""
    with own_app.extensions["sessions"]() as session:
        yield session


def test_a_link_opens_one_visit_and_no_other(writing: Session):
    key = new_key(writing, NOW)
    visit = enter(writing, key, NOW)
    assert visit
    assert is_visiting(writing, visit, NOW)
    assert enter(writing, key, NOW) is None
    assert not opens(writing, key, NOW)


def test_asking_whether_a_link_opens_does_not_use_it(writing: Session):
    key = new_key(writing, NOW)
    assert opens(writing, key, NOW)
    assert opens(writing, key, NOW)
    assert enter(writing, key, NOW)


def test_a_link_is_dead_after_a_quarter_of_an_hour(writing: Session):
    key = new_key(writing, NOW)
    assert opens(writing, key, NOW + LINK_LASTS - MOMENT)
    assert not opens(writing, key, NOW + LINK_LASTS)
    assert enter(writing, key, NOW + LINK_LASTS) is None


def test_a_visit_is_over_after_eight_hours(writing: Session):
    visit = enter(writing, new_key(writing, NOW), NOW) or ""
    assert is_visiting(writing, visit, NOW + VISIT_LASTS - MOMENT)
    assert not is_visiting(writing, visit, NOW + VISIT_LASTS)


def test_a_visit_that_was_left_is_refused_wherever_it_was_copied(writing: Session):
    visit = enter(writing, new_key(writing, NOW), NOW) or ""
    other = enter(writing, new_key(writing, NOW), NOW) or ""
    leave(writing, visit)
    assert not is_visiting(writing, visit, NOW)
    assert is_visiting(writing, other, NOW), "others go on with theirs"


def test_a_link_is_no_visit_and_a_visit_is_no_link(writing: Session):
    key = new_key(writing, NOW)
    assert not is_visiting(writing, key, NOW)
    leave(writing, key)
    visit = enter(writing, key, NOW) or ""
    assert not opens(writing, visit, NOW)
    assert enter(writing, visit, NOW) is None


@pytest.mark.parametrize("typed", ["", "x", "é" * 300, "\ud800", "a" * 43, "'; DROP TABLE pass; --"])
def test_what_was_never_given_opens_nothing(writing: Session, typed: str):
    new_key(writing, NOW)
    assert not opens(writing, typed, NOW)
    assert enter(writing, typed, NOW) is None
    assert not is_visiting(writing, typed, NOW)


def test_the_database_keeps_prints_and_no_secret(writing: Session):
    key = new_key(writing, NOW)
    visit = enter(writing, new_key(writing, NOW), NOW) or ""
    kept = writing.scalars(select(Pass)).all()
    assert {each.kind for each in kept} == {"link", "visit"}
    for each in kept:
        assert len(each.digest) == 64
        assert not {key, visit} & {each.digest, each.kind}


def test_secrets_are_long_and_never_the_same(writing: Session):
    keys = {new_key(writing, NOW) for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) == 43 for key in keys), "32 bytes in base 64"


def test_what_has_expired_is_forgotten_when_a_key_is_made(writing: Session):
    enter(writing, new_key(writing, NOW), NOW)
    new_key(writing, NOW)
    new_key(writing, NOW + VISIT_LASTS)
    assert len(writing.scalars(select(Pass)).all()) == 1


def test_the_proof_of_a_form_is_that_of_one_visit_and_tells_no_secret():
    assert is_form_token("one visit", form_token("one visit"))
    for token in ("", form_token("another visit"), form_token("one visit")[:-1], "é", "\ud800"):
        assert not is_form_token("one visit", token)
    assert "one visit" not in form_token("one visit")


def test_of_many_who_come_at_once_with_the_same_link_one_enters(own_app: Flask):
    sessions = own_app.extensions["sessions"]
    with sessions.begin() as session:
        key = new_key(session, NOW)

    def come(_: int) -> bool:
        with sessions.begin() as session:
            return enter(session, key, NOW) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(come, range(16))) == 1
