"""From the drivers' errors to ours, without carrying a row's values along."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import exc

from storage.errors import SchemaMismatch, StorageConflict, StorageDown

UNOPENED = "the database file is missing or can't be opened: if it is new, run `buzon migrate`"


@contextmanager
def translated() -> Generator[None]:
    """Raise StorageDown, StorageConflict or SchemaMismatch instead of what SQLAlchemy raises; our own bugs pass."""
    try:
        yield
    except exc.IntegrityError as error:
        # PostgreSQL puts the row's values into the text of the cause, so the cause is not shown.
        raise StorageConflict(f"a constraint refused the row ({_code(error)})") from None
    except exc.TimeoutError as error:
        raise StorageDown("no free connection to the database") from error
    except exc.DBAPIError as error:
        if _is_about_schema(error):
            raise SchemaMismatch("a table or column is missing: run `buzon migrate`") from error
        if _is_our_mistake(error):
            raise
        raise StorageDown(_reason(error)) from error


def _is_about_schema(error: exc.DBAPIError) -> bool:
    undefined = {"42P01", "42703"}
    return _code(error) in undefined or str(error.orig).startswith(("no such table", "no such column"))


def _is_our_mistake(error: exc.DBAPIError) -> bool:
    # SQLite has one code for wrong queries and calls an "operational" error what PostgreSQL calls a programming error.
    wrong = isinstance(error, (exc.DataError, exc.ProgrammingError, exc.NotSupportedError))
    return wrong or _code(error) == "SQLITE_ERROR"


def _code(error: exc.DBAPIError) -> str:
    sqlstate = getattr(error.orig, "sqlstate", None)
    return sqlstate or getattr(error.orig, "sqlite_errorname", None) or type(error.orig).__name__


def _reason(error: exc.DBAPIError) -> str:
    code = _code(error)
    if code.startswith("SQLITE_CANTOPEN"):
        return UNOPENED
    if code.startswith("SQLITE"):
        return str(error.orig)  # SQLite's texts are fixed sentences: "database is locked", "disk I/O error"
    return f"the database did not answer as it should ({code})"
