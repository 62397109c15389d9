"""The door to the mailbox through its pages, walked by a profile's words. Fulfils `handlers.ports.Mailbox`.

The same rules as of `bot.portal.api`: listing opens nothing, a wrong password is typed once, only an explicit refusal
in words blames the person.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bot.portal import digests
from bot.portal.browser import walk
from bot.portal.browser.doorstep import Doorstep
from bot.portal.browser.download import fetch
from bot.portal.browser.landmarks import Landmark, of_list
from bot.portal.browser.letter import letter_of
from bot.portal.browser.listing import Row, Sheet
from bot.portal.browser.noticed import noticed
from bot.portal.browser.redaction import redacted
from bot.portal.browser.screen import Screen
from bot.portal.browser.survey import astray, outside
from bot.portal.sessions import Session
from bot.portal.verdict import Operation, SessionExpired
from buzon.credentials import Credentials
from buzon.notice import Notice, OpenedNotice
from handlers.errors import NoticeGone, PortalChanged
from handlers.ports import News, SealedCredentials


@dataclass(frozen=True, slots=True)
class _Open:
    """The notice that stands open on a page."""

    id: str
    row: Row


class _AstrayError(Exception):
    """The sign-in is not as the profile says: nothing is typed there."""


class BrowserMailbox(Doorstep):
    """Every mailbox of one site."""

    async def notices(self, key: str, credentials: Credentials) -> Sequence[Notice]:
        """All notices, newest first, without opening any."""
        return await self._signed_in(key, credentials, self._list)

    async def news(self, key: str, credentials: SealedCredentials, known: bytes | None = None) -> News:
        """As `notices`; credentials are opened only to sign in."""

        async def look(session: Session) -> News:
            notices = await self._list(session)
            digest = digests.Known.of(notices, ()).joined()
            return News(None if digest == known else notices, digest)

        session = self._sessions.marked(key, credentials.mark)
        if session is not None:
            with suppress(SessionExpired):
                news = await look(session)
                await self._hold(key, session)
                return news
        return await self._signed_in(key, await credentials.open(), look, expired=session, mark=credentials.mark)

    async def open(self, key: str, credentials: Credentials, notice_id: str) -> OpenedNotice:
        """Open one notice: a legal act, so only after the person's yes."""

        async def ask(session: Session) -> OpenedNotice:
            async with self._pool.screen(session) as screen, screen.doing(Operation.DETAIL):
                return await self._opened(screen, notice_id, only_if_read=False)

        return await self._signed_in(key, credentials, ask)

    async def attachment(self, key: str, credentials: Credentials, notice_id: str, attachment_id: str) -> bytes:
        """The bytes of one attachment of an opened notice, which is opened once more if it does not stand open."""
        waits = self._profile.waits

        async def ask(session: Session) -> bytes:
            async with (
                self._pool.screen(session) as screen,
                screen.doing(Operation.ATTACHMENT, seconds=waits.call + waits.attachment),
            ):
                if not (isinstance(screen.shows, _Open) and screen.shows.id == notice_id):
                    await self._opened(screen, notice_id, only_if_read=True)
                return await self._fetched(screen, attachment_id)

        return await self._signed_in(key, credentials, ask)

    async def _fetched(self, screen: Screen, attachment_id: str) -> bytes:
        opened = screen.shows
        if not isinstance(opened, _Open):
            raise PortalChanged(f"{Operation.ATTACHMENT}: the notice is missing")
        letter = await screen.until(
            lambda outline: letter_of(self._profile, outline, opened.row), "the notice is missing"
        )
        node = next((node for file, node in letter.files if file.id == attachment_id), None)
        if node is None:
            raise NoticeGone("the notice has no such file")
        async with asyncio.timeout(self._profile.waits.attachment):
            content = await fetch(
                await self._chromium.browser(),
                screen,
                node,
                types=self._profile.detail.types,
                most=self._profile.detail.most_bytes,
                seconds=self._profile.waits.attachment,
                check=partial(walk.check_file, self._profile),
            )
        screen.shows = opened
        return content

    async def _opened(self, screen: Screen, notice_id: str, *, only_if_read: bool) -> OpenedNotice:
        sheets = await self._sheets(screen)
        notices = noticed(sheets)
        at = next((at for at, (_, notice) in enumerate(notices) if notice.id == notice_id), None)
        if at is None:
            raise NoticeGone("the portal does not know this notice")
        row, notice = notices[at]
        if only_if_read and not notice.read:
            raise NoticeGone("the notice was never opened")
        letter = await walk.open_row(screen, self._profile, await self._standing(screen, sheets, row))
        screen.shows = _Open(notice_id, row)
        files = tuple(file for file, _ in letter.files)
        seen = Notice(notice.id, notice.subject, notice.deposited_at, True, len(files), notice.file_number)
        return OpenedNotice(seen, letter.body, files)

    async def _standing(self, screen: Screen, sheets: Sequence[Sheet], row: Row) -> Row:
        """The row once more, on the page where it stands now. Raises PortalChanged where it stands there no more."""
        page = next(at for at, sheet in enumerate(sheets) if any(one is row for one in sheet.rows))
        if page == len(sheets) - 1:
            return row
        place = next(at for at, one in enumerate(sheets[page].rows) if one is row)
        sheet = await self._first(screen)
        for _ in range(page):
            sheet = await walk.next_page(screen, self._profile, sheet)
        if place >= len(sheet.rows) or sheet.rows[place].mark != row.mark:
            raise PortalChanged(f"{Operation.DETAIL}: the list has changed while it was read")
        return sheet.rows[place]

    async def landmarks(self, key: str, credentials: Credentials) -> Sequence[Landmark]:
        """What must be found on the sign-in, on *Verificación de Datos* and in the list, and whether it is. Opens
        nothing, and sends nothing but the sign-in of a new session under `key`.

        Raises:
            As `notices`, where one cannot come so far; a landmark that is missing on the way is told, not raised.
        """
        marks: list[Landmark] = []
        await self.forget(key)
        self._stood.pop(key, None)

        async def survey(screen: Screen) -> None:
            marks.extend(await outside(screen, self._profile, self._start))
            if astray(marks):
                self._stood[key] = redacted(await screen.look(), self._profile.vocabulary)
                raise _AstrayError

        try:
            session = await self._sessions.current(key, credentials, partial(self._sign_in, key, before=survey))
        except _AstrayError:
            return marks
        async with self._pool.screen(session) as screen, screen.doing(Operation.LIST):
            sheet = await self._first(screen)
            return [*marks, *of_list(self._profile, await screen.look(), sheet)]

    async def snapshot(self, key: str) -> str:
        """The page at which `landmarks` ended early, or that stands open under `key`, or else the sign-in; without
        anything of anybody: see `redacted`."""
        if (stood := self._stood.pop(key, None)) is not None:
            return stood
        session = self._sessions.kept(key)
        if session is not None and session in self._pool:
            async with self._pool.screen(session) as screen, screen.doing(Operation.LIST):
                return redacted(await screen.look(), self._profile.vocabulary)
        async with self._stranger() as screen, screen.doing(Operation.SIGN_IN):
            await screen.goto(self._start)
            return redacted(await screen.settled(), self._profile.vocabulary)

    async def _list(self, session: Session) -> Sequence[Notice]:
        async with self._pool.screen(session) as screen, screen.doing(Operation.LIST):
            return [notice for _, notice in noticed(await self._sheets(screen))]

    async def _sheets(self, screen: Screen) -> list[Sheet]:
        try:
            return await walk.whole_list(screen, self._profile, await self._first(screen))
        except walk.Unsteady:
            return await walk.whole_list(screen, self._profile, await self._first(screen))

    async def _first(self, screen: Screen) -> Sheet:
        if screen.listed or not screen.entered:
            await screen.goto(screen.listed or self._start)
        sheet = await walk.to_list(screen, self._profile)
        screen.listed = screen.page.url
        return sheet
