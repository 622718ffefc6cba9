"""A code of an application serves once, for a minute or so, and may be guessed five times."""

from calendar import timegm
from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts import recovery, second_factor
from directory.accounts.people import actor_of, has_two
from directory.accounts.sealing import SealError, seal, unseal
from directory.models import Account, Event
from tests.accounts.conftest import AT, Somebody
from tests.web.every_page import HtmlPage

KEY = "une clé de trente-deux caractères au moins"
STEP = timedelta(seconds=30)


def code_of(secret: str, at: datetime) -> str:
    """Give what the telephone shows."""
    return pyotp.TOTP(secret.replace(" ", "")).at(timegm(at.timetuple()))


def with_application(session: Session, account: Account, at: datetime = AT) -> str:
    """Add an application, as the page does, and give the secret that the telephone has read."""
    shown = second_factor.enrol(KEY, account.id, account.email, at)
    actor = actor_of(account, "site")
    assert second_factor.confirm(session, actor, KEY, account.id, shown.seed, code_of(shown.letters, at), at)
    session.commit()
    return shown.letters


def test_an_application_counts_once_its_first_code_was_right(writer, somebody: Somebody):
    account = somebody()
    shown = second_factor.enrol(KEY, account.id, account.email, AT)
    wrong = "000000" if code_of(shown.letters, AT) != "000000" else "000001"
    asked = (writer, actor_of(account, "site"), KEY, account.id, shown.seed)
    assert not second_factor.confirm(*asked, wrong, AT)
    assert not has_two(writer, account)
    assert second_factor.confirm(*asked, code_of(shown.letters, AT), AT)
    writer.refresh(account)
    assert has_two(writer, account)


def test_what_is_shown_again_after_a_wrong_code_is_the_same_secret(somebody: Somebody):
    account = somebody()
    shown = second_factor.enrol(KEY, account.id, account.email, AT)
    assert second_factor.enrol_again(KEY, account.id, account.email, shown.seed, AT + STEP) == shown


def test_the_picture_is_one_element_without_any_style(somebody: Somebody):
    account = somebody()
    picture = HtmlPage(second_factor.enrol(KEY, account.id, account.email, AT).picture)
    assert [tag for tag, _ in picture.tags] == ["svg", "path", "path"]
    assert not [name for _, attributes in picture.tags for name in attributes if name == "style"]


def test_an_enrolment_is_for_one_account_and_for_half_an_hour(writer, somebody: Somebody):
    account, other = somebody(), somebody("lea@exemple.invalid")
    shown = second_factor.enrol(KEY, account.id, account.email, AT)
    late = AT + timedelta(minutes=31)
    for owner, at in ((other, AT), (account, late)):
        with pytest.raises(SealError):
            second_factor.confirm(
                writer,
                actor_of(owner, "site"),
                KEY,
                owner.id,
                shown.seed,
                code_of(shown.letters, at),
                at,
            )


def test_the_database_holds_no_secret_that_reads_without_the_key(writer, somebody: Somebody):
    account = somebody()
    secret = with_application(writer, account).replace(" ", "")
    writer.refresh(account)
    assert account.totp_secret is not None
    assert secret not in account.totp_secret
    assert secret not in str([event.told for event in writer.scalars(select(Event))])


def test_a_sealed_secret_moved_to_another_account_opens_nothing(writer, somebody: Somebody):
    account, other = somebody(), somebody("lea@exemple.invalid")
    secret = with_application(writer, account)
    other.totp_secret = account.totp_secret
    writer.commit()
    at = AT + 10 * STEP
    with pytest.raises(SealError):
        second_factor.check(writer, KEY, other.id, code_of(secret, at), at)


def test_what_is_sealed_opens_for_its_purpose_and_its_key_alone():
    sealed = seal(KEY, "essai", "zwanze", AT)
    assert unseal(KEY, "essai", sealed, AT + timedelta(days=4000)) == "zwanze"
    for key, purpose, value in ((KEY + "e", "essai", sealed), (KEY, "autre", sealed), (KEY, "essai", "é")):
        with pytest.raises(SealError):
            unseal(key, purpose, value, AT)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_08_a_code_of_the_step_before_or_after_is_accepted(writer, somebody: Somebody, steps: int):
    account = somebody()
    secret = with_application(writer, account)
    at = AT + 10 * STEP
    assert second_factor.check(writer, KEY, account.id, code_of(secret, at + steps * STEP), at)


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_08_a_code_of_another_step_is_refused(writer, somebody: Somebody, steps: int):
    account = somebody()
    secret = with_application(writer, account)
    at = AT + 10 * STEP
    assert not second_factor.check(writer, KEY, account.id, code_of(secret, at + steps * STEP), at)


def test_a_08_a_code_serves_once_and_so_do_those_before_it(writer, somebody: Somebody):
    account = somebody()
    secret = with_application(writer, account)
    at = AT + 10 * STEP
    assert second_factor.check(writer, KEY, account.id, code_of(secret, at), at)
    writer.commit()
    assert not second_factor.check(writer, KEY, account.id, code_of(secret, at), at)
    assert not second_factor.check(writer, KEY, account.id, code_of(secret, at - STEP), at)
    assert second_factor.check(writer, KEY, account.id, code_of(secret, at + STEP), at)


def test_a_08_the_code_that_added_the_application_does_not_sign_in(writer, somebody: Somebody):
    account = somebody()
    secret = with_application(writer, account)
    assert not second_factor.check(writer, KEY, account.id, code_of(secret, AT), AT)


def test_a_08_spaces_are_free_and_nothing_else_is(writer, somebody: Somebody):
    account = somebody()
    secret = with_application(writer, account)
    at = AT + 10 * STEP
    code = code_of(secret, at)
    for wrong in ("", " ", code[:5], code + "0", f"{code[:3]}-{code[3:]}", "٠١٢٣٤٥", "é" * 9000):
        assert not second_factor.check(writer, KEY, account.id, wrong, at), wrong
    assert second_factor.check(writer, KEY, account.id, f" {code[:3]} {code[3:]}\n", at)


def test_without_an_application_no_code_is_right(writer, somebody: Somebody):
    assert not second_factor.check(writer, KEY, somebody().id, "000000", AT)


def test_a_08_the_sixth_try_within_ten_minutes_waits_and_nobody_else_does(writer, somebody: Somebody):
    account, other = somebody(), somebody("lea@exemple.invalid")
    tries = [second_factor.wait(writer, account.id, AT + STEP * number) for number in range(6)]
    assert tries[:5] == [None] * 5
    assert tries[5] == timedelta(minutes=10) - 5 * STEP
    assert second_factor.wait(writer, other.id, AT) is None
    second_factor.succeed(writer, account.id)
    assert second_factor.wait(writer, account.id, AT + 6 * STEP) is None


@pytest.mark.parametrize("role", ["desk", "administrator"])
def test_a_08_who_moderates_keeps_a_last_second_factor(writer, somebody: Somebody, role: str):
    account = somebody(role=role)
    with_application(writer, account)
    with pytest.raises(second_factor.LastFactorError, match="second facteur"):
        second_factor.remove(writer, actor_of(account, "site"), account.id, AT)
    writer.refresh(account)
    assert has_two(writer, account)


def test_without_a_factor_recovery_codes_open_nothing_either(writer, somebody: Somebody):
    account = somebody()
    with_application(writer, account)
    recovery.renew(writer, account.id)
    second_factor.remove(writer, actor_of(account, "site"), account.id, AT)
    writer.refresh(account)
    assert not has_two(writer, account)
    assert recovery.left(writer, account.id) == 0


def test_adding_and_removing_are_told(writer, somebody: Somebody):
    account = somebody()
    with_application(writer, account)
    second_factor.remove(writer, actor_of(account, "site"), account.id, AT)
    kinds = list(writer.scalars(select(Event.kind).order_by(Event.id)))
    assert kinds == ["second-factor-added", "second-factor-removed"]
