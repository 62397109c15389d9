"""A make-believe SINE: Peru's migration mailbox as far as a visitor and a program can see it, with invented people.

`site(portal)` is what the public sees, `control(portal)` what the puppeteer holds; both act on one `Portal`.
"""

from sandbox.portal.controls import control
from sandbox.portal.notices import Faults
from sandbox.portal.samples import Kind
from sandbox.portal.state import Portal
from sandbox.portal.website import site

__all__ = ["Faults", "Kind", "Portal", "control", "site"]
