"""Institutions that bring their notices themselves: keys, codes, links, what they brought, and what goes back."""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | None = None
depends_on: str | None = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OFFICIAL = sa.text("state = 'official'")
_UNTOLD = sa.text("told IS NULL OR told <> 'delivered'")


def upgrade() -> None:
    op.create_index(
        "ix_mailboxes_official", "mailboxes", ["fingerprint"], sqlite_where=_OFFICIAL, postgresql_where=_OFFICIAL
    )
    op.create_table(
        "ingest_keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("retired_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_ingest_keys"),
    )
    op.create_index("ix_ingest_keys_source", "ingest_keys", ["source"])
    op.create_table(
        "official_codes",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("link", sa.String(32), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("recipient", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
        sa.PrimaryKeyConstraint("token_hash", name="pk_official_codes"),
        sa.UniqueConstraint("link", name="uq_official_codes_link"),
    )
    op.create_index("ix_official_codes_recipient", "official_codes", ["recipient"])
    op.create_index("ix_official_codes_expires_at", "official_codes", ["expires_at"])
    op.create_table(
        "official_links",
        sa.Column("mailbox_id", _ID, autoincrement=False, nullable=False),
        sa.Column("link", sa.String(32), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("linked_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("mailbox_id", name="pk_official_links"),
        sa.UniqueConstraint("link", name="uq_official_links_link"),
    )
    op.create_index("ix_official_links_source", "official_links", ["source"])
    op.create_table(
        "official_notices",
        sa.Column("notice_id", _ID, autoincrement=False, nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("external_id", sa.String(128), nullable=False),
        sa.Column("mailbox_id", _ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told_by", sa.Text(), nullable=False),
        sa.Column("told", sa.String(16)),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name="fk_official_notices_notice_id_notices", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", name="pk_official_notices"),
    )
    op.create_index("ix_official_notices_source_external_id", "official_notices", ["source", "external_id"])
    op.create_index(
        "ix_official_notices_untold",
        "official_notices",
        ["source", "notice_id"],
        sqlite_where=_UNTOLD,
        postgresql_where=_UNTOLD,
    )
    op.create_table(
        "official_statuses",
        sa.Column("id", _ID, nullable=False),
        sa.Column("once", sa.String(64), nullable=False),
        sa.Column("number", sa.BigInteger()),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("link", sa.String(32), nullable=False),
        sa.Column("notice", sa.String(128)),
        sa.PrimaryKeyConstraint("id", name="pk_official_statuses"),
        sa.UniqueConstraint("once", name="uq_official_statuses_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_official_statuses_source_number", "official_statuses", ["source", "number"])


def downgrade() -> None:
    op.execute("DELETE FROM mailboxes WHERE state = 'official'")  # the code before knows no such state
    for table in ("official_statuses", "official_notices", "official_links", "official_codes", "ingest_keys"):
        op.drop_table(table)
    op.drop_index("ix_mailboxes_official", "mailboxes")
