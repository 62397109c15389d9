"""What an operator asks of the account about Flows: the key that they are sealed for, their layout, their publication.
Source: developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
"""

from bot.channels.whatsapp.account import Account
from bot.channels.whatsapp.payloads import Json


class Flows:
    """Those of one account, and the key of one number of it. Raises as Account does."""

    def __init__(self, account: Account, *, phone_id: str) -> None:
        self._account = account
        self._encryption = f"/{phone_id}/whatsapp_business_encryption"
        self._flows = f"/{account.account_id}/flows"

    async def keep_key(self, public: str) -> None:
        """Give the number the key (PEM) that Flows seal for."""
        await self._account.call("POST", self._encryption, json={"business_public_key": public})

    async def kept_key(self) -> str:
        """That key, empty where there is none."""
        rows = _rows(await self._account.call("GET", self._encryption))
        return next((str(one["business_public_key"]) for one in rows if one.get("business_public_key")), "")

    async def find(self, name: str) -> str:
        """The id of the Flow of this name, empty where there is none."""
        rows = _rows(await self._account.call("GET", self._flows, params={"fields": "id,name", "limit": "100"}))
        return next((str(one["id"]) for one in rows if one.get("name") == name), "")

    async def about(self, flow_id: str) -> tuple[str, str]:
        """The state of a Flow ("DRAFT", "PUBLISHED", …), and the address that it asks."""
        told = await self._account.call("GET", f"/{flow_id}", params={"fields": "id,status,endpoint_uri"})
        return str(told.get("status") or ""), str(told.get("endpoint_uri") or "")

    async def create(self, name: str, *, endpoint: str) -> str:
        """A draft without any screen yet; its id."""
        sent = {"name": name, "categories": ["OTHER"], "endpoint_uri": endpoint}
        return str((await self._account.call("POST", self._flows, json=sent)).get("id") or "")

    async def lay_out(self, flow_id: str, layout: str, *, endpoint: str) -> list[str]:
        """Give a Flow its JSON, its endpoint, and the token's app as whose endpoint it is; what is wrong with it,
        nothing where it can be published."""
        whose = (await self._account.token()).app_id
        about = {"endpoint_uri": endpoint} | ({"application_id": whose} if whose else {})
        await self._account.call("POST", f"/{flow_id}", json=about)
        files = {
            "file": ("flow.json", layout.encode(), "application/json"),
            "name": (None, "flow.json"),
            "asset_type": (None, "FLOW_JSON"),
        }
        said = await self._account.call("POST", f"/{flow_id}/assets", files=files)
        return [str(one.get("message")) for one in _rows({"data": said.get("validation_errors")})]

    async def publish(self, flow_id: str) -> None:
        """Let a Flow be sent. The platform asks its endpoint first whether it is well."""
        await self._account.call("POST", f"/{flow_id}/publish")


def _rows(said: Json) -> list[Json]:
    rows = said.get("data")
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
