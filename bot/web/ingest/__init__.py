"""Official ingest: an institution brings its notices itself, signed, and reads what became of them (docs/ingest.md)."""

from bot.web.ingest.api import Ingest
from bot.web.ingest.replays import LocalReplays, Replays

__all__ = ["Ingest", "LocalReplays", "Replays"]
