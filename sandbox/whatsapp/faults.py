"""What can be made to go wrong between a bot and the Graph API, in both directions, as switches."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Faults:
    """The switches of `PATCH /faults`; rates are probabilities from 0 to 1.

    Of calls, all alike: `reset_before_rate` cuts the connection before the call is looked at, `reset_after_rate` after
    it was carried out (the client cannot tell them apart); `html_502` and `server_error_rate` answer 502 and 500,
    `slow_seconds` waits, `token_expired` answers 190. Of sends alone: `error_code` refuses each with this code,
    `fail_code` accepts it and reports it as failed with this code; `refuse_later` does the latter with 131026, 131047
    and 131049, as Meta does more often than not.

    Of webhooks: `webhook_hold` keeps them back, `webhook_batch` puts up to so many into one body, `webhook_shuffle`
    sends them in any order, `webhook_repeat_rate` once more after they were taken. `without_contacts`,
    `without_wa_id` and `without_user_id` leave these out of what is told; `contacts_when_failed` puts the contacts
    into a failed status, where Meta leaves them out.

    Raises:
        ValueError: a batch of nothing.
    """

    server_error_rate: float = 0.0
    html_502: bool = False
    reset_before_rate: float = 0.0
    reset_after_rate: float = 0.0
    slow_seconds: float = 0.0
    token_expired: bool = False
    error_code: int | None = None
    fail_code: int | None = None
    refuse_later: bool = False
    webhook_hold: bool = False
    webhook_batch: int = 1
    webhook_shuffle: bool = False
    webhook_repeat_rate: float = 0.0
    without_contacts: bool = False
    without_wa_id: bool = False
    without_user_id: bool = False
    contacts_when_failed: bool = False

    def __post_init__(self) -> None:
        if self.webhook_batch < 1:
            raise ValueError("webhook_batch must be at least 1")
