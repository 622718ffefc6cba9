"""Recovery codes stand once for a second factor, and new ones replace them all."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import recovery
from directory.models import RecoveryCode
from tests.accounts.conftest import Somebody


def test_ten_codes_are_given_that_look_like_one_another_and_are_all_different(writer, somebody: Somebody):
    codes = recovery.renew(writer, somebody().id)
    assert len(set(codes)) == recovery.COUNT == 10
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]


def test_the_database_holds_prints_alone(writer, somebody: Somebody):
    codes = recovery.renew(writer, somebody().id)
    kept = "".join(writer.scalars(select(RecoveryCode.digest)))
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_a_08_a_code_burns_as_it_is_used(writer, somebody: Somebody):
    account = somebody()
    codes = recovery.renew(writer, account.id)
    assert recovery.burn(writer, account.id, codes[3])
    writer.commit()
    assert not recovery.burn(writer, account.id, codes[3])
    assert recovery.left(writer, account.id) == 9


def test_a_code_is_read_as_it_is_copied_by_hand(writer, somebody: Somebody):
    account = somebody()
    code = recovery.renew(writer, account.id)[0]
    assert recovery.burn(writer, account.id, f"  {code.upper().replace('-', ' ')} ")


def test_a_code_of_somebody_else_opens_nothing(writer, somebody: Somebody):
    account, other = somebody(), somebody("lea@exemple.invalid")
    code = recovery.renew(writer, account.id)[0]
    assert not recovery.burn(writer, other.id, code)
    assert recovery.left(writer, account.id) == 10


def test_nothing_and_anything_open_nothing(writer, somebody: Somebody):
    account = somebody()
    recovery.renew(writer, account.id)
    for typed in ("", "-", "a" * 16, "é" * 100_000, "\ud800"):
        assert not recovery.burn(writer, account.id, typed)


def test_new_codes_replace_all_those_before(writer, somebody: Somebody):
    account = somebody()
    before = recovery.renew(writer, account.id)
    after = recovery.renew(writer, account.id)
    assert recovery.left(writer, account.id) == 10
    assert not recovery.burn(writer, account.id, before[0])
    assert recovery.burn(writer, account.id, after[0])


def test_of_two_who_come_at_once_with_a_code_one_passes(writer, somebody: Somebody):
    account_id = somebody().id
    code = recovery.renew(writer, account_id)[0]
    writer.commit()
    together = threading.Barrier(4)

    def come(_: int) -> bool:
        with Session(writer.get_bind()) as session:
            together.wait()
            passes = recovery.burn(session, account_id, code)
            session.commit()
            return passes

    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(come, range(4))) == 1
