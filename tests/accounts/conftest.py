"""What tests of accounts share: a database of their own with its tables, of each kind, and people in it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from directory.db import migrate
from directory.models import Account, Grant
from tests.databases import EITHER, empty_database

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC).replace(tzinfo=None)
Somebody = Callable[..., Account]


@pytest.fixture(params=EITHER)
def writer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """A session that writes, on each kind of database."""
    with empty_database(request.param, tmp_path) as engine:
        migrate(engine)
        with Session(engine) as session:
            yield session


@pytest.fixture
def somebody(writer: Session) -> Somebody:
    """Make an account with a role that holds everywhere."""

    def make(email: str = "zoe@exemple.invalid", role: str = "social-worker") -> Account:
        account = Account(email=email, name="Zoé", created_at=AT, is_disabled=False)
        account.grants = [Grant(role=role)]
        writer.add(account)
        writer.commit()
        return account

    return make
