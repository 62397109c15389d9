"""Structured logs, redacted at the handler: the last place that every line passes, whoever wrote it.

Sources are trusted to log ids only; this is the net below them. Libraries put URLs into their messages (a bot token is
part of every Bot API URL) and tracebacks quote lines, so what is redacted is the finished line, not its fields.
"""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

import structlog

_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")  # a Telegram bot token; in addresses it stands after `bot`
_ONE_TIME = re.compile(r"/v/[A-Za-z0-9_-]{20,}")  # the path of a one-time page
# Both take the whole of a quoted value (the quote may be escaped: JSON within JSON), and a header to the line's end.
_ASSIGNED = re.compile(
    r"""(?i)\b(password|contraseña|clave|secret)(\\?["']?\s*[=:]\s*)(?:(\\?["'])[^"'\\]*|[^\s"',}&]+)"""
)
_HEADER = re.compile(r"""(?i)\b(authorization|cookie)(\\?["']?\s*[=:]\s*)(?:(\\?["'])[^"'\\]*|[^"'\\\r\n]+)""")
_URL_PASSWORD = re.compile(r"(\w+://[^:/\s]+:)[^@/\s]+@")


class Redactor:
    """Takes secrets out of finished lines: known shapes, and the exact values it was told."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = [secret for secret in secrets if len(secret) >= 6]

    def __call__(self, line: str) -> str:
        """The line without its secrets."""
        for secret in self._secrets:
            line = line.replace(secret, "…")
        line = _TOKEN.sub("…", line)
        line = _ONE_TIME.sub("/v/…", line)
        line = _URL_PASSWORD.sub(r"\1…@", line)
        line = _HEADER.sub(r"\1\2\3…", line)
        return _ASSIGNED.sub(r"\1\2\3…", line)


class RedactingHandler(logging.StreamHandler[TextIO]):
    """A stream handler whose every line goes through the redactor."""

    def __init__(self, stream: TextIO, redactor: Redactor) -> None:
        super().__init__(stream)
        self._redact = redactor

    def format(self, record: logging.LogRecord) -> str:
        """The finished line without its secrets."""
        return self._redact(super().format(record))


def configure(*, level: str, form: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's logging through one redacting handler. Call once, at the start."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            # No locals in tracebacks: they are where secrets live.
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = RedactingHandler(stream or sys.stderr, Redactor(secrets))
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("aiohttp.access", "uvicorn.access", "pgqueuer", "alembic", "asyncio", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
