"""What can be made to go wrong between a bot and Telegram, as switches."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Faults:
    """The switches of `PATCH /faults`; rates are probabilities from 0 to 1 per call, all methods alike.

    `reset_before_rate` cuts the connection before the call is looked at, `reset_after_rate` after it was carried out
    (the client cannot tell them apart). `retry_after` makes every send and edit a 429 of that many seconds.
    """

    server_error_rate: float = 0.0
    html_502: bool = False
    reset_before_rate: float = 0.0
    reset_after_rate: float = 0.0
    retry_after: int | None = None
    slow_seconds: float = 0.0
