"""Passkeys: a key that never leaves a device signs what Relais asks, and only for the address of Relais.

What is asked is a secret that serves once (`tokens.py`): it comes back inside what the device signed, and is
found again so. A copied answer opens nothing; neither does one asked for somebody else, or something else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from directory.accounts import tokens
from directory.accounts.second_factor import refuse_last
from directory.actors import Actor
from directory.audit import tell
from directory.models import Account, Passkey

CHALLENGE_LASTS = timedelta(minutes=5)
LONGEST_NAME = 80
MOST_KEYS = 20
UNNAMED = "Clé d’accès"

ADD, PROVE = "passkey-add", "passkey-prove"
"""What a challenge was given for."""

UNREADABLE = (WebAuthnException, ValueError, LookupError, TypeError)
"""What the library raises on an answer that no browser makes."""


class PasskeyError(ValueError):
    """A passkey cannot be added, or what it signed does not hold."""


REFUSED = "Cette clé d’accès n’a pas été reconnue. Recommencez, ou choisissez un autre moyen."
TOO_MANY = f"Vous avez déjà {MOST_KEYS} clés d’accès : retirez-en une avant d’en ajouter une autre."


@dataclass(frozen=True, slots=True)
class Site:
    """Where Relais is, as a browser sees it: passkeys are bound to `host`, answers to `origin`."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A passkey as its owner sees it."""

    id: int
    name: str
    created_at: datetime


def site_of(address: str) -> Site:
    """Give the site at an address: « https://relais.example.org/ »."""
    parts = urlsplit(address)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def ask_to_add(session: Session, site: Site, account_id: int, at: datetime) -> str:
    """Give what a browser needs to make a passkey, as JSON. The caller commits."""
    account = session.get_one(Account, account_id)
    asked = generate_registration_options(
        rp_id=site.host,
        rp_name="Relais",
        user_id=str(account_id).encode(),
        user_name=account.email,
        user_display_name=account.name,
        challenge=_challenge(session, account_id, ADD, at),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(session, account_id),
    )
    return options_to_json(asked)


def add(
    session: Session, actor: Actor, site: Site, account_id: int, answer: str, name: str, at: datetime
) -> None:
    """Keep the passkey that a browser has made. `answer` is its JSON; `name` is what its owner calls it.

    Raises:
        PasskeyError: the answer does not hold, or there are too many passkeys.
    """
    if len(own_passkeys(session, account_id)) >= MOST_KEYS:
        raise PasskeyError(TOO_MANY)
    try:
        said = parse_registration_credential_json(answer)
        made = verify_registration_response(
            credential=said,
            expected_challenge=_asked(session, said.response.client_data_json, account_id, ADD, at),
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    except UNREADABLE as error:
        raise PasskeyError(REFUSED) from error
    if session.scalars(select(Passkey.id).where(Passkey.credential_id == made.credential_id)).first():
        raise PasskeyError(REFUSED)
    key = Passkey(
        account_id=account_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=" ".join(name.split())[:LONGEST_NAME] or UNNAMED,
        created_at=at,
    )
    session.add(key)
    tell(session, "passkey-added", actor, at, told={"name": key.name})


def ask_to_prove(session: Session, site: Site, account_id: int, at: datetime) -> str:
    """Give what a browser needs to use one of the passkeys of an account, as JSON. The caller commits."""
    asked = generate_authentication_options(
        rp_id=site.host,
        challenge=_challenge(session, account_id, PROVE, at),
        allow_credentials=_descriptors(session, account_id),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return options_to_json(asked)


def check(session: Session, site: Site, account_id: int, answer: str, at: datetime) -> bool:
    """Say whether `answer`, the JSON of a browser, was signed by a passkey of this account, just now.

    A key whose count does not move on was copied: it is refused.
    """
    try:
        said = parse_authentication_credential_json(answer)
        key = _own_key(session, account_id, said.raw_id)
        signed = verify_authentication_response(
            credential=said,
            expected_challenge=_asked(session, said.response.client_data_json, account_id, PROVE, at),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
        )
    except UNREADABLE:
        return False
    key.sign_count = signed.new_sign_count
    session.flush()
    return True


def own_passkeys(session: Session, account_id: int) -> list[KeyLine]:
    """Give the passkeys of an account, the oldest first."""
    own = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return [KeyLine(key.id, key.name, key.created_at) for key in session.scalars(own)]


def remove(session: Session, actor: Actor, account_id: int, passkey_id: int, at: datetime) -> bool:
    """Forget a passkey; False where it is not one of this account.

    Raises:
        LastFactorError: it is the last second factor of somebody who must have one.
    """
    own = Passkey.id == passkey_id, Passkey.account_id == account_id
    name = session.scalars(select(Passkey.name).where(*own)).first()
    if name is None:
        return False
    refuse_last(session, actor, account_id, has_another=_has_another(session, account_id))
    session.execute(delete(Passkey).where(*own))
    tell(session, "passkey-removed", actor, at, told={"name": name})
    return True


def _has_another(session: Session, account_id: int) -> bool:
    account = session.get_one(Account, account_id, with_for_update=True)
    own = select(func.count()).select_from(Passkey).where(Passkey.account_id == account_id)
    return account.totp_secret is not None or session.scalars(own).one() > 1


def _own_key(session: Session, account_id: int, credential_id: bytes) -> Passkey:
    own = select(Passkey).where(Passkey.account_id == account_id, Passkey.credential_id == credential_id)
    key = session.scalars(own.with_for_update()).first()
    if key is None:
        raise PasskeyError(REFUSED)
    return key


def _descriptors(session: Session, account_id: int) -> list[PublicKeyCredentialDescriptor]:
    own = select(Passkey.credential_id).where(Passkey.account_id == account_id)
    return [PublicKeyCredentialDescriptor(id=each) for each in session.scalars(own)]


def _challenge(session: Session, account_id: int, act: str, at: datetime) -> bytes:
    secret = tokens.give(session, "challenge", at, CHALLENGE_LASTS, account_id=account_id, said={"act": act})
    return secret.encode()


def _asked(session: Session, client_data: bytes, account_id: int, act: str, at: datetime) -> bytes:
    """Give the challenge that comes back, if it was given to this account for this act: it serves once."""
    challenge = parse_client_data_json(client_data).challenge
    token = tokens.use(session, "challenge", challenge.decode(), at)
    if token is None or token.account_id != account_id or token.said.get("act") != act:
        raise PasskeyError(REFUSED)
    return challenge
