"""The term of a notice and what became of it; how a person wants to be told; who else watches a mailbox; calendars."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_NOTICES: dict[str, sa.types.TypeEngine[Any]] = {
    "term_count": sa.Integer(),
    "term_unit": sa.String(16),
    "term_day": sa.Date(),
    "term_assumed": sa.Boolean(),
    "extendable": sa.Boolean(),
    "safe_day": sa.Date(),
    "appointment_day": sa.Date(),
    "appointment_time": sa.String(5),
    "read_day": sa.Date(),
    "handled_at": _INSTANT,
}


def upgrade() -> None:
    op.add_column("mailboxes", sa.Column("badge", sa.String(16)))
    for name, kind in _OF_NOTICES.items():
        op.add_column("notices", sa.Column(name, kind))
    op.create_table(
        "preferences",
        sa.Column("chat_id", _ID, autoincrement=False, nullable=False),
        sa.Column("remind_before", sa.String(32)),
        sa.Column("quiet_from", sa.Integer()),
        sa.Column("quiet_until", sa.Integer()),
        sa.Column("digest_hour", sa.Integer()),
        sa.Column("paused_until", _INSTANT),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_preferences_chat_id_chats", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_preferences"),
    )
    op.create_table(
        "watchers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("mailbox_id", _ID, nullable=False),
        sa.Column("chat_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("since", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox_id"], ["mailboxes.id"], name="fk_watchers_mailbox_id_mailboxes", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_watchers_chat_id_chats", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_watchers"),
        sa.UniqueConstraint("mailbox_id", "chat_id", name="uq_watchers_mailbox_id_chat_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watchers_chat_id", "watchers", ["chat_id"])
    op.create_table(
        "feeds",
        sa.Column("chat_id", _ID, autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_feeds_chat_id_chats", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", name="pk_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_feeds_token_hash"),
    )


def downgrade() -> None:
    for table in ("feeds", "watchers", "preferences"):
        op.drop_table(table)
    for name in reversed(_OF_NOTICES):
        op.drop_column("notices", name)
    op.drop_column("mailboxes", "badge")
