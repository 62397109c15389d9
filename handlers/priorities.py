"""Whose turn it is when many messages wait."""

from enum import StrEnum


class Priority(StrEnum):
    """Whose turn it is when many messages wait; see PRIORITIES for the order."""

    CRITICAL = "critical"
    ALERT = "alert"
    REMINDER = "reminder"
    BROADCAST = "broadcast"


PRIORITIES = {Priority.CRITICAL: 10, Priority.ALERT: 20, Priority.REMINDER: 30, Priority.BROADCAST: 40}
"""Lower goes first. Answers to a person pass by the outbox altogether."""
