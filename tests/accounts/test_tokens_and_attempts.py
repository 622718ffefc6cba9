"""Secrets that serve once and tries that are counted, on each kind of database, by several at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from directory.accounts import attempts, tokens
from directory.accounts.logins import find_login, open_login, prove, unlock
from directory.db import migrate
from directory.models import Account, Attempt, Token
from tests.accounts.conftest import AT
from tests.databases import EITHER, empty_database

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=EITHER)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with its tables, of each kind."""
    with empty_database(request.param, tmp_path) as engine:
        migrate(engine)
        yield engine


@pytest.fixture
def account_id(engine: Engine) -> int:
    """The number of an account."""
    with Session(engine) as session, session.begin():
        account = Account(email="zoe@exemple.invalid", name="Zoé", created_at=AT, is_disabled=False)
        session.add(account)
        session.flush()
        return account.id


def at_once(engine: Engine, act, times: int = 8) -> list:
    """Do something in as many transactions at once, and give what each got."""

    def once(_: int):
        with Session(engine) as session, session.begin():
            return act(session)

    with ThreadPoolExecutor(4) as several:
        return list(several.map(once, range(times)))


def given(engine: Engine, lasts: timedelta = MINUTE, **about) -> str:
    with Session(engine) as session, session.begin():
        return tokens.give(session, "reset", AT, lasts, **about)


def test_a_secret_has_256_bits_and_the_database_keeps_its_print_alone(engine: Engine):
    secret = given(engine)
    assert len(secret) == 43
    with Session(engine) as session:
        assert session.scalars(select(Token.digest)).all() == [tokens.print_of(secret)]
        assert secret not in tokens.print_of(secret)


def test_asking_what_a_secret_opens_uses_nothing(engine: Engine):
    secret = given(engine, said={"role": "desk"})
    with Session(engine) as session:
        for _ in range(3):
            assert tokens.find(session, "reset", secret, AT).said == {"role": "desk"}
        assert tokens.find(session, "invitation", secret, AT) is None
        assert tokens.find(session, "reset", secret[:-1], AT) is None


def test_of_several_who_use_a_secret_at_once_one_enters(engine: Engine):
    secret = given(engine, said={"role": "desk"})
    found = at_once(engine, lambda session: tokens.use(session, "reset", secret, AT))
    assert [each.said for each in found if each] == [{"role": "desk"}]


def test_a_secret_opens_until_its_time_and_is_then_forgotten(engine: Engine):
    secret = given(engine)
    with Session(engine) as session, session.begin():
        assert tokens.find(session, "reset", secret, AT + MINUTE - timedelta(seconds=1))
        assert tokens.find(session, "reset", secret, AT + MINUTE) is None
        assert tokens.use(session, "reset", secret, AT + MINUTE) is None
        tokens.give(session, "reset", AT + MINUTE, MINUTE)
        assert len(session.scalars(select(Token)).all()) == 1


def test_what_an_account_was_sent_is_forgotten_together(engine: Engine, account_id: int):
    own, other = given(engine, account_id=account_id), given(engine)
    with Session(engine) as session, session.begin():
        tokens.forget(session, "reset", account_id=account_id)
    with Session(engine) as session:
        assert tokens.find(session, "reset", own, AT) is None
        assert tokens.find(session, "reset", other, AT)


def test_a_06_five_tries_pass_whatever_comes_at_once(engine: Engine):
    waits = at_once(engine, lambda session: attempts.count(session, "zoe", AT, 5, MINUTE), times=24)
    assert waits.count(None) == 5
    assert {each for each in waits if each} == {MINUTE}
    with Session(engine) as session:
        assert len(session.scalars(select(Attempt)).all()) == 5
        assert session.scalars(select(Attempt.key).distinct()).one() != "zoe"


def test_one_waits_for_the_oldest_try_to_leave_the_window(engine: Engine):
    with Session(engine) as session, session.begin():
        for second in (0, 10, 20):
            assert attempts.count(session, "zoe", AT + timedelta(seconds=second), 3, MINUTE) is None
        later = AT + timedelta(seconds=45)
        assert attempts.count(session, "zoe", later, 3, MINUTE) == timedelta(seconds=15)
        assert attempts.count(session, "lea", later, 3, MINUTE) is None
        assert attempts.count(session, "zoe", AT + MINUTE, 3, MINUTE) is None
        attempts.start_again(session, "zoe")
        assert attempts.count(session, "zoe", AT + MINUTE, 1, MINUTE) is None


def test_r_10_a_clock_that_was_put_back_makes_nobody_wait_longer_than_the_window(engine: Engine):
    with Session(engine) as session, session.begin():
        attempts.count(session, "zoe", AT, 1, MINUTE)
        assert attempts.count(session, "zoe", AT - 10 * MINUTE, 1, MINUTE) == MINUTE


def test_a_02_of_several_who_prove_a_session_at_once_one_has_the_new_secret(engine: Engine, account_id: int):
    with Session(engine) as session, session.begin():
        secret = open_login(session, session.get_one(Account, account_id), "second-factor", AT)
    with Session(engine) as session, session.begin():
        assert unlock(session, secret, AT) is None
    fresh = [each for each in at_once(engine, lambda session: prove(session, secret, AT)) if each]
    assert len(fresh) == 1
    with Session(engine) as session:
        assert find_login(session, secret, AT) is None
        assert find_login(session, fresh[0], AT).stage == "open"
