"""What the search keeps beside the listings: `docs/search.md`."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base


class SearchText(Base):
    """The words of a service as the search reads them: `docs/search.md`. Only the indexer writes here."""

    __tablename__ = "search_text"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    stems: Mapped[str] = mapped_column(Text)


class SearchOutbox(Base):
    """A service that has changed and is to be read again by the search. Only triggers write here.

    It is not tied to `service`: one that is gone must be taken out of the search too.
    """

    __tablename__ = "search_outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(index=True)
