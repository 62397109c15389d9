"""Where a database is: the two kinds of address the product knows."""

from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, exc, make_url

from storage.errors import StorageError

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


def parse_url(url: str) -> URL:
    """The address with our drivers filled in. Raises StorageError, which never repeats it (it may hold a password)."""
    try:
        address = make_url(url)
        driver = _DRIVERS[address.get_backend_name()]
    except (exc.ArgumentError, KeyError, ValueError):
        raise StorageError("a database is sqlite+aiosqlite:///path or postgresql+psycopg://user@host/name") from None
    if driver.startswith("sqlite") and address.database in {None, "", ":memory:"}:
        raise StorageError("a SQLite database needs a file: sqlite+aiosqlite:///path")
    return address.set(drivername=driver)


def sqlite_path(address: URL) -> Path:
    """The file of a SQLite address, absolute."""
    return Path(address.database or "").absolute()


def existing(address: URL) -> URL:
    """The same SQLite address, but never made where it is missing: that is an error to be told, not a new database."""
    return address.set(database=f"file:{quote(str(sqlite_path(address)))}", query={"mode": "rw", "uri": "true"})
