"""`buzon broadcast …`: the words of the command line; the work is in `bot/broadcasting.py`. Prints JSON."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="General messages: create, approve, look at, hold, call off. Prints JSON.", no_args_is_help=True)

Number = Annotated[int, typer.Argument(metavar="ID", help="The broadcast's number, as `create` prints it.")]


@app.command()
def create(
    *,
    text_es: Annotated[str | None, typer.Option(help="The text in Spanish.")] = None,
    text_en: Annotated[
        str | None, typer.Option(help="The text in English; without it they get the Spanish one.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help='Instead: JSON like {"texts": {"es": "…"}, "audience": {…}, "urgent": false}.')
    ] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only who speaks this: es, en. May repeat.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="Only by this channel. May repeat.")] = None,
    nationality: Annotated[
        list[str] | None, typer.Option(help="Only who gave this nationality: a code, as VE. May repeat.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only with such a case, as `summons`. May repeat.")] = None,
    linked: Annotated[
        bool | None, typer.Option("--linked/--not-linked", help="Only with or without a mailbox.")
    ] = None,
    seen_days: Annotated[int | None, typer.Option(help="Only who was active within so many days.")] = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="Goes out at night too.")] = False,
) -> None:
    """Write a broadcast and ask for its approval. Nothing goes out before that."""
    from bot import broadcasting, settings

    audience = {
        "languages": language,
        "channels": channel,
        "nationalities": nationality,
        "kinds": kind,
        "linked": linked,
        "seen_days": seen_days,
    }
    asked = broadcasting.asked(
        texts={"es": text_es, "en": text_en},
        audience={name: value for name, value in audience.items() if value is not None},
        urgent=urgent,
        file=file,
    )
    typer.echo(asyncio.run(broadcasting.create(settings.load(), asked)))


@app.command()
def approve(
    number: Number,
    *,
    at: Annotated[str | None, typer.Option(help='When, in Lima: "2026-11-28 15:30". Without it: now.')] = None,
) -> None:
    """Let it go out."""
    from bot import broadcasting, settings

    typer.echo(asyncio.run(broadcasting.approve(settings.load(), number, at=at)))


@app.command()
def status(number: Number) -> None:
    """Where it stands and how far it is. Reads only."""
    from bot import broadcasting, settings

    typer.echo(asyncio.run(broadcasting.status(settings.load(), number)))


@app.command()
def pause(number: Number) -> None:
    """Hold it."""
    from bot import broadcasting, settings

    typer.echo(asyncio.run(broadcasting.move(settings.load(), number, "pause")))


@app.command()
def resume(number: Number) -> None:
    """Go on where it was held."""
    from bot import broadcasting, settings

    typer.echo(asyncio.run(broadcasting.move(settings.load(), number, "resume")))


@app.command()
def cancel(number: Number) -> None:
    """Call it off for good."""
    from bot import broadcasting, settings

    typer.echo(asyncio.run(broadcasting.move(settings.load(), number, "cancel")))
