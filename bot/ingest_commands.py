"""`buzon ingest …`: the keys with which institutions sign what they push (docs/ingest.md)."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.database import Database
    from storage.vault import Vault

app = typer.Typer(help="Official ingest: institutions that bring their notices themselves.", no_args_is_help=True)
key_app = typer.Typer(help="Their keys: add, list, retire.", no_args_is_help=True)
app.add_typer(key_app, name="key")

_LONGEST = 64


@key_app.command("add")
def key_add(
    source: Annotated[str, typer.Argument(help="The institution's name, as people will read it.")],
) -> None:
    """Make a key. Its secret is printed this once. A further key of the same name is for the same institution."""
    from handlers.errors import Misconfigured
    from handlers.questions.pages import one_line
    from storage import audit, ingest_keys

    name = one_line(source)
    if not name or len(name) > _LONGEST:
        raise Misconfigured(f"give the institution's name, 1 to {_LONGEST} characters")

    async def add() -> str:
        async with _opened() as (database, vault), database.begin() as connection:
            now = datetime.now(UTC)
            made, secret = await ingest_keys.add(connection, vault, source=name, now=now)
            subject = f"ingest-key:{made.id}"
            await audit.record(connection, at=now, chat_id=None, action="ingest.key-added", subject=subject)
        return f"id      {made.id}\nsecret  {secret.reveal()}\nfor {name}. The secret is not shown again"

    typer.echo(asyncio.run(add()))


@key_app.command("list")
def key_list() -> None:
    """The keys, oldest first. Secrets are never shown."""
    from storage import ingest_keys

    async def listed() -> list[str]:
        async with _opened() as (database, _), database.read() as connection:
            return [
                f"{key.id}  {key.source}  since {key.created_at:%Y-%m-%d}  "
                + (f"retired {key.retired_at:%Y-%m-%d}" if key.retired_at else "in use")
                for key in await ingest_keys.held(connection)
            ]

    typer.echo("\n".join(asyncio.run(listed())) or "no keys: `buzon ingest key add`")


@key_app.command("retire")
def key_retire(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `buzon ingest key list` shows it.")],
) -> None:
    """End a key at once. What it brought stays, and its institution's other keys go on."""
    from handlers.errors import Misconfigured
    from storage import audit, ingest_keys

    async def retire() -> bool:
        async with _opened() as (database, _), database.begin() as connection:
            now = datetime.now(UTC)
            done = await ingest_keys.retire(connection, key_id, now=now)
            if done:
                subject = f"ingest-key:{key_id}"
                await audit.record(connection, at=now, chat_id=None, action="ingest.key-retired", subject=subject)
            return done

    if not asyncio.run(retire()):
        raise Misconfigured("there is no such key in use: see `buzon ingest key list`")
    typer.echo(f"{key_id} signs nothing any more")


@asynccontextmanager
async def _opened() -> "AsyncGenerator[tuple[Database, Vault]]":
    from bot import keys, settings
    from storage.database import Database

    chosen = settings.load()
    database = Database.at(chosen.database_url)
    try:
        await database.check_schema()
        yield database, keys.vault(chosen)
    finally:
        await database.close()
