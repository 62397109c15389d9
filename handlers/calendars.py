"""A notice's date for the phone's calendar: a file for one, and a private address for all that are open."""

from collections.abc import Iterable, Mapping

from buzon.calendar import Occasion, write
from handlers import handling, watched
from handlers.notice_words import kind_words
from handlers.speech import File, Speech, Toast, phrase, press, say
from handlers.terms import appointment_at
from handlers.words import words
from handlers.world import Scene
from storage import feeds, preferences
from storage.notices import KnownNotice
from storage.preferences import Preferences

FILE_NAME = "plazo.ics"


async def send_file(scene: Scene, argument: str) -> list[Speech]:
    """The dates of notice `argument` as a calendar file with alarms."""
    found = await handling.own_notice(scene, argument)
    if found is None:
        return [Toast(phrase("stale-button"), alert=True)]
    notice, mailbox = found
    return await _file(scene, notice, mailbox.shown)


async def send_watched_file(scene: Scene, argument: str) -> list[Speech]:
    """The same of a notice in a mailbox that the person watches."""
    found = await watched.watched_notice(scene, argument)
    return [Toast(phrase("stale-button"), alert=True)] if found is None else await _file(scene, *found)


async def _file(scene: Scene, notice: KnownNotice, name: str) -> list[Speech]:
    async with scene.world.database.read() as connection:
        wanted = await preferences.of(connection, scene.household)
    dated = occasions([(notice, name)], scene.language, wanted)
    if not dated:
        return [Toast(phrase("no-date"), alert=True)]
    content = write(dated, name=words(scene.language, phrase("calendar-name")), now=scene.world.now())
    return [say("calendar-file"), File(FILE_NAME, content)]


async def offer_feed(scene: Scene, argument: str = "") -> list[Speech]:
    """What the private address is, and to get one or be rid of it."""
    async with scene.world.database.read() as connection:
        has_one = await feeds.has(connection, scene.household)
    rows = [press("button-feed-new", "f:n:")]
    if has_one:
        rows = [press("button-feed-another", "f:n:"), press("button-feed-end", "f:x:")]
    return [say("feed-offer" if not has_one else "feed-there", rows=tuple((row,) for row in rows))]


async def give_feed(scene: Scene, argument: str = "") -> list[Speech]:
    """A new private address; one given earlier is of no use any more."""
    async with scene.world.database.begin() as connection:
        token = await feeds.renew(connection, scene.household, now=scene.world.now())
    return [say("feed-address", link=scene.world.feed_url(token), rows=((press("button-feed-end", "f:x:"),),))]


async def end_feed(scene: Scene, argument: str = "") -> list[Speech]:
    """No private address any more."""
    async with scene.world.database.begin() as connection:
        await feeds.end(connection, scene.household)
    return [say("feed-ended")]


def occasions(
    dated: Iterable[tuple[KnownNotice, str]],
    language: str,
    wanted: Preferences,
    *,
    names: bool = True,
    badges: Mapping[int, str | None] | None = None,
) -> list[Occasion]:
    """The safe date and the appointment of each notice, with its mailbox's name unless they are to be without names:
    then its badge, by the mailbox's id, is all that says whose it is."""
    found = []
    for notice, name in dated:
        kind = kind_words(notice.kind)
        badge = (badges or {}).get(notice.mailbox_id)
        text = words(language, phrase("calendar-text"))
        if notice.safe_day is not None:
            title = phrase("calendar-safe", kind=kind, name=name) if names else phrase("calendar-safe-plain", kind=kind)
            title = title if names or badge is None else phrase("calendar-badged", badge=badge, what=title)
            found.append(
                Occasion(
                    f"notice-{notice.id}@buzon-bot",
                    words(language, title),
                    notice.safe_day,
                    text,
                    before=wanted.remind_before,
                )
            )
        if notice.appointment_day is not None:
            title = phrase("calendar-appointment", name=name) if names else phrase("calendar-appointment-plain")
            title = title if names or badge is None else phrase("calendar-badged", badge=badge, what=title)
            found.append(
                Occasion(
                    f"appointment-{notice.id}@buzon-bot",
                    words(language, title),
                    notice.appointment_day,
                    text,
                    at=appointment_at(notice),
                    before=(1, 0) if appointment_at(notice) is None else (1,),
                )
            )
    return found
