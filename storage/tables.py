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
    Date,
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
    """Whether the watch may look into a mailbox, and if not, why. OFFICIAL: an institution brings its notices itself,
    there are no credentials."""

    WATCHING = "watching"
    OFFICIAL = "official"
    REJECTED = "rejected"
    LOCKED = "locked"
    CAPTCHA = "captcha"

    @property
    def is_stopped(self) -> bool:
        """Whether its person hears of nothing new until something is done."""
        return self not in {MailboxState.WATCHING, MailboxState.OFFICIAL}


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


class StaffRole(StrEnum):
    """What a member of the team may do; each may also do what those before it may."""

    READER = "reader"
    WRITER = "writer"
    APPROVER = "approver"
    ADMIN = "admin"

    def may(self, what: "StaffRole") -> bool:
        """Whether this role reaches as far as `what`."""
        ranks = list(StaffRole)
        return ranks.index(self) >= ranks.index(what)


class BroadcastState(StrEnum):
    """Where a broadcast stands: written, waiting for its approval, approved and waiting for its time, being sent, held;
    `done` and `cancelled` are final."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


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


# `nationality` (ISO 3166-1 alpha-2) only where the person gave it. `heard_at` is when they last wrote, by the
# platform's clock: WhatsApp's window hangs on it. `alias` finds a WhatsApp chat by the phone number, which is not
# kept. `holder_id` is the same person's chat of another channel that holds the mailboxes; `alerts_to`, on that one, the
# chat that alerts go to. Neither is a foreign key: SQLite would have to build the table anew, and ids are never given
# twice.
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
    Column("no_broadcasts_at", Instant),
    Column("nationality", String(2)),
    Column("heard_at", Instant),
    Column("alias", LargeBinary(32), index=True),
    Column("holder_id", _ID, index=True),
    Column("alerts_to", _ID),
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
    Column("badge", String(16)),
    UniqueConstraint("chat_id", "fingerprint"),
    Index(None, "state", "next_check_at"),
    Index(None, "fingerprint"),
    **_NEVER_REUSED,
)

# `term_*` is the term as far as it is known, and `safe_day` the fecha segura that comes of it. `read_day` is the
# earliest day in Lima on which it may have been opened, by whomever. `appointment_*`: when the person is to come.
# `extendable`: more time may be asked for.
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
    Column("term_count", Integer),
    Column("term_unit", String(16)),
    Column("term_day", Date),
    Column("term_assumed", Boolean),
    Column("extendable", Boolean),
    Column("safe_day", Date),
    Column("appointment_day", Date),
    Column("appointment_time", String(5)),
    Column("read_day", Date),
    Column("handled_at", Instant),
    UniqueConstraint("mailbox_id", "portal_id"),
    **_NEVER_REUSED,
)

# How a person wants to be told: one row for each who has chosen anything, by the chat that holds the mailboxes. Hours
# are Lima's. `remind_before` are the working days before a safe date, as in "5,2,1,0".
preferences = Table(
    "preferences",
    metadata,
    _chat(primary_key=True, autoincrement=False),
    Column("remind_before", String(32)),
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("digest_hour", Integer),
    Column("paused_until", Instant),
)

# Who else watches a mailbox: a parent and a lawyer. `until` is the last day.
watchers = Table(
    "watchers",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("mailbox_id", _ID, ForeignKey("mailboxes.id", ondelete="CASCADE"), nullable=False),
    _chat(index=True),
    Column("name", FreeText, nullable=False),
    Column("until", Date),
    Column("since", Instant, nullable=False),
    UniqueConstraint("mailbox_id", "chat_id"),
    **_NEVER_REUSED,
)

# The private address of a person's calendar: whoever knows the token reads dates, and nothing else.
feeds = Table(
    "feeds",
    metadata,
    _chat(primary_key=True, autoincrement=False),
    Column("token_hash", LargeBinary(32), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)

# `template`: the WhatsApp template that it went out as. `delivered_at`, `read_at`: where the platform tells.
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
    Column("broadcast_id", _ID),
    Column("template", String(64)),
    Column("delivered_at", Instant),
    Column("read_at", Instant),
    Index(None, "state", "priority", "due_at", "id"),
    Index(
        None,
        "broadcast_id",
        "state",
        sqlite_where=text("broadcast_id IS NOT NULL"),
        postgresql_where=text("broadcast_id IS NOT NULL"),
    ),
    Index(
        None,
        "state",
        "settled_at",
        sqlite_where=text("settled_at IS NOT NULL"),
        postgresql_where=text("settled_at IS NOT NULL"),
    ),
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

# WhatsApp's messages have no numbers: each is given one on its arrival, and comes again under the same.
arrivals = Table(
    "arrivals",
    metadata,
    Column("number", _ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("platform_id", String(255), nullable=False),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("channel", "platform_id"),
    **_NEVER_REUSED,
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
    Column("origin", String(32)),
    Index(None, "subject", "at"),
    **_NEVER_REUSED,
)

# One row per membership: who leaves and comes back has two. `ended_at` ends every right at once.
staff = Table(
    "staff",
    metadata,
    Column("id", _ID, primary_key=True),
    _chat(index=True),
    Column("name", FreeText, nullable=False),
    Column("role", _states(StaffRole), nullable=False),
    Column("invited_by", _ID),
    Column("joined_at", Instant, nullable=False),
    Column("ended_at", Instant),
    **_NEVER_REUSED,
)

staff_invitations = Table(
    "staff_invitations",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("name", FreeText, nullable=False),
    Column("role", _states(StaffRole), nullable=False),
    Column("invited_by", _ID),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)

# `author` and `approver` are ids of `staff`; None is the operator at the command line. `cursor` is the last chat with
# a row in the outbox, `expanded_at` when none was left. `report` keeps the counts, since settled rows go one day.
# `shown_in` and `shown_as` are the chat and the message in which progress is shown. Rows are never deleted, so that
# those of the outbox need no foreign key.
broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("state", _states(BroadcastState), nullable=False, index=True),
    Column("content", JSON, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("author", _ID),
    Column("approver", _ID),
    Column("created_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("approved_at", Instant),
    Column("due_at", Instant),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("total", Integer),
    Column("cursor", _ID, nullable=False),
    Column("expanded_at", Instant),
    Column("report", JSON),
    Column("shown_in", _ID),
    Column("shown_as", BigInteger),
    Column("shown_at", Instant),
    **_NEVER_REUSED,
)

# A browser at the web desk. `code` is what both sides show, so that the person knows their own browser by it; nobody
# is behind it (`staff_id`) before the tap in the chat.
desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("code", String(16), nullable=False, index=True),
    Column("staff_id", _ID, ForeignKey("staff.id", ondelete="CASCADE"), index=True),
    Column("browser", String(160), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),
)

# The group chat in which the team answers people; the one that has not ended.
staff_groups = Table(
    "staff_groups",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("address", String(128), nullable=False),
    Column("added_by", _ID),
    Column("added_at", Instant, nullable=False),
    Column("ended_at", Instant),
    **_NEVER_REUSED,
)

# A question to the team. What is said in it stands in the chats alone, never here.
tickets = Table(
    "tickets",
    metadata,
    Column("id", _ID, primary_key=True),
    _chat(index=True),
    Column("with_context", Boolean, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("closed_at", Instant, index=True),
    Column("closed_by", _ID),
    Column("answers", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    **_NEVER_REUSED,
)

# Which message of the team's group belongs to which question: an answer is a reply to one of them.
ticket_posts = Table(
    "ticket_posts",
    metadata,
    Column("group_id", _ID, ForeignKey("staff_groups.id", ondelete="CASCADE"), primary_key=True),
    Column("message", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket_id", _ID, ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False, index=True),
)

# What an institution signs with. `source` is the institution: all of its keys speak of the same notices and people.
ingest_keys = Table(
    "ingest_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("source", String(64), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("retired_at", Instant),
)

# A code that an institution shows to one of its people: sealed, its own reference of them and their masked name.
official_codes = Table(
    "official_codes",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("link", String(32), nullable=False, unique=True),
    Column("source", String(64), nullable=False),
    Column("recipient", LargeBinary(32), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)

# Which mailbox came of a code. No foreign key: a mailbox that is not there any more is how an end is noticed.
official_links = Table(
    "official_links",
    metadata,
    Column("mailbox_id", _ID, primary_key=True, autoincrement=False),
    Column("link", String(32), nullable=False, unique=True),
    Column("source", String(64), nullable=False, index=True),
    Column("linked_at", Instant, nullable=False),
)

# What an institution has brought: subject and text, sealed; ids grow in the order of arrival. `notice_id` is the notice
# that was made of it when its person was told, `told_by` the de-duplication key of the outbox row that tells of it
# first, `reported` what the institution last heard of that.
official_notices = Table(
    "official_notices",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("source", String(64), nullable=False),
    Column("external_id", String(128), nullable=False),
    Column("mailbox_id", _ID, ForeignKey("mailboxes.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("deposited_at", Instant, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("notice_id", _ID),
    Column("told_by", Text),
    Column("reported", String(16)),
    Index(None, "external_id", "source"),
    Index(
        "ix_official_notices_untold",
        "id",
        sqlite_where=text("notice_id IS NULL"),
        postgresql_where=text("notice_id IS NULL"),
    ),
    Index(
        "ix_official_notices_notice_id",
        "notice_id",
        sqlite_where=text("notice_id IS NOT NULL"),
        postgresql_where=text("notice_id IS NOT NULL"),
    ),
    Index(
        "ix_official_notices_unreported",
        "source",
        "id",
        sqlite_where=text("told_by IS NOT NULL AND (reported IS NULL OR reported <> 'delivered')"),
        postgresql_where=text("told_by IS NOT NULL AND (reported IS NULL OR reported <> 'delivered')"),
    ),
)

# What goes back to the institution. A row gets its number when it is first read: in the order of commits, no gaps.
official_statuses = Table(
    "official_statuses",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("once", String(64), nullable=False, unique=True),
    Column("number", BigInteger),
    Column("source", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", String(16), nullable=False),
    Column("link", String(32), nullable=False),
    Column("notice", String(128)),
    Index(None, "source", "number"),
    **_NEVER_REUSED,
)

# What a mailbox's session at the portal needs to go on elsewhere or after a restart.
portal_sessions = Table(
    "portal_sessions",
    metadata,
    Column("mailbox_id", _ID, ForeignKey("mailboxes.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("kept_at", Instant, nullable=False),
    Index(None, "kept_at"),
)

# What the canary found at its last walk to the portal: names of landmarks, as JSON.
canaries = Table(
    "canaries",
    metadata,
    Column("portal", String(64), primary_key=True),
    Column("missing", Text, nullable=False),
    Column("next_at", Instant, nullable=False),
)
