"""Every side effect a dialog may ask for. Each takes the scene first, checks the state again before it acts (a repeat
is harmless), and returns a plain value or a `@storable` one. Outages are raised; refusals are returned."""

from handlers.effects.consent import (
    Here,
    has_consented,
    here_and_now,
    record_consent,
    who_runs_this,
    withdraw_consent,
)
from handlers.effects.linking import Linked, NotLinked, link_mailbox, open_page
from handlers.effects.recovery import (
    Arrived,
    Opened,
    PasswordNotTaken,
    Proven,
    Renewed,
    Unproven,
    answer_captcha,
    begin_agency,
    open_by_agency,
    renew_password,
    verify_identity,
)
from handlers.effects.request_email import (
    CodeSent,
    LetterSent,
    NotSent,
    check_code,
    handover_page,
    remind_of_answer,
    send_code,
    send_letter,
)

__all__ = [
    "Arrived",
    "CodeSent",
    "Here",
    "LetterSent",
    "Linked",
    "NotLinked",
    "NotSent",
    "Opened",
    "PasswordNotTaken",
    "Proven",
    "Renewed",
    "Unproven",
    "answer_captcha",
    "begin_agency",
    "check_code",
    "handover_page",
    "has_consented",
    "here_and_now",
    "link_mailbox",
    "open_by_agency",
    "open_page",
    "record_consent",
    "remind_of_answer",
    "renew_password",
    "send_code",
    "send_letter",
    "verify_identity",
    "who_runs_this",
    "withdraw_consent",
]
