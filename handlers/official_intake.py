"""What an institution brings: accepted in one transaction, so that its answer can come at once, and told afterwards as
a look's news are told, through `handlers.intake`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.intake import take_in
from handlers.world import World
from storage import ingest_keys, ingest_links, ingest_notices, mailboxes
from storage.ingest_links import Home
from storage.ingest_notices import Brought, New

_AT_ONCE = 10
"""So many notices of a mailbox are told in one commit: on SQLite everybody else waits meanwhile."""


class Outcome(StrEnum):
    """What became of one notice of a batch."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    UNKNOWN = "unknown_recipient"


class Delivery(StrEnum):
    """Where a person will be told first. Who they are there is not said."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Pushed:
    """A notice for one of an institution's people, by its own reference."""

    recipient: str = field(repr=False)
    brought: Brought = field(repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it; `delivery` where it will be told."""

    outcome: Outcome
    delivery: Delivery | None = None


async def accept(world: World, source: str, pushed: Sequence[Pushed]) -> list[Taken]:
    """Keep a batch, to be told afterwards; the outcomes in the order of the batch. A repeat changes nothing.

    Raises StorageDown, StorageConflict, VaultError: then nothing of the batch was kept.
    """
    async with world.database.begin() as connection:
        await ingest_keys.lock(connection, source)
        recipients = [one.recipient for one in pushed]
        homes = await ingest_links.homes(connection, world.vault, source, recipients)
        ids = [one.brought.notice.id for one in pushed]
        known = await ingest_notices.known(connection, world.vault, source, ids)
        new: list[New] = []
        taken = [_sorted(one, homes.get(one.recipient, ()), known, new) for one in pushed]
        await ingest_notices.accept(connection, world.vault, source, new)
    return taken


async def tell(world: World, mailbox_id: int, *, wait: bool = False) -> int:
    """Tell of what was accepted for this mailbox, the earliest first; how many that were now: call it again until it is
    0. Repeating it changes nothing. Without `wait` it is 0 also while somebody else is telling.

    Raises StorageDown, VaultError.
    """
    now = world.now()
    async with world.database.begin() as connection:
        mailbox = None
        if await ingest_notices.claim(connection, mailbox_id, wait=wait):
            mailbox = await mailboxes.get(connection, mailbox_id)
        if mailbox is None:
            return 0
        untold = await ingest_notices.untold_of(connection, world.vault, mailbox_id, limit=_AT_ONCE)
        if not untold:
            return 0
        seen = list(reversed(untold.values()))  # newest first, as lists are
        taken = await take_in(connection, mailbox, seen, vault=world.vault, now=now, base=world.watch_interval)
        became = {number: (notice.id, taken.ids[notice.id]) for number, notice in untold.items()}
        await ingest_notices.told(connection, mailbox_id, became)
    await world.wake()
    return len(untold)


def _sorted(one: Pushed, homes: Sequence[Home], known: dict[str, dict[int, Brought]], new: list[New]) -> Taken:
    """What becomes of one; `known` and `new` learn it. Whoever links a second chat gets there what they have here."""
    there = known.setdefault(one.brought.notice.id, {})
    here = [home.mailbox_id for home in homes]
    if set(there) - set(here) or any(kept != one.brought for kept in there.values()):
        return Taken(Outcome.CONFLICT)
    if not here:
        return Taken(Outcome.UNKNOWN, Delivery.NONE)
    missing = [number for number in here if number not in there]
    for number in missing:
        there[number] = one.brought
        new.append(New(number, one.brought))
    return Taken(Outcome.ACCEPTED, _delivery(homes)) if missing else Taken(Outcome.DUPLICATE)


def _delivery(homes: Sequence[Home]) -> Delivery:
    reached = {home.channel for home in homes if home.channel is not None}
    return Delivery.BOTH if len(reached) > 1 else Delivery(reached.pop()) if reached else Delivery.NONE
