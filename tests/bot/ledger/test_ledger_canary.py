"""The ledger says what was seen, and nothing of anybody: whatever a portal throws back stays out of it."""

from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from buzon.credentials import Credentials, Secret
from handlers.errors import BuzonError, PortalChanged
from handlers.outage_report import Report, outage_report
from handlers.outages import spells
from handlers.world import Operator
from storage.tables import OutageKind
from tests.bot.ledger.conftest import Watchtower
from tests.bot.portal.canary import CANARY
from tests.bot.portal.conftest import scripted
from tests.handlers.test_status import read
from tests.storage.moment import MINUTE, NOW

__all__ = ["scripted"]

HIDDEN = Credentials(user=Secret(f"user-{CANARY}"), password=Secret(f"password-{CANARY}"))


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (Response(f"<p>{CANARY}</p>", 503, {"X-Session": CANARY}), "503"),
        (Response(f"<p>{CANARY}</p>", 200), "JSON"),
        (JSONResponse({"total": CANARY, "datos": []}), "total"),
        (JSONResponse({"total": 1, "datos": [{"id": "1", "asunto": [CANARY]}]}), "asunto"),
        (JSONResponse({"total": 1, "datos": [{"id": "1", "asunto": CANARY, "fechaDeposito": CANARY}]}), "fecha"),
    ],
)
async def test_nothing_of_a_person_is_in_the_ledger(
    tower: Watchtower, scripted: Any, answer: Response, seen: str
) -> None:
    """Not in its rows, nor in the outbox, nor in the report; what was seen is named all the same."""
    chat_id = await tower.family("Mamá", term_until=NOW + 60 * 24 * MINUTE)
    door, _ = await scripted(listing=lambda _: answer)
    with pytest.raises(BuzonError) as caught:
        await door.notices("k", HIDDEN)
    kind = OutageKind.CHANGED if isinstance(caught.value, PortalChanged) else OutageKind.DOWN
    mailbox = await tower.mailbox(chat_id)
    await tower.ledger.look_failed(mailbox, kind, str(caught.value), NOW)
    for minutes in (0, 60):
        await tower.ledger.portal_out(kind, str(caught.value), NOW + minutes * MINUTE)
    rows = await tower.rows()
    assert len(rows) == 2
    assert all(seen.casefold() in row.seen.casefold() for row in rows)
    said = await tower.hears(chat_id, NOW + 60 * MINUTE)
    assert len(said) == 1
    report = outage_report(Report("Mamá", Operator("Casa Amiga"), NOW, NOW, spells(rows, since=NOW)), "es")
    assert rows[0].seen in read(report)
    metrics = tower.metrics.exposition().decode()
    assert CANARY not in f"{rows} {said} {await tower.waiting()} {read(report)} {metrics}"
