"""`buzon whatsapp …`: the words of the command line; the work is in `bot/whatsapp_{account,report}.py`."""

import asyncio
from typing import Annotated

import typer

from bot.whatsapp_flow_commands import app as flow_app

app = typer.Typer(help="WhatsApp: the number, the webhook, the templates.", no_args_is_help=True)
templates_app = typer.Typer(
    help="The messages that Meta approves beforehand: the repository's beside the account's.", no_args_is_help=True
)
app.add_typer(templates_app, name="templates")
app.add_typer(flow_app, name="flow")

AsJson = Annotated[bool, typer.Option("--json", help="JSON.")]


@app.command()
def status(*, json: AsJson = False) -> None:
    """The number, its quality and limits, the token, and where what people write is posted. Reads only."""
    from bot import settings, whatsapp_report

    chosen = settings.load()
    found = asyncio.run(whatsapp_report.report(chosen))
    typer.echo(whatsapp_report.as_json(found) if json else whatsapp_report.as_text(found, chosen))


@app.command()
def subscribe() -> None:
    """Have the app of the token told what happens in the account. A repeat is harmless."""
    from bot import settings, whatsapp_account

    asyncio.run(whatsapp_account.subscribe(settings.load()))
    typer.echo("the app is subscribed to the account")


@templates_app.command("diff")
def templates_diff(*, json: AsJson = False) -> None:
    """What is otherwise in the account. Exit status 1 where anything is. Reads only."""
    from bot import settings, whatsapp_account

    found = asyncio.run(whatsapp_account.differences(settings.load()))
    typer.echo(whatsapp_account.differences_json(found) if json else whatsapp_account.as_text(found))
    if found:
        raise typer.Exit(1)


@templates_app.command("push")
def templates_push() -> None:
    """Create what is missing and edit what differs; nothing is deleted. Exit status 1 where one needs a person."""
    from bot import settings, whatsapp_account

    async def push() -> bool:
        well = True
        async for pushed in whatsapp_account.push(settings.load()):
            typer.echo(f"{pushed.name} {pushed.language}: {pushed.said}")
            well = well and pushed.well
        return well

    if not asyncio.run(push()):
        raise typer.Exit(1)
    typer.echo("nothing is left to push; `buzon whatsapp templates status` tells when they are approved")


@templates_app.command("status")
def templates_status(*, json: AsJson = False) -> None:
    """Where each template stands: state, category, quality, and why one was rejected. Reads only."""
    from bot import settings, whatsapp_account

    rows = whatsapp_account.states(asyncio.run(whatsapp_account.held(settings.load())))
    typer.echo(whatsapp_account.as_json(rows) if json else whatsapp_account.states_text(rows))
