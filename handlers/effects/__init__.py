"""Every side effect a dialog may ask for. Each takes the scene first, checks the state again before it acts (a repeat
is harmless), and returns a plain value or a `@storable` one. Outages are raised; refusals are returned."""

from handlers.effects.asking import Asked, NotAsked, ask_team, look_at_desk
from handlers.effects.broadcasts import (
    Refused,
    Saved,
    approve_at,
    as_set,
    given,
    has_media,
    is_evening,
    save_broadcast,
)
from handlers.effects.captcha import CaptchaDone, CaptchaShown, answer_mailbox_captcha, show_captcha
from handlers.effects.consent import (
    Here,
    has_consented,
    here_and_now,
    record_consent,
    who_runs_this,
    withdraw_consent,
)
from handlers.effects.linking import Linked, NotLinked, answer_link_captcha, link_mailbox, open_form, open_page
from handlers.effects.nationality import has_nationality, keep_nationality
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

GIVEN = given.__name__
"""The step under which the desk puts what a button carried into the journal of the dialog that it begins."""

__all__ = [
    "GIVEN",
    "Arrived",
    "Asked",
    "CaptchaDone",
    "CaptchaShown",
    "CodeSent",
    "Here",
    "LetterSent",
    "Linked",
    "NotAsked",
    "NotLinked",
    "NotSent",
    "Opened",
    "PasswordNotTaken",
    "Proven",
    "Refused",
    "Renewed",
    "Saved",
    "Unproven",
    "answer_captcha",
    "answer_link_captcha",
    "answer_mailbox_captcha",
    "approve_at",
    "as_set",
    "ask_team",
    "begin_agency",
    "check_code",
    "given",
    "handover_page",
    "has_consented",
    "has_media",
    "has_nationality",
    "here_and_now",
    "is_evening",
    "keep_nationality",
    "link_mailbox",
    "look_at_desk",
    "open_by_agency",
    "open_form",
    "open_page",
    "record_consent",
    "remind_of_answer",
    "renew_password",
    "save_broadcast",
    "send_code",
    "send_letter",
    "show_captcha",
    "verify_identity",
    "who_runs_this",
    "withdraw_consent",
]
