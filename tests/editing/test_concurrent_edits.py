"""Four processes of a hundred and fifty edits of one listing: none is lost, and none goes unseen."""

import multiprocessing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.actors import Actor, Right
from directory.audit import verify
from directory.db import open_engine
from directory.editing.changing import ConflictError, amend
from directory.editing.values import print_of, values_of
from directory.models import Event, Revision, Service
from tests.databases import EITHER
from tests.editing.people import AT, directory_of

PROCESSES, EDITS = 4, 150
MOST_TRIES = 1_000


def edits(url: str, worker: int) -> tuple[int, int]:
    """Add one to a count that all processes share, so many times, each signed; give how many conflicts."""
    engine, conflicts = open_engine(url), 0
    actor = Actor(
        f"Zwanze {worker}", "site", account_id=worker + 1, rights=(Right("partner", organization_id=1),)
    )
    for edit in range(EDITS):
        for _ in range(MOST_TRIES):
            with Session(engine) as session:
                held = values_of(session.get_one(Service, 1))
                seen, count = print_of(held), int((held["cost"] or "0").split()[0])
                session.rollback()
                try:
                    amend(
                        session,
                        actor,
                        1,
                        {"cost": f"{count + 1} {worker}.{edit}"},
                        seen,
                        AT + timedelta(seconds=edit),
                    )
                except ConflictError:
                    conflicts += 1
                    continue
                session.commit()
                break
        else:
            pytest.fail("an edit never passed")
    engine.dispose()
    return EDITS, conflicts


@pytest.mark.parametrize("kind", EITHER)
def test_of_six_hundred_edits_at_once_none_is_lost_and_none_is_silent(kind: str, tmp_path: Path):
    with directory_of(kind, tmp_path) as engine:
        url = engine.url.render_as_string(hide_password=False)
        engine.dispose()
        with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
            done = pool.starmap(edits, [(url, worker) for worker in range(PROCESSES)])
        total = PROCESSES * EDITS
        with Session(engine) as session:
            assert sum(count for count, _ in done) == total
            history = session.scalars(select(Revision).order_by(Revision.id)).all()
            counts = [int(each.after["cost"].split()[0]) for each in history]
            assert counts == list(range(1, total + 1)), "each edit has seen the one before"
            signed = {each.after["cost"].split()[1] for each in history}
            assert len(signed) == total, "the history tells each of them"
            assert session.get_one(Service, 1).cost == history[-1].after["cost"]
            assert session.scalar(select(func.count()).select_from(Event)) == total
            assert verify(session).broken_at is None
            assert sum(conflicts for _, conflicts in done) > 0, "the processes did meet"
