"""The directory and its gazetteer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

revision = "0001"
down_revision = None


def by_byte(length: int) -> sa.types.TypeEngine[str]:
    """A text that is read by its beginning: SQLite sorts by byte, PostgreSQL is told to."""
    return sa.String(length).with_variant(VARCHAR(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "commune",
        sa.Column("code", by_byte(5), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("department", sa.String(length=3), nullable=False),
        sa.Column("department_name", sa.String(length=60), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("region_name", sa.String(length=60), nullable=False),
        sa.Column("epci", sa.String(length=9), nullable=True),
        sa.Column("epci_name", sa.String(length=120), nullable=True),
        sa.Column("arrondissement", sa.String(length=4), nullable=True),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("postcodes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commune")),
    )
    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commune_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_commune_epci"), ["epci"], unique=False)

    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "source",
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_source")),
    )
    op.create_table(
        "zone",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_zone")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["source_slug"], ["source.slug"], name=op.f("fk_organization_source_slug")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("source_slug", "name", name=op.f("uq_organization_source_slug_name")),
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organization_source_slug"), ["source_slug"], unique=False)

    op.create_table(
        "place_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folded", by_byte(120), nullable=False),
        sa.Column("commune_code", by_byte(5), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_place_name_commune_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_name")),
    )
    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_name_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_name_commune_code"), ["commune_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_name_folded"), ["folded"], unique=False)

    op.create_table(
        "postcode",
        sa.Column("postcode", by_byte(5), nullable=False),
        sa.Column("commune_code", by_byte(5), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_postcode_commune_code")),
        sa.PrimaryKeyConstraint("postcode", "commune_code", name=op.f("pk_postcode")),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("source_slug", sa.String(length=40), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("neutral_name", sa.String(length=80), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("access", sa.String(length=12), nullable=False),
        sa.Column("address_policy", sa.String(length=12), nullable=False),
        sa.Column("commune_code", by_byte(5), nullable=True),
        sa.Column("zone_kind", sa.String(length=10), nullable=True),
        sa.Column("zone_code", sa.String(length=9), nullable=True),
        sa.Column("street", sa.String(length=160), nullable=True),
        sa.Column("postcode", sa.String(length=5), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=160), nullable=True),
        sa.Column("website", sa.String(length=200), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("hours_text", sa.Text(), nullable=True),
        sa.Column("receives", sa.String(length=12), nullable=True),
        sa.Column("accepts_women", sa.Boolean(), nullable=True),
        sa.Column("accepts_men", sa.Boolean(), nullable=True),
        sa.Column("age_min", sa.Integer(), nullable=True),
        sa.Column("age_max", sa.Integer(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("cost", sa.String(length=160), nullable=True),
        sa.Column("accessibility", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "NOT (category IN ('child-emergency-home', 'dv-shelter')) OR address_policy = 'confidential'",
            name=op.f("ck_service_the_category_decides"),
        ),
        sa.CheckConstraint(
            "access IN ('self', 'professional', 'both', 'justice')", name=op.f("ck_service_access")
        ),
        sa.CheckConstraint(
            "address_policy != 'confidential' OR (commune_code IS NULL AND host_id IS NULL AND zone_kind IS NOT NULL AND zone_code IS NOT NULL)",
            name=op.f("ck_service_a_confidential_service_has_a_zone_and_no_place"),
        ),
        sa.CheckConstraint(
            "address_policy = 'public' OR (street IS NULL AND postcode IS NULL AND latitude IS NULL AND longitude IS NULL)",
            name=op.f("ck_service_only_a_public_address_is_stored"),
        ),
        sa.CheckConstraint(
            "address_policy IN ('public', 'on-request', 'confidential', 'none')",
            name=op.f("ck_service_address_policy"),
        ),
        sa.CheckConstraint(
            "receives IN ('victims', 'perpetrators', 'everyone')", name=op.f("ck_service_receives")
        ),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_service_a_point_is_whole")
        ),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_service_commune_code")),
        sa.ForeignKeyConstraint(
            ["host_id"], ["service.id"], name=op.f("fk_service_host_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_service_organization_id")
        ),
        sa.ForeignKeyConstraint(["source_slug"], ["source.slug"], name=op.f("fk_service_source_slug")),
        sa.ForeignKeyConstraint(
            ["zone_kind", "zone_code"],
            ["zone.kind", "zone.code"],
            name=op.f("fk_service_zone_kind_zone_code"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("source_slug", "source_key", name=op.f("uq_service_source_slug_source_key")),
    )
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_commune_code"), ["commune_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_closure_in_order")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_closure_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closure_service_id"), ["service_id"], unique=False)

    op.create_table(
        "phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=True),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("is_on_bill", sa.Boolean(), nullable=True),
        sa.CheckConstraint("audience IN ('public', 'professional')", name=op.f("ck_phone_audience")),
        sa.CheckConstraint("channel IN ('voice', 'text')", name=op.f("ck_phone_channel")),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_phone_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
    )
    with op.batch_alter_table("phone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_service_id"), ["service_id"], unique=False)

    op.create_table(
        "service_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("is_excluded", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('commune', 'epci', 'department', 'region', 'national')",
            name=op.f("ck_service_area_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service.id"], name=op.f("fk_service_area_service_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_area")),
        sa.UniqueConstraint(
            "service_id",
            "kind",
            "code",
            "is_excluded",
            name=op.f("uq_service_area_service_id_kind_code_is_excluded"),
        ),
    )
    with op.batch_alter_table("service_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_area_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_area_service_id"), ["service_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("service_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_area_service_id"))
        batch_op.drop_index(batch_op.f("ix_service_area_code"))

    op.drop_table("service_area")
    with op.batch_alter_table("phone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phone_service_id"))

    op.drop_table("phone")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closure_service_id"))

    op.drop_table("closure")
    with op.batch_alter_table("service", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_organization_id"))
        batch_op.drop_index(batch_op.f("ix_service_host_id"))
        batch_op.drop_index(batch_op.f("ix_service_commune_code"))
        batch_op.drop_index(batch_op.f("ix_service_category"))

    op.drop_table("service")
    op.drop_table("postcode")
    with op.batch_alter_table("place_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_name_folded"))
        batch_op.drop_index(batch_op.f("ix_place_name_commune_code"))
        batch_op.drop_index(batch_op.f("ix_place_name_code"))

    op.drop_table("place_name")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_source_slug"))

    op.drop_table("organization")
    op.drop_table("zone")
    op.drop_table("source")
    op.drop_table("setting")
    with op.batch_alter_table("commune", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commune_epci"))
        batch_op.drop_index(batch_op.f("ix_commune_department"))

    op.drop_table("commune")
