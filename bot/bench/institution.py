"""An institution as a bench needs it: people who have linked, notices by the batch, and what signs and pushes them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter

import aiohttp
import orjson
from sqlalchemy import insert, update

from bot.bench import people
from bot.bench.house import House, now
from bot.bench.machine import cpu_seconds
from bot.bench.processes import Program
from bot.web.ingest.description import PREFIX
from bot.web.ingest.models import MOST_NOTICES
from bot.web.ingest.signing import signature
from handlers.errors import Misconfigured
from storage import credentials, ingest_links
from storage.tables import MailboxState, mailboxes, official_links

SOURCE = "Bench"
_AT_ONCE = 2
_BODY = "Se le comunica que debe subsanar lo observado dentro del plazo de cinco (05) días hábiles. " * 10
_SUBJECTS = (
    "NOTIFICACIÓN DE OBSERVACIONES - EXP. LM26{:07d}",
    "RESOLUCIÓN N.° {:06d}-2026 QUE DECLARA IMPROCEDENTE LA SOLICITUD",
    "CARNÉ DE EXTRANJERÍA PENDIENTE DE RECOJO - EXP. LM26{:07d}",
    "COMUNICADO N.° {:05d}",
)


@dataclass(frozen=True, slots=True)
class Sender:
    """What signs. `address` is where it sends."""

    address: str
    key_id: str
    secret: str
    program: Program


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of one round: notices that were answered as accepted, the rest, seconds on the clock and of the
    processor, and how long each batch took."""

    accepted: int
    refused: int
    seconds: float
    cpu: float
    batches: Sequence[float]


async def settle(built: House, count: int) -> None:
    """People whose mailboxes an institution brings: as if they had typed its code."""
    moment = now()
    residents = await people.settle(
        built.database, built.vault, range(count), now=moment, next_check_at=moment + timedelta(days=1)
    )
    async with built.database.begin() as connection:
        for one in residents:
            who = ingest_links.reference(SOURCE, one.user)
            official = update(mailboxes).where(mailboxes.c.id == one.mailbox_id)
            await connection.execute(
                official.values(
                    state=MailboxState.OFFICIAL,
                    fingerprint=credentials.fingerprints(built.vault, who)[0],
                    sealed=credentials.seal(built.vault, one.mailbox_id, who),
                )
            )
        links = [
            {"mailbox_id": one.mailbox_id, "link": f"ln_{one.number}", "source": SOURCE, "linked_at": moment}
            for one in residents
        ]
        await connection.execute(insert(official_links), links)


def bodies(name: str, count: int, recipients: int) -> list[bytes]:
    """So many notices as batches, none of them like another, to so many people in turn."""
    made = _notices(name, count, recipients)
    return [
        orjson.dumps({"notices": made[start : start + MOST_NOTICES]}) for start in range(0, len(made), MOST_NOTICES)
    ]


def _notices(name: str, count: int, recipients: int) -> list[dict[str, object]]:
    moment = now() - timedelta(minutes=10)
    return [
        {
            "id": f"{name}-{place}",
            "recipient": people.user_name(place % recipients),
            "subject": _SUBJECTS[place % len(_SUBJECTS)].format(place),
            "body": _BODY,
            "deposited_at": moment,
        }
        for place in range(count)
    ]


async def push(http: aiohttp.ClientSession, sender: Sender, batches: Sequence[bytes]) -> Pushed:
    """Send them all, two at a time: while one is written the next is read."""
    queue = list(reversed(batches))
    answers: list[tuple[float, list[str]]] = []

    async def send() -> None:
        while queue:
            body = queue.pop()
            began = perf_counter()
            statuses = await _one(http, sender, body)
            answers.append((perf_counter() - began, statuses))

    cpu, began = cpu_seconds(sender.program.id), perf_counter()
    await asyncio.gather(*(send() for _ in range(_AT_ONCE)))
    seconds = perf_counter() - began
    every = [status for _, found in answers for status in found]
    accepted = every.count("accepted")
    spent = max(cpu_seconds(sender.program.id) - cpu, 0.01)  # it is counted in hundredths of a second
    return Pushed(accepted, len(every) - accepted, seconds, spent, [took for took, _ in answers])


async def _one(http: aiohttp.ClientSession, sender: Sender, body: bytes) -> list[str]:
    target, timestamp = f"{PREFIX}/notices", str(round(now().timestamp() * 1_000))
    headers = {
        "Content-Type": "application/json",
        "Buzon-Key-Id": sender.key_id,
        "Buzon-Timestamp": timestamp,
        "Buzon-Signature": signature(sender.secret, timestamp, "POST", target, body),
    }
    async with http.post(f"{sender.address}{target}", data=body, headers=headers) as answer:
        told = orjson.loads(await answer.read())
        if not answer.ok:
            raise Misconfigured(f"{sender.program.name} refused a batch: {answer.status} {told}")
        return [one["status"] for one in told["results"]]
