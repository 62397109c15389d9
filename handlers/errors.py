"""What can go wrong, as one tree. Foreign errors are translated into it at the adapters, cause kept.

    BuzonError
    ├── Outage              not the person's fault and not lasting: their place is kept, they are told, tried again
    │   ├── PortalDown      no answer, too late an answer, or 5xx
    │   ├── PortalChanged   an answer that does not look like the profile
    │   ├── ChannelDown     a file could not be fetched from the chat platform
    │   ├── MailDown        no e-mail can be sent now
    │   └── DrawingDown     no picture can be drawn now
    ├── Refusal             part of the story: journaled, said, acted upon
    │   ├── RejectedCredentials   the only one that is ever the person's fault
    │   ├── LockedAccount         too many wrong tries, says the portal
    │   ├── CaptchaWanted         the portal wants a human
    │   ├── NoticeGone            the portal no longer has this notice
    │   ├── IdentityMismatch      the data are nobody's at the portal
    │   ├── TooManyTries          the portal hears no more of this document for a while
    │   ├── VerificationOver      what was proven has expired: prove it again
    │   ├── PasswordRefused       the portal does not take this new password
    │   ├── CaptchaMisread        the picture says something else
    │   └── AddressRefused        the mail server does not take this address
    └── Misconfigured       one line for the operator, with its mend; never shown to people

The cellar has a tree of its own (`storage.errors`); its `StorageDown` is treated as an outage too: see `OUTAGES`.
"""

from storage.errors import StorageDown


class BuzonError(Exception):
    """Whatever this product raises on purpose. The text never holds a secret or a person's data."""


class Outage(BuzonError):
    """Something outside is not there now."""


class PortalDown(Outage):
    """No answer, too late an answer, or a server error (5xx)."""


class PortalChanged(Outage):
    """The portal answered, but not as its profile says. The text names the missing landmark, never a value."""


class ChannelDown(Outage):
    """The chat platform does not give out a file now."""


class MailDown(Outage):
    """The mail server does not answer, or does not take anything now."""


class DrawingDown(Outage):
    """No picture can be drawn now: too many people wait for one, or what draws does not work."""


class Refusal(BuzonError):
    """The other side said no, and meant it."""


class RejectedCredentials(Refusal):
    """User or password are wrong."""


class LockedAccount(Refusal):
    """The portal has locked this account after wrong tries."""


class CaptchaWanted(Refusal):
    """The portal asks for a captcha."""


class NoticeGone(Refusal):
    """The portal does not know this notice (any more)."""


class IdentityMismatch(Refusal):
    """The portal has nobody with exactly these data."""


class TooManyTries(Refusal):
    """The portal wants no more tries for this document for a while; the right data would be refused too."""


class VerificationOver(Refusal):
    """The verification, or the visit at the agency, has expired or was used."""


class PasswordRefused(Refusal):
    """The portal does not take this new password: too weak, by rules that only it knows."""


class CaptchaMisread(Refusal):
    """What was typed is not what the picture says; `again` where the portal lets the same picture be tried again."""

    def __init__(self, text: str, *, again: bool) -> None:
        super().__init__(text)
        self.again = again


class FileTooLarge(Refusal):
    """What somebody sent is larger than anything we read; it was not fetched."""


class AddressRefused(Refusal):
    """The mail server refused an address for good."""


class Misconfigured(BuzonError):
    """A setting is missing or wrong; the text is one line that names the mend."""


OUTAGES = (Outage, StorageDown)
"""Whatever is not the person's fault and not lasting."""
