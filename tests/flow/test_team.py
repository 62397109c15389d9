"""The team over the wire: from the operator's command line to a member's phone and menu, and out again."""

import csv
import io
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from bot import menus
from bot.channels import limits
from bot.channels.telegram import TelegramChannel
from tests.flow.process import called, environment
from tests.flow.town import TOKEN, Phone, Town

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.telegram_only("the team joins in Telegram, where its group is"),
]


async def buzon(town: Town, *arguments: str, status: int = 0) -> str:
    """What the operator's command prints, in a process of its own beside the running house."""
    told = environment(
        database_url=town.settings.database_url, telegram_token=TOKEN, telegram_api_url=town.world.telegram
    )
    done = await called(*arguments, variables=told)
    assert done.status == status, done.err
    return done.err if status else done.out


def opened(link: str) -> str:
    """What Telegram sends for whoever opens this link and taps the button."""
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "t.me", "/BuzonSimulacionBot")
    return f"/start {parse_qs(parts.query)['start'][0]}"


async def menu(phone: Phone) -> list[str]:
    """The commands that the phone's menu shows."""
    return [one["command"] for one in (await phone.ask("GET", "/chat"))["commands"]]


async def recruited(town: Town, role: str, name: str, phone: Phone) -> None:
    """Invited at the command line, joined by the phone."""
    link, until = (await buzon(town, "staff", "add", "--role", role, "--name", name)).splitlines()
    assert re.fullmatch(
        r"good once, until \d{4}-\d\d-\d\d \d\d:\d\d \(Lima\), for .+: pass it on to nobody else", until
    )
    await phone.write(opened(link))
    await phone.sees(f"Hola, {name}. Ya eres parte del equipo")


async def test_from_the_command_line_into_the_team_and_out_again(town: Town) -> None:
    """Invite, join, the menu of that chat alone; another role, a phone that was lost; each word arrives by itself."""
    rosa, ana, stranger = await town.phone("Rosa"), await town.phone("Ana", "en"), await town.phone()
    everybodys = await menu(stranger)
    await recruited(town, "admin", "Rosa", rosa)
    assert await menu(rosa) == ["difundir", "estado", "equipo", *(name for name in everybodys if name != "estado")]

    await rosa.write("/equipo")
    await rosa.tap(await rosa.sees("👥 El equipo: 1 persona"), "Invitar")
    await rosa.tap(await rosa.sees("¿Qué podrá hacer"), "Solo mira")
    await rosa.sees("¿Cómo se llama?")
    await rosa.write("Ana")
    forward = await rosa.sees("Te invito al equipo del Buzón Bot (el equipo de la prueba).")
    [link] = re.findall(r"https://\S+", forward["text"])
    await ana.write(opened(link))
    await ana.sees("Hello, Ana. You belong to the team now")
    assert (await menu(ana))[:2] == ["estado", "equipo"]
    await stranger.write(opened(link))
    await stranger.sees("Esta invitación ya se usó.")

    listed = json.loads(await buzon(town, "staff", "list", "--json"))
    numbers = {one["name"]: one["id"] for one in listed["members"]}
    assert {one["name"]: one["role"] for one in listed["members"]} == {"Rosa": "admin", "Ana": "reader"}
    assert "member 99" in await buzon(town, "staff", "role", "99", "writer", status=1)
    await buzon(town, "staff", "role", str(numbers["Ana"]), "admin")
    await ana.sees("Now you are someone who administers")
    assert (await menu(ana))[:3] == ["difundir", "estado", "equipo"]

    await rosa.write("/equipo")
    old_list = await rosa.sees("👥 El equipo: 2 personas")
    await ana.write("/equipo")
    asked = await ana.turn(await ana.sees("👥 The team: 2 people"), "⚙️ Rosa", "What do you want to change?")
    asked = await ana.turn(asked, "Remove from the team", "Remove Rosa from the team?")
    await ana.turn(asked, "Yes, remove", "👥 The team: 1 person")
    assert "Este botón ya no sirve" in (await rosa.tap_for_toast(old_list, "⚙️ Ana"))["text"]
    await rosa.sees("Ya no eres parte del equipo.", after=0)
    assert await menu(rosa) == everybodys
    await rosa.write("/equipo")
    await rosa.sees("Ese comando no lo conozco.")
    assert await menu(stranger) == everybodys

    last = str(numbers["Ana"])
    assert "the last who administers" in await buzon(town, "staff", "remove", last, status=1)
    await buzon(town, "staff", "remove", last, "--even-last")
    await ana.sees("You do not belong to the team any more.")
    assert (
        await buzon(town, "staff", "list") == "nobody yet: `buzon staff add --role admin --name …` invites the first\n"
    )


async def test_the_record_of_it_all_is_exported(town: Town) -> None:
    """Every act of the team with who, what, when and from where, as CSV and as JSON alike; no name is in it."""
    phone = await town.phone("Luz")
    await recruited(town, "reader", "Luz Marina", phone)
    await phone.write("/difundir")
    await phone.sees("Tu papel en el equipo no permite eso.")
    exported = await buzon(town, "audit", "export", "--action", "staff.")
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert [(row["action"], row["origin"]) for row in rows[-3:]] == [
        ("staff.invited", "cli"),
        ("staff.joined", "telegram"),
        ("staff.refused", "telegram"),
    ]
    assert rows[-1]["subject"] == "/difundir"
    assert rows[-3]["chat"] == ""
    assert "Luz" not in exported
    as_json = json.loads(await buzon(town, "audit", "export", "--action", "staff.", "--format", "json"))
    assert [str(one["id"]) for one in as_json] == [row["id"] for row in rows]
    assert as_json[-3]["details"] == {"role": "reader", "by": None}
    late = json.loads(await buzon(town, "audit", "export", "--since", "2100-01-01", "--format", "json"))
    assert late == []
    early = await buzon(town, "audit", "export", "--until", "2000-01-01")
    assert early == "id,at,chat,action,subject,details,origin\n"


async def test_a_start_puts_menus_right(town: Town) -> None:
    """A member's menu that was lost is back after the next start, and nobody else's is touched."""
    phone, stranger = await town.phone("Paz"), await town.phone()
    await recruited(town, "writer", "Paz", phone)
    before, everybodys = await menu(phone), await menu(stranger)
    lost = {"scope": {"type": "chat", "chat_id": phone.number}}
    async with town.http.post(f"{town.world.telegram}/bot{TOKEN}/deleteMyCommands", json=lost) as answer:
        assert answer.ok
    assert await menu(phone) == everybodys
    async with TelegramChannel(TOKEN, api_url=town.world.telegram, mini_apps=False) as channel:
        await menus.register(channel, limits.TELEGRAM, town.house.world.database)
    assert (await menu(phone), await menu(stranger)) == (before, everybodys)


async def test_without_a_token_or_a_server_no_invitation_is_made(town: Town) -> None:
    """One line that names the mend; the team is as it was."""
    for missing, mend in (
        ({"telegram_api_url": town.world.telegram}, "BUZON_TELEGRAM_TOKEN is missing"),
        ({"telegram_token": TOKEN, "telegram_api_url": "http://127.0.0.1:9"}, "check BUZON_TELEGRAM_API_URL"),
    ):
        variables = environment(database_url=town.settings.database_url, **missing)
        tried = await called("staff", "add", "--role", "admin", "--name", "Rosa", variables=variables)
        assert (tried.status, tried.out) == (1, "")
        assert re.fullmatch(rf"buzon: [^\n]*{re.escape(mend)}[^\n]*\n", tried.err), tried.err
    assert json.loads(await buzon(town, "staff", "list", "--json")) == {"members": [], "invitations": []}
