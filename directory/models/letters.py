"""To whom Relais writes, and what it wrote."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from directory.models.base import Base
from directory.models.listings import Organization


class Contact(Base):
    """To whom Relais writes about the listings of an organisation. `bounced_at` is when a mail came back."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("organization_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    bounced_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship()


class Letter(Base):
    """A mail to send: written with what it tells of, sent after. `body` is forgotten once sent, it may hold a
    link that opens something. `failure` is what the server answered when it will never take it.
    """

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(160))
    body: Mapped[str | None] = mapped_column(Text)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(String(200))


class Reminder(Base):
    """A reminder sent about a listing: its campaign (« due », « summer-2027 ») and its number, from 1.

    A verification ends the reminders of *due* that came before it.
    """

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("service_id", "campaign", "number", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), index=True)
    campaign: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    since: Mapped[date]
    sent_on: Mapped[date]
