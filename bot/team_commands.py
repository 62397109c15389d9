"""`buzon staff …` and `buzon audit …`: the words of the command line; the work is in `bot/team.py`."""

import asyncio
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Literal

import typer

app = typer.Typer(help="The team: invite, list, change, remove.", no_args_is_help=True)
audit_app = typer.Typer(help="The record of acts: who did what, when, from where.", no_args_is_help=True)

Role = Literal["reader", "writer", "approver", "admin"]
MemberId = Annotated[int, typer.Argument(metavar="ID", help="Its number in `buzon staff list`.")]
Since = Annotated[datetime | None, typer.Option(help="From this day or time on (Lima).")]
Until = Annotated[datetime | None, typer.Option(help="Before this day or time (Lima).")]
Action = Annotated[list[str] | None, typer.Option(help="Of this kind alone; `staff.` is all of the team. May repeat.")]


@app.command("add")
def staff_add(
    *,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    name: Annotated[str, typer.Option(help="The name by which the team knows the person.")],
) -> None:
    """Print an invitation: a link into the bot's chat, good once, for 24 hours."""
    from bot import settings, team
    from storage.tables import StaffRole

    typer.echo(asyncio.run(team.add(settings.load(), name=name, role=StaffRole(role))))


@app.command("list")
def staff_list(*, json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Who belongs to the team, and which invitations are open."""
    from bot import settings, team

    found = asyncio.run(team.members(settings.load()))
    typer.echo(team.as_json(found) if json else team.as_text(found))


@app.command("role")
def staff_role(member: MemberId, role: Annotated[Role, typer.Argument(help="The new role.")]) -> None:
    """Give a member another role. They are told in their chat."""
    from bot import settings, team
    from storage.tables import StaffRole

    asyncio.run(team.give_role(settings.load(), member, StaffRole(role)))
    typer.echo(f"member {member} is {role} now")


@app.command("remove")
def staff_remove(
    member: MemberId,
    *,
    even_last: Annotated[
        bool, typer.Option("--even-last", help="Also the last who administers: the phone was lost.")
    ] = False,
) -> None:
    """Take a member out of the team, at once. They are told in their chat."""
    from bot import settings, team

    asyncio.run(team.remove(settings.load(), member, even_last=even_last))
    typer.echo(f"member {member} can do nothing any more")


@audit_app.command("export")
def audit_export(
    *,
    since: Since = None,
    until: Until = None,
    action: Action = None,
    as_: Annotated[Literal["csv", "json"], typer.Option("--format", help="CSV, or one JSON array.")] = "csv",
) -> None:
    """Write the whole record to stdout, oldest first. It holds numbers of chats and rows, no names and no texts."""
    from bot import settings, team

    chosen = settings.load()

    async def export() -> None:
        typer.echo(team.csv_head() if as_ == "csv" else "[", nl=False)
        gap = "\n"
        # Closed here, not by the loop's end: whoever reads may have seen enough (`| head`), and that is no error.
        async with aclosing(team.acts(chosen, actions=action or (), since=since, until=until)) as pages:
            async for page in pages:
                if as_ == "csv":
                    typer.echo(team.csv_rows(page), nl=False)
                    continue
                for row in team.json_rows(page):
                    typer.echo(f"{gap}{row}", nl=False)
                    gap = ",\n"
        typer.echo("" if as_ == "csv" else "\n]", nl=as_ == "json")

    asyncio.run(export())
