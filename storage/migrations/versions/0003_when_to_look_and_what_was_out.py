"""When a mailbox last changed and until when a term of its runs (both decide how soon it is looked into again), and the
ledger of outages: of the whole portal, and of single mailboxes.

And the lane of an update: a chat's are answered in their order, whichever process has them."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("mailboxes", sa.Column("changed_at", _INSTANT))
    op.add_column("mailboxes", sa.Column("term_until", _INSTANT))
    op.create_table(
        "outages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("portal", sa.String(64), nullable=False),
        sa.Column("mailbox_id", _ID),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("seen", sa.String(160), nullable=False),
        sa.Column("began_at", _INSTANT, nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailboxes.id"], name="fk_outages_mailbox_id_mailboxes", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outages_mailbox_id_began_at", "outages", ["mailbox_id", "began_at"])
    op.create_index("ix_outages_portal_began_at", "outages", ["portal", "began_at"])

    op.add_column("inbox", sa.Column("lane", sa.BigInteger()))
    waiting = sa.text("done_at IS NULL")
    op.create_index("ix_inbox_lane", "inbox", ["lane", "update_id"], sqlite_where=waiting, postgresql_where=waiting)


def downgrade() -> None:
    op.drop_index("ix_inbox_lane", "inbox")
    op.drop_column("inbox", "lane")
    op.drop_table("outages")
    op.drop_column("mailboxes", "term_until")
    op.drop_column("mailboxes", "changed_at")
