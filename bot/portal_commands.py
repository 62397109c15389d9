"""`buzon portal …`: whether the portal is as its profile says, and making a profile by pointing at its pages."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.portal.canary import Landmark
    from bot.settings import Settings

app = typer.Typer(help="The door to the portal: check its landmarks, learn a site.", no_args_is_help=True)

User = Annotated[str | None, typer.Option(help="User of a mailbox of your own; else BUZON_CANARY_USER, or asked for.")]


@app.command()
def check(user: User = None) -> None:
    """Walk to the portal with a mailbox of your own and print each landmark: found, moved, missing. Opens no notice."""
    chosen = _with_account(user)
    landmarks = asyncio.run(_walk(chosen))
    from bot.portal.canary import missing_of

    for line in table(landmarks):
        typer.echo(line)
    missing = missing_of(landmarks)
    typer.echo(f"{len(landmarks)} landmarks, {len(missing)} missing" if missing else f"{len(landmarks)} landmarks")
    raise typer.Exit(1 if missing else 0)


@app.command()
def learn(
    file: Annotated[Path, typer.Argument(help="The new profile, a .toml file; nothing is overwritten.")],
    user: User = None,
    base: Annotated[str, typer.Option("--from", help="The profile whose words are proposed.")] = "generic",
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser: click what is meant.")] = False,
) -> None:
    """Walk to the portal step by step: for each step an element is proposed, and you accept it, pick another by its
    number, or type its label; with --headed also by a click on it. Needs BUZON_PORTAL_URL and a mailbox of your own;
    opens no notice."""
    from bot import learning

    learning.check_display(headed=headed)
    asyncio.run(learning.learn(_with_account(user), file, base=base, headed=headed))


def table(landmarks: "Sequence[Landmark]") -> list[str]:
    """One line for each landmark."""
    return [f"{one.state:<8} {one.step:<9} {one.name:<18} {one.how}".rstrip() for one in landmarks]


def _with_account(user: str | None) -> "Settings":
    """The settings, with the account that the operator gives; its password is asked for and shown nowhere."""
    from pydantic import SecretStr

    from bot import settings

    chosen = settings.load()
    if user is None and chosen.canary_user is not None:
        return chosen
    user = user or typer.prompt("User")
    password = typer.prompt("Password", hide_input=True)
    return chosen.model_copy(update={"canary_user": SecretStr(user), "canary_password": SecretStr(password)})


async def _walk(chosen: "Settings") -> "Sequence[Landmark]":
    from bot import doors
    from bot.metrics import Metrics
    from bot.portal.canary import walked
    from handlers.errors import BuzonError, Misconfigured

    async with AsyncExitStack() as stack:
        portal = await doors.open_portal(chosen, Metrics(), stack)
        walk = doors.canary_walk(chosen, portal.mailbox)
        if walk is None:
            raise Misconfigured("BUZON_CANARY_USER is missing: the walk needs a mailbox of your own")
        try:
            return await walked(walk)
        except BuzonError as error:
            raise Misconfigured(f"the walk ended early ({type(error).__name__}): {error}") from None
