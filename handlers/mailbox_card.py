"""The card of one mailbox: its name and badge, its state, and who else watches it; and what its owner can change."""

from datetime import timedelta

from handlers.effects.mailboxes import own_mailbox
from handlers.effects.watching import put_out, record_watch
from handlers.notices import message_of_tap
from handlers.questions.choices import rows_of
from handlers.speech import Button, Phrase, Press, Rows, Said, Speech, Toast, phrase, press, say
from handlers.watch_words import CODE, until_words
from handlers.world import Scene, row_id
from storage import audit, codes, mailboxes, watchers
from storage.badges import BADGES
from storage.mailboxes import Mailbox

_STALE = Toast(phrase("stale-button"), alert=True)
_NO_BADGE = "-"
_BADGES_A_ROW = 4

_LAST_DAY: dict[str, int | None] = {"30": 30, "90": 90, "365": 365, "none": None}
"""The choices of until when somebody may watch: days from today."""


async def show(scene: Scene, argument: str) -> list[Speech]:
    """The card; edits in place on a tap."""
    mailbox = await own_mailbox(scene, argument)
    return [_STALE] if mailbox is None else [await _card(scene, mailbox)]


async def choose_badge(scene: Scene, argument: str) -> list[Speech]:
    """The colours and faces."""
    mailbox = await own_mailbox(scene, argument)
    if mailbox is None:
        return [_STALE]
    offered = [
        Button(phrase("choice", text=badge), Press(f"m:s:{mailbox.id}:{place}")) for place, badge in enumerate(BADGES)
    ]
    none = (press("button-no-badge", f"m:s:{mailbox.id}:{_NO_BADGE}"),)
    rows = (*rows_of(offered, _BADGES_A_ROW), none, _back(mailbox))
    return [say("ask-badge", name=mailbox.shown, rows=rows, edit=message_of_tap(scene))]


async def set_badge(scene: Scene, argument: str) -> list[Speech]:
    """Give it the one that was tapped."""
    number, _, chosen = argument.partition(":")
    mailbox, place = await own_mailbox(scene, number), row_id(chosen)
    if mailbox is None or (chosen != _NO_BADGE and (place is None or place >= len(BADGES))):
        return [_STALE]
    badge = None if place is None else BADGES[place]
    async with scene.world.database.begin() as connection:
        await mailboxes.set_badge(connection, mailbox.id, scene.household, badge=badge)
        await audit.record(
            connection,
            at=scene.world.now(),
            chat_id=scene.chat.id,
            action="mailbox.badged",
            subject=f"mailbox:{mailbox.id}",
            origin=scene.heard.channel,
        )
    return await show(scene, number)


async def choose_last_day(scene: Scene, argument: str) -> list[Speech]:
    """What it means to let somebody watch, and until when."""
    mailbox = await own_mailbox(scene, argument)
    if mailbox is None:
        return [_STALE]
    days = tuple((press(f"button-watch-{name}", f"m:k:{mailbox.id}:{name}"),) for name in _LAST_DAY)
    return [say("ask-last-day", name=mailbox.shown, rows=(*days, _back(mailbox)), edit=message_of_tap(scene))]


async def invite(scene: Scene, argument: str) -> list[Speech]:
    """A code, and a message with it to pass on."""
    number, _, chosen = argument.partition(":")
    mailbox = await own_mailbox(scene, number)
    if mailbox is None or chosen not in _LAST_DAY:
        return [_STALE]
    world, days = scene.world, _LAST_DAY[chosen]
    until = None if days is None else world.today() + timedelta(days=days)
    async with world.database.begin() as connection:
        code = await watchers.invite(
            connection, world.vault, mailbox, chat_id=scene.chat.id, until=until, now=world.now()
        )
        if code is not None:
            await record_watch(connection, scene, "watch.invited", mailbox.id)
    if code is None:
        return [Toast(phrase("invitation-full"), alert=True)]
    shown = codes.shown(code)
    # As text: a button does not go along with a message that is passed on.
    links = tuple(
        phrase("watch-link", other=name, link=address(f"{CODE}{code}")) for name, address in world.deep_links.items()
    )
    return [
        say("watch-invitation", name=mailbox.shown, until=until_words(until), rows=(_back(mailbox),)),
        Said((phrase("watch-invitation-to-forward", name=mailbox.shown), *links, phrase("watch-code", code=shown))),
    ]


async def revoke(scene: Scene, argument: str) -> list[Speech]:
    """No code that was given lets anybody in any more."""
    mailbox = await own_mailbox(scene, argument)
    if mailbox is None:
        return [_STALE]
    async with scene.world.database.begin() as connection:
        if await watchers.revoke(connection, mailbox.id, now=scene.world.now()):
            await record_watch(connection, scene, "watch.revoked", mailbox.id)
    return [Toast(phrase("invitations-revoked")), await _card(scene, mailbox)]


async def end_watcher(scene: Scene, argument: str) -> list[Speech]:
    """Somebody watches no more, and is told so."""
    world = scene.world
    async with world.database.begin() as connection:
        watcher = await watchers.get(connection, row_id(argument) or 0, now=world.now())
        # The mailbox is looked up by its owner: another's watcher is nobody's to end.
        mailbox = await mailboxes.get(connection, watcher.mailbox_id, chat_id=scene.household) if watcher else None
        if watcher is None or mailbox is None:
            return [_STALE]
        await put_out(connection, scene, watcher)
    await world.wake()
    rows = (_back(mailbox),)
    return [say("watcher-ended", who=watcher.name, name=mailbox.shown, rows=rows, edit=message_of_tap(scene))]


async def _card(scene: Scene, mailbox: Mailbox) -> Said:
    now = scene.world.now()
    async with scene.world.database.read() as connection:
        watching = await watchers.of_mailbox(connection, mailbox.id, now=now)
        unused = await watchers.invitations(connection, mailbox.id, now=now)
    lines: list[Phrase] = [phrase(f"account-{mailbox.state}", name=mailbox.shown, at=mailbox.linked_at)]
    lines.append(phrase("card-watched" if watching else "card-not-watched"))
    lines += [phrase("watched-row", name=one.name, until=until_words(one.until)) for one in watching]
    lines += [phrase("card-invitations", count=unused)] if unused else []
    number = mailbox.id
    rows: Rows = (
        (press("button-badge", f"m:b:{number}"),),
        (press("button-rename", f"m:n:{number}"),),
        (press("button-invite-watcher", f"m:i:{number}"),),
        *((press("button-end-watcher", f"m:e:{one.id}", name=one.name),) for one in watching),
        *(((press("button-revoke-invitations", f"m:r:{number}"),),) if unused else ()),
        (press("button-unlink", f"a:u:{number}", name=mailbox.shown),),
        (press("button-back-to-mailboxes", "a:l:"),),
    )
    return Said(tuple(lines), rows, message_of_tap(scene))


def _back(mailbox: Mailbox) -> tuple[Button, ...]:
    return (press("button-back-to-mailbox", f"m:c:{mailbox.id}"),)
