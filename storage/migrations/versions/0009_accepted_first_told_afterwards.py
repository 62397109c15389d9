"""What an institution brings is kept first and told afterwards: until then it has no notice of ours yet."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | None = None
depends_on: str | None = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHERE = {
    "untold": ("id", "notice_id IS NULL"),
    "notice_id": ("notice_id", "notice_id IS NOT NULL"),
    "unreported": ("source, id", "told_by IS NOT NULL AND (reported IS NULL OR reported <> 'delivered')"),
}


def upgrade() -> None:
    op.drop_index("ix_mailboxes_official", "mailboxes")  # SQLite does not use it for a state that is a parameter
    op.create_index("ix_mailboxes_fingerprint", "mailboxes", ["fingerprint"])
    op.execute(
        "CREATE TABLE official_before AS SELECT official_notices.*, notices.deposited_at "
        "FROM official_notices JOIN notices ON notices.id = official_notices.notice_id"
    )
    op.drop_table("official_notices")
    op.create_table(
        "official_notices",
        sa.Column("id", _ID, nullable=False),
        *_columns(),
        sa.Column("deposited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_id", _ID),
        sa.Column("told_by", sa.Text()),
        sa.Column("reported", sa.String(16)),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailboxes.id"], name="fk_official_notices_mailbox_id_mailboxes", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_official_notices"),
    )
    op.execute(
        "INSERT INTO official_notices "
        "(source, external_id, mailbox_id, sealed, deposited_at, notice_id, told_by, reported) "
        "SELECT source, external_id, mailbox_id, sealed, deposited_at, notice_id, told_by, told "
        "FROM official_before ORDER BY notice_id"
    )
    op.drop_table("official_before")
    op.create_index("ix_official_notices_external_id_source", "official_notices", ["external_id", "source"])
    op.create_index("ix_official_notices_mailbox_id", "official_notices", ["mailbox_id"])
    for name, (columns, where) in _WHERE.items():
        _index(name, columns, where)


def downgrade() -> None:
    # What was accepted and not told goes: there every notice has been told. Let a worker finish first.
    op.execute("CREATE TABLE official_after AS SELECT * FROM official_notices WHERE notice_id IS NOT NULL")
    op.drop_table("official_notices")
    op.create_table(
        "official_notices",
        sa.Column("notice_id", _ID, autoincrement=False, nullable=False),
        *_columns(),
        sa.Column("told_by", sa.Text(), nullable=False),
        sa.Column("told", sa.String(16)),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name="fk_official_notices_notice_id_notices", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", name="pk_official_notices"),
    )
    op.execute(
        "INSERT INTO official_notices (notice_id, source, external_id, mailbox_id, sealed, told_by, told) "
        "SELECT notice_id, source, external_id, mailbox_id, sealed, COALESCE(told_by, ''), reported FROM official_after"
    )
    op.drop_table("official_after")
    op.create_index("ix_official_notices_source_external_id", "official_notices", ["source", "external_id"])
    _index("untold", "source, notice_id", "told IS NULL OR told <> 'delivered'")
    op.drop_index("ix_mailboxes_fingerprint", "mailboxes")
    official = sa.text("state = 'official'")
    op.create_index(
        "ix_mailboxes_official", "mailboxes", ["fingerprint"], sqlite_where=official, postgresql_where=official
    )


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("external_id", sa.String(128), nullable=False),
        sa.Column("mailbox_id", _ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    ]


def _index(name: str, columns: str, where: str) -> None:
    op.create_index(
        f"ix_official_notices_{name}",
        "official_notices",
        columns.split(", "),
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
