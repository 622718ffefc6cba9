"""What people changed in listings, what they ask of the desk, and what they were typing."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.accounts import Account
from directory.models.base import Base, one_of
from directory.models.listings import Organization, Service

REVISION_KINDS = ("amended", "created", "removed", "merged", "restored")
REQUEST_KINDS = ("change", "new", "removal", "claim", "correction", "contact")
REQUEST_STATES = ("waiting", "asked", "accepted", "refused", "withdrawn")


class Revision(Base):
    """What a listing said before somebody changed it, and after: values of `directory/editing/values.py`.

    `before` and `after` hold the fields that changed; of what is removed or merged, `before` holds all. The
    key of the listing (`source_slug`, `source_key`) outlives its number. `into_id` is what a duplicate was
    merged into. Who and from which door is told in `author` and `door`.
    """

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint(one_of("kind", REVISION_KINDS), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"), index=True)
    into_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"), index=True)
    source_slug: Mapped[str] = mapped_column(String(40))
    source_key: Mapped[str] = mapped_column(String(120))
    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id", ondelete="SET NULL"), index=True
    )
    kind: Mapped[str] = mapped_column(String(8))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(160))
    door: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]

    service: Mapped[Service | None] = relationship(foreign_keys=service_id)


class ChangeRequest(Base):
    """What somebody asks of the desk: a sensitive change, a new listing, a removal, a claim, a correction.

    `before` and `after` hold values as `Revision` does; until it is accepted the listing says what it said.
    `sentence` is what the one who asks adds, `answer` what the desk says. Whoever asked never accepts.
    """

    __tablename__ = "change_request"
    __table_args__ = (
        CheckConstraint(one_of("kind", REQUEST_KINDS), name="kind"),
        CheckConstraint(one_of("state", REQUEST_STATES), name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(9), index=True, default="waiting")
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id", ondelete="CASCADE"), index=True
    )
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sentence: Mapped[str] = mapped_column(String(500), default="")
    answer: Mapped[str] = mapped_column(String(500), default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    author: Mapped[str] = mapped_column(String(160))
    door: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(160))

    service: Mapped[Service | None] = relationship()
    organization: Mapped[Organization | None] = relationship()
    account: Mapped[Account | None] = relationship()


class Draft(Base):
    """What somebody was typing in a form, so that a lost session loses nothing. `about` names the form."""

    __tablename__ = "draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    about: Mapped[str] = mapped_column(String(80), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
