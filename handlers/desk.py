"""The desk: what comes in goes to the command, the button, the waiting dialog, or the plain words it stands for."""

from dataclasses import dataclass, replace

from buzon.receipt import Outcome
from handlers import (
    alerts,
    help,  # noqa: A004 (the file of /ayuda)
    language,
    team,
    team_group,
    two_chats,
    typed_codes,
    watch_words,
    web_sign_in,
)
from handlers.dialog import Journal, Line, Turn, Verb, back, resend, take_turn
from handlers.effects import GIVEN, open_page
from handlers.errors import OUTAGES, ChannelDown, PortalChanged, PortalDown
from handlers.intents import ALIASES, BACK_WORDS, CANCEL_WORDS, bare, intent
from handlers.questions import ON_PAGE, looks_like_password
from handlers.questions.broadcasts import KEEPS_FILES
from handlers.questions.human import OWN_WORDS
from handlers.questions.identity import FIELDS
from handlers.questions.identity_form import IDENTITY
from handlers.questions.passwords import DATA, belongs_elsewhere
from handlers.questions.request_email import TAKES_FILES
from handlers.routes import (
    COMMANDS,
    DIALOG_COMMANDS,
    DIALOG_TAPS,
    DIALOGS,
    RESUMED_BY,
    STAFF_COMMANDS,
    STAFF_DIALOGS,
    STAFF_TAPS,
    TAPS,
)
from handlers.sheets import read_sheet, sheet_said
from handlers.speech import (
    Departure,
    Erase,
    Forget,
    Form,
    Heard,
    Media,
    Moved,
    Oddity,
    Return,
    Said,
    Sheet,
    Speech,
    Tap,
    Text,
    Then,
    Toast,
    Unbutton,
    What,
    phrase,
    press,
    say,
)
from handlers.words import best_language
from handlers.world import CONSENT_VERSION, Scene, World
from storage import chats, codes
from storage.tables import ChatState
from storage.turns import Turns

STALE = Toast(phrase("stale-button"), alert=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """What to say, in which language; `chat` is None where nobody is to be remembered (a group)."""

    speeches: tuple[Speech, ...]
    language: str
    chat: chats.Chat | None = None


class Desk:
    """Handles one thing heard at a time per chat; the caller keeps the order (see `bot/reception.py`)."""

    def __init__(self, world: World, turns: Turns) -> None:
        self._world = world
        self._turns = turns

    async def hear(self, heard: Heard) -> Reply:
        """The answer to one thing heard. Journals are saved before this returns; outages are said, never raised."""
        tongue = best_language(heard.language)
        if not heard.private:
            return await self._hear_in_group(heard, tongue)
        try:
            loaded = await self._turns.load(heard.channel, heard.address)
            chat = loaded.chat
            if chat.language is None and heard.language:
                # Pushes and pages come without the app's language: remember the one that we answer in.
                await self._turns.save(chat.id, language=tongue)
            tongue = chat.language or tongue
            scene = Scene(self._world, chat, heard, tongue, loaded.role, loaded.attended)
            journal = Journal.load(loaded.journal) if loaded.journal else None
            speeches = await self._led_on(scene, await self._answer(scene, journal))
        except OUTAGES as outage:
            return Reply((*_erased(heard), say(_outage_key(outage))), tongue)
        if isinstance(heard.what, Tap) and heard.what.data.startswith("l:"):
            tongue = language.in_language(scene, heard.what.data[2:]).language
        return Reply(tuple(speeches), tongue, chat)

    async def _hear_in_group(self, heard: Heard, tongue: str) -> Reply:
        try:
            speeches, tongue = await team_group.hear(self._world, heard)
        except OUTAGES as outage:
            # Said to who waits for something; a group that talks among itself is not told about our database.
            meant = isinstance(heard.what, Tap) or heard.reply_to is not None
            speeches = [say(_outage_key(outage))] if meant else []
        return Reply(tuple(speeches), tongue)

    async def _answer(self, scene: Scene, journal: Journal | None) -> list[Speech]:
        heard = scene.heard
        match heard.what:
            case Departure():
                await self._mark(scene, present=False)
                return []
            case Oddity() | Moved():
                return []
            case Return():
                await self._mark(scene, present=True)
                return []
        if scene.chat.state is not ChatState.ACTIVE:
            await self._mark(scene, present=True)
        if journal and heard.update is not None and journal.update == heard.update:
            return await self._say_again(scene, journal)
        match heard.what:
            case Tap(data=data):
                return await self._tap(scene, journal, data)
            case Form():
                return await self._form(scene, journal, heard.what)
            case Text(text=text):
                return await self._text(scene, journal, text)
            case Media():
                return await self._media(scene, journal, heard.what)
            case Sheet():
                return await self._sheet(scene, journal, heard.what)

    async def _led_on(self, scene: Scene, speeches: list[Speech]) -> list[Speech]:
        """The same, with what follows where a `Then` leads on."""
        said: list[Speech] = []
        for speech in speeches:
            match speech:
                case Then(data=data):
                    said += await self._led_on(scene, await self._tap(scene, None, data))
                case _:
                    said.append(speech)
        return said

    async def _text(self, scene: Scene, journal: Journal | None, text: str) -> list[Speech]:
        if text.startswith("/"):
            name, *rest = text[1:].split(maxsplit=1) or [""]
            name = name.partition("@")[0].lower()
            return await self._command(scene, journal, ALIASES.get(name, name), "".join(rest).strip())
        word = bare(text)
        if word in CANCEL_WORDS:
            return await self._cancel(scene, journal)
        waiting = journal.waiting if journal else None
        if begun := await typed_codes.typed_code(scene, text, _question(journal)):
            erase = [Erase(scene.heard.message)] if scene.heard.message else []
            return [*erase, *await self._begin(scene, *begun)]
        if belongs_elsewhere(text, _question(journal)):
            return await self._password(scene, journal)
        if journal and not journal.ended and word in BACK_WORDS:
            return await self._back(scene, journal)
        meant = intent(text) or _named(scene, word)
        if journal and not journal.ended:
            # Words that answer no question may still be a wish: "quiero ver mis notificaciones".
            turn = await self._take(scene, journal, Text(text) if waiting else None)
            if not (turn.misunderstood and meant) or meant == RESUMED_BY.get(journal.dialog):
                return await self._keep(scene, journal, turn)
        if meant is None:
            return [help.not_understood(scene)]
        return await self._command(scene, journal, meant)

    async def _command(self, scene: Scene, journal: Journal | None, name: str, argument: str = "") -> list[Speech]:
        if name == "cancelar":
            return await self._cancel(scene, journal)
        if name == "start" and argument.startswith(team.INVITATION):
            return await team.join(scene, argument.removeprefix(team.INVITATION))
        if name == "start" and argument.startswith(web_sign_in.SIGN_IN) and (member := await team.member(scene)):
            return await web_sign_in.ask(scene, member, argument.removeprefix(web_sign_in.SIGN_IN))
        if name == "start" and argument.startswith(two_chats.CODE):
            code = codes.read(argument.removeprefix(two_chats.CODE))
            return await self._begin(scene, "pair", code or two_chats.NO_CODE)
        if name == "start" and argument.startswith(watch_words.CODE):
            code = codes.read(argument.removeprefix(watch_words.CODE))
            return await self._begin(scene, "watch", code or two_chats.NO_CODE)
        if name in STAFF_COMMANDS and scene.role and (member := await team.member(scene)):
            least, staff_handler = STAFF_COMMANDS[name]
            if member.role.may(least):
                return await staff_handler(scene, member, argument)
            return await team.refuse(scene, f"/{name}")
        if name in DIALOG_COMMANDS:
            return await self._begin(scene, DIALOG_COMMANDS[name])
        handler = COMMANDS.get(name)
        if handler is None:
            return [Said((phrase("unknown-command"),), help.menu(scene))]
        return await handler(scene, argument)

    async def _tap(self, scene: Scene, journal: Journal | None, data: str) -> list[Speech]:
        kind, _, rest = data.partition(":")
        if kind == "d":
            return await self._dialog_tap(scene, journal, rest)
        if data == "cancel":
            return await self._cancel(scene, journal)
        if kind == "c":
            return await self._command(scene, journal, rest)
        if kind == "l":
            return await language.set_language(scene, rest)
        if kind == "see":
            return await alerts.see(scene, rest)
        verb, _, argument = rest.partition(":")
        if name := DIALOG_TAPS.get(f"{kind}:{verb}"):
            if least := STAFF_DIALOGS.get(name):
                member = await team.member(scene)
                if member is None or not member.role.may(least):
                    return await team.refuse(scene, f"{kind}:{verb}", known=member is not None)
            return await self._begin(scene, name, argument)
        if staff_tap := STAFF_TAPS.get(f"{kind}:{verb}"):
            least, staff_handler = staff_tap
            member = await team.member(scene)
            if member is None or not member.role.may(least):
                return await team.refuse(scene, f"{kind}:{verb}", known=member is not None)
            return await staff_handler(scene, member, argument)
        handler = TAPS.get(f"{kind}:{verb}")
        return await handler(scene, argument) if handler else [STALE]

    async def _dialog_tap(self, scene: Scene, journal: Journal | None, data: str) -> list[Speech]:
        serial, _, rest = data.partition(":")
        label, _, value = rest.partition(":")
        if journal is None or journal.ended or journal.serial != serial:
            return [STALE]
        used = [Unbutton(scene.heard.message)] if scene.heard.message else []
        if journal.waiting is None:
            return [*used, *await self._go_on(scene, journal, None)]
        if journal.waiting != label:
            return [STALE]
        return [*used, *await self._go_on(scene, journal, Text(value))]

    async def _form(self, scene: Scene, journal: Journal | None, form: Form) -> list[Speech]:
        if journal is None or _question(journal) not in (FIELDS if form.purpose == IDENTITY else ON_PAGE):
            return [say("identity-form-not-wanted" if form.purpose == IDENTITY else "form-not-wanted")]
        return await self._go_on(scene, journal, form)

    async def _media(self, scene: Scene, journal: Journal | None, media: Media) -> list[Speech]:
        if media.file is None or _question(journal) in TAKES_FILES | KEEPS_FILES | OWN_WORDS:
            private = media.file and _question(journal) not in KEEPS_FILES | OWN_WORDS
            erase = [Erase(scene.heard.message)] if private and scene.heard.message else []
            if journal and journal.waiting:
                return [*await self._go_on(scene, journal, media), *erase]
            return [Said((phrase("media-not-read"),), help.menu(scene))]
        erase = [Erase(scene.heard.message)] if scene.heard.message else []
        if scene.chat.consent_version != CONSENT_VERSION:
            return [*erase, say("sheet-before-consent"), *await self._begin(scene, "link")]
        try:
            sheet = await read_sheet(scene, media)
        except OUTAGES as outage:
            return [*erase, say(_outage_key(outage))]
        return [*erase, *await self._sheet(scene, journal, sheet)]

    async def _sheet(self, scene: Scene, journal: Journal | None, sheet: Sheet) -> list[Speech]:
        """A constancia that was read: an answer where one is waited for, else the beginning of linking."""
        if journal and journal.waiting:
            return await self._go_on(scene, journal, sheet)
        if sheet.outcome is Outcome.FOUND:
            return [say("sheet-found"), *await self._begin(scene, "link")]
        return [sheet_said(sheet.outcome)]

    async def _password(self, scene: Scene, journal: Journal | None) -> list[Speech]:
        """Out of the chat with it, say why, and offer the page."""
        erase: list[Speech] = [Erase(scene.heard.message)] if scene.heard.message else []
        if journal and _question(journal) in ON_PAGE | OWN_WORDS:
            said = await self._go_on(scene, journal, scene.heard.what)
            return [*erase, *(speech for speech in said if speech not in erase)]
        if journal and _question(journal) in DATA:  # what was answered so far is worth more than a page
            return [*erase, say("password-in-chat"), *await self._ask_again(scene, journal)]
        return [*erase, say("password-in-chat"), *await self._begin(scene, "link")]

    async def _begin(self, scene: Scene, name: str, given: str = "") -> list[Speech]:
        """A dialog's first question; `given` is what the button carried, for its effect `given`."""
        serial = _serial(scene.heard.update)
        lines = (Line(Verb.DONE, GIVEN, given),) if given else ()
        return await self._go_on(scene, Journal(name, serial, lines), None)

    async def _back(self, scene: Scene, journal: Journal) -> list[Speech]:
        earlier = back(journal)
        if earlier is None:
            return [say("nothing-before"), *await self._go_on(scene, replace(journal, lines=()), None)]
        return await self._go_on(scene, earlier, None)

    async def _cancel(self, scene: Scene, journal: Journal | None) -> list[Speech]:
        if journal is None or journal.ended:
            return [Said((phrase("nothing-to-cancel"),), help.menu(scene))]
        await self._turns.save(scene.chat.id, journal=None)
        scene.world.prefills.drop(scene.chat.id)
        return [Said((phrase("cancelled"),), help.menu(scene))]

    async def _go_on(self, scene: Scene, journal: Journal, what: What | None) -> list[Speech]:
        """One turn of the dialog, kept and said."""
        return await self._keep(scene, journal, await self._take(scene, journal, what))

    async def _keep(self, scene: Scene, journal: Journal, turn: Turn) -> list[Speech]:
        """Save the journal where the turn changed it, and add to its speeches what the turn only noted."""
        if turn.journal.lines != journal.lines or turn.journal.ended or not journal.lines:
            world = scene.world
            await self._turns.save(
                scene.chat.id,
                journal=turn.journal.dump(),
                expires_at=world.now() + world.dialog_life,
                resume=None if turn.journal.ended else RESUMED_BY.get(turn.journal.dialog),
            )
        speeches = list(turn.speeches)
        if turn.outage:
            retry = () if turn.journal.waiting else ((press("button-retry", f"d:{journal.serial}:!:retry"),),)
            speeches.insert(0, say(_outage_key(turn.outage), rows=retry))
        if turn.erase and scene.heard.message and not any(isinstance(speech, Erase) for speech in speeches):
            speeches.insert(0, Erase(scene.heard.message))
        return [*speeches, Forget()] if turn.journal.ended else speeches

    async def _take(self, scene: Scene, journal: Journal, what: What | None) -> Turn:
        dialog = DIALOGS.get(journal.dialog)
        if least := STAFF_DIALOGS.get(journal.dialog):
            member = await team.member(scene)
            if member is None or not member.role.may(least):
                dialog = None
        if dialog is None:  # of other code, or of a team that the person is no longer in
            ended = replace(journal, ended=True)
            return Turn(ended, (say("dialog-changed"), help.not_understood(scene)))
        return await take_turn(
            dialog,
            journal,
            heard=what,
            update=scene.heard.update,
            run=lambda effect, arguments: effect(scene, *arguments),
            pages=lambda purpose: open_page(scene, purpose),
        )

    async def _ask_again(self, scene: Scene, journal: Journal) -> list[Speech]:
        """The question that waits, once more."""
        waiting = replace(journal, turn=len(journal.lines) - 1)
        return list(await resend(DIALOGS[journal.dialog], waiting, pages=lambda purpose: open_page(scene, purpose)))

    async def _say_again(self, scene: Scene, journal: Journal) -> list[Speech]:
        """The update came again: its turn is on record, its answer may have been lost on the way. Say it once more, and
        try the step at which it met an outage."""
        dialog = DIALOGS.get(journal.dialog)
        if dialog is None:
            return []
        said = await resend(dialog, journal, pages=lambda purpose: open_page(scene, purpose))
        if journal.ended:
            return [*said, Forget()]
        if journal.waiting:
            return list(said)
        return [*said, *await self._go_on(scene, journal, None)]

    async def _mark(self, scene: Scene, *, present: bool) -> None:
        async with scene.world.database.begin() as connection:
            if present:
                await chats.mark_active(connection, scene.chat.id)
            else:
                await chats.mark_left(connection, scene.chat.id)


def _named(scene: Scene, word: str) -> str | None:
    """The command that is called just so: where there is no slash, people write the word alone. The team's own words
    are nothing to others."""
    name = ALIASES.get(word, word)
    known = name in COMMANDS or name in DIALOG_COMMANDS or (scene.role is not None and name in STAFF_COMMANDS)
    return name if known else None


def _question(journal: Journal | None) -> str | None:
    """The name of the question that waits, if one does."""
    return journal.waiting.split("#")[0] if journal and journal.waiting else None


def _erased(heard: Heard) -> list[Speech]:
    """A password leaves the chat even when nothing else can be done."""
    held = isinstance(heard.what, Text) and looks_like_password(heard.what.text)
    file = isinstance(heard.what, Media) and heard.what.file
    return [Erase(heard.message)] if heard.message and (held or file) else []


def _outage_key(outage: Exception) -> str:
    if isinstance(outage, PortalDown):
        return "outage-portal-down"
    if isinstance(outage, PortalChanged):
        return "outage-portal-changed"
    if isinstance(outage, ChannelDown):
        return "outage-channel"
    return "outage-storage"


def _serial(update: int | None) -> str:
    """Four characters that tell this dialog's buttons from an earlier one's: the number of the update that began it."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    number = (update or 0) % 36**4
    return "".join(digits[number // 36**place % 36] for place in (3, 2, 1, 0))
