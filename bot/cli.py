"""The `buzon` command. Errors are one line with the mend, never a traceback."""

import asyncio
import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.bench.commands import app as bench_app
from bot.broadcast_commands import app as broadcast_app
from bot.ingest_commands import app as ingest_app
from bot.portal_commands import app as portal_app
from bot.team_commands import app as staff_app
from bot.team_commands import audit_app
from bot.whatsapp_commands import app as whatsapp_app
from handlers.errors import Misconfigured
from storage.errors import StorageError

app = typer.Typer(
    name="buzon",
    help="Buzón Bot: watches Peru's migration mailbox and tells people in time.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys_app = typer.Typer(help="Master keys: make, list, rotate.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")
app.add_typer(staff_app, name="staff")
app.add_typer(broadcast_app, name="broadcast")
app.add_typer(audit_app, name="audit")
app.add_typer(ingest_app, name="ingest")
app.add_typer(portal_app, name="portal")
app.add_typer(whatsapp_app, name="whatsapp")
app.add_typer(bench_app, name="bench")

KeyFile = Annotated[Path | None, typer.Option("--file", help="Key file; without it BUZON_MASTER_KEYS_FILE.")]


def main() -> None:
    """The entry point: whatever is raised on purpose becomes one line on stderr and exit status 1."""
    try:
        app()
    except (Misconfigured, StorageError) as error:
        print(f"buzon: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def run() -> None:
    """Serve people on the configured channels, until stopped."""
    _start("run")


@app.command()
def serve() -> None:
    """One half of `run`: takes what people write and answers it. Any number, behind a load balancer."""
    _start("serve")


@app.command()
def work() -> None:
    """The other half: looks into mailboxes and sends alerts. Any number."""
    _start("work")


def _start(role: str) -> None:
    # What is loaded now stays until the end: walking over it again and again while it grows costs a third of a start.
    gc.disable()
    from bot import settings, start
    from bot.role import Role

    start.serve(settings.load(), Role(role))


@app.command()
def demo(
    *,
    check: Annotated[bool, typer.Option("--check", help="Play the main job by itself and print times.")] = False,
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 8321,
) -> None:
    """Everything on this machine: sandbox portal, sandbox Telegram, a phone in the browser, and the bot."""
    from bot import demonstration

    sys.exit(demonstration.run(check=check, port=0 if check else port))


@app.command()
def migrate() -> None:
    """Bring the database to this program's schema."""
    from bot import settings
    from bot.push import engine
    from storage import migrations

    engine.migrate(settings.load().database_url)
    typer.echo(f"the database is at {migrations.head()}")


@app.command()
def status(*, json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """How the house is doing: chats, mailboxes, the watch, the outbox, outages. Reads only."""
    from bot import settings
    from bot import status as house

    taken = asyncio.run(house.take(settings.load()))
    typer.echo(house.as_json(taken) if json else house.as_text(taken))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The new file; nothing is overwritten.")]) -> None:
    """Copy the database into a file, while the bot runs. The master keys are not in it: keep them somewhere else."""
    from bot import settings
    from storage import backup as copies

    made = copies.back_up(settings.load().database_url, file)
    typer.echo(f"{file}: {file.stat().st_size} bytes, schema {made.revision}. The master keys are not in it")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `buzon backup` made.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Let go of the tables that are there.")] = False,
) -> None:
    """Put a backup back. Stop the bot first; the key file of that time must be configured."""
    from bot import keys, settings
    from storage import backup as copies

    chosen = settings.load()
    done = copies.restore(chosen.database_url, file, vault=keys.vault(chosen), replace=replace)
    typer.echo(f"the database is at {done.revision}: run `buzon migrate`, then start")
    typer.echo(f"{done.opened} of {done.tried} mailboxes tried open with these keys")
    typer.echo(
        f"{done.repeats} messages were unsent in the backup and go out now; alerts among them say they may repeat"
    )


@app.command()
def doctor() -> None:
    """Check settings, keys, database, tokens, WhatsApp and portal; say what is wrong and how to mend it."""
    from bot import doctor as examination

    sys.exit(asyncio.run(examination.run()))


@keys_app.command("new")
def keys_new(file: KeyFile = None) -> None:
    """Make a master key: into the file (first in line, so it seals from now on), or onto the screen."""
    from storage.keys import new_master_key, parse_keys, read_key_file, write_key_file

    made = parse_keys(new_master_key())
    if file is None:
        typer.echo(made[0].text)
        return
    kept = read_key_file(file) if file.exists() else ()
    file.parent.mkdir(parents=True, exist_ok=True)
    write_key_file(file, (*made, *kept))
    typer.echo(f"{file}: {made[0].id} seals from now on; {len(kept)} older in it")


@keys_app.command("list")
def keys_list(file: KeyFile = None) -> None:
    """The ids of the keys, the sealing one first. The keys themselves are never shown."""
    from bot import keys, settings
    from storage.keys import read_key_file

    held = read_key_file(file) if file else keys.master_keys(settings.load())
    for place, key in enumerate(held):
        typer.echo(f"{key.id}  {'seals and opens' if place == 0 else 'opens'}")


@keys_app.command("rotate")
def keys_rotate() -> None:
    """Seal everything kept under the first key. Afterwards the older keys may be taken away."""
    from bot import keys, settings
    from storage import ingest_rotation
    from storage.database import Database
    from storage.rotation import rewrap_all

    async def rotate() -> dict[str, int]:
        chosen = settings.load()
        database = Database.at(chosen.database_url)
        try:
            await database.check_schema()
            counts = await rewrap_all(database, keys.vault(chosen))
            further = await ingest_rotation.rewrap(database, keys.vault(chosen))
            return counts | further | {"unreadable": counts["unreadable"] + further["unreadable"]}
        finally:
            await database.close()

    counts = asyncio.run(rotate())
    unreadable = counts.pop("unreadable")
    for family, count in counts.items():
        typer.echo(f"{family}: {count} sealed anew")
    if unreadable:
        raise Misconfigured(f"{unreadable} rows open with none of these keys: bring back the key that sealed them")
