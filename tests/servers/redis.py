"""A private Redis: its own port and password, nothing on disk."""

import secrets
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tests.servers.process import ServerProcess


class RedisServer(ServerProcess):
    """Redis from `binary`. It persists nothing: after `kill()` and `start()` it is empty."""

    name = "redis"

    def __init__(self, binary: Path) -> None:
        super().__init__()
        self._binary = binary
        self._password = secrets.token_hex(16)
        # In a file and not on the command line, where everybody could read the password.
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self._password,
            "dir": self.folder,
            "save": '""',
            "appendonly": "no",
        }
        self._settings = self.folder / "redis.conf"
        self._settings.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))

    @property
    def url(self) -> str:
        """The `redis://` URL, password included, of database 0."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        """`redis-server` in the foreground."""
        return [str(self._binary), str(self._settings)]

    def answers(self) -> bool:
        """Whether it answers PING."""
        try:
            with Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except RedisError:
            return False

    def flush(self) -> None:
        """Empty it; starts the server if a fault test left it dead."""
        self.start()
        with Redis.from_url(self.url) as client:
            client.flushall()
