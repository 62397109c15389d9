"""A PostgreSQL session outside the pool, for what lives in one: locks, LISTEN, the queue. No pooler between."""

import psycopg

from storage.address import parse_url

# Whoever waits for an answer of a server that is gone, or cut off, hears of it within seconds.
_ALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


async def connect(url: str) -> psycopg.AsyncConnection:
    """A new session, every statement its own transaction. Raises psycopg.Error, StorageError on a bad address."""
    conninfo = parse_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return await psycopg.AsyncConnection.connect(conninfo, autocommit=True, **_ALIVE)  # type: ignore[arg-type]
