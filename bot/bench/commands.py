"""`buzon bench …`: one command per bench, each beside a baseline of the same run."""

import signal
import sys
from enum import StrEnum
from typing import Annotated

import typer

from bot.bench.on import Channel, On

app = typer.Typer(help="Benchmarks, each beside a baseline of the same run.", no_args_is_help=True)


class Door(StrEnum):
    """How the portal is looked into."""

    API = "api"
    BROWSER = "browser"


AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")]
Small = Annotated[bool, typer.Option("--small", help="Seconds instead of minutes: whether it runs, no figures.")]
DatabaseUrl = Annotated[str | None, typer.Option(help="An empty PostgreSQL database; without it a private server.")]
RedisUrl = Annotated[str | None, typer.Option(help="An empty Redis; without it a private server.")]


@app.callback()
def ending_in_order() -> None:
    """Benchmarks, each beside a baseline of the same run."""
    # SIGTERM (as `timeout` sends it) ends a bench as Ctrl-C does: with the programs that it started. asyncio makes of
    # that a cancelling, at an await; an exception just anywhere would leave behind what is made and not yet noted.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


@app.command("updates")
def bench_updates(
    *,
    as_json: AsJson = False,
    small: Small = False,
    updates: Annotated[int, typer.Option(help="Updates at saturation, for each bot.")] = 6000,
    channel: Annotated[Channel, typer.Option(help="By what people write.")] = Channel.TELEGRAM,
) -> None:
    """Updates per second of the full bot, beside bare echo bots: on aiogram and python-telegram-bot, or on pywa."""
    if channel is Channel.WHATSAPP:
        from bot.bench import whatsapp_updates

        task = whatsapp_updates.Task(*((min(updates, 200), 100, 300) if small else (updates, 2_000, 2 * updates)))
        sys.exit(whatsapp_updates.run(task=task, as_json=as_json))
    from bot.bench import updates as bench

    sys.exit(bench.run(updates=min(updates, 200) if small else updates, as_json=as_json))


@app.command("sheets")
def bench_sheets(
    *,
    as_json: AsJson = False,
    small: Small = False,
    shots: Annotated[int, typer.Option(help="Photographs that a person could read.")] = 42,
) -> None:
    """Constancias read to the letter, PDFs and photographs, and how fast, beside plain tesseract."""
    from bot.bench import sheets as bench

    sys.exit(bench.run(shots=min(shots, 6) if small else shots, as_json=as_json))


@app.command("notices")
def bench_notices(*, as_json: AsJson = False) -> None:
    """Notices sorted and dated rightly, of the half that no rule was made on, and what one costs, beside cue words."""
    from bot.bench import notices as bench

    sys.exit(bench.run(as_json=as_json))


@app.command("broadcast")
def bench_broadcast(
    *,
    as_json: AsJson = False,
    small: Small = False,
    chats: Annotated[int, typer.Option(help="To how many chats.")] = 3000,
    rate: Annotated[
        float | None, typer.Option(help="Messages per second that the server lets through: 300, by WhatsApp 80.")
    ] = None,
    real_pace: Annotated[bool, typer.Option("--real-pace", help="30 messages per second, as Telegram has it.")] = False,
    faults: Annotated[
        bool, typer.Option("--faults", help="With 502s, cut connections and people who are gone.")
    ] = False,
    channel: Annotated[Channel, typer.Option(help="By what they are written to.")] = Channel.TELEGRAM,
    on: Annotated[On, typer.Option(help="`run` on SQLite, or `work` on PostgreSQL and Redis.")] = On.SQLITE,
    database_url: DatabaseUrl = None,
    redis_url: RedisUrl = None,
) -> None:
    """A message to each of many chats at an enforced limit: time, refusals, lost, twice; beside the usual recipes."""
    from bot.bench import broadcast as bench

    if channel is Channel.WHATSAPP:
        from bot.bench import whatsapp_broadcast

        task = bench.Task(min(chats, 200) if small else chats, rate or whatsapp_broadcast.RATE, faults)
        sys.exit(whatsapp_broadcast.run(task=task, on=on, as_json=as_json, servers=(database_url, redis_url)))
    sys.exit(
        bench.run(
            chats=min(chats, 200) if small else chats,
            rate=30 if real_pace else rate or 300,
            faults=faults,
            on=on,
            as_json=as_json,
            servers=(database_url, redis_url),
        )
    )


@app.command("watch")
def bench_watch(
    *,
    as_json: AsJson = False,
    small: Small = False,
    mailboxes: Annotated[int, typer.Option(help="Linked mailboxes, all due all the time.")] = 20_000,
    seconds: Annotated[float, typer.Option(help="How long each is measured, after its warm-up.")] = 15,
    door: Annotated[Door, typer.Option(help="The JSON interface, or the pages in a browser.")] = Door.API,
    face: Annotated[
        str, typer.Option(help="By the browser: which of the sandbox's sites, tables or single.")
    ] = "tables",
    rounds: Annotated[int, typer.Option(help="By the browser: how often both take turns.")] = 3,
) -> None:
    """Looks per second of one worker and memory per mailbox where nothing is new, beside a bare aiohttp loop; by the
    browser, five mailboxes beside a bare Playwright script."""
    if door is Door.BROWSER:
        from bot.bench import watch_browser

        length, turns = (1.0, 1) if small else (seconds, rounds)
        sys.exit(watch_browser.run(seconds=length, rounds=turns, face=face, as_json=as_json))
    from bot.bench import watch as bench

    chosen = (min(mailboxes, 300), min(seconds, 1.0)) if small else (mailboxes, seconds)
    sys.exit(bench.run(mailboxes=chosen[0], seconds=chosen[1], as_json=as_json))


@app.command("grow")
def bench_grow(
    *,
    as_json: AsJson = False,
    small: Small = False,
    on: Annotated[On, typer.Option(help="A SQLite file, or PostgreSQL.")] = On.SQLITE,
    database_url: DatabaseUrl = None,
    redis_url: RedisUrl = None,
) -> None:
    """1,000 to 100,000 linked mailboxes: picking what is due, size and memory, beside the query without its index."""
    from bot.bench import grow as bench

    sizes = (500, 2_000) if small else bench.SIZES
    sys.exit(bench.run(sizes=sizes, on=on, as_json=as_json, servers=(database_url, redis_url)))


@app.command("latency")
def bench_latency(
    *,
    as_json: AsJson = False,
    small: Small = False,
    chats: Annotated[int, typer.Option(help="To how many chats the broadcast goes.")] = 3000,
    rate: Annotated[float, typer.Option(help="Messages per second that the server lets through.")] = 30,
    alerts: Annotated[int, typer.Option(help="How many notices are published, and texts written.")] = 200,
    interval: Annotated[float, typer.Option(help="Seconds between two looks into a mailbox.")] = 2,
    on: Annotated[On, typer.Option(help="`run` on SQLite, or `serve` and `work` on PostgreSQL and Redis.")] = On.SQLITE,
    database_url: DatabaseUrl = None,
    redis_url: RedisUrl = None,
) -> None:
    """Portal to phone, and text to answer, while a broadcast uses up the limit; beside the same without one."""
    from bot.bench import latency as bench

    task = bench.Task(600, 150, 30, 0.5) if small else bench.Task(chats, rate, alerts, interval)
    sys.exit(bench.run(task=task, on=on, as_json=as_json, servers=(database_url, redis_url)))


@app.command("crash")
def bench_crash(
    *,
    as_json: AsJson = False,
    small: Small = False,
    rounds: Annotated[int, typer.Option(help="How many kills: worker, web process, Redis, PostgreSQL in turn.")] = 20,
    alerts: Annotated[int, typer.Option(help="Alerts to a round.")] = 2000,
    rate: Annotated[float, typer.Option(help="Messages per second that the server lets through.")] = 300,
    seed: Annotated[int, typer.Option(help="Of the instants: another one kills at others.")] = 1,
) -> None:
    """`kill -9` of each part in turn in the midst of alerts: lost, repeated, back again; beside the usual recipe."""
    from bot.bench import crash as bench
    from bot.bench.victims import Task

    task = Task(4, 120, 60) if small else Task(rounds, alerts, rate)
    sys.exit(bench.run(task=task, as_json=as_json, seed=seed))


@app.command("scale")
def bench_scale(
    *,
    as_json: AsJson = False,
    small: Small = False,
    deliveries: Annotated[int, typer.Option(help="Messages to be sent in each part.")] = 3000,
    mailboxes: Annotated[int, typer.Option(help="Watched mailboxes, all due all the time.")] = 1000,
    seconds: Annotated[float, typer.Option(help="How long looks are counted.")] = 15,
    rounds: Annotated[int, typer.Option(help="How often one worker and two take turns.")] = 2,
    telegram_latency: Annotated[float, typer.Option(help="Seconds that the Bot API server takes.")] = 0.15,
    portal_latency: Annotated[float, typer.Option(help="Seconds that the portal takes.")] = 0.1,
    rate: Annotated[float, typer.Option(help="The limit that two workers must keep together.")] = 300,
    share: Annotated[float, typer.Option(help="What each worker may have of a core; 1 holds it to nothing.")] = 0.25,
    database_url: DatabaseUrl = None,
    redis_url: RedisUrl = None,
) -> None:
    """One worker and two, sending and looking, with servers that take their time; then two at an enforced limit."""
    from bot.bench import scale as bench

    sizes = (200, 60, 1.0, 1) if small else (deliveries, mailboxes, seconds, rounds)
    task = bench.Task(*sizes, telegram_latency, portal_latency, rate, share)
    sys.exit(bench.run(task=task, as_json=as_json, servers=(database_url, redis_url)))


@app.command("ingest")
def bench_ingest(
    *,
    as_json: AsJson = False,
    small: Small = False,
    notices: Annotated[int, typer.Option(help="How many are pushed, in batches of 500.")] = 30_000,
    recipients: Annotated[int, typer.Option(help="To how many people who have linked.")] = 5_000,
    on: Annotated[On, typer.Option(help="`run` on SQLite, or `serve` and `work` on PostgreSQL and Redis.")] = On.SQLITE,
    database_url: DatabaseUrl = None,
    redis_url: RedisUrl = None,
) -> None:
    """Notices per second that are accepted of an institution, and when all are told; beside bare Starlette."""
    from bot.bench import ingest as bench

    task = bench.Task(1_500, 200) if small else bench.Task(notices, recipients)
    sys.exit(bench.run(task=task, on=on, as_json=as_json, servers=(database_url, redis_url)))
