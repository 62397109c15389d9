"""What the canary found at its last walk to the portal, for all processes to know: names of landmarks, no value of
anybody's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import canaries


@dataclass(frozen=True, slots=True)
class Walked:
    """Landmarks that were `missing` ("sign_in.user"), and when to walk again."""

    missing: tuple[str, ...]
    next_at: datetime


async def last(connection: AsyncConnection, portal: str) -> Walked | None:
    """The last walk to this portal, if there was one."""
    found = select(canaries.c.missing, canaries.c.next_at).where(canaries.c.portal == portal)
    row = (await connection.execute(found)).one_or_none()
    return None if row is None else Walked(tuple(json.loads(row.missing)), row.next_at)


async def keep(connection: AsyncConnection, portal: str, *, missing: Sequence[str], next_at: datetime) -> None:
    """Write down a walk instead of the one before."""
    await connection.execute(delete(canaries).where(canaries.c.portal == portal))
    kept = canaries.insert().values(portal=portal, missing=json.dumps(list(missing)), next_at=next_at)
    await connection.execute(kept)
