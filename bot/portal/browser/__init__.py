"""The door to the mailbox through its pages: one Chromium, a profile of words, and who walks by them."""

from bot.portal.browser.agency import BrowserAgency
from bot.portal.browser.chromium import Chromium
from bot.portal.browser.landmarks import Landmark, State
from bot.portal.browser.mailbox import BrowserMailbox
from bot.portal.browser.profile import BrowserProfile
from bot.portal.browser.recovery import BrowserRecovery
from bot.portal.browser.redaction import redacted

__all__ = [
    "BrowserAgency",
    "BrowserMailbox",
    "BrowserProfile",
    "BrowserRecovery",
    "Chromium",
    "Landmark",
    "State",
    "redacted",
]
