"""P-06: `flask audit verify` finds what was altered, and what was cut, by the print noted elsewhere."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from directory.actors import COMMAND
from directory.audit import tell

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).replace(tzinfo=None)


def verify(app: Flask, *more: str):
    return app.test_cli_runner().invoke(args=["audit", "verify", *more])


def head_of(app: Flask) -> str:
    return verify(app).output.partition("dernière empreinte : ")[2].split()[0]


@pytest.fixture
def told(own_app: Flask) -> Flask:
    """An application in which five things happened."""
    with own_app.extensions["sessions"].begin() as session:
        for number in range(5):
            tell(session, "amended", COMMAND, AT, told={"name": f"Zwanze {number}"})
    return own_app


def freely(app: Flask, statement: str) -> None:
    """Do as somebody would who owns the database and takes its triggers away."""
    with app.extensions["sessions"].begin() as session:
        session.execute(text("DROP TRIGGER event_is_kept_update"))
        session.execute(text("DROP TRIGGER event_is_kept_delete"))
        session.execute(text(statement))


def test_p_06_a_journal_that_nobody_touched_is_whole(told: Flask):
    found = verify(told)
    assert found.exit_code == 0
    assert "5\u00a0événements" in found.output
    assert "Le journal est entier." in found.output


def test_p_06_the_first_altered_event_is_named(told: Flask):
    freely(told, "UPDATE event SET author = 'Personne' WHERE id IN (3, 4)")
    found = verify(told)
    assert found.exit_code == 1
    assert "l’événement 3" in found.output


def test_p_06_a_journal_cut_short_has_lost_the_print_noted_elsewhere(told: Flask):
    noted = head_of(told)
    assert verify(told, "--since", noted.upper()).exit_code == 0
    freely(told, "DELETE FROM event WHERE id > 3")
    assert verify(told).exit_code == 0, "cut, it holds together: only the print noted elsewhere tells"
    found = verify(told, "--since", noted)
    assert found.exit_code == 1
    assert "coupé ou réécrit" in found.output


def test_the_help_says_to_note_the_print_elsewhere(told: Flask):
    helped = " ".join(verify(told, "--help").output.split())
    assert "Notez cette empreinte ailleurs" in helped
    assert "--since EMPREINTE" in helped
