"""What the street's tests borrow from the parlour's."""

from tests.handlers.conftest import migrated, parlour

__all__ = ["migrated", "parlour"]
