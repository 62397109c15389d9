"""What every call to a site shares: one wire, an answer accepted by the profile's rules, the numbers, and the alarm."""

import json
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TypeVar
from urllib.parse import urlencode

import structlog
from yarl import URL

from bot.portal.parts import Posting, Refusals, Value
from bot.portal.profile import Profile
from bot.portal.sessions import Session
from bot.portal.verdict import Operation, SessionExpired, accept
from bot.portal.wire import Answer, Request, Wire
from handlers.errors import (
    BuzonError,
    CaptchaMisread,
    CaptchaWanted,
    IdentityMismatch,
    LockedAccount,
    Misconfigured,
    NoticeGone,
    PasswordRefused,
    PortalChanged,
    PortalDown,
    RejectedCredentials,
    TooManyTries,
    VerificationOver,
)

Observe = Callable[[str, str, float], None]
"""Told about every call: operation, outcome, seconds. The values of the first two are few and fixed: metric labels."""

_T = TypeVar("_T")
_log = structlog.get_logger(__name__)
_ALARM_SECONDS = 600.0
_OUTCOMES: dict[type[BaseException], str] = {
    RejectedCredentials: "rejected",
    LockedAccount: "locked",
    CaptchaWanted: "captcha",
    NoticeGone: "not_found",
    SessionExpired: "session_expired",
    IdentityMismatch: "mismatch",
    TooManyTries: "too_many_tries",
    VerificationOver: "verification_over",
    PasswordRefused: "password_refused",
    CaptchaMisread: "captcha_misread",
    PortalChanged: "changed",
    PortalDown: "down",
}


def outcome_of(error: type[BuzonError]) -> str:
    """What a call is counted as that raised an error of this kind, or of a kind of this kind."""
    return next(_OUTCOMES[kind] for kind in error.__mro__ if kind in _OUTCOMES)


class Door:
    """One site. Built inside the running loop; `close()` at the end.

    `refusals` are the site's own; `connections` bounds the requests that run at once.
    """

    def __init__(
        self, profile: Profile, *, base_url: str, refusals: Refusals, connections: int, observe: Observe | None
    ) -> None:
        self._profile = profile
        self._refusals = refusals
        self._wire = Wire(profile, base_url=base_url, refusals=refusals, connections=connections)
        self._observe = observe
        self._alarms: dict[str, float] = {}

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.close()

    async def post(
        self, operation: Operation, call: Posting, fields: Mapping[str, Value], read: Callable[[Answer], _T]
    ) -> _T:
        """Send a form, once, belonging to no session, and read the answer. Raises as `ask`."""
        request = posting(call, fields, seconds=self._profile.timeouts.call)
        return await self.ask(operation, request, Session(), read)

    async def ask(self, operation: Operation, request: Request, session: Session, read: Callable[[Answer], _T]) -> _T:
        """Ask once and read the answer.

        Raises:
            Refusal, SessionExpired, PortalDown, PortalChanged: as `accept`, the wire and `read` do.
        """
        started, outcome = perf_counter(), "cancelled"
        try:
            answer = await self._wire.ask(request, session=session)
            accept(self._refusals, operation, answer)
            found = read(answer)
            outcome = "ok"
        except BuzonError as error:
            outcome = outcome_of(type(error))
            if isinstance(error, PortalChanged | PortalDown):  # name it: `list: datos.0.asunto is missing`
                error.args = (f"{operation}: {error}",)
            if isinstance(error, PortalChanged):
                self._alarm(str(error))
            raise
        finally:
            if self._observe is not None:
                self._observe(operation, outcome, perf_counter() - started)
        return found

    def _alarm(self, landmark: str) -> None:
        """Tell the operator which landmark is missing: once in a while, for every mailbox meets it at every look."""
        now = perf_counter()
        if now - self._alarms.get(landmark, -_ALARM_SECONDS) >= _ALARM_SECONDS:
            self._alarms[landmark] = now
            _log.error("the portal is not as its profile says", landmark=landmark, profile=self._profile.name)


def address(url: str | None, *, of: str, setting: str) -> str:
    """`url`, which is a web address.

    Raises:
        Misconfigured: it is none; `of` says whose address it should be, `setting` where it is set.
    """
    try:
        if url and URL(url).scheme in {"http", "https"} and URL(url).host:
            return url
    except ValueError:  # the same to the operator
        pass
    raise Misconfigured(f"the {of}'s address is missing or no web address: set {setting}, https://…")


def posting(call: Posting, fields: Mapping[str, Value], *, seconds: float, method: str = "POST") -> Request:
    """The request that sends `fields`, and those that `call` always sends, in the body."""
    form = {**call.fixed, **fields}
    as_json = call.encoding == "json"
    return Request(
        method=method,
        path=call.path,
        # The standard library escapes whatever a person may have typed, half a surrogate pair included.
        body=json.dumps(form).encode() if as_json else urlencode(form, errors="replace").encode(),
        body_type="application/json" if as_json else "application/x-www-form-urlencoded",
        seconds=seconds,
    )
