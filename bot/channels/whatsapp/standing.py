"""What the platform lets a number do: how many people it may write to outside their window, and how it is thought of.
Pure.

Source: https://developers.facebook.com/docs/whatsapp/messaging-limits.
"""

import re
from dataclasses import dataclass

from bot.channels.whatsapp.payloads import Json

FIELDS = "quality_rating,whatsapp_business_manager_messaging_limit"
"""What is asked of a number for it. `messaging_limit_tier`, which the limit was called before, is refused or empty."""

LEAST = 250
"""People in 24 hours: what a new business may reach, and what holds where the platform does not say."""

_TIER = re.compile(r"TIER_(\d+)(K?)")
_UNLIMITED = "TIER_UNLIMITED"


@dataclass(frozen=True, slots=True)
class Standing:
    """`people` that may be written to in 24 hours though they have not written (None: as many as there are), from
    `tier`, the platform's word, empty where it did not say; `quality` is GREEN, YELLOW, RED or UNKNOWN."""

    people: int | None
    tier: str
    quality: str

    @property
    def bad(self) -> bool:
        """Whether people complain so much that the number is about to be restricted."""
        return self.quality == "RED"


UNTOLD = Standing(LEAST, "", "UNKNOWN")
"""What holds before the platform has said anything."""


def standing(said: Json) -> Standing:
    """From what the platform answers about a number."""
    tier = str(said.get("whatsapp_business_manager_messaging_limit") or "")
    quality = str(said.get("quality_rating") or "UNKNOWN").upper()
    return Standing(_people(tier), tier if _known(tier) else "", quality)


def _known(tier: str) -> bool:
    return tier == _UNLIMITED or _TIER.fullmatch(tier) is not None


def _people(tier: str) -> int | None:
    """TIER_250, TIER_2K, TIER_100K …: thousands have a K, or are written out."""
    if tier == _UNLIMITED:
        return None
    if (found := _TIER.fullmatch(tier)) is None:
        return LEAST
    return int(found[1]) * (1_000 if found[2] else 1)
