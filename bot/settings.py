"""Every setting, read from the environment (`BUZON_*`) and nowhere else. The README's table lists them all."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from handlers.errors import Misconfigured

TELEGRAM = "https://api.telegram.org"
GRAPH = "https://graph.facebook.com/v24.0"


class Settings(BaseSettings):
    """What an operator decides. A wrong value raises `Misconfigured` with the name of the variable (see `load`)."""

    model_config = SettingsConfigDict(env_prefix="BUZON_", extra="ignore", frozen=True)

    database_url: str = Field("sqlite+aiosqlite:///var/buzon.db", description="SQLite file or PostgreSQL database")
    redis_url: SecretStr | None = Field(
        None, description="Redis, `redis://…`: limits that all processes share; `serve` and `work` need it"
    )
    master_keys: SecretStr | None = Field(None, description="`id:key`, separated by commas; the first one seals")
    master_keys_file: Path | None = Field(None, description="file with the master keys (mode 600)")
    telegram_token: SecretStr | None = Field(None, description="token from @BotFather")
    telegram_api_url: str = Field(TELEGRAM, description="the Bot API server")
    telegram_updates: Literal["auto", "polling", "webhook"] = Field(
        "auto", description="how updates come; `auto`: webhook where `BUZON_PUBLIC_URL` is https, else polling"
    )
    telegram_webhook_secret: SecretStr | None = Field(
        None, description="secret header of the webhook (made from the master key where empty)"
    )
    telegram_rate: Annotated[float, Field(gt=0)] = Field(30, description="messages per second to all chats together")
    telegram_chat_rate: Annotated[float, Field(gt=0)] = Field(1, description="messages per second to one chat")
    whatsapp_token: SecretStr | None = Field(None, description="token of a system user of Meta's business manager")
    whatsapp_phone_id: str | None = Field(None, description="id of the number (not the number itself)")
    whatsapp_account_id: str | None = Field(None, description="id of the WhatsApp Business account; for templates")
    whatsapp_app_secret: SecretStr | None = Field(None, description="app secret, which signs the webhook")
    whatsapp_verify_token: SecretStr | None = Field(
        None, description="word of the webhook's handshake (made from the master key where empty: `buzon doctor` tells)"
    )
    whatsapp_flow_id: str | None = Field(
        None, description="id of the form for who recovers a password (`buzon whatsapp flow push`); empty: no form"
    )
    whatsapp_flow_key_file: Path | None = Field(None, description="private key of that form (mode 600)")
    whatsapp_api_url: str = Field(GRAPH, description="the Graph API with its version")
    whatsapp_rate: Annotated[float, Field(gt=0)] = Field(80, description="messages per second to all chats together")
    portal: Literal["api", "browser"] = Field(
        "api", description="door to the portal: its JSON, or its pages in a Chromium ([which and why](docs/portal.md))"
    )
    portal_url: str | None = Field(None, description="address of the mailbox portal")
    portal_profile: str = Field("sine-unverified", description="name of a profile, or path of a TOML file")
    portal_rate: Annotated[float, Field(gt=0)] | None = Field(
        None, description="looks per second at the portal, all processes together; empty: no cap"
    )
    portal_at_once: Annotated[int, Field(ge=1, le=500)] = Field(
        20, description="mailboxes looked into at once, all processes together where they share a Redis"
    )
    chromium: str | None = Field(None, description="path of the Chromium of the browser door; empty: on the PATH")
    browser_contexts: Annotated[int, Field(ge=1, le=100)] = Field(
        4, description="mailboxes that the browser door has open at once in each process; also its looks at once"
    )
    canary_user: SecretStr | None = Field(
        None, description="user of the operator's own mailbox, by which the portal's landmarks are checked once a day"
    )
    canary_password: SecretStr | None = Field(None, description="its password")
    agency_url: str | None = Field(None, description="address of the Agencia Digital, if the profile knows it")
    smtp_url: SecretStr | None = Field(
        None, description="mail server, `smtps://user:password@host`; without it people send their e-mail themselves"
    )
    mail_from: str | None = Field(None, description="the address that e-mails come from; goes with `BUZON_SMTP_URL`")
    public_url: str | None = Field(None, description="address under which phones reach this server (https)")
    listen: str = Field("127.0.0.1:8080", description="host:port of pages, webhook, health and metrics")
    frame_ancestors: str = Field("https://web.telegram.org", description="who may show the one-time page in a frame")
    watch_interval: timedelta = Field(timedelta(minutes=5), description="seconds between two looks into a mailbox")
    dialog_life: timedelta = Field(
        timedelta(days=3), description="hours that an unfinished conversation, and what was typed in it, is kept"
    )
    dashboard_password: SecretStr | None = Field(
        None, description="opens the queue's dashboard at `/engine` of a worker (user `operator`); empty: there is none"
    )
    operator_name: str = Field("un equipo voluntario", description="who runs this, as people are told")
    operator_official: bool = Field(False, description="true only where the operator is Migraciones itself")
    broadcast_approval: Literal["auto", "always", "never"] = Field(
        "auto", description="whether broadcasts need a second person's yes; `auto`: where there are two approvers"
    )
    ingest: bool = Field(
        True, description="`/ingest/v1` for institutions; nothing is there before `buzon ingest key add`"
    )
    ingest_rate: Annotated[float, Field(gt=0)] = Field(20, description="requests per second of each ingest key")
    ingest_backlog: Annotated[int, Field(ge=1)] = Field(
        20_000, description="so much untold, or due and unsent, and institutions are asked to wait (429)"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="least severe line in the log")
    log_format: Literal["json", "console"] = Field("json", description="one JSON object a line, or text for a terminal")

    @field_validator("watch_interval", mode="before")
    @classmethod
    def _seconds(cls, value: object) -> object:
        if not isinstance(value, str | int | float):
            return value
        try:
            seconds = float(value)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= 86_400:
            raise ValueError("must be a number of seconds, at most a day: 300 for five minutes")
        return timedelta(seconds=seconds)

    @field_validator("dialog_life", mode="before")
    @classmethod
    def _hours(cls, value: object) -> object:
        if not isinstance(value, str | int | float):
            return value
        try:
            hours = float(value)
        except ValueError:
            hours = 0.0
        if not 0 < hours <= 24 * 30:
            raise ValueError("must be a number of hours, at most thirty days: 72 for three days")
        return timedelta(hours=hours)

    @field_validator("public_url", "portal_url", "agency_url", "telegram_api_url", "whatsapp_api_url", mode="after")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must start with https:// (or http://)")
        return value.rstrip("/") if value else None

    @property
    def listen_host(self) -> str:
        """The host to bind."""
        return self.listen.rpartition(":")[0] or "127.0.0.1"

    @property
    def listen_port(self) -> int:
        """The port to bind; 0 takes a free one."""
        port = self.listen.rpartition(":")[2]
        if not port.isdigit() or int(port) > 65535:
            raise Misconfigured("BUZON_LISTEN must be host:port, for example 0.0.0.0:8080")
        return int(port)

    @property
    def own_api_server(self) -> bool:
        """Whether the Bot API server is not Telegram's own: the sandbox, or a local Bot API server."""
        return self.telegram_api_url != TELEGRAM

    @property
    def by_webhook(self) -> bool:
        """Whether updates are pushed to us."""
        if self.telegram_updates != "auto":
            return self.telegram_updates == "webhook"
        return bool(self.public_url and self.public_url.startswith("https://"))


def load(**overrides: object) -> Settings:
    """The settings of this process. Raises Misconfigured, one line that names the variable and never its value."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper().removeprefix("BUZON_") if first["loc"] else "?"
        raise Misconfigured(f"BUZON_{name} {first['msg'].removeprefix('Value error, ')}") from None
