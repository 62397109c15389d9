"""What is asked, and how an answer is understood. Pure: text in, meaning out."""

from handlers.questions.choices import CONSENT, HAS_CREDENTIALS, Choice, yes_or_no
from handlers.questions.pages import (
    CREDENTIALS,
    CREDENTIALS_AGAIN,
    CREDENTIALS_SENT,
    FROM_FIRST_SHEET,
    FROM_SHEET,
    NAME_LIMIT,
    NEW_PASSWORD,
    NEW_PASSWORD_AGAIN,
    ON_PAGE,
    LinkRequest,
    PageForm,
    clean_name,
)
from handlers.questions.passwords import looks_like_password, tells_password

__all__ = [
    "CONSENT",
    "CREDENTIALS",
    "CREDENTIALS_AGAIN",
    "CREDENTIALS_SENT",
    "FROM_FIRST_SHEET",
    "FROM_SHEET",
    "HAS_CREDENTIALS",
    "NAME_LIMIT",
    "NEW_PASSWORD",
    "NEW_PASSWORD_AGAIN",
    "ON_PAGE",
    "Choice",
    "LinkRequest",
    "PageForm",
    "clean_name",
    "looks_like_password",
    "tells_password",
    "yes_or_no",
]
