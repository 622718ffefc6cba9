"""What happened is kept for ever, and whoever alters it is found out."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from directory import audit
from directory.actors import COMMAND
from directory.db import migrate
from tests.databases import EITHER, empty_database

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture(params=EITHER)
def session(request: pytest.FixtureRequest, tmp_path) -> Iterator[Session]:
    """On each kind of database, with five events."""
    with empty_database(request.param, tmp_path) as engine:
        migrate(engine)
        with Session(engine) as session:
            for number in range(5):
                audit.tell(
                    session, "amended", COMMAND, AT, service_id=number, told={"name": f"Zwanze {number}"}
                )
            session.commit()
            yield session


def _freely(session: Session, statement: str) -> None:
    """Do as somebody would who owns the database and takes its triggers away."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE event DISABLE TRIGGER event_is_kept"))
    else:
        session.execute(text("DROP TRIGGER event_is_kept_update"))
        session.execute(text("DROP TRIGGER event_is_kept_delete"))
    session.execute(text(statement))
    session.commit()


def test_p_06_a_chain_that_nobody_touched_holds(session: Session):
    found = audit.verify(session)
    assert (found.count, found.broken_at) == (5, None)
    assert audit.holds(session, found.head)


@pytest.mark.parametrize("statement", ["UPDATE event SET author = 'Personne'", "DELETE FROM event"])
def test_p_06_the_database_refuses_to_rewrite_what_happened(session: Session, statement: str):
    with pytest.raises(DatabaseError, match="an event is never changed"):
        session.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE event SET author = 'Personne' WHERE id = 3", 3),
        ("UPDATE event SET told = '{}' WHERE id = 2", 2),
        ("UPDATE event SET at = '2020-01-01 00:00:00' WHERE id = 4", 4),
        ("DELETE FROM event WHERE id = 2", 3),
        ("DELETE FROM event WHERE id = 1", 2),
        ("UPDATE event SET id = 9 WHERE id = 3", 4),
    ],
)
def test_p_06_an_altered_chain_says_where_it_breaks(session: Session, statement: str, broken_at: int):
    _freely(session, statement)
    assert audit.verify(session).broken_at == broken_at


def test_p_06_a_chain_cut_short_has_lost_the_print_that_was_noted_elsewhere(session: Session):
    head = audit.verify(session).head
    _freely(session, "DELETE FROM event WHERE id = 5")
    assert audit.verify(session).broken_at is None
    assert not audit.holds(session, head)


def test_p_06_what_an_event_tells_is_forgotten_and_the_chain_stays_whole(session: Session):
    audit.forget_told(session, [2, 3])
    session.commit()
    assert audit.verify(session).broken_at is None
    kept = session.execute(text("SELECT count(*) FROM event WHERE told LIKE '%Zwanze%'")).scalar()
    assert kept == 3
