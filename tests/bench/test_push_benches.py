"""The benches of the push from end to end, small, with real processes. Their goals are no matter of a test."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.bench import broadcast, crash, grow, latency, scale, watch
from bot.bench.on import On
from bot.bench.outside import Arrived, Counts, Sent
from bot.bench.people import FIRST_ADDRESS
from bot.bench.victims import Task
from handlers.errors import Misconfigured

ROOT = Path(__file__).resolve().parents[2]


def bench(*words: str, seconds: float = 240) -> dict[str, Any]:
    """The report of a small run; its exit status must say whether the goals are met."""
    command = [str(Path(sys.executable).with_name("buzon")), "bench", *words, "--small", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.stdout, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if report["met"] else 1)
    return report


@pytest.mark.soak
def test_small_broadcast() -> None:
    """Everybody who is there gets the message, by the product and by the recipe, and the limit is told of."""
    report = bench("broadcast")
    for name in (broadcast.FULL, broadcast.FOLLOWED, broadcast.AIOGRAM):
        figures = report["figures"][name]
        assert (figures["taken"] - figures["edits"], figures["lost"], figures["repeated"]) == (200, 0, 0)
    assert report["figures"][broadcast.FOLLOWED]["edits"] >= 1


def test_a_bench_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    """SIGTERM, as `timeout` sends it: the bench's servers and the product's processes end with it, its folders go.

    One that was ended had left its fast servers running for good."""
    command = [str(Path(sys.executable).with_name("buzon")), "bench", "broadcast", "--small"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as started:
        assert started.stderr is not None
        assert started.stderr.readline() == "buzon on sqlite\n"  # its server runs by now
        children = Path(f"/proc/{started.pid}/task/{started.pid}/children")
        servers = [int(child) for child in children.read_text().split()]
        assert servers
        started.terminate()
        assert started.wait(30) == 130
    assert [server for server in servers if Path(f"/proc/{server}").exists()] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.soak
def test_small_broadcast_with_faults() -> None:
    """With faults nothing of the product's is lost, what comes twice was cut off and says so; the recipe falls."""
    report = bench("broadcast", "--faults", "--on", "postgres")
    assert report["figures"][broadcast.FULL]["lost"] == 0
    assert {goal["name"]: goal["met"] for goal in report["goals"] if "repeats" in goal["name"]}
    assert report["figures"][broadcast.AIOGRAM]["lost"] > 0


@pytest.mark.soak
def test_small_watch() -> None:
    """Both look, and the product's memory is told for many and for few."""
    figures = bench("watch")["figures"]
    assert list(figures) == [watch.FULL, watch.BARE, watch.FEW]
    assert all(row["looks_per_second"] > 0 and row["memory_mib"] > 0 for row in figures.values())


@pytest.mark.soak
@pytest.mark.parametrize("on", ["sqlite", "postgres"])
def test_small_grow(on: str) -> None:
    """Every size is measured, and the claim goes by an index."""
    report = bench("grow", "--on", on)
    assert list(report["figures"]) == ["500 mailboxes", "2,000 mailboxes"]
    assert next(goal for goal in report["goals"] if "index" in goal["name"])["met"]


@pytest.mark.soak
@pytest.mark.parametrize("on", ["sqlite", "postgres"])
def test_small_latency(on: str) -> None:
    """Every alert arrives and every text is answered, with a broadcast and without."""
    figures = bench("latency", "--on", on)["figures"]
    assert [(row["alerts"], row["lost"], row["mute"]) for row in figures.values()] == [(30, 0, 0)] * 2


@pytest.mark.soak
def test_small_crash() -> None:
    """Each part is killed once; nothing is lost."""
    report = bench("crash", seconds=900)
    assert [row["lost"] for row in report["figures"].values()] == [0] * 5


@pytest.mark.soak
def test_small_scale() -> None:
    """One and two are measured at both kinds of work, and two at the limit."""
    figures = bench("scale", seconds=600)["figures"]
    assert len(figures) == 5
    assert all(row["per_second"] > 0 for row in figures.values())


def _sent(*chats: int, cut: tuple[int, ...] = (), marked: bool = True) -> Sent:
    """What arrived, one second apart; the later ones of a chat say that they may be a repeat."""
    arrived: dict[int, list[Arrived]] = {}
    for number, chat in enumerate(chats):
        own = arrived.setdefault(FIRST_ADDRESS + chat, [])
        own.append(Arrived(float(number), chat, bool(own) and marked))
    return Sent(arrived, tuple(FIRST_ADDRESS + chat for chat in cut), 1, 1)


def _counts() -> Counts:
    return Counts(taken=0, last=None, now=0.0, violations=0, too_many=0, gone=0)


def test_a_broadcast_is_counted_by_its_chats() -> None:
    """Lost is who is there and got nothing; a repeat is explained where its first was cut; the first takes time too."""
    task = broadcast.Task(chats=4, rate=1.0, faults=False)
    result = broadcast.Result(_sent(0, 1, 1, 2, 2, 2, cut=(1, 2)), _counts(), task)
    assert (result.lost, result.repeated, result.unexplained, result.unmarked) == (1, 3, 1, 0)
    assert result.seconds == pytest.approx(6.0)
    assert broadcast.Result(_sent(0, 0, marked=False), _counts(), task).unmarked == 1


def test_who_is_gone_is_not_lost() -> None:
    """With faults every twentieth chat is gone, and nothing is owed to it."""
    task = broadcast.Task(chats=21, rate=1.0, faults=True)
    assert task.gone == [FIRST_ADDRESS, FIRST_ADDRESS + 20]
    assert broadcast.Result(_sent(*range(1, 20)), _counts(), task).lost == 0


@pytest.mark.parametrize(
    "run",
    [
        lambda: broadcast.run(chats=0, rate=1, faults=False, on=On.SQLITE, as_json=True, servers=(None, None)),
        lambda: watch.run(mailboxes=100, seconds=1, as_json=True),
        lambda: grow.run(sizes=(1_000, 500), on=On.SQLITE, as_json=True, servers=(None, None)),
        lambda: latency.run(task=latency.Task(1, 1, 0, 1), on=On.SQLITE, as_json=True, servers=(None, None)),
        lambda: crash.run(task=Task(0, 4, 1), as_json=True, seed=1),
        lambda: scale.run(task=scale.Task(0, 1, 1, 1, 0, 0, 1, 1), as_json=True, servers=(None, None)),
    ],
)
def test_sizes_that_make_no_sense(run: Any) -> None:
    """Are refused with one line, before anything is started."""
    with pytest.raises(Misconfigured):
        run()
