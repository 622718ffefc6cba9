"""Letters that wait are sent once, postponed while nobody takes them, and told when they never will be."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from directory import audit
from directory.mail.letters import Message, write
from directory.mail.mailers import FolderMailer, MailError
from directory.mail.sending import DELAYS, Sent, send_waiting
from directory.models import Contact, Event, Letter, Organization
from tests.mail.smtp import Taking, free_port, mailer, serving

AT = datetime.fromisoformat("2026-11-24T09:00")
BODY = "Bonjour, le lien : https://relais.exemple.fr/lien/secret"


@pytest.fixture
def sessions(own_app: Flask) -> sessionmaker[Session]:
    made: sessionmaker[Session] = own_app.extensions["sessions"]
    return made


def written(sessions: sessionmaker[Session], *addresses: str) -> None:
    """Write a letter to each address, which is that of a contact of an organisation."""
    with sessions.begin() as session:
        organization = session.scalars(select(Organization.id).limit(1)).one()
        for address in addresses:
            contact = Contact(organization_id=organization, email=address)
            session.add(contact)
            session.flush()
            write(session, "due", Message(address, "Relais", BODY), AT, contact_id=contact.id)


def letters(sessions: sessionmaker[Session]) -> list[Letter]:
    with sessions() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def test_what_a_letter_said_is_forgotten_once_it_is_sent(sessions: sessionmaker[Session]) -> None:
    written(sessions, "a@exemple.fr", "b@exemple.fr")
    box = Taking()
    with serving(box) as port:
        assert send_waiting(sessions, mailer(port), AT) == Sent(sent=2)
        assert send_waiting(sessions, mailer(port), AT) == Sent()
    assert [mail["To"] for mail in box.taken] == ["a@exemple.fr", "b@exemple.fr"]
    assert [(each.sent_at, each.body) for each in letters(sessions)] == [(AT, None), (AT, None)]


def test_two_workers_never_send_the_same_letter(sessions: sessionmaker[Session]) -> None:
    written(sessions, *(f"a{number}@exemple.fr" for number in range(30)))
    box, start, counts = Taking(), Barrier(3), []

    def work(port: int) -> None:
        start.wait()
        counts.append(send_waiting(sessions, mailer(port), AT).sent)

    with serving(box) as port:
        workers = [Thread(target=work, args=(port,)) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sum(counts) == 30
    assert sorted(mail["To"] for mail in box.taken) == sorted(f"a{number}@exemple.fr" for number in range(30))


def test_a_letter_that_nobody_takes_now_waits_longer_each_time(sessions: sessionmaker[Session]) -> None:
    written(sessions, "busy@exemple.fr", "b@exemple.fr")
    box = Taking({"busy@exemple.fr": "450 4.2.1 busy"})
    with serving(box) as port:
        at = AT
        assert send_waiting(sessions, mailer(port), at) == Sent(sent=1, postponed=1)
        for delay in DELAYS:
            assert send_waiting(sessions, mailer(port), at + delay - timedelta(seconds=1)) == Sent()
            at += delay
            done = send_waiting(sessions, mailer(port), at)
            assert done.postponed + done.refused == 1
    first, second = letters(sessions)
    assert (first.tries, first.failed_at, first.body) == (len(DELAYS) + 1, at, None)
    assert second.sent_at == AT
    with sessions() as session:
        assert session.scalars(select(Event.kind)).all()[-1:] == ["mail-given-up"]
        contact = session.scalars(select(Contact).where(Contact.email == "busy@exemple.fr")).one()
        assert contact.bounced_at is None, "its own server is only busy"


def test_an_address_that_refuses_has_bounced_and_is_told(sessions: sessionmaker[Session]) -> None:
    written(sessions, "gone@exemple.fr", "b@exemple.fr")
    box = Taking({"gone@exemple.fr": "550 5.1.1 no such user"})
    with serving(box) as port:
        assert send_waiting(sessions, mailer(port), AT) == Sent(sent=1, refused=1)
    with sessions() as session:
        bounced = {each.email: each.bounced_at for each in session.scalars(select(Contact))}
        assert (bounced["gone@exemple.fr"], bounced["b@exemple.fr"]) == (AT, None)
        event = session.scalars(select(Event).where(Event.kind == "mail-refused")).one()
        assert "secret" not in (event.told or "") and "gone@" not in (event.told or "")
        assert audit.verify(session).broken_at is None
    assert letters(sessions)[0].body is None
    assert (letters(sessions)[0].failure or "").startswith("550")


def test_a_round_ends_where_no_server_answers_and_nothing_is_lost(sessions: sessionmaker[Session]) -> None:
    written(sessions, *(f"a{number}@exemple.fr" for number in range(5)))
    assert send_waiting(sessions, mailer(free_port()), AT) == Sent(postponed=1)
    assert [each.tries for each in letters(sessions)] == [1, 0, 0, 0, 0]
    box = Taking()
    with serving(box) as port:
        assert send_waiting(sessions, mailer(port), AT + DELAYS[0]) == Sent(sent=5)


class Killed(BaseException):
    """The process dies here."""


def test_a_letter_sent_just_before_a_kill_leaves_again_under_the_same_name(
    sessions: sessionmaker[Session],
) -> None:
    written(sessions, "a@exemple.fr")
    box = Taking()

    class Dying:
        is_at_hand = False

        def send(self, message: Message, reference: str, at: datetime) -> None:
            mailer(port).send(message, reference, at)
            raise Killed

    with serving(box) as port:
        with pytest.raises(Killed):
            send_waiting(sessions, Dying(), AT)
        assert send_waiting(sessions, mailer(port), AT) == Sent(), "it is claimed"
        assert send_waiting(sessions, mailer(port), AT + DELAYS[0]) == Sent(sent=1)
    assert len({mail["Message-ID"] for mail in box.taken}) == 1


def test_a_folder_that_cannot_be_written_keeps_letters_waiting(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    written(sessions, "a@exemple.fr")
    (tmp_path / "file").touch()
    with pytest.raises(MailError):
        FolderMailer(tmp_path / "file").send(Message("a@b.fr", "s", "b"), "r", AT)
    assert send_waiting(sessions, FolderMailer(tmp_path / "file"), AT) == Sent(postponed=1)
    assert letters(sessions)[0].body == BODY
