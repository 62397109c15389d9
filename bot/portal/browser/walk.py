"""The ways through the mailbox, step by step: sign in, find the list, read all of it, open, fetch."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.portal.browser.finder import Found, control, field
from bot.portal.browser.letter import Letter, letter_of
from bot.portal.browser.listing import Row, Sheet, sheet_of
from bot.portal.browser.outline import Node, Outline
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.refusing import meaning_of, refused
from bot.portal.browser.screen import Screen
from bot.portal.verdict import Operation, SessionExpired
from buzon.credentials import Credentials
from handlers.errors import CaptchaWanted, PortalChanged

_T = TypeVar("_T", Sheet, bool)
_S = TypeVar("_S")
MOST_PAGES = 50
_MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What is filled in at the sign-in; `picture` and `letters` where a captcha is shown."""

    user: Found
    password: Found
    submit: Found
    letters: Found | None


def form_of(profile: BrowserProfile, outline: Outline) -> SignInForm | None:
    """The form of the sign-in. Raises PortalChanged, naming what is missing, where some of it is there."""
    words = profile.sign_in
    user, password = field(outline, words.user, among={"field"}), field(outline, words.password, among={"password"})
    submit = control(outline, words.submit)
    if user is None and password is None:
        return None
    for name, part in (("user field", user), ("password field", password), ("button", submit)):
        if part is None:
            raise PortalChanged(f"{name} is missing")
    if user is None or password is None or submit is None:  # said above, once more for the types
        return None
    return SignInForm(user, password, submit, field(outline, words.captcha, among={"field"}))


def is_inside(profile: BrowserProfile, outline: Outline) -> bool:
    """Whether the page is one of those that only somebody signed in sees."""
    words = (*profile.sign_in.inside, *profile.list.menu)
    return not outline.of("password") and control(outline, words) is not None


def is_outside(profile: BrowserProfile, outline: Outline) -> bool:
    """Whether the page is the sign-in."""
    return bool(outline.of("password")) and not is_inside(profile, outline)


async def to_form(screen: Screen, profile: BrowserProfile, address: str) -> SignInForm:
    """Go to the sign-in and find its form."""
    await screen.goto(address)
    return await shown_form(screen, profile)


async def shown_form(screen: Screen, profile: BrowserProfile) -> SignInForm:
    """The form of the sign-in that is shown."""
    return await screen.until(lambda outline: form_of(profile, outline), "user field is missing")


async def sign_in(screen: Screen, profile: BrowserProfile, address: str, credentials: Credentials) -> None:
    """Sign in, once. Raises what the page says in words, CaptchaWanted before anything is sent where it shows one."""
    form = await to_form(screen, profile, address)
    if form.letters is not None:
        raise CaptchaWanted("the portal wants a captcha")
    await submit(screen, profile, form, credentials, letters=None)


async def submit(
    screen: Screen, profile: BrowserProfile, form: SignInForm, credentials: Credentials, *, letters: str | None
) -> None:
    """Type the credentials, and what a captcha says, and send them; return when inside."""
    await screen.type(form.user.node, credentials.user.reveal())
    await screen.type(form.password.node, credentials.password.reveal())
    if letters is not None and form.letters is not None:
        await screen.type(form.letters.node, letters)
    await sent(
        screen,
        profile,
        Operation.SIGN_IN,
        form.submit.node,
        outcome=lambda outline: is_inside(profile, outline) or None,
        missing="neither inside nor refused in words",
    )


async def sent(
    screen: Screen,
    profile: BrowserProfile,
    operation: Operation,
    button: Node,
    *,
    outcome: Callable[[Outline], _S | None],
    missing: str,
) -> _S:
    """Press the button of a form, once, and wait for the site's answer: its `outcome`, or what it refuses in words."""
    before = await screen.look()
    stale = meaning_of(profile, operation, before)
    answers = screen.answers
    await screen.press(button)

    def decide(outline: Outline) -> _S | None:
        if screen.answers == answers or not screen.idle:
            return None
        if (found := outcome(outline)) is not None:
            return found
        refused(profile, operation, outline, but=[stale] if stale else [])
        return None

    try:
        return await screen.until(decide, missing, before=before)
    except PortalChanged:  # what was said before may be said again
        refused(profile, operation, await screen.look())
        raise


async def to_list(screen: Screen, profile: BrowserProfile) -> Sheet:
    """From any page inside to the first page of the list, by its menu. Raises SessionExpired at the sign-in."""
    pressed: set[tuple[str, str]] = set()  # where, and what: a press may have met a page that was just going away

    def decide(outline: Outline) -> Sheet | Node | None:
        sheet = sheet_of(profile, outline)
        if sheet and outline.ready:  # else rows may still be coming in
            return sheet
        refused(profile, Operation.LIST, outline)
        if is_outside(profile, outline):
            raise SessionExpired("the session has expired")
        for words in (*reversed(profile.list.way), profile.list.menu):
            entry = control(outline, words)
            if entry is not None and screen.idle and (press := (screen.page.url, entry.node.name)) not in pressed:
                pressed.add(press)
                return entry.node
        return None

    return await stepping(screen, decide, "the list of notices is missing")


class Unsteady(PortalChanged):
    """A list that does not add up: it may have grown while its pages were read. Read again it does, or is changed."""


async def whole_list(screen: Screen, profile: BrowserProfile, first: Sheet) -> list[Sheet]:
    """Every page of the list. Raises Unsteady where they do not add up, PortalChanged where there is no end of them."""
    sheets = [first]
    while len(sheets) <= MOST_PAGES:
        sheet = sheets[-1]
        if sheet.paged and sheet.following is None:
            break
        if not sheet.paged and sheet.following is None:
            sheets[-1] = await _grown(screen, profile, sheet)
            break
        sheets.append(await next_page(screen, profile, sheet))
    else:
        raise PortalChanged(f"{Operation.LIST}: more than {MOST_PAGES} pages")
    if first.pages is not None and len(sheets) < first.pages:
        raise Unsteady(f"{Operation.LIST}: the last page is not reached")
    if first.total is not None and _distinct(sheets) != first.total:
        raise Unsteady(f"{Operation.LIST}: the total is not reached")
    return sheets


def _distinct(sheets: Sequence[Sheet]) -> int:
    """How many notices these are: where one comes in meanwhile, the next page begins with one that was seen."""
    rows = [row for sheet in sheets for row in sheet.rows]
    return len({row.id for row in rows if row.id is not None}) + sum(row.id is None for row in rows)


async def next_page(screen: Screen, profile: BrowserProfile, sheet: Sheet) -> Sheet:
    """The page after this one. Raises Unsteady where it does not come."""
    if sheet.following is None:
        raise PortalChanged(f"{Operation.LIST}: the next page is missing")
    await screen.press(sheet.following)

    def decide(outline: Outline) -> Sheet | None:
        following = sheet_of(profile, outline)
        if following and outline.ready and [row.mark for row in following.rows] != [row.mark for row in sheet.rows]:
            return following
        refused(profile, Operation.LIST, outline)
        if is_outside(profile, outline):
            raise SessionExpired("the session has expired")
        return None

    try:
        return await screen.until(decide, "the next page is missing")
    except PortalChanged as error:  # or the page went away by itself before it was pressed
        raise Unsteady(str(error)) from None


async def _grown(screen: Screen, profile: BrowserProfile, sheet: Sheet) -> Sheet:
    """A list that grows as one scrolls, grown to its end: its total, or where nothing comes any more."""
    loop = asyncio.get_running_loop()
    for _ in range(MOST_PAGES):
        if sheet.total is not None and len(sheet.rows) >= sheet.total:
            return sheet
        if sheet.more is not None:
            await screen.press(sheet.more)
        elif sheet.last is not None:
            await screen.scroll_to(sheet.last)
        known, end = len(sheet.rows), loop.time() + profile.waits.step
        rested = loop.time() + profile.waits.quiet
        while loop.time() < min(rested, end):
            outline = await screen.look()
            now = sheet_of(profile, outline)
            if now is not None and len(now.rows) > known:
                sheet = now
                break
            if now is None or not screen.idle:
                rested = loop.time() + profile.waits.quiet
            await screen.rest(outline)
        else:
            return sheet
    raise PortalChanged(f"{Operation.LIST}: it grows without an end")


async def open_row(screen: Screen, profile: BrowserProfile, row: Row) -> Letter:
    """Open this notice, which stands on the page: a legal act."""
    if row.open is None:
        raise PortalChanged(f"{Operation.DETAIL}: what opens a notice is missing")
    await screen.press(row.open)

    def decide(outline: Outline) -> Letter | None:
        if letter := letter_of(profile, outline, row):
            return letter
        refused(profile, Operation.DETAIL, outline)
        if is_outside(profile, outline):
            raise SessionExpired("the session has expired")
        return None

    return await screen.until(decide, "the notice is missing")


def check_file(profile: BrowserProfile, outline: Outline) -> None:
    """Return unless the page says that there is no such file, or nobody signed in."""
    refused(profile, Operation.ATTACHMENT, outline)
    if is_outside(profile, outline):
        raise SessionExpired("the session has expired")


async def sign_out(screen: Screen, profile: BrowserProfile) -> None:
    """End the session as a person does."""
    pressed: set[str] = set()

    def decide(outline: Outline) -> bool | Node | None:
        if is_outside(profile, outline):
            return True
        for words in (profile.sign_in.sign_out, profile.list.menu):
            entry = control(outline, words)
            if entry is not None and entry.node.name not in pressed:
                pressed.add(entry.node.name)
                return entry.node
        return None

    await stepping(screen, decide, "what signs out is missing")


def picture_of(profile: BrowserProfile, outline: Outline) -> Node | None:
    """The picture of a captcha: the nearest to the field for what it says."""
    letters = field(outline, profile.sign_in.captcha, among={"field"})
    pictures = outline.of("picture")
    if letters is None or not pictures:
        return None
    return min(pictures, key=lambda node: abs(node.index - letters.node.index))


async def drawn(screen: Screen, profile: BrowserProfile) -> bytes:
    """The picture of a captcha, PNG, once it is drawn."""
    node = await screen.until(lambda outline: picture_of(profile, outline), "the picture is missing")
    while (picture := await screen.picture(node)) is None:
        await screen.rest(await screen.look())
    return picture


async def stepping(screen: Screen, decide: Callable[[Outline], _T | Node | None], missing: str) -> _T:
    """What `decide` finds; a node that it gives is pressed on the way."""
    for _ in range(_MOST_STEPS):
        found: _T | Node = await screen.until(decide, missing)
        if not isinstance(found, Node):
            return found
        await screen.press(found)
    raise PortalChanged(f"{screen.step}: {missing}")
