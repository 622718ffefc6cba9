"""What is due is asked three times at most; what is done each day may be done twice."""

import re
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from directory.accounts.holding import UNIT
from directory.accounts.people import link_actor
from directory.freshness import daily
from directory.freshness.due import due, is_anyone_followed, months_later, months_of, to_call
from directory.mail.sending import Sent
from directory.models import (
    Account,
    Availability,
    Closure,
    Contact,
    Draft,
    Event,
    Grant,
    Letter,
    Service,
    Token,
)
from directory.revealing import revealing_words
from tests.freshness.following import AT, confirmed, counted, followed

URL = "https://relais.exemple.fr"


def run(app: Flask, at: datetime) -> daily.Done:
    return daily.run(app.extensions["sessions"], app.extensions["mailer"], URL, at)


def mails(app: Flask) -> list[EmailMessage]:
    folder: Path = app.extensions["mailer"].folder
    read = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))
    ]
    return [mail for mail in read if isinstance(mail, EmailMessage)]


def test_each_kind_of_service_has_a_rhythm_of_one_to_twelve_months() -> None:
    assert (months_of("siao-115"), months_of("pmi"), months_of("town-hall")) == (1, 6, 12)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_a_listing_is_due_on_the_day_that_its_rhythm_says_and_not_before(own_app: Flask) -> None:
    service, _ = followed(own_app, verified_on=date(2026, 9, 10))
    with own_app.extensions["readers"]() as session:
        assert due(session, date(2027, 3, 9)) == []
        (item,) = due(session, date(2027, 3, 10))
        assert (item.service_id, item.due_on) == (service, date(2027, 3, 10))
        department = session.get_one(Service, service).commune.department
        assert due(session, date(2027, 3, 10), ("department", department)) == [item]
        assert due(session, date(2027, 3, 10), ("department", "2A")) == []


def test_what_is_due_is_asked_three_times_then_the_desk_calls(own_app: Flask) -> None:
    service, _ = followed(own_app)
    asked = []
    for days in range(60):
        if run(own_app, AT + timedelta(days=days)).reminded:
            asked.append(days)
    assert asked == [0, 14, 28]
    with own_app.extensions["readers"]() as session:
        called = [day for day in range(60) if to_call(session, (AT + timedelta(days=day)).date())]
        assert called[0] == 42
        assert [item.service_id for item in to_call(session, date(2027, 5, 1))] == [service]


def test_a_letter_leads_to_the_listings_of_one_organisation_and_names_nothing_in_its_subject(
    own_app: Flask,
) -> None:
    service, organization = followed(own_app, "dv-association")
    assert run(own_app, AT).mail == Sent(sent=1)
    (mail,) = mails(own_app)
    assert revealing_words(mail["Subject"]) == ()
    text = mail.get_content()
    link = re.search(rf"{URL}/lien/(\S+)", text)
    assert link is not None
    with own_app.extensions["readers"]() as session:
        assert session.get_one(Service, service).name in text
        actor = link_actor(session, link[1], AT + timedelta(days=44))
        assert actor is not None and actor.organizations == {organization}
        assert link_actor(session, link[1], AT + timedelta(days=46)) is None
        assert session.scalars(select(Letter.body)).all() == [None]
        assert link[1] not in repr([event.told for event in session.scalars(select(Event))])


def test_a_confirmation_ends_the_reminders(own_app: Flask) -> None:
    service, _ = followed(own_app)
    assert run(own_app, AT).reminded == 1
    with own_app.extensions["sessions"].begin() as session:
        confirmed(session, service, date(2027, 3, 11))
    assert [run(own_app, AT + timedelta(days=days)).reminded for days in range(1, 60)] == [0] * 59


def test_a_day_that_is_run_twice_writes_once(own_app: Flask) -> None:
    followed(own_app)
    run(own_app, AT)
    assert counted(own_app) == (1, 1)
    again = run(own_app, AT + timedelta(hours=3))
    assert (again.reminded, again.mail, counted(own_app)) == (0, Sent(), (1, 1))


def test_a_kill_midway_leaves_both_the_letter_and_its_reminder_or_neither(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed(own_app)
    followed(own_app, "cidff", date(2026, 5, 1))
    real, calls = daily.remind, []

    def dies(*given: object) -> int:
        calls.append(given)
        done = real(*given)  # type: ignore[arg-type]  # what it was given goes on
        if len(calls) == 2:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(daily, "remind", dies)
    with pytest.raises(KeyboardInterrupt):
        run(own_app, AT)
    assert counted(own_app) == (1, 1)
    monkeypatch.setattr(daily, "remind", real)
    assert run(own_app, AT + timedelta(hours=1)).reminded == 1
    assert counted(own_app) == (2, 2)


def test_one_letter_speaks_of_all_that_is_due_in_an_organisation(own_app: Flask) -> None:
    service, organization = followed(own_app)
    with own_app.extensions["sessions"].begin() as session:
        other = session.scalars(select(Service).where(Service.category == "cidff").limit(1)).one()
        other.organization_id = organization
        confirmed(session, other.id, date(2026, 8, 15))
        name = other.name
    assert run(own_app, AT).reminded == 1
    assert name in mails(own_app)[0].get_content()
    assert counted(own_app) == (1, 2)
    assert service != other.id


def test_a_contact_that_bounced_gets_nothing_and_is_to_call(own_app: Flask) -> None:
    service, _ = followed(own_app)
    with own_app.extensions["sessions"].begin() as session:
        session.scalars(select(Contact)).one().bounced_at = AT
    assert run(own_app, AT).reminded == 0
    with own_app.extensions["readers"]() as session:
        assert [item.service_id for item in to_call(session, AT.date())] == [service]


@pytest.mark.parametrize(
    ("first", "subject"),
    [
        (datetime.fromisoformat("2027-06-01T08:00"), "été"),
        (datetime.fromisoformat("2027-11-15T08:00"), "fin d’année"),
    ],
)
def test_a_campaign_asks_once_and_only_those_who_have_not_answered(
    own_app: Flask, first: datetime, subject: str
) -> None:
    _, organization = followed(own_app)
    with own_app.extensions["sessions"].begin() as session:
        for each in session.scalars(select(Service.id).where(Service.organization_id == organization)):
            confirmed(session, each, (first - timedelta(days=9)).date())
    assert run(own_app, first - timedelta(days=1)).asked == 0
    assert [run(own_app, first + timedelta(days=days)).asked for days in range(20)] == [1, *[0] * 19]
    assert subject in mails(own_app)[0]["Subject"]


def test_who_has_said_when_it_closes_is_not_asked(own_app: Flask) -> None:
    _, organization = followed(own_app)
    with own_app.extensions["sessions"].begin() as session:
        for each in session.scalars(select(Service.id).where(Service.organization_id == organization)):
            confirmed(session, each, date(2027, 5, 20))
            session.add(Closure(service_id=each, starts_on=date(2027, 8, 2), ends_on=date(2027, 8, 20)))
    assert run(own_app, datetime.fromisoformat("2027-06-01T08:00")).asked == 0


def test_what_has_had_its_day_is_forgotten(own_app: Flask) -> None:
    service, _ = followed(own_app, verified_on=date(2027, 3, 1))
    with own_app.extensions["sessions"].begin() as session:
        contact = session.scalars(select(Contact.id)).one()
        session.add(
            Availability(service_id=service, is_full=True, until=date(2027, 3, 1), said_on=date(2027, 2, 1))
        )
        for name, hours in (("old", -1), ("new", 1)):
            until = AT + timedelta(hours=hours)
            session.add(
                Token(
                    digest=name,
                    kind="partner-link",
                    contact_id=contact,
                    said={},
                    created_at=AT,
                    expires_at=until,
                )
            )
    assert run(own_app, AT).forgotten == 2
    with own_app.extensions["readers"]() as session:
        assert session.scalars(select(Token.digest)).all() == ["new"]
        assert session.scalars(select(Availability)).all() == []
        assert session.scalars(select(Draft)).all() == []


def test_the_commands_say_what_is_due_and_what_was_done(own_app: Flask) -> None:
    service, _ = followed(own_app, verified_on=date(2020, 1, 1))
    runner = own_app.test_cli_runner()
    said = runner.invoke(args=["freshness", "due"])
    assert said.exit_code == 0 and said.output.startswith(f"{service}  depuis le 1er juillet 2020")
    for _ in range(2):
        done = runner.invoke(args=["freshness", "run"])
        assert done.exit_code == 0, done.output
        assert "Courriels partis" in done.output
    assert (
        runner.invoke(args=["freshness", "due", "--territory", "2A"]).output == "Aucune fiche à vérifier.\n"
    )


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("zz", "« ZZ » n’est pas un territoire"),
        ("lozere", "« 48 »"),
        ("999999999", "n’est pas un territoire"),
        ("", "n’est pas un territoire"),
    ],
)
def test_a_territory_that_is_none_is_refused_and_never_has_nothing_due(
    own_app: Flask, code: str, sentence: str
) -> None:
    said = own_app.test_cli_runner().invoke(args=["freshness", "due", "--territory", code])
    assert (said.exit_code, sentence in re.sub(r"\s", " ", said.output)) == (1, True), said.output


def test_a_unit_is_no_territory_of_what_is_due(own_app: Flask) -> None:
    with own_app.extensions["readers"]() as session:
        units = select(Service.id).where(Service.category == UNIT).order_by(Service.id.desc())
        number = session.scalars(units.limit(1)).one()
    said = own_app.test_cli_runner().invoke(args=["freshness", "due", "--territory", str(number)])
    assert (said.exit_code, "est une unité" in said.output) == (1, True), said.output


def test_nobody_to_call_is_said_where_no_organisation_has_a_contact(own_app: Flask) -> None:
    runner = own_app.test_cli_runner()
    said = runner.invoke(args=["freshness", "due"])
    assert said.exit_code == 0
    assert "Aucune structure n’a encore de contact" in said.output
    followed(own_app, verified_on=date(2026, 11, 1))
    with own_app.extensions["readers"]() as session:
        assert is_anyone_followed(session)


def test_an_organisation_without_contact_is_reminded_by_the_mail_of_its_partners(own_app: Flask) -> None:
    _, organization = followed(own_app)
    with own_app.extensions["sessions"].begin() as session:
        session.execute(delete(Contact))
        for name, is_disabled in (("zoe", False), ("yves", True)):
            account = Account(email=f"{name}@exemple.fr", name=name, created_at=AT, is_disabled=is_disabled)
            account.grants.append(Grant(role="partner", organization_id=organization, is_manager=False))
            session.add(account)
    assert run(own_app, AT).reminded == 1
    (mail,) = mails(own_app)
    assert mail["To"] == "zoe@exemple.fr"
    assert (
        f"{URL}/partenaire\n" in mail.get_content().replace("\r\n", "\n")
        and "/lien/" not in mail.get_content()
    )
    assert run(own_app, AT).reminded == 0
