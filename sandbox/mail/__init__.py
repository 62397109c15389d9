"""A mail sink: an SMTP server that takes whatever it is sent, keeps it in memory and sends nothing on.

`serving(mails)` is the server, `control(mails)` what the inbox page reads; both act on one `Mails`.
"""

from sandbox.mail.controls import control
from sandbox.mail.mails import Mail, Mails
from sandbox.mail.server import serving

__all__ = ["Mail", "Mails", "control", "serving"]
