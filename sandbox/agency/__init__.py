"""A make-believe Agencia Digital: the way to the mailbox for a foreigner who knows their file but no password.

`site(agency)` is what the public sees, `control(agency)` what the puppeteer holds; both act on one `Agency`.
"""

from sandbox.agency.controls import control
from sandbox.agency.state import Agency
from sandbox.agency.website import site

__all__ = ["Agency", "control", "site"]
