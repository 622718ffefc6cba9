"""Who may come in where not everybody may."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, one_of

PASS_KINDS = ("link", "visit")


class Pass(Base):
    """A key to the pages of the administrator: a *link* that opens once, or the *visit* that it opened.

    Only the print of the secret is kept: whoever reads the database cannot come in.
    """

    __tablename__ = "pass"
    __table_args__ = (CheckConstraint(one_of("kind", PASS_KINDS), name="kind"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(5))
    expires_at: Mapped[datetime]
