"""One administrator of the whole country always remains who can sign in, whatever is done at once."""

from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from directory.accounts.people import AccountError, disable, revoke
from directory.db import migrate
from directory.models import Account, Grant, Passkey
from tests.accounts.conftest import AT
from tests.databases import EITHER, empty_database


def administrator(session: Session, name: str, *, territory: str | None = None, **about: object) -> Account:
    """Make an administrator with a password, of the whole country or of a département."""
    kind = "department" if territory else None
    grant = Grant(role="administrator", territory_kind=kind, territory_code=territory)
    said = {"password": "-", "is_disabled": False, **about}
    account = Account(email=f"{name}@exemple.invalid", name=name, created_at=AT, grants=[grant], **said)
    session.add(account)
    session.flush()
    return account


@pytest.mark.parametrize("about", [{"territory": "48"}, {"is_disabled": True}, {"password": None}])
def test_z_07_whoever_could_not_administer_everywhere_is_no_other_administrator(writer: Session, about: dict):
    last = administrator(writer, "zoe")
    administrator(writer, "bo", **about)
    with pytest.raises(AccountError, match="dernier compte"):
        disable(writer, last)
    with pytest.raises(AccountError, match="dernier compte"):
        revoke(writer, last.grants[0])
    administrator(writer, "cy")
    disable(writer, last)
    assert last.is_disabled


def test_whoever_signs_in_with_a_passkey_is_another_administrator(writer: Session):
    last, other = administrator(writer, "zoe"), administrator(writer, "bo", password=None)
    key = {"credential_id": b"1", "public_key": b"2", "sign_count": 0, "name": "Clé", "created_at": AT}
    writer.add(Passkey(account_id=other.id, **key))
    writer.flush()
    disable(writer, last)
    assert last.is_disabled


def test_an_administrator_of_a_territory_may_always_be_taken_back(writer: Session):
    administrator(writer, "zoe")
    local = administrator(writer, "bo", territory="48")
    revoke(writer, local.grants[0])
    disable(writer, local)
    assert (local.grants, local.is_disabled) == ([], True)


def disables(engine: Engine, account_id: int, done: list[str]) -> None:
    """Disable somebody, and write down how it went."""
    with Session(engine) as session:
        try:
            disable(session, session.get_one(Account, account_id, with_for_update=True))
            session.commit()
            done.append("disabled")
        except AccountError:
            done.append("refused")


@pytest.mark.parametrize("kind", EITHER)
def test_z_07_two_administrators_do_not_disable_each_other_at_once(kind: str, tmp_path: Path):
    done: list[str] = []
    with empty_database(kind, tmp_path) as engine:
        migrate(engine)
        with Session(engine) as session:
            numbers = [administrator(session, name).id for name in ("zoe", "bo")]
            session.commit()
        with Session(engine) as first:
            disable(first, first.get_one(Account, numbers[0], with_for_update=True))
            second = Thread(target=disables, args=(engine, numbers[1], done))
            second.start()
            second.join(timeout=0.5)
            assert done == [], "the second waits for the first"
            first.commit()
        second.join(timeout=10)
        assert done == ["refused"]
