"""Imports: what each source says of a listing, runs and what they changed, decisions, and who may run them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _say_more_of_sources()
    _keep_what_sources_say()
    _keep_runs()
    _keep_decisions()
    _keep_passes()


def _say_more_of_sources() -> None:
    op.add_column(
        "source", sa.Column("attribution", sa.String(length=200), server_default="", nullable=False)
    )
    op.add_column("source", sa.Column("data_on", sa.Date(), nullable=True))
    op.add_column("service", sa.Column("said_on", sa.Date(), nullable=True))


def _keep_what_sources_say() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_slug", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("finess", sa.String(length=9), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(service_id IS NOT NULL) = (state IN ('linked', 'proposal'))",
            name=op.f("ck_entry_only_what_is_linked_has_a_service"),
        ),
        sa.CheckConstraint(
            "state IN ('linked', 'undecided', 'unclassed', 'proposal', 'withheld', 'outside')",
            name=op.f("ck_entry_state"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_entry_service_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_slug"], ["source.slug"], name=op.f("fk_entry_source_slug"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("source_slug", "source_key", name=op.f("uq_entry_source_slug_source_key")),
    )
    op.create_index(op.f("ix_entry_finess"), "entry", ["finess"], unique=False)
    op.create_index(op.f("ix_entry_service_id"), "entry", ["service_id"], unique=False)
    op.create_index(op.f("ix_entry_siret"), "entry", ["siret"], unique=False)
    op.create_index(op.f("ix_entry_state"), "entry", ["state"], unique=False)


def _keep_runs() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_slug", sa.String(length=40), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.Column("plan", sa.String(length=64), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'working', 'ready', 'stopped', 'applying', 'applied', 'undone', 'failed', 'abandoned')",
            name=op.f("ck_import_run_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('added', 'changed', 'unchanged', 'undecided', 'unclassed', 'withheld', 'outside', 'refused')",
            name=op.f("ck_import_row_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_row")),
        sa.UniqueConstraint("run_id", "key", name=op.f("uq_import_row_run_id_key")),
    )
    op.create_index("ix_import_row_run_id_outcome", "import_row", ["run_id", "outcome"], unique=False)
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=7), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.String(length=64), nullable=True),
        sa.CheckConstraint("change IN ('added', 'changed', 'removed')", name=op.f("ck_import_change_change")),
        sa.CheckConstraint("kind IN ('service', 'entry')", name=op.f("ck_import_change_kind")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_change_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_number"), "import_change", ["number"], unique=False)
    op.create_index(op.f("ix_import_change_run_id"), "import_change", ["run_id"], unique=False)


def _keep_decisions() -> None:
    op.create_table(
        "import_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_slug", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=140), nullable=False),
        sa.Column("answer", sa.String(length=60), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_import_decision_service_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_decision")),
        sa.UniqueConstraint("source_slug", "subject", name=op.f("uq_import_decision_source_slug_subject")),
    )
    op.create_index(op.f("ix_import_decision_service_id"), "import_decision", ["service_id"], unique=False)
    op.create_table(
        "import_withheld",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('key', 'siret', 'finess', 'phone', 'name')", name=op.f("ck_import_withheld_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_withheld")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_import_withheld_kind_value")),
    )
    op.create_table(
        "import_mapping",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_import_mapping")),
    )


def _keep_passes() -> None:
    op.create_table(
        "pass",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('link', 'visit')", name=op.f("ck_pass_kind")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pass")),
    )


def downgrade() -> None:
    for table in (
        "pass",
        "import_mapping",
        "import_withheld",
        "import_decision",
        "import_change",
        "import_row",
        "import_run",
        "entry",
    ):
        op.drop_table(table)
    op.drop_column("service", "said_on")
    op.drop_column("source", "data_on")
    op.drop_column("source", "attribution")
