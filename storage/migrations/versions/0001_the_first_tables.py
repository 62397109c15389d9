"""The first tables. Spelled out here rather than taken from `storage.tables`, which will go on changing."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

_INSTANT = sa.DateTime(timezone=True)
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STATE = sa.String(16)
_NEVER_REUSED: dict[str, Any] = {"sqlite_autoincrement": True}

# The audit can be added to and nothing else, whoever asks. Both databases, each in its own words.
_GUARD = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
    ),
}


def upgrade() -> None:
    _people()
    _mailboxes()
    _messages()
    _passing()
    _audit()


def downgrade() -> None:
    # In the order of the foreign keys; an index or a trigger goes with its table.
    for table in ("audit", "inbox", "links", "journals", "outbox", "notices", "mailboxes", "consents", "chats"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only()")


def _id() -> sa.Column[int]:
    return sa.Column("id", _ID, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, _INSTANT, nullable=nullable)


def _reference(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _ID, nullable=nullable, autoincrement=False)


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=f"pk_{table}")


def _belongs(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=f"fk_{table}_{column}_{parent}", ondelete="CASCADE")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _people() -> None:
    op.create_table(
        "chats",
        _id(),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(128), nullable=False),
        sa.Column("language", sa.String(16)),
        sa.Column("state", _STATE, nullable=False),
        _instant("created_at"),
        _instant("seen_at"),
        sa.Column("consent_version", sa.String(32)),
        _instant("consented_at", nullable=True),
        _key("chats"),
        _unique("chats", "channel", "address"),
        **_NEVER_REUSED,
    )
    op.create_table(
        "consents",
        _id(),
        _reference("chat_id"),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        _instant("given_at"),
        _instant("withdrawn_at", nullable=True),
        _key("consents"),
        **_NEVER_REUSED,
    )
    _index("consents", "chat_id")


def _mailboxes() -> None:
    op.create_table(
        "mailboxes",
        _id(),
        _reference("chat_id"),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("state", _STATE, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        _instant("linked_at"),
        _instant("baseline_at", nullable=True),
        _instant("checked_at", nullable=True),
        _instant("next_check_at"),
        _key("mailboxes"),
        _belongs("mailboxes", "chat_id", "chats"),
        _unique("mailboxes", "chat_id", "fingerprint"),
        **_NEVER_REUSED,
    )
    _index("mailboxes", "state", "next_check_at")
    op.create_table(
        "notices",
        _id(),
        _reference("mailbox_id"),
        sa.Column("portal_id", sa.Text, nullable=False),
        sa.Column("kind", _STATE, nullable=False),
        sa.Column("subject_hash", sa.LargeBinary(32), nullable=False),
        _instant("deposited_at"),
        sa.Column("read", sa.Boolean, nullable=False),
        sa.Column("attachments", sa.Integer, nullable=False),
        _instant("first_seen_at"),
        sa.Column("baseline", sa.Boolean, nullable=False),
        _instant("opened_at", nullable=True),
        _key("notices"),
        _belongs("notices", "mailbox_id", "mailboxes"),
        _unique("notices", "mailbox_id", "portal_id"),
        **_NEVER_REUSED,
    )


def _messages() -> None:
    op.create_table(
        "outbox",
        _id(),
        _reference("chat_id"),
        _reference("mailbox_id", nullable=True),
        sa.Column("dedupe_key", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("text_key", sa.String(128), nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("state", _STATE, nullable=False),
        _instant("due_at"),
        _instant("leased_until", nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("code", sa.String(64)),
        _instant("created_at"),
        _instant("settled_at", nullable=True),
        _key("outbox"),
        _belongs("outbox", "chat_id", "chats"),
        _belongs("outbox", "mailbox_id", "mailboxes"),
        _unique("outbox", "dedupe_key"),
        **_NEVER_REUSED,
    )
    _index("outbox", "mailbox_id")
    _index("outbox", "state", "priority", "due_at", "id")
    _index("outbox", "chat_id", "state", "priority", "id")


def _passing() -> None:
    op.create_table(
        "journals",
        _reference("chat_id"),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        _instant("changed_at"),
        _instant("expires_at"),
        _key("journals", "chat_id"),
        _belongs("journals", "chat_id", "chats"),
    )
    _index("journals", "expires_at")
    op.create_table(
        "links",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        _reference("chat_id"),
        sa.Column("purpose", sa.String(32), nullable=False),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        _key("links", "token_hash"),
        _belongs("links", "chat_id", "chats"),
    )
    _index("links", "chat_id")
    _index("links", "expires_at")
    op.create_table(
        "inbox",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("update_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary),
        _instant("received_at"),
        _instant("done_at", nullable=True),
        _key("inbox", "channel", "update_id"),
    )
    _index("inbox", "done_at")


def _audit() -> None:
    op.create_table(
        "audit",
        _id(),
        _instant("at"),
        _reference("chat_id", nullable=True),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", sa.JSON),
        _key("audit"),
        **_NEVER_REUSED,
    )
    _index("audit", "chat_id")
    _index("audit", "subject", "at")
    for statement in _GUARD[op.get_bind().dialect.name]:
        op.execute(statement)
