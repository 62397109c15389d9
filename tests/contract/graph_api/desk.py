"""The tests' hand on the puppeteer's strings: the control API over HTTP, and the Graph API without a library."""

from typing import Any

import aiohttp

from sandbox.whatsapp import WhatsApp

VERSION = "v24.0"


class Desk:
    """One sandbox, seen from the control's side and, with `call`, from a bare client's."""

    def __init__(self, session: aiohttp.ClientSession, *, control: str, api: str, whatsapp: WhatsApp) -> None:
        self.session = session
        self.control = control
        self.api = api
        self.whatsapp = whatsapp

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.control}{path}") as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, body: Any = None, *, status: int = 201) -> Any:
        async with self.session.post(f"{self.control}{path}", json=body or {}) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def patch(self, path: str, **changes: Any) -> Any:
        async with self.session.patch(f"{self.control}{path}", json=changes) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def call(self, method: str, path: str, body: Any = None, *, token: str | None = None) -> tuple[int, Any]:
        """A Graph API call with a JSON body: the HTTP status and the whole answer, refusals included."""
        headers = {"Authorization": f"Bearer {token or self.whatsapp.token}"}
        address = f"{self.api}/{VERSION}{path}"
        async with self.session.request(method, address, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def send(self, person: dict[str, Any], **message: Any) -> tuple[int, Any]:
        """Send a message to a person's phone number."""
        body = {"messaging_product": "whatsapp", "to": person["phone"], **message}
        return await self.call("POST", f"/{self.whatsapp.phone_id}/messages", body)

    async def refusal(self, person: dict[str, Any], **message: Any) -> int:
        """The code of a message that must be refused."""
        _, body = await self.send(person, **message)
        assert "error" in body, body
        code: int = body["error"]["code"]
        return code

    async def person(self, name: str = "Yuleisy", *, wrote: bool = True, **more: Any) -> dict[str, Any]:
        """Somebody with a phone, who has written, unless told otherwise, so that the window is open."""
        created: dict[str, Any] = await self.post("/people", {"name": name, **more})
        if wrote:
            await self.say(created, "Hola")
        return created

    async def say(self, person: dict[str, Any], text: str) -> str:
        said = await self.post(f"/people/{person['id']}/messages", {"text": text})
        return str(said["message_id"])

    async def send_file(self, person: dict[str, Any], kind: str, *, name: str, data: bytes, caption: str = "") -> str:
        """Let a person send a file; gives the message's id."""
        form = aiohttp.FormData({"caption": caption})
        form.add_field(kind, data, filename=name)
        async with self.session.post(f"{self.control}/people/{person['id']}/messages", data=form) as answer:
            assert answer.status == 201, await answer.text()
            return str((await answer.json())["message_id"])

    async def chat(self, person: dict[str, Any]) -> dict[str, Any]:
        seen: dict[str, Any] = await self.get(f"/people/{person['id']}/chat")
        return seen

    async def messages(self, person: dict[str, Any]) -> list[dict[str, Any]]:
        return list((await self.chat(person))["messages"])
