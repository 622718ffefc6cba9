"""What happened, and how often a listing served: never who asked."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, one_of

TALLIES = ("shown", "card", "reported")


class Event(Base):
    """What happened: who, what, when, from which door. Rows are chained: `directory/audit.py`.

    `told` holds old and new values, but what must not be kept; it alone may be forgotten, and its print
    stays, so that the chain stays whole. Two triggers refuse any other change.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(30), index=True)
    door: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[int | None] = mapped_column(index=True)
    author: Mapped[str] = mapped_column(String(160))
    service_id: Mapped[int | None] = mapped_column(index=True)
    organization_id: Mapped[int | None] = mapped_column(index=True)
    department: Mapped[str | None] = mapped_column(String(3), index=True)
    told: Mapped[str | None] = mapped_column(Text)
    told_print: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)


class Tally(Base):
    """How often a listing was shown, given on a card or reported, in a month: never when, by or for whom."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint(one_of("what", TALLIES), name="what"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    what: Mapped[str] = mapped_column(String(8), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
