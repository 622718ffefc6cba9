"""What listings say more, reports of errors, and the search: its words and its outbox.

Triggers write the outbox: whoever changes a service, by whatever means, leaves its number there in the same
transaction. See `docs/search.md`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

LISTS = ("alternate_names", "audiences", "modes", "features")
TEXTS = ("documents", "referral")

# Table -> the column that holds the number of the service, and the events that change what is searched.
WATCHED = {
    "service": ("id", ("INSERT", "UPDATE", "DELETE")),
    "service_area": ("service_id", ("INSERT", "UPDATE", "DELETE")),
    "closure": ("service_id", ("INSERT", "UPDATE", "DELETE")),
}


def upgrade() -> None:
    for name in LISTS:
        op.add_column("service", sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
    op.add_column("service", sa.Column("fee", sa.String(length=12), nullable=True))
    for name in TEXTS:
        op.add_column("service", sa.Column(name, sa.Text(), nullable=True))
    # How to come tells where it is. The constraint comes with its column, written out: SQLite adds none after.
    op.execute(
        "ALTER TABLE service ADD COLUMN transport TEXT"
        " CONSTRAINT ck_service_only_a_public_address_says_how_to_come"
        " CHECK (address_policy = 'public' OR transport IS NULL)"
    )
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        _watch_on_postgresql()
    else:
        _watch_on_sqlite()


def _create_tables() -> None:
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.Column("source_slug", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_verification_service_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_slug"],
            ["source.slug"],
            name=op.f("fk_verification_source_slug"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("service_id", "verified_on", name=op.f("uq_verification_service_id_verified_on")),
    )
    op.create_index(op.f("ix_verification_service_id"), "verification", ["service_id"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "about IN ('phone', 'hours', 'place', 'gone', 'other')", name=op.f("ck_report_about")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_report_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("service_id", "about", name=op.f("uq_report_service_id_about")),
    )
    op.create_index(op.f("ix_report_service_id"), "report", ["service_id"])
    op.create_table(
        "search_text",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_search_text_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("service_id", name=op.f("pk_search_text")),
    )
    op.create_table(
        "search_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_outbox")),
    )
    op.create_index(op.f("ix_search_outbox_service_id"), "search_outbox", ["service_id"])


def _numbers(event: str, column: str) -> str:
    """Ask for the services that a row names: both of them when it passes from one to the other."""
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[event]
    return " UNION ".join(f"SELECT {row}.{column}" for row in rows)


def _watch_on_sqlite() -> None:
    for table, (column, events) in WATCHED.items():
        for event in events:
            op.execute(
                f"CREATE TRIGGER search_{table}_{event.lower()} AFTER {event} ON {table} BEGIN"
                f" INSERT INTO search_outbox (service_id) {_numbers(event, column)}; END"
            )
    op.execute(
        "CREATE TRIGGER search_organization_update AFTER UPDATE OF name ON organization BEGIN"
        " INSERT INTO search_outbox (service_id) SELECT id FROM service WHERE organization_id = NEW.id; END"
    )


def _watch_on_postgresql() -> None:
    for table, (column, events) in WATCHED.items():
        op.execute(
            f"CREATE FUNCTION search_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + "".join(
                f" IF TG_OP = '{event}' THEN"
                f" INSERT INTO search_outbox (service_id) {_numbers(event, column)}; END IF;"
                for event in events
            )
            + " RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER search_{table} AFTER {' OR '.join(events)} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION search_{table}()"
        )
    op.execute(
        "CREATE FUNCTION search_organization() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO search_outbox (service_id) SELECT id FROM service WHERE organization_id = NEW.id;"
        " RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER search_organization AFTER UPDATE OF name ON organization"
        " FOR EACH ROW EXECUTE FUNCTION search_organization()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in (*WATCHED, "organization"):
            op.execute(f"DROP TRIGGER search_{table} ON {table}")
            op.execute(f"DROP FUNCTION search_{table}()")
    else:
        for table, (_, events) in WATCHED.items():
            for event in events:
                op.execute(f"DROP TRIGGER search_{table}_{event.lower()}")
        op.execute("DROP TRIGGER search_organization_update")
    op.drop_table("search_outbox")
    op.drop_table("search_text")
    op.drop_table("report")
    op.drop_table("verification")
    for name in ("transport", *TEXTS, "fee", *LISTS):
        op.drop_column("service", name)
