"""Where the time of one update goes: a sampling profiler's stacks, dealt out to the stages of an update's way.

    py-spy record --gil --format raw --output stacks.txt --pid <the bot, under load>
    python -m bot.bench.stages stacks.txt

py-spy is no dependency of this project: it is installed wherever it is wanted (`uvx py-spy`).
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("send: build the method", ("TelegramChannel._method",)),
    ("send: write its body", ("_Session.build_form_data",)),
    (
        "send: HTTP through aiohttp",
        ("ClientSession._request", "ClientRequest.write_bytes", "ClientResponse.text", "ResponseHandler.data_received"),
    ),
    ("send: read the answer", ("BaseSession.check_response",)),
    ("send: the rest of aiogram's call", ("TelegramChannel.send",)),
    ("fetch: translate", ("TelegramChannel.poll.<locals>.<listcomp>", "translate", "_message")),
    ("inbox: seal, keep, drop repeats", ("Turns.receive", "Commits._keep_updates", "dump")),
    ("load: open and read the journal", ("Turns._load", "Turns.load", "Journal.load")),
    ("save: the journal and what is done", ("Commits.write", "Turns.save", "Turns.done", "Journal.dump")),
    # SQLAlchemy runs in greenlets of its own: a profiler can't see from there who asked.
    ("database: for inbox, load and save", ("Connection.execute", "Connection.begin", "Connection.close")),
    ("database: for inbox, load and save", ("Engine.connect", "AsyncConnection.close", "_connection_worker_thread")),
    ("database: for inbox, load and save", ("Batches._drain", "Batches.ask")),
    ("dialog: replay and the next step", ("take_turn",)),
    ("words and rendering", ("render",)),
    ("desk", ("Desk.hear",)),
    ("reception: order, pace, metrics", ("Reception._answer", "Reception._start", "Reception._finished")),
)
"""Name of a stage, and the functions it is known by. In a stack the innermost known function decides, so that what a
stage calls of libraries is its own."""

_KNOWN = {function: name for name, functions in STAGES for function in functions}

FETCH = "fetch: poll and read the updates"
"""aiogram sends and reads a poll as it does a message: here the outermost function decides."""

REST = "event loop and background"


def shares(stacks: Iterable[str]) -> dict[str, float]:
    """The share of the samples in each stage, largest first; they add up to 1.

    A line is a stack from the outside in, frames `function (file:line)` between semicolons, then its count. Raises
    ValueError for a line that is not like that.
    """
    counted: Counter[str] = Counter()
    for line in stacks:
        stack, _, count = line.rstrip().rpartition(" ")
        counted[_stage(stack.split(";"))] += int(count)
    total = counted.total()
    return {name: count / total for name, count in counted.most_common()}


def _stage(frames: Iterable[str]) -> str:
    functions = [frame.partition(" (")[0] for frame in frames]
    if "Bot.get_updates" in functions:
        return FETCH
    return next((_KNOWN[function] for function in reversed(functions) if function in _KNOWN), REST)


def main() -> None:
    """Print the shares of a file of stacks, in per cent."""
    parser = argparse.ArgumentParser(description="Where the time of one update goes, from py-spy's raw stacks.")
    parser.add_argument("stacks", type=Path)
    with parser.parse_args().stacks.open(encoding="utf-8") as stacks:
        for name, share in shares(stacks).items():
            print(f"{100 * share:5.1f} %  {name}")


if __name__ == "__main__":
    main()
