"""Which half of the work a process does."""

from enum import StrEnum

from bot.settings import Settings
from handlers.errors import Misconfigured
from storage.address import parse_url


class Role(StrEnum):
    """On SQLite one process does both."""

    RUN = "run"
    SERVE = "serve"
    WORK = "work"

    @property
    def serves(self) -> bool:
        """Takes what people write, and answers."""
        return self is not Role.WORK

    @property
    def works(self) -> bool:
        """Looks into mailboxes and sends what is due."""
        return self is not Role.SERVE

    def check(self, settings: Settings) -> None:
        """Return if a process of this role can share its work. Raises Misconfigured."""
        if self is Role.RUN:
            return
        if parse_url(settings.database_url).get_backend_name() != "postgresql":
            raise Misconfigured(
                f"`buzon {self}` shares its database with others: set BUZON_DATABASE_URL to PostgreSQL, or use"
                " `buzon run`, which is one process for all"
            )
        if settings.redis_url is None:
            raise Misconfigured(f"`buzon {self}` shares the channels' limits with others: set BUZON_REDIS_URL")
