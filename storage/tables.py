"""The tables, as the code knows them. The migrations build the same; a test compares the two."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

from buzon.notice import Kind


class ChatState(StrEnum):
    """Whether the person can still be written to."""

    ACTIVE = "active"
    LEFT = "left"


class MailboxState(StrEnum):
    """Whether the watch may look into a mailbox, and if not, why."""

    WATCHING = "watching"
    REJECTED = "rejected"
    LOCKED = "locked"
    CAPTCHA = "captcha"


class OutageKind(StrEnum):
    """What kept us from reading: no answer, or one that does not look like the portal any more."""

    DOWN = "down"
    CHANGED = "changed"


class OutboxState(StrEnum):
    """Where a message to a person stands. `pending` and `sending` are unsettled; the others are final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    GONE = "gone"
    FAILED = "failed"


class Instant(TypeDecorator[datetime]):
    """A point in time: aware in, aware UTC out, on every database. A naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into UTC; SQLite has no time zones, so there the zone is left off (and is always UTC)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Out of the database, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FreeText(TypeDecorator[str]):
    """What a person typed. Neither driver takes half a surrogate pair, nor PostgreSQL a NUL: both become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace the two things that can't be stored."""
        if value is None:
            return None
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows by itself only in a column declared INTEGER.
_ID = BigInteger().with_variant(Integer, "sqlite")

# An id is never given twice, not even after its row is deleted: seals and de-duplication keys are made from ids.
_NEVER_REUSED: dict[str, Any] = {"sqlite_autoincrement": True}


def _states(of: type[StrEnum]) -> Enum:
    def values(members: type[StrEnum]) -> Sequence[str]:
        return [member.value for member in members]

    return Enum(of, native_enum=False, create_constraint=False, values_callable=values, length=16)


def _chat(**options: Any) -> Column[int]:
    return Column("chat_id", _ID, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False, **options)


chats = Table(
    "chats",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(128), nullable=False),
    Column("language", String(16)),
    Column("state", _states(ChatState), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("consent_version", String(32)),
    Column("consented_at", Instant),
    UniqueConstraint("channel", "address"),
    **_NEVER_REUSED,
)

# The proof of consent (Ley 29733) outlives the chat: no foreign key.
consents = Table(
    "consents",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("chat_id", _ID, nullable=False, index=True),
    Column("version", String(32), nullable=False),
    Column("language", String(16), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    **_NEVER_REUSED,
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("id", _ID, primary_key=True),
    _chat(),
    Column("name", FreeText, nullable=False),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("state", _states(MailboxState), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("linked_at", Instant, nullable=False),
    Column("baseline_at", Instant),
    Column("checked_at", Instant),
    Column("next_check_at", Instant, nullable=False),
    Column("changed_at", Instant),
    Column("term_until", Instant),
    UniqueConstraint("chat_id", "fingerprint"),
    Index(None, "state", "next_check_at"),
    **_NEVER_REUSED,
)

notices = Table(
    "notices",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("mailbox_id", _ID, ForeignKey("mailboxes.id", ondelete="CASCADE"), nullable=False),
    Column("portal_id", Text, nullable=False),
    Column("kind", _states(Kind), nullable=False),
    Column("subject_hash", LargeBinary(32), nullable=False),
    Column("deposited_at", Instant, nullable=False),
    Column("read", Boolean, nullable=False),
    Column("attachments", Integer, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("baseline", Boolean, nullable=False),
    Column("opened_at", Instant),
    UniqueConstraint("mailbox_id", "portal_id"),
    **_NEVER_REUSED,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _ID, primary_key=True),
    _chat(),
    Column("mailbox_id", _ID, ForeignKey("mailboxes.id", ondelete="CASCADE"), index=True),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("priority", Integer, nullable=False),
    Column("text_key", String(128), nullable=False),
    Column("params", JSON, nullable=False),
    Column("state", _states(OutboxState), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("code", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index(None, "state", "priority", "due_at", "id"),
    Index(None, "chat_id", "state", "priority", "id"),
    **_NEVER_REUSED,
)

journals = Table(
    "journals",
    metadata,
    _chat(primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("resume", String(16)),
)

links = Table(
    "links",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    _chat(index=True),
    Column("purpose", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)

# `lane` is the chat that the update is of, as a number: they are answered in their order, whichever process has them.
inbox = Table(
    "inbox",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
    Column("lane", BigInteger),
    Index(
        "ix_inbox_lane",
        "lane",
        "update_id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)

# `mailbox_id` is None for an outage of the whole portal. `seen` says what was seen, in words of ours: never a value.
outages = Table(
    "outages",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("portal", String(64), nullable=False),
    Column("mailbox_id", _ID, ForeignKey("mailboxes.id", ondelete="CASCADE")),
    Column("kind", _states(OutageKind), nullable=False),
    Column("seen", String(160), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("failures", Integer, nullable=False),
    Index(None, "mailbox_id", "began_at"),
    Index(None, "portal", "began_at"),
    **_NEVER_REUSED,
)

# Survives the chat it tells of: no foreign key.
audit = Table(
    "audit",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("chat_id", _ID, index=True),
    Column("action", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", JSON),
    Index(None, "subject", "at"),
    **_NEVER_REUSED,
)
