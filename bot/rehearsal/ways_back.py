"""Every way back into a mailbox, each walked by somebody new who has lost their password."""

import re
from typing import Any

import aiohttp

from bot.rehearsal.person import Chat, Failure, OneTimePage, Person, button_of, post

_DOCUMENTS = {"CPP": "CPP", "PAS": "pasaporte", "CE": "carné de extranjería"}
_PASSWORD = "Nueva-clave-2661"  # noqa: S105  (of somebody who never lived)


class Visitor:
    """A person who takes the answers as they come: what is awaited came after the last thing they did."""

    def __init__(self, person: Person, owner: dict[str, Any]) -> None:
        self.person = person
        self.owner = owner
        self._heard = 0

    async def writes(self, text: str, wanted: str) -> Chat:
        """Write, and see the answer."""
        self._heard = len(await self.person.messages())
        await self.person.write(text)
        return await self.sees(wanted)

    async def taps(self, message: Chat, label: str, wanted: str) -> Chat:
        """Tap, and see the answer."""
        self._heard = len(await self.person.messages())
        await self.person.tap(message, label)
        return await self.sees(wanted)

    async def sends(self, content: bytes, name: str, wanted: str) -> Chat:
        """Send a photo, and see the answer."""
        self._heard = len(await self.person.messages())
        await self.person.send("photo", content, name)
        return await self.sees(wanted)

    async def sees(self, wanted: str) -> Chat:
        """What was said since."""
        return await self.person.sees(wanted, after=self._heard)

    async def page(self, message: Chat) -> OneTimePage:
        """The page behind its button."""
        self._heard = len(await self.person.messages())
        return await OneTimePage.load(await self.person.open_page(message, "🔒"))

    async def without_sheet(self) -> None:
        """/recuperar, the consent, no constancia."""
        await self.writes("/recuperar", "necesito tu permiso")
        await self.writes("acepto", "¿La tienes?")
        await self.writes("no la tengo", "¿De qué país eres?")

    async def says_who(self, wanted: str) -> Chat:
        """The seven data as they are on record, and the yes."""
        record = self.owner["identity"]
        year, month, day = record["born_on"].split("-")
        await self.writes(self.owner["nationality"].capitalize(), "¿Qué documento usaste")
        await self.writes(_DOCUMENTS[record["document_type"]], "número")
        await self.writes(record["document_number"], "primer apellido")
        await self.writes(record["paternal"].title(), "segundo apellido")
        await self.writes(record["maternal"].title() or "no tengo", "tus nombres")
        await self.writes(record["given"].title(), "¿Cuándo naciste?")
        await self.writes(f"{day}/{month}/{year}", "¿Está todo bien?")
        return await self.writes("sí", wanted)


class WaysBack:
    """The steps, each on its own."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def by_sheet(self) -> None:
        """The PDF of the constancia goes to the page, is read, checked and posted."""
        visitor = await self._visitor("maria")
        await visitor.writes("olvidé mi clave", "necesito tu permiso")
        await visitor.writes("acepto", "¿La tienes?")
        page = await visitor.page(await visitor.writes("sí, la tengo", "al final de la hoja"))
        await page.upload(await self._get("/portal/people/maria/constancia.pdf"), "constancia.pdf")
        await self._check_and_link(visitor, page)

    async def by_photo(self) -> None:
        """A photo goes into the chat: it is taken out of it, and the page is filled in."""
        visitor = await self._visitor("sofia")
        await visitor.writes("/recuperar", "necesito tu permiso")
        await visitor.writes("acepto", "¿La tienes?")
        photo = await self._get("/portal/people/sofia/constancia.jpg")
        await visitor.sends(photo, "hoja.jpg", "Encontré tu usuario")
        page = await visitor.page(await visitor.sees("al final de la hoja"))
        await self._check_and_link(visitor, page)
        if await visitor.person.photos():
            raise Failure("the photo is still in the chat")

    async def by_new_password(self) -> None:
        """*Verificación de Datos*, and a new password on the page."""
        visitor = await self._visitor("yusmary")
        await visitor.without_sheet()
        page = await visitor.page(await visitor.says_who("contraseña nueva"))
        if "quedó vinculado" not in await page.post(password=_PASSWORD):
            raise Failure("the page does not say that the mailbox was linked")
        await visitor.sees("quedó vinculado")

    async def by_sent_password(self) -> None:
        """*Verificación de Datos* where the portal sends a password: read in the inbox, typed on the page."""
        visitor = await self._visitor("joao")
        await self._is_sent_one(visitor)
        page = await visitor.page(await visitor.sees("Cuando la tengas"))
        letter = await self._newest_letter("contraseña")
        found = re.search(r"Contraseña: (\S+)", letter["text"])
        if found is None or "quedó vinculado" not in await page.post(user=visitor.owner["user"], password=found[1]):
            raise Failure("the password that was sent does not link the mailbox")
        await visitor.sees("quedó vinculado")

    async def by_agency(self) -> None:
        """The password that was sent does not come; the agency opens the mailbox, after its captcha."""
        visitor = await self._visitor("wideline")
        await self._is_sent_one(visitor)
        await visitor.taps(await visitor.sees("Cuando la tengas"), "No me llegó", "fecha de emisión")
        record = visitor.owner["identity"]
        await visitor.writes(record["issued_on"], "letras y números")
        await visitor.writes("zzzzz", "queda un intento más")
        await visitor.sees("letras y números")
        captchas = await self._json("/agency/captchas")
        await visitor.writes(list(captchas.values())[-1], "expediente")
        opened = await visitor.writes(visitor.owner["files"][0], "Entraste")
        await self._mailbox_opens(button_of(opened, "Abrir mi buzón")["url"], visitor.owner["name"])
        asked = await visitor.sees("¿Pudiste ver")
        await visitor.taps(await visitor.taps(asked, "Sí, lo veo", "yo te avise"), "Ahora no", "plazos corren")

    async def by_letter(self) -> None:
        """`/correo`: the address is confirmed by a code, and the e-mail arrives, to be answered to that address."""
        visitor = await self._visitor("carlos")
        await visitor.writes("/correo", "necesito tu permiso")
        await visitor.writes("acepto", "¿De qué país eres?")
        asked = await visitor.says_who("¿Lo envío yo")
        await visitor.taps(asked, "Envíalo tú", "correo tuyo")
        address = visitor.owner["identity"]["email"]
        await visitor.writes(address, "6 números")
        code = re.search(r"\d{6}", (await self._newest_letter("Tu código"))["subject"])
        asked = await visitor.writes(code[0] if code else "", "foto de tu documento")
        await visitor.taps(asked, "Sin foto", "Enviado")
        letter = await self._newest_letter("Solicitud de credenciales")
        if letter["to"] != ["informes@migraciones.gob.pe"] or letter["reply_to"] != address:
            raise Failure(f"the e-mail went to {letter['to']}, to be answered to {letter['reply_to']}")

    async def _visitor(self, owner: str) -> Visitor:
        people = await self._json("/portal/people")
        return Visitor(await Person.meet(self._http), next(one for one in people if one["id"] == owner))

    async def _is_sent_one(self, visitor: Visitor) -> None:
        """Seven data, at a portal that sends a password instead of having one set."""
        await visitor.without_sheet()
        await post(self._http, "/control/portal/faults", {"recovery_ending": "sent"}, method="PATCH")
        try:
            await visitor.says_who("te mandó una contraseña nueva")
        finally:
            await post(self._http, "/control/portal/faults", {"recovery_ending": "set"}, method="PATCH")

    async def _check_and_link(self, visitor: Visitor, page: OneTimePage) -> None:
        read = page.value("user"), page.value("password")
        if read != (visitor.owner["user"], visitor.owner["password"]):
            raise Failure("the page is not filled in with what stands on the sheet")
        if "quedó vinculado" not in await page.post(user=read[0], password=read[1], name="Mamá"):
            raise Failure("the page does not say that the mailbox was linked")
        await visitor.sees("quedó vinculado")

    async def _mailbox_opens(self, link: str, name: str) -> None:
        """As the portal's own page does: the token is behind the address's #."""
        site, _, token = link.partition("#")
        async with aiohttp.ClientSession() as browser:
            entrance = site.replace("/sine-ui/entrada", "/sine-api/traspaso")
            async with browser.post(entrance, json={"token": token}) as answer:
                if answer.status != 200 or (await answer.json())["titular"] != name:
                    raise Failure("the link does not open the person's mailbox")

    async def _newest_letter(self, subject: str) -> dict[str, Any]:
        found = [one for one in await self._json("/mail/mails") if subject in one["subject"]]
        if not found:
            raise Failure(f"no e-mail «{subject}» in the inbox")
        letter: dict[str, Any] = await self._json(f"/mail/mails/{found[0]['id']}")
        return letter

    async def _json(self, path: str) -> Any:
        async with self._http.get(f"/control{path}") as answer:
            return await answer.json()

    async def _get(self, path: str) -> bytes:
        async with self._http.get(f"/control{path}") as answer:
            return await answer.read()
