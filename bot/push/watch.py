"""One look into one mailbox: ask the portal with no transaction open, then keep what was seen in one commit.

The watch never opens a notice. A refusal stops the looking at once (one wrong password, then ask); an outage only
puts the next look off.
"""

from datetime import datetime, timedelta

import structlog

from bot.metrics import Metrics
from handlers.errors import Outage
from handlers.intake import PRIORITIES, Priority, take_in
from handlers.notices import STATES
from handlers.world import World, session_key
from storage import dedupe, mailboxes, outbox
from storage.errors import StorageConflict, VaultError
from storage.mailboxes import Mailbox
from storage.tables import MailboxState

LONGEST_PAUSE = timedelta(hours=1)
"""The longest that failures put a look off."""

_log = structlog.get_logger(__name__)


def next_look(now: datetime, *, interval: timedelta, failures: int) -> datetime:
    """When to look again: after the interval, doubled by each failure in a row up to LONGEST_PAUSE. Pure."""
    pause: timedelta = interval * 2.0 ** min(failures, 12)
    return now + min(pause, max(LONGEST_PAUSE, interval))


class Watch:
    """Looks into mailboxes that are due."""

    def __init__(self, world: World, metrics: Metrics) -> None:
        self._world = world
        self._metrics = metrics

    async def look(self, mailbox_id: int) -> None:
        """Look once, if the mailbox is still watched and still due: a repeat of the job is harmless."""
        world = self._world
        async with world.database.read() as connection:
            mailbox = await mailboxes.get(connection, mailbox_id)
        if mailbox is None or mailbox.state is not MailboxState.WATCHING or mailbox.next_check_at > world.now():
            return
        try:
            seen = await world.mailbox.notices(session_key(mailbox.id), world.credentials(mailbox))
        except tuple(STATES) as refusal:
            await self._stop(mailbox, STATES[type(refusal)])
            return
        except Outage as outage:
            await self._put_off(mailbox, type(outage).__name__)
            return
        except VaultError as trouble:  # a key that was taken away is the operator's to bring back
            await _log.aerror("a mailbox can't be opened", mailbox=mailbox.id, trouble=type(trouble).__name__)
            await self._put_off(mailbox, type(trouble).__name__)
            return
        now = world.now()
        next_check_at = next_look(now, interval=world.watch_interval, failures=0)
        try:
            async with world.database.begin() as connection:
                baseline_at = now if mailbox.baseline_at is None else None
                # The row may have changed while the portal answered; `checked` says whether it still stands.
                if await mailboxes.checked(
                    connection, mailbox.id, now=now, next_check_at=next_check_at, baseline_at=baseline_at
                ):
                    taken = await take_in(connection, mailbox, seen, now=now)
                else:
                    return  # unlinked while we looked
        except StorageConflict:
            return  # unlinked at this very moment
        self._metrics.looks.labels("ok").inc()
        if taken.announced:
            await world.wake()

    async def put_off(self, mailbox_id: int) -> None:
        """A look failed in a way that nobody foresaw: the next one comes later, as after an outage."""
        async with self._world.database.read() as connection:
            mailbox = await mailboxes.get(connection, mailbox_id)
        if mailbox is not None and mailbox.state is MailboxState.WATCHING:
            await self._put_off(mailbox, "unforeseen")

    async def _stop(self, mailbox: Mailbox, state: MailboxState) -> None:
        world = self._world
        now = world.now()
        async with world.database.begin() as connection:
            stands = await mailboxes.checked(
                connection,
                mailbox.id,
                now=now,
                next_check_at=mailbox.next_check_at,
                state=state,
                sealed=mailbox.sealed,
            )
            if stands:
                await outbox.add(
                    connection,
                    chat_id=mailbox.chat_id,
                    mailbox_id=mailbox.id,
                    dedupe_key=dedupe.trouble(mailbox.id, state, now),
                    text_key="trouble",
                    params={"state": state.value},
                    priority=PRIORITIES[Priority.ALERT],
                    due_at=now,
                    now=now,
                )
        self._metrics.looks.labels(state.value).inc()
        await world.wake()

    async def _put_off(self, mailbox: Mailbox, outage: str) -> None:
        world = self._world
        now = world.now()
        failures = mailbox.failures + 1
        async with world.database.begin() as connection:
            await mailboxes.checked(
                connection,
                mailbox.id,
                now=now,
                next_check_at=next_look(now, interval=world.watch_interval, failures=failures),
                failures=failures,
                sealed=mailbox.sealed,
            )
        self._metrics.looks.labels(outage.lower()).inc()
        if failures == 1:
            await _log.awarning("a look failed", mailbox=mailbox.id, outage=outage)
