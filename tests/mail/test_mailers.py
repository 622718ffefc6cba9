"""Letters are carried by a real server, or written in a folder; nothing slips into their headers."""

import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from directory.mail import mailers
from directory.mail.letters import Message
from directory.mail.mailers import (
    FolderMailer,
    MailError,
    MailSettingError,
    RefusedError,
    SmtpMailer,
    UnreachableError,
    own_mailer,
)
from tests.mail.smtp import SENDER, Taking, free_port, mailer, serving, speaking

AT = datetime.fromisoformat("2026-11-24T09:00")
LETTER = Message("contact@exemple.fr", "Relais : vos informations", "Bonjour,\n\nÀ bientôt.\n")


def test_a_letter_arrives_as_it_was_written() -> None:
    box = Taking()
    with serving(box) as port:
        mailer(port).send(LETTER, "relais-1", AT)
    (mail,) = box.taken
    assert (mail["To"], mail["From"], mail["Subject"]) == (LETTER.address, SENDER, LETTER.subject)
    assert mail["Message-ID"] == "<relais-1@exemple.fr>"
    assert mail.get_content().replace("\r\n", "\n") == LETTER.body
    assert mail.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("subject", "seen"),
    [
        ("Bonjour\r\nBcc: autre@exemple.fr", "Bonjour Bcc: autre@exemple.fr"),
        ("{{7*7}} {% raw %} %s ${x}", "{{7*7}} {% raw %} %s ${x}"),
        ("é" * 400, "é" * 160),
    ],
)
def test_nothing_slips_from_a_subject_into_another_header(subject: str, seen: str) -> None:
    box = Taking()
    with serving(box) as port:
        mailer(port).send(Message(LETTER.address, subject, "{{7*7}} %s"), "relais-2", AT)
    (mail,) = box.taken
    assert mail["Subject"] == seen
    assert mail["Bcc"] is None
    assert box.recipients == [[LETTER.address]]
    assert mail.get_content().strip() == "{{7*7}} %s"


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b.fr, c@d.fr", "a@b.fr\nBcc: c@d.fr", "<a@b.fr>", "é@b.fr", "a@b.fr c@d.fr"]
)
def test_what_is_not_one_address_is_never_written_to(address: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        FolderMailer(tmp_path / "mail").send(Message(address, "s", "b"), "relais-3", AT)
    assert not list(tmp_path.rglob("*.eml"))


@pytest.mark.parametrize(
    ("answer", "data", "error"),
    [
        ("550 5.1.1 no such user", "", RefusedError),
        ("450 4.2.1 mailbox busy", "", MailError),
        ("", "554 5.7.1 refused", RefusedError),
        ("", "451 4.3.0 try later", MailError),
    ],
)
def test_a_refusal_for_ever_is_told_from_one_for_now(answer: str, data: str, error: type[MailError]) -> None:
    box = Taking({LETTER.address: answer} if answer else {}, data)
    with serving(box) as port, pytest.raises(MailError) as refused:
        mailer(port).send(LETTER, "relais-4", AT)
    assert type(refused.value) is error
    assert str(refused.value).startswith((answer or data)[:3])


@pytest.mark.parametrize("line", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"\x00\xff\xfe garbage\r\n"])
def test_a_server_that_is_silent_or_speaks_otherwise_is_left_after_a_moment(
    line: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailers, "PATIENCE", 0.3)
    with speaking(line) as port, pytest.raises(UnreachableError, match="ne prend rien"):
        mailer(port).send(LETTER, "relais-5", AT)


def test_where_nothing_listens_no_letter_leaves() -> None:
    with pytest.raises(UnreachableError):
        mailer(free_port()).send(LETTER, "relais-6", AT)


def own_certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate of one's own for 127.0.0.1: the context of the server, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    own = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "own.pem").write_bytes(pem + own)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(folder / "own.pem")
    return theirs, ssl.create_default_context(cadata=pem.decode())


def test_a_letter_travels_under_lock_with_a_name_and_a_password(tmp_path: Path) -> None:
    theirs, ours = own_certificate(tmp_path)
    asked: list[tuple[bytes, bytes]] = []

    def known(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        asked.append((data.login, data.password))
        return AuthResult(success=data.password == b"s3cret/+")

    box = Taking()
    options = {"tls_context": theirs, "authenticator": known, "auth_required": True, "auth_require_tls": True}
    with serving(box, **options) as port:
        under_lock = SmtpMailer(
            "127.0.0.1", port, SENDER, "relais", "s3cret/+", is_starttls=True, context=ours
        )
        under_lock.send(LETTER, "relais-7", AT)
        wrong = SmtpMailer("127.0.0.1", port, SENDER, "relais", "wrong", is_starttls=True, context=ours)
        with pytest.raises(UnreachableError) as refused:
            wrong.send(LETTER, "relais-8", AT)
        distrustful = SmtpMailer("127.0.0.1", port, SENDER, "relais", "s3cret/+", is_starttls=True)
        with pytest.raises(UnreachableError):
            distrustful.send(LETTER, "relais-9", AT)
    assert len(box.taken) == 1
    assert asked[0] == (b"relais", b"s3cret/+")
    assert "wrong" not in str(refused.value) + repr(wrong)


def test_a_server_that_offers_no_lock_gets_nothing() -> None:
    box = Taking()
    with serving(box) as port, pytest.raises(UnreachableError):
        SmtpMailer("127.0.0.1", port, SENDER, is_starttls=True).send(LETTER, "relais-10", AT)
    assert box.taken == []


def test_where_no_server_is_named_letters_are_files_for_their_owner_alone(tmp_path: Path) -> None:
    own_mailer("", "", tmp_path / "mail").send(LETTER, "relais-11", AT)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "20261124T090000-relais-11.eml"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == LETTER.address


def test_the_address_of_a_server_is_read_whole() -> None:
    read = own_mailer("smtps://compte%40x:mot%2Fde@mail.exemple.fr", SENDER, Path())
    assert isinstance(read, SmtpMailer)
    assert (read.host, read.port, read.user, read.password) == ("mail.exemple.fr", 465, "compte@x", "mot/de")
    assert (read.is_tls, read.is_starttls) == (True, False)
    assert "mot/de" not in repr(read)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.exemple.fr", SENDER),
        ("smtp://mail.exemple.fr:99999", SENDER),
        ("smtp://mail.exemple.fr:587", SENDER),
        ("smtps://", SENDER),
        ("smtps://mail.exemple.fr/path", SENDER),
        ("smtps://mail.exemple.fr?tls", SENDER),
        ("smtps://mail.exemple.fr", ""),
        ("smtps://mail.exemple.fr", "Relais"),
        ("", "a@b.fr\nBcc: c@d.fr"),
    ],
)
def test_settings_that_would_lose_or_show_letters_are_refused(url: str, sender: str) -> None:
    with pytest.raises(MailSettingError, match="RELAIS_"):
        own_mailer(url, sender, Path())
