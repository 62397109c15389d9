"""`buzon bench …`: one command per bench, each beside a baseline of the same run."""

import sys
from typing import Annotated

import typer

app = typer.Typer(help="Benchmarks, each beside a baseline of the same run.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")]


@app.command("updates")
def bench_updates(
    *,
    as_json: AsJson = False,
    updates: Annotated[int, typer.Option(help="Updates at saturation, for each bot.")] = 6000,
) -> None:
    """Updates per second of the full bot, beside bare echo bots on aiogram and python-telegram-bot."""
    from bot.bench import updates as bench

    sys.exit(bench.run(updates=updates, as_json=as_json))


@app.command("sheets")
def bench_sheets(
    *,
    as_json: AsJson = False,
    shots: Annotated[int, typer.Option(help="Photographs that a person could read.")] = 42,
) -> None:
    """Constancias read to the letter, PDFs and photographs, and how fast, beside plain tesseract."""
    from bot.bench import sheets as bench

    sys.exit(bench.run(shots=shots, as_json=as_json))
