"""A person's private calendar: dates for the calendar app that subscribed to it. Whoever knows the address reads them,
so there is no name in it, and a wrong address says no more than that nothing is there.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from buzon.calendar import write
from handlers import calendars
from handlers.errors import OUTAGES
from handlers.speech import phrase
from handlers.words import best_language, words
from handlers.world import World
from storage import chats, feeds, mailboxes, notices, preferences

PATH = "/calendario"

KEPT_FOR = timedelta(days=30)
"""So long a date stays in the calendar after it is over."""

_HEADERS = {"cache-control": "private, max-age=900", "x-robots-tag": "noindex", "referrer-policy": "no-referrer"}


def address(base: str, token: str) -> str:
    """The private address with this token."""
    return f"{base}{PATH}/{token}.ics"


def routes(world: World) -> list[Route]:
    """One route: the calendar; 404 where no chat has this address (any more), 503 while it can't be read."""

    async def calendar(request: Request) -> Response:
        try:
            content = await _calendar(world, request.path_params["token"])
        except OUTAGES:
            return Response(status_code=503, headers={"retry-after": "60"})
        if content is None:
            return Response(status_code=404)
        return Response(content, media_type="text/calendar; charset=utf-8", headers=_HEADERS)

    return [Route(f"{PATH}/{{token}}.ics", calendar)]


async def _calendar(world: World, token: str) -> bytes | None:
    async with world.database.read() as connection:
        household = await feeds.of(connection, token)
        chat = await chats.get(connection, household) if household is not None else None
        if chat is None:
            return None
        wanted = await preferences.of(connection, chat.id)
        dated = await notices.open_terms(connection, chat.id, since=world.today() - KEPT_FOR)
        badges = {mailbox.id: mailbox.badge for mailbox in await mailboxes.of_chat(connection, chat.id)}
    language = best_language(chat.language)
    found = calendars.occasions(dated, language, wanted, names=False, badges=badges)
    return write(found, name=words(language, phrase("calendar-name")), now=world.now())
