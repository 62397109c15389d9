"""The mark that stands before a mailbox's name, so that a family tells its mailboxes apart at a glance. Pure."""

BADGES = ("🟢", "🔵", "🟣", "🟠", "🟡", "🔴", "👩", "👨", "👧", "👦", "👵")
"""What may be chosen, in the order in which it is offered. A button names one by its place: only add at the end."""


def shown(name: str, badge: str | None) -> str:
    """A mailbox's name wherever it is said: "👧 Sofía"."""
    return f"{badge} {name}" if badge else name
