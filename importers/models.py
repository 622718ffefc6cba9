"""The tables of imports: runs, their rows while they are worked on, what they changed, what was decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from directory.models import Base
from directory.models.base import one_of

RUN_STATES = (
    "waiting",
    "working",
    "ready",
    "stopped",
    "applying",
    "applied",
    "undone",
    "failed",
    "abandoned",
)
OUTCOMES = ("added", "changed", "unchanged", "undecided", "unclassed", "withheld", "outside", "refused")
HELD_BACK = ("withheld", "outside")
"""Outcomes of rows that are kept out of the directory."""

CHANGES = ("added", "changed", "removed")
WITHHELD_BY = ("key", "siret", "finess", "phone", "name")


class Run(Base):
    """One import of one source: *waiting* for a worker, *working*, *ready* to be applied, *stopped* until a
    second yes, *applying*, *applied*, *undone*, *failed* with a sentence, or *abandoned*.

    Times are UTC. `files` lists name, SHA-256 and size of each. `report` is what `importers.report` writes;
    `plan` the print of what the report announced: what is applied is what was announced, or nothing.
    A run that is working or applying while nobody holds its lock was interrupted.
    """

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint(one_of("state", RUN_STATES), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_slug: Mapped[str] = mapped_column(String(40))
    files: Mapped[list[Any]] = mapped_column(JSON)
    is_partial: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10))
    started_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    plan: Mapped[str | None] = mapped_column(String(64))
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    problem: Mapped[str | None] = mapped_column(Text)


class RunRow(Base):
    """A row of a run while it is worked on. `said` is its statement as JSON, without what is hidden.

    `outcome` is what applying it will do; `service_id` the listing it concerns, if any. Rows are deleted once
    the run is over.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(one_of("outcome", OUTCOMES), name="outcome"),
        Index("ix_import_row_run_id_outcome", "run_id", "outcome"),
        UniqueConstraint("run_id", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    line: Mapped[int]
    key: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    said: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(10))
    service_id: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Text)


class Change(Base):
    """What a run did to one service or one entry (`kind`), and how it was before: enough to undo it.

    `before` holds the rows as they were, None for what did not exist. `after` tells what the run left: the
    time it gave to a service, the print of an entry. What somebody has touched since is not undone.
    """

    __tablename__ = "import_change"
    __table_args__ = (
        CheckConstraint(one_of("kind", ("service", "entry")), name="kind"),
        CheckConstraint(one_of("change", CHANGES), name="change"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(7))
    number: Mapped[int] = mapped_column(index=True)
    change: Mapped[str] = mapped_column(String(7))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(String(64))


class Decision(Base):
    """What a person decided about a row of a source (« key:… ») or about all rows of a kind (« code:… »).

    `answer` is *same* (as `service_id`), *different*, *publish*, *hide*, *outside*, or the slug of a
    category. It is asked once: the next runs do as it says. A listing that goes leaves its number to another:
    what named it names nothing any more.
    """

    __tablename__ = "import_decision"
    __table_args__ = (UniqueConstraint("source_slug", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_slug: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(140))
    answer: Mapped[str] = mapped_column(String(60))
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime]


class Withheld(Base):
    """What no import may ever publish, by whatever names it: never by where it is.

    `kind` is key (« source:key »), siret, finess, phone (E.164) or name (folded, with its département).
    """

    __tablename__ = "import_withheld"
    __table_args__ = (
        UniqueConstraint("kind", "value"),
        CheckConstraint(one_of("kind", WITHHELD_BY), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(6))
    value: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]


class ColumnMapping(Base):
    """How the columns of one's own spreadsheet are read: kept under its `name` for the next time."""

    __tablename__ = "import_mapping"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
