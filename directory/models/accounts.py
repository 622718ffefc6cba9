"""People who sign in, what they may do and where, and the secrets that let them in: prints only."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import Base, one_of
from directory.models.listings import Organization

ROLES = ("partner", "social-worker", "officer", "desk", "administrator")
TERRITORY_KINDS = ("department", "epci", "unit")
TOKEN_KINDS = ("invitation", "reset", "partner-link", "challenge")
LOGIN_STAGES = ("second-factor", "open")


class Account(Base):
    """Somebody who may sign in. `email` is in lower case; `password` is an argon2
    hash, None before the first.

    `totp_secret` is encrypted with the key of the application; `totp_step` is the last step accepted, so that
    a code serves once. `issuer` and `subject` are how an identity provider knows her.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password: Mapped[str | None] = mapped_column(String(200))
    totp_secret: Mapped[str | None] = mapped_column(String(200))
    totp_step: Mapped[int | None]
    issuer: Mapped[str | None] = mapped_column(String(200))
    subject: Mapped[str | None] = mapped_column(String(200))
    is_disabled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    grants: Mapped[list["Grant"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", order_by="Grant.id"
    )


class Grant(Base):
    """A role that somebody holds, and where: within an organisation, a territory, or everywhere.

    A partner holds it in an organisation, as a member or a manager; the others in a `territory_kind` and its
    code (a unit is the number of its service), or everywhere where both are NULL.
    """

    __tablename__ = "account_grant"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint(one_of("territory_kind", TERRITORY_KINDS), name="territory_kind"),
        CheckConstraint("(territory_kind IS NULL) = (territory_code IS NULL)", name="a_territory_is_whole"),
        CheckConstraint(
            "(role = 'partner') = (organization_id IS NOT NULL)", name="only_a_partner_has_an_organization"
        ),
        CheckConstraint("role != 'partner' OR territory_kind IS NULL", name="a_partner_has_no_territory"),
        UniqueConstraint("account_id", "role", "territory_kind", "territory_code", "organization_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(13))
    territory_kind: Mapped[str | None] = mapped_column(String(10))
    territory_code: Mapped[str | None] = mapped_column(String(10))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    is_manager: Mapped[bool] = mapped_column(default=False)

    account: Mapped[Account] = relationship(back_populates="grants")
    organization: Mapped[Organization | None] = relationship()


class Login(Base):
    """A session of somebody who signs in. `seen_at` moves with what she does, `proved_at` when she proves
    again who she is. At stage *second-factor* it opens nothing but the page that asks for the second factor.
    `goes_on` is where she was going, and the form she was sending, sealed: `directory/views/returning.py`.
    """

    __tablename__ = "login"
    __table_args__ = (CheckConstraint(one_of("stage", LOGIN_STAGES), name="stage"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str] = mapped_column(String(13))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]
    goes_on: Mapped[str | None] = mapped_column(Text)

    account: Mapped[Account] = relationship()


class Token(Base):
    """A secret that opens one thing until a time: an invitation, a new password, the page of an organisation.

    `said` is what the one who gives it needs to know again: a role and its place, a challenge. What serves
    once is deleted as it is used; the database says who deleted it.
    """

    __tablename__ = "token"
    __table_args__ = (CheckConstraint(one_of("kind", TOKEN_KINDS), name="kind"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code, of which the print is kept, that stands once for a second factor."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)


class Passkey(Base):
    """A passkey: the public half of a key that never leaves a device."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]


class Attempt(Base):
    """A try at something that may be tried only so often: exact whatever the worker. `key` is a print."""

    __tablename__ = "attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]
