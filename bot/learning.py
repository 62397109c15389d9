"""Making a profile of a site: at each step what the words of another profile would choose, which the operator corrects.

What is learned are the words of the ways to the list. Everything else, refusals above all, stays as in the profile that
it began with, so what is written says `verified = false`.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer

from bot import browser_door
from bot.portal.browser.finder import Found, beside, control
from bot.portal.browser.finder import field as field_of
from bot.portal.browser.listing import sheet_of
from bot.portal.browser.outline import CONTROLS, FIELDS, Node, Outline
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.screen import Screen
from bot.portal.browser.words import match
from bot.settings import Settings
from handlers.errors import Misconfigured, PortalChanged, PortalDown

_MOST_SHOWN = 20
_MOST_STEPS = 4

Words = tuple[str, ...]
Ask = Callable[[], str]
"""What the operator types, as long as it takes."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is looked for: where its words stand in a profile, what it is, and which roles it may have."""

    where: tuple[str, str]
    what: str
    roles: frozenset[str]
    find: Callable[[Outline, Words], Found | None]


_TYPED = frozenset({"field"})
_PASSWORDS = frozenset({"password"})
SIGN_IN = (
    Step(("sign_in", "user"), "the field of the user", _TYPED, lambda o, words: field_of(o, words, among=_TYPED)),
    Step(
        ("sign_in", "password"),
        "the field of the password",
        _PASSWORDS,
        lambda o, words: field_of(o, words, among=_PASSWORDS),
    ),
    Step(("sign_in", "submit"), "the button that signs in", CONTROLS, control),
    Step(("sign_in", "forgotten"), "the way of who forgot the password", CONTROLS, control),
)


@dataclass
class _Learned:
    """The profile as it grows: plain values, ready to be written."""

    values: dict[str, Any]
    nodes: dict[str, Node] = field(default_factory=dict)

    def words(self, section: str, name: str) -> Words:
        return tuple(self.values[section][name])

    def put(self, section: str, name: str, label: str) -> None:
        """This label is the usual one from now on; the others are still accepted."""
        others = [word for word in self.values[section][name] if word != label]
        self.values[section][name] = [label, *others]


def check_display(*, headed: bool) -> None:
    """Raise Misconfigured where a window is wanted and there is nowhere to show it."""
    if headed and sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise Misconfigured("--headed needs a display, and there is none here: leave it out, the terminal is enough")


async def learn(settings: Settings, file: Path, *, base: str, headed: bool = False) -> None:
    """Walk to the list with the operator, and write what was learned into `file`. Raises Misconfigured, PortalDown."""
    if await asyncio.to_thread(file.exists) or file.suffix != ".toml":
        raise Misconfigured(f"{file}: give the name of a new .toml file")
    profile = browser_door.profile_of(settings.model_copy(update={"portal_profile": base}))
    address = browser_door.base_of(settings, profile).rstrip("/")
    learned = _Learned(profile.model_dump(mode="json", exclude_none=True))
    learned.values |= {"name": file.stem, "verified": False, "base_url": address}
    if headed:
        typer.echo("Click in the window what is meant, and come back here; or answer here alone.")
    async with browser_door.chromium_of(settings, profile, address, headed=headed) as chromium:
        context = await chromium.context(zone=profile.dates.zone)
        screen = await Screen.open(context, profile, profile.near(address))
        try:
            async with screen.doing("learn", seconds=3600):
                await screen.goto(address + profile.sign_in.path)
                await _sign_in(screen, learned, settings)
                await _to_list(screen, learned)
        finally:
            await screen.close()
    text = toml(learned.values)
    await asyncio.to_thread(file.write_text, text, encoding="utf-8")
    BrowserProfile.load(str(file) if "/" in str(file) else f"./{file}")
    typer.echo(f"{file}: written, verified = false. Check it: BUZON_PORTAL_PROFILE={file} buzon portal check")


async def _sign_in(screen: Screen, learned: _Learned, settings: Settings) -> None:
    outline = await screen.settled()
    for step in SIGN_IN:
        learned.nodes[step.where[1]] = await _ask(screen, outline, learned, step)
    user, password = settings.canary_user, settings.canary_password
    if user is None or password is None:
        raise Misconfigured("a mailbox of your own is needed to see the list")
    await screen.type(learned.nodes["user"], user.get_secret_value())
    await screen.type(learned.nodes["password"], password.get_secret_value())
    await screen.press(learned.nodes["submit"])


async def _to_list(screen: Screen, learned: _Learned) -> None:
    """Press entries of the menu until a list stands there that the words can read."""
    way: list[list[str]] = []
    before = list(learned.values["list"]["way"])
    for number in range(_MOST_STEPS):
        outline = await screen.settled()
        profile = BrowserProfile.model_validate(learned.values)
        try:
            sheet = sheet_of(profile, outline)
        except PortalChanged as changed:
            raise Misconfigured(f"the list is not understood ({changed}): add its words to the profile") from None
        if sheet is not None:
            typer.echo(f"the list is there: {len(sheet.rows)} notices on its first page")
            if way:
                learned.values["list"]["way"] = way
            return
        words = tuple(before[min(number, len(before) - 1)])
        step = Step(("list", "way"), f"entry {number + 1} of the menu on the way to the notices", CONTROLS, control)
        node = await choose(screen, outline, step, words)
        way.append([node.name, *(word for word in words if word != node.name)])
        await screen.press(node)
    raise Misconfigured(f"no list of notices after {_MOST_STEPS} steps")


async def _ask(screen: Screen, outline: Outline, learned: _Learned, step: Step) -> Node:
    node = await choose(screen, outline, step, learned.words(*step.where))
    if label := label_of(outline, node):
        learned.put(*step.where, label)
    return node


def label_of(outline: Outline, node: Node) -> str:
    """What a person would call it: its own name, or of a field the words beside it."""
    return _one_line(node.name or (beside(outline, node) if node.role in FIELDS else ""))


def _prompt() -> str:
    said: str = typer.prompt("   Enter accepts, or number, or label", default="", show_default=False)
    return said


async def choose(screen: Screen, outline: Outline, step: Step, words: Words, *, ask: Ask = _prompt) -> Node:
    """The proposal, or what the operator takes instead of it in the terminal, or by a click in the browser's window."""
    found = step.find(outline, words)
    nodes = [node for node in outline.front if node.role in step.roles and not node.off][:_MOST_SHOWN]
    typer.echo(f"\n{step.what}:")
    for number, node in enumerate(nodes, 1):
        mark = "→" if found and node.index == found.node.index else " "
        typer.echo(f" {mark} {number:>2}  {node.role:<8} {_one_line(node.words) or '(no label)'}")
    if found:
        typer.echo(f"   proposed: {_why(found, words)}")
    proposed = [found.node] if found else []
    async with _pointing(screen, outline, step, proposed):
        while True:
            # In a thread: the browser goes on living while the operator thinks.
            said = await asyncio.to_thread(ask)
            chosen = _meant(said.strip(), nodes, proposed[-1] if proposed else None)
            if chosen is not None:
                return chosen
            typer.echo("   nothing on the page is called so")


@asynccontextmanager
async def _pointing(screen: Screen, outline: Outline, step: Step, proposed: list[Node]) -> AsyncIterator[None]:
    """Whatever is clicked meanwhile in the browser's window is proposed, by its label; it is not pressed."""

    over = asyncio.Event()

    async def follow() -> None:
        while True:
            node = await screen.pointed(outline, step.roles)
            if over.is_set():
                return
            if node is None:
                typer.echo(f"\n   clicked: no {' or '.join(sorted(step.roles))}")
                continue
            proposed.append(node)
            typer.echo(f"\n   clicked: {node.role} «{label_of(outline, node) or '(no label)'}». Enter accepts it")

    following = asyncio.create_task(follow())
    try:
        yield
    finally:
        over.set()
        await screen.unpoint()
        with suppress(PortalChanged, PortalDown):
            await following


def _meant(said: str, nodes: Sequence[Node], proposed: Node | None) -> Node | None:
    if not said:
        return proposed
    if said.isdecimal():
        return nodes[int(said) - 1] if 1 <= int(said) <= len(nodes) else None
    return next((node for node in nodes if match(node.words, (said,), whole=True)), None)


def _why(found: Found, words: Words) -> str:
    how = {"label": "its label", "near": "the words beside it"}.get(found.how, f"its {found.how}")
    fits = "is" if not found.match.weaker else "holds"
    return f"{how} {fits} «{words[found.match.rank]}»"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:60]


def toml(values: dict[str, Any], path: str = "") -> str:
    """Plain values as TOML: what is no table first, then each table with its name."""
    tables = {name: value for name, value in values.items() if isinstance(value, dict)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in values.items() if name not in tables]
    for name, table in tables.items():
        whole = f"{path}.{_key(name)}" if path else _key(name)
        lines += ["", f"[{whole}]", toml(table, whole)]
    return "\n".join(lines) + ("" if path else "\n")


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else _value(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in escaped) + '"'
