"""Questions that are answered on a one-time page, because a chat is no place for a password. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from buzon.credentials import Credentials, Secret
from buzon.receipt import Outcome
from handlers.dialog.talk import Misunderstood, Option, Understood
from handlers.questions.choices import option
from handlers.speech import Button, Drawn, Form, Page, Picture, Press, Rows, Sheet, Text, What, phrase

NAME_LIMIT = 40
"""Characters of a mailbox's name: it stands in a button and in every alert."""

LINK = "link"
"""The purpose of the page that asks for user and password, and reads a constancia."""
RENEW = "renew"
"""The purpose of the page that sets a new password."""


def sheet_picture(outcome: Outcome) -> Picture | None:
    """How to take a better photo, where that may help."""
    return Drawn("photo-tips") if outcome is Outcome.UNREADABLE else None


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """What a page asks for: the credentials of a mailbox (no user name where only a password is set), and the name that
    the chat will call it."""

    credentials: Credentials
    name: str


@dataclass(frozen=True, slots=True)
class PageForm:
    """One page. Its ways lead on where it can't be filled in."""

    name: str
    form: str
    button: str = "button-open-page"
    ways: tuple[Option, ...] = ()
    ways_shown: bool = True
    picture: Picture | None = None
    secret: bool = True

    def rows(self, press: Callable[[str], str], page: str | None) -> Rows:
        """The page's button, and the way out."""
        open_page = ((Button(phrase(self.button), Page(page)),),) if page else ()
        return open_page if self.ways else (*open_page, (Button(phrase("button-cancel"), Press("cancel")),))

    def understand(self, what: What) -> Understood | Misunderstood:
        """A posted form; anything written here may be the password itself, so it is taken out of the chat."""
        match what:
            case Form(purpose=purpose, fields=fields) if purpose == self.form:
                user = fields.get("user", Secret(""))
                name = clean_name(fields["name"].reveal()) if "name" in fields else ""
                return Understood(LinkRequest(Credentials(user, fields["password"]), name))
            case Text():
                return Misunderstood(phrase("credentials-not-here"), erase=True)
            case Sheet(outcome=outcome) if self.form == LINK:
                return Misunderstood(phrase(f"sheet-{outcome}"), picture=sheet_picture(outcome))
            case _:
                return Misunderstood(phrase("credentials-on-page"))

    def revive(self, stored: Any) -> LinkRequest:
        """The live answer; later turns get an empty one, for what was done with it is in the journal."""
        if stored is None:
            return LinkRequest(Credentials(Secret(""), Secret("")), "")
        if not isinstance(stored, LinkRequest):
            raise ValueError("an answer of other code")
        return stored


_JOINER = "\u200d"  # holds together an emoji that is made of several: 👩‍👧


def one_line(typed: str) -> str:
    """A name as it will be shown: one line, no control characters."""
    printable = "".join(char if char.isprintable() or char == _JOINER else " " for char in typed)
    return " ".join(printable.split()).strip(f" {_JOINER}")


def clean_name(typed: str) -> str:
    """The same, cut to at most NAME_LIMIT characters."""
    return one_line(typed)[:NAME_LIMIT].strip(f" {_JOINER}")


MASKED_WORDS = (
    "asteriscos|veo asteriscos|salen asteriscos|puros asteriscos|sale con asteriscos|esta con asteriscos"
    "|sale asteriscos|asterisks"
)
MISSING_WORDS = (
    "no los encuentro|no los veo|no aparecen|no aparece|no aparece nada|no encuentro nada|no esta|no estan|no sale"
    "|no dice nada|i can't find them"
)
_MASKED = option("masked", "button-see-asterisks", MASKED_WORDS)
_MISSING = option("missing", "button-not-found", MISSING_WORDS)

NOTHING_CAME = "no me llego|no me llego nada|no llego|no llego nada|no me llega|no llega|nada"
CREDENTIALS = PageForm("credentials", LINK)
CREDENTIALS_AGAIN = PageForm("credentials_again", LINK, button="button-try-again")
CREDENTIALS_SENT = PageForm("credentials_sent", LINK, ways=(option("not-sent", "button-nothing-came", NOTHING_CAME),))
FROM_SHEET = PageForm("from_sheet", LINK, ways=(_MASKED, _MISSING), picture=Drawn("sheet-foot"))
FROM_FIRST_SHEET = PageForm("from_first_sheet", LINK, ways=(_MISSING,))
NEW_PASSWORD = PageForm("new_password", RENEW)
NEW_PASSWORD_AGAIN = PageForm("new_password_again", RENEW, button="button-try-again")

ON_PAGE = frozenset(
    page.name
    for page in (
        CREDENTIALS,
        CREDENTIALS_AGAIN,
        CREDENTIALS_SENT,
        FROM_SHEET,
        FROM_FIRST_SHEET,
        NEW_PASSWORD,
        NEW_PASSWORD_AGAIN,
    )
)
"""Questions that are answered on a page: what is written meanwhile may well be a command in plain words."""
