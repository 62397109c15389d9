"""What institutions sign their requests with: several keys at once, each secret sealed and shown once, when made."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from buzon.credentials import Secret
from storage.tables import ingest_keys
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class IngestKey:
    """One key. `source` is the name of the institution as people see it: all of its keys speak for the same."""

    id: str
    source: str
    created_at: datetime
    retired_at: datetime | None


_COLUMNS = [ingest_keys.c[name] for name in IngestKey.__slots__]


def record(key_id: str) -> str:
    """The name under which a key's secret is sealed."""
    return f"ingest-key:{key_id}"


async def add(connection: AsyncConnection, vault: Vault, *, source: str, now: datetime) -> tuple[IngestKey, Secret]:
    """A new key, and its secret, which nobody is shown again."""
    made, secret = IngestKey(f"bk_{secrets.token_hex(6)}", source, now, None), f"bs_{secrets.token_urlsafe(32)}"
    sealed = vault.seal(secret.encode(), record=record(made.id))
    await connection.execute(ingest_keys.insert().values(id=made.id, source=source, sealed=sealed, created_at=now))
    return made, Secret(secret)


async def held(connection: AsyncConnection) -> Sequence[IngestKey]:
    """All keys, oldest first, the retired ones too."""
    rows = await connection.execute(select(*_COLUMNS).order_by(ingest_keys.c.created_at, ingest_keys.c.id))
    return [IngestKey(*row) for row in rows]


async def any_there(connection: AsyncConnection) -> bool:
    """Whether any key was ever made."""
    return (await connection.execute(select(ingest_keys.c.id).limit(1))).first() is not None


async def sources(connection: AsyncConnection) -> list[str]:
    """The institutions that have a key in use, by name."""
    in_use = select(ingest_keys.c.source).where(ingest_keys.c.retired_at.is_(None)).distinct()
    return sorted(await connection.scalars(in_use))


async def in_use(connection: AsyncConnection, vault: Vault, key_id: str) -> tuple[IngestKey, Secret] | None:
    """A key that signs, with its secret; None where there is none such, or it is retired. Raises VaultError."""
    found = select(*_COLUMNS, ingest_keys.c.sealed).where(
        ingest_keys.c.id == key_id, ingest_keys.c.retired_at.is_(None)
    )
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        return None
    return IngestKey(*row[:-1]), Secret(vault.open(row.sealed, record=record(row.id)).decode())


async def lock(connection: AsyncConnection, source: str) -> None:
    """One at a time of those who write for an institution, until the commit."""
    held = select(ingest_keys.c.id).where(ingest_keys.c.source == source).order_by(ingest_keys.c.id)
    await connection.execute(held.with_for_update())


async def retire(connection: AsyncConnection, key_id: str, *, now: datetime) -> bool:
    """From now on it signs nothing; False where there is none such, or it was retired before."""
    one = update(ingest_keys).where(ingest_keys.c.id == key_id, ingest_keys.c.retired_at.is_(None))
    return bool((await connection.execute(one.values(retired_at=now))).rowcount)
