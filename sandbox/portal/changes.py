"""What may change in the make-believe portal while the desk looks at it."""

from enum import StrEnum


class What(StrEnum):
    """What may change under a listener's eyes."""

    NOTICE = "notice"
    OPENING = "opening"
    FAULTS = "faults"
    LOCK = "lock"
    PASSWORD = "password"  # noqa: S105  (a name, not a secret)
