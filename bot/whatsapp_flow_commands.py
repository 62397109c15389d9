"""`buzon whatsapp flow …`: the words of the command line; the work is in `bot/whatsapp_flow.py`."""

import asyncio

import typer

app = typer.Typer(help="The form in WhatsApp for who recovers a password.", no_args_is_help=True)


@app.command()
def key() -> None:
    """Make the key that the form is sealed for, where there is none yet, and upload its public half. A repeat is
    harmless."""
    from bot import settings, whatsapp_flow

    typer.echo(asyncio.run(whatsapp_flow.upload_key(settings.load())))


@app.command()
def push() -> None:
    """Create the form in the account, or bring it up to date, and publish it. The bot must be running: Meta asks it."""
    from bot import settings, whatsapp_flow

    flow_id = asyncio.run(whatsapp_flow.push(settings.load()))
    typer.echo(f"published; BUZON_WHATSAPP_FLOW_ID={flow_id} offers it to people")
