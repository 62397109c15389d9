"""The door to the mailbox over the portal's own JSON, spoken as a profile says. Fulfils `handlers.ports.Mailbox`.

Three rules rank above comfort. Listing opens nothing. A wrong password is tried once. Only an explicit refusal blames
the person; whatever else is odd is the portal's.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Self, TypeVar, overload

from bot.portal import digests, reading
from bot.portal.door import Door, Observe, address, posting
from bot.portal.parts import filled
from bot.portal.profile import Profile
from bot.portal.sessions import Session, Sessions
from bot.portal.verdict import Operation, SessionExpired
from bot.portal.wire import ATTACHMENT_LIMIT, Answer, Request
from buzon.credentials import Credentials
from buzon.notice import Notice, OpenedNotice
from handlers.errors import BuzonError, NoticeGone, PortalChanged, PortalDown
from handlers.ports import News, SealedCredentials

_T = TypeVar("_T")
_MOST_PAGES = 50


class ApiMailbox:
    """Every mailbox of one portal. Built inside the running loop; `async with`, or `close()` at the end.

    `base_url` wins over the profile's. `connections` bounds the requests that run at once, `sessions` how many
    mailboxes stay signed in: the least recently used ones sign in again when they are next looked at.

    Raises:
        Misconfigured: the portal's address is missing, or is none.
    """

    def __init__(
        self,
        profile: Profile,
        *,
        base_url: str | None = None,
        connections: int = 50,
        sessions: int = 50_000,
        observe: Observe | None = None,
    ) -> None:
        self._profile = profile
        self._door = Door(
            profile,
            base_url=address(base_url or profile.base_url, of="portal", setting="BUZON_PORTAL_URL"),
            refusals=profile.refusals,
            connections=connections,
            observe=observe,
        )
        self._sessions = Sessions(sessions)
        self._list_requests = cache(self._list_request)  # of _MOST_PAGES, asked for again and again

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections. Sessions at the portal are left to expire."""
        await self._door.close()

    async def sign_in(self, key: str, credentials: Credentials) -> None:
        """Open a session with these credentials, once, dropping any that is kept under `key`."""
        await self._sessions.current(key, credentials, self._sign_in, instead_of=self._sessions.kept(key))

    async def notices(self, key: str, credentials: Credentials) -> Sequence[Notice]:
        """All notices, newest first, without opening any."""
        return await self._signed_in(key, credentials, self._list)

    async def news(self, key: str, credentials: SealedCredentials, known: bytes | None = None) -> News:
        """As `notices`; credentials are opened only to sign in, pages that are byte for byte as before not parsed."""

        session = self._sessions.marked(key, credentials.mark)
        if session is not None:
            try:
                return await self._news(session, known)
            except SessionExpired:
                pass
        opened = await credentials.open()

        async def ask(session: Session) -> News:
            return await self._news(session, known)

        return await self._signed_in(key, opened, ask, expired=session, mark=credentials.mark)

    async def open(self, key: str, credentials: Credentials, notice_id: str) -> OpenedNotice:
        """Open one notice: a legal act, so only after the person's yes."""
        detail = self._profile.detail

        async def ask(session: Session) -> OpenedNotice:
            request = self._request(detail.method, _path(detail.path, notice=notice_id))
            return await self._door.ask(
                Operation.DETAIL, request, session, lambda answer: reading.opened_of(self._profile, answer, notice_id)
            )

        return await self._signed_in(key, credentials, ask)

    async def attachment(self, key: str, credentials: Credentials, notice_id: str, attachment_id: str) -> bytes:
        """The bytes of one attachment of an opened notice."""
        download = self._profile.attachment

        async def ask(session: Session) -> bytes:
            request = Request(
                method=download.method,
                path=_path(download.path, notice=notice_id, attachment=attachment_id),
                limit=ATTACHMENT_LIMIT,
                seconds=self._profile.timeouts.attachment,
            )
            return await self._door.ask(
                Operation.ATTACHMENT, request, session, lambda answer: reading.file_of(self._profile, answer)
            )

        return await self._signed_in(key, credentials, ask)

    async def forget(self, key: str) -> None:
        """Sign out and drop the session kept under `key`, if any. Never raises."""
        session, sign_out = await self._sessions.drop(key), self._profile.sign_out
        if session is not None and sign_out is not None:
            with suppress(BuzonError):
                await self._door.ask(
                    Operation.SIGN_OUT, self._request(sign_out.method, sign_out.path), session, lambda _: None
                )

    async def _signed_in(
        self,
        key: str,
        credentials: Credentials,
        ask: Callable[[Session], Awaitable[_T]],
        *,
        expired: Session | None = None,
        mark: int | None = None,
    ) -> _T:
        """Ask within a session; one that has expired (`expired` has already) is replaced, once.

        `mark` is that of the credentials as they are sealed: the session is known by it from now on.
        """
        for _ in range(2 if expired is None else 1):
            session = await self._sessions.current(key, credentials, self._sign_in, instead_of=expired)
            session.mark = session.mark if mark is None else mark
            with suppress(SessionExpired):
                return await ask(session)
            expired = session
        raise PortalDown("the session expired as soon as it was opened")

    async def _sign_in(self, credentials: Credentials) -> Session:
        call = self._profile.sign_in
        fields = {call.user: credentials.user.reveal(), call.password: credentials.password.reveal()}
        request = posting(call, fields, seconds=self._profile.timeouts.call, method=call.method)
        session = Session(credentials)
        return await self._door.ask(
            Operation.SIGN_IN, request, session, lambda answer: reading.session_of(self._profile, answer, session)
        )

    async def _list(self, session: Session) -> Sequence[Notice]:
        return await self._completed([], session)

    async def _news(self, session: Session, known: bytes | None) -> News:
        """The list, unless every page of it is as it was in `known`."""
        was = digests.Known.parse(known)
        unchanged: list[Answer] = []
        pages: list[reading.Page] = []
        for number, digest in enumerate(was.pages):
            page = await self._page(session, number, unless=digest)
            if isinstance(page, reading.Page):
                # Those before it are parsed after all: without fault, as when they were seen first.
                pages = [*(reading.page_of(self._profile, answer) for answer in unchanged), page]
                break
            unchanged.append(page)
        else:
            if known is not None:
                return News(None, known)
        notices = await self._completed(pages, session)
        now = digests.Known.of(notices, [page.digest for page in pages])
        return News(None if now.said == was.said else notices, now.joined())

    async def _completed(self, pages: list[reading.Page], session: Session) -> Sequence[Notice]:
        """Every page, to the end, those that are still missing in `pages` put there.

        What is not read is not announced, so a list that does not add up is no list.
        """
        found: dict[str, Notice] = {}
        received = 0
        for number in range(_MOST_PAGES):
            if number == len(pages):
                pages.append(await self._page(session, number))
            page = pages[number]
            known = len(found)
            for notice in page.notices:
                found.setdefault(notice.id, notice)
            received += len(page.notices)
            stalled = len(found) == known
            if self._profile.list.paging is None or (page.total is None and stalled):
                break
            if page.total is not None and received >= page.total:
                break
            if stalled:
                raise PortalChanged(
                    f"{Operation.LIST}: page {number + 1} brings nothing new, and the total is not reached"
                )
        else:
            raise PortalChanged(f"{Operation.LIST}: more than {_MOST_PAGES} pages")
        return sorted(found.values(), key=lambda notice: notice.deposited_at, reverse=True)

    @overload
    async def _page(self, session: Session, number: int) -> reading.Page: ...

    @overload
    async def _page(self, session: Session, number: int, *, unless: bytes) -> reading.Page | Answer: ...

    async def _page(self, session: Session, number: int, *, unless: bytes | None = None) -> reading.Page | Answer:
        """A page of the list, or the bare answer where its body has the digest `unless`."""

        def read(answer: Answer) -> reading.Page | Answer:
            return answer if digests.of(answer.body) == unless else reading.page_of(self._profile, answer)

        return await self._door.ask(Operation.LIST, self._list_requests(number), session, read)

    def _list_request(self, number: int) -> Request:
        listing, query = self._profile.list, {}
        if paging := listing.paging:
            query[paging.page_parameter] = str(paging.first + number)
            if paging.size_parameter:
                query[paging.size_parameter] = str(paging.size)
        return self._request(listing.method, listing.path, query)

    def _request(self, method: str, path: str, query: dict[str, str] | None = None) -> Request:
        return Request(method=method, path=path, query=query or {}, seconds=self._profile.timeouts.call)


def _path(path: str, **ids: str) -> str:
    """`path` with these ids. One that would lead to another path is no id of the portal's."""
    if any(value in {"", ".", ".."} for value in ids.values()):
        raise NoticeGone("the portal does not know this notice")
    return filled(path, **ids)
