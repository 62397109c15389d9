"""WhatsApp: numbers for its messages, when somebody was last heard, what became of a delivery and in which template it
went; one person with two channels; a nationality that the person gave."""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("chats", sa.Column("nationality", sa.String(2)))
    op.add_column("chats", sa.Column("heard_at", _INSTANT))
    op.add_column("chats", sa.Column("alias", sa.LargeBinary(32)))
    op.add_column("chats", sa.Column("holder_id", _ID))
    op.add_column("chats", sa.Column("alerts_to", _ID))
    op.create_index("ix_chats_holder_id", "chats", ["holder_id"])
    op.create_index("ix_chats_alias", "chats", ["alias"])
    op.add_column("outbox", sa.Column("template", sa.String(64)))
    op.add_column("outbox", sa.Column("delivered_at", _INSTANT))
    op.add_column("outbox", sa.Column("read_at", _INSTANT))
    op.create_table(
        "arrivals",
        sa.Column("number", _ID, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("platform_id", sa.String(255), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_arrivals"),
        sa.UniqueConstraint("channel", "platform_id", name="uq_arrivals_channel_platform_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_arrivals_at", "arrivals", ["at"])


def downgrade() -> None:
    op.drop_table("arrivals")
    for column in ("read_at", "delivered_at", "template"):
        op.drop_column("outbox", column)
    op.drop_index("ix_chats_alias", "chats")
    op.drop_index("ix_chats_holder_id", "chats")
    for column in ("alerts_to", "holder_id", "alias", "heard_at", "nationality"):
        op.drop_column("chats", column)
