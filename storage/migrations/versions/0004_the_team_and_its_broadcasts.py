"""The team of the operator with its invitations, its browsers, its group and the questions to it; broadcasts, who wants
none, and from where an act was done."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | None = None
depends_on: str | None = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("chats", sa.Column("no_broadcasts_at", _INSTANT))
    op.add_column("audit", sa.Column("origin", sa.String(32)))
    op.create_table(
        "staff",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chat_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("invited_by", _ID),
        sa.Column("joined_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_staff_chat_id_chats", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_chat_id", "staff", ["chat_id"])
    op.create_table(
        "staff_invitations",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("invited_by", _ID),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_invitations"),
    )
    op.create_index("ix_staff_invitations_expires_at", "staff_invitations", ["expires_at"])
    op.create_table(
        "broadcasts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("author", _ID),
        sa.Column("approver", _ID),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("submitted_at", _INSTANT),
        sa.Column("approved_at", _INSTANT),
        sa.Column("due_at", _INSTANT),
        sa.Column("started_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.Column("total", sa.Integer()),
        sa.Column("cursor", _ID, nullable=False),
        sa.Column("expanded_at", _INSTANT),
        sa.Column("report", sa.JSON()),
        sa.Column("shown_in", _ID),
        sa.Column("shown_as", sa.BigInteger()),
        sa.Column("shown_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])
    _desk()
    _help()
    op.add_column("outbox", sa.Column("broadcast_id", _ID))
    general = sa.text("broadcast_id IS NOT NULL")
    op.create_index(
        "ix_outbox_broadcast_id_state",
        "outbox",
        ["broadcast_id", "state"],
        sqlite_where=general,
        postgresql_where=general,
    )
    settled = sa.text("settled_at IS NOT NULL")
    op.create_index(
        "ix_outbox_state_settled_at", "outbox", ["state", "settled_at"], sqlite_where=settled, postgresql_where=settled
    )


def _desk() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("staff_id", _ID),
        sa.Column("browser", sa.String(160), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_desk_sessions_staff_id_staff", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_desk_sessions"),
    )
    for column in ("code", "expires_at", "staff_id"):
        op.create_index(f"ix_desk_sessions_{column}", "desk_sessions", [column])


def _help() -> None:
    op.create_table(
        "staff_groups",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(128), nullable=False),
        sa.Column("added_by", _ID),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_staff_groups"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tickets",
        sa.Column("id", _ID, nullable=False),
        sa.Column("chat_id", _ID, nullable=False),
        sa.Column("with_context", sa.Boolean(), nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("answered_at", _INSTANT),
        sa.Column("closed_at", _INSTANT),
        sa.Column("closed_by", _ID),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_tickets_chat_id_chats", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tickets_chat_id", "tickets", ["chat_id"])
    op.create_index("ix_tickets_closed_at", "tickets", ["closed_at"])
    op.create_table(
        "ticket_posts",
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["staff_groups.id"], name="fk_ticket_posts_group_id_staff_groups", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name="fk_ticket_posts_ticket_id_tickets", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "message", name="pk_ticket_posts"),
    )
    op.create_index("ix_ticket_posts_ticket_id", "ticket_posts", ["ticket_id"])


def downgrade() -> None:
    for table in ("ticket_posts", "tickets", "staff_groups", "desk_sessions"):
        op.drop_table(table)
    op.drop_index("ix_outbox_state_settled_at", "outbox")
    op.drop_index("ix_outbox_broadcast_id_state", "outbox")
    op.drop_column("outbox", "broadcast_id")
    op.drop_table("broadcasts")
    op.drop_table("staff_invitations")
    op.drop_table("staff")
    op.drop_column("audit", "origin")
    op.drop_column("chats", "no_broadcasts_at")
