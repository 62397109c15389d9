"""What institutions have brought, their keys and their codes, brought under the current master key: as
`storage.rotation` does with everything else. (Their mailboxes are mailboxes: that one does them.)"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, Row, Table, select, update

from storage import ingest_keys as keys
from storage import ingest_links as links
from storage import ingest_notices as brought
from storage.database import Database
from storage.errors import VaultError
from storage.tables import ingest_keys, official_codes, official_notices
from storage.vault import Vault

_BATCH = 200

_Record = Callable[[Row[*tuple[Any, ...]]], str]
_FAMILIES: tuple[tuple[Table, Column[Any], _Record], ...] = (
    (ingest_keys, ingest_keys.c.id, lambda row: keys.record(row.id)),
    (official_codes, official_codes.c.token_hash, lambda row: links.record(row.token_hash)),
    (official_notices, official_notices.c.id, lambda row: brought.record(row.mailbox_id, row.external_id)),
)


async def rewrap(db: Database, vault: Vault) -> dict[str, int]:
    """How many rows were brought under the current key, by table; `unreadable` counts those no key here opens."""
    counts = {table.name: 0 for table, _, _ in _FAMILIES} | {"unreadable": 0}
    for table, key, record in _FAMILIES:
        page = select(table).where(table.c.sealed != b"").order_by(key).limit(_BATCH)
        last: Any = None
        while True:
            async with db.begin() as connection:
                after = page if last is None else page.where(key > last)
                rows = (await connection.execute(after.with_for_update())).all()
                for row in rows:
                    try:
                        if vault.key_of(row.sealed) == vault.current:
                            continue
                        anew = vault.rewrap(row.sealed, record=record(row))
                    except VaultError:
                        counts["unreadable"] += 1
                        continue
                    await connection.execute(update(table).where(key == row._mapping[key]).values(sealed=anew))
                    counts[table.name] += 1
            if not rows:
                break
            last = rows[-1]._mapping[key]
    return counts
