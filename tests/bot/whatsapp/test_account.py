"""What the account answers to an operator: against a Graph API on loopback, by pywa as it is published."""

from dataclasses import replace

import httpx
import pytest

from bot.channels.templates import templates
from bot.channels.whatsapp import comparing
from bot.channels.whatsapp.account import Account, AccountRefused
from handlers.errors import Misconfigured
from sandbox.whatsapp import WhatsApp
from sandbox.whatsapp.faults import Faults
from sandbox.whatsapp.templates import Quality, TemplateStatus
from tests.bot.whatsapp.conftest import VERSION

OURS = comparing.wordings(templates())


async def test_what_is_pushed_is_what_is_read(account: Account, meta: WhatsApp) -> None:
    """Each of our templates goes to Meta and comes back word for word; where it stands comes with it."""
    for ours in OURS:
        assert await account.create(ours) == ("PENDING", "UTILITY")
    for template in meta.templates.all():
        meta.judge(template, status=TemplateStatus.APPROVED, quality=Quality.GREEN)
    held = await account.templates()
    assert comparing.differences(OURS, held) == []
    assert {one.quality for one in held} == {"GREEN"}


async def test_an_account_of_many_templates_is_read_to_the_last(account: Account, meta: WhatsApp) -> None:
    """Meta answers page by page: of 230 templates, ours come last."""
    components = [{"type": "BODY", "text": "Algo de otros."}, {"type": "FOOTER", "text": "Otros"}]
    for number in range(230):
        body = {"name": f"otra_{number}", "language": "es", "category": "MARKETING", "components": components}
        meta.templates.create(body, now=meta.now)
    await account.create(OURS[0])
    held = await account.templates()
    assert len(held) == 231
    assert (held[-1].name, held[0].parts) == (OURS[0].name, ("FOOTER",))


async def test_a_template_is_edited_in_its_place(account: Account, meta: WhatsApp) -> None:
    """Other words go to the same template; why it was rejected is read."""
    old = replace(OURS[0], wording=replace(OURS[0].wording, button="Mira"))
    await account.create(old)
    (template,) = meta.templates.all()
    meta.judge(template, status=TemplateStatus.REJECTED, reason="INVALID_FORMAT")
    (held,) = await account.templates()
    assert (held.button, held.state, held.reason) == ("Mira", "REJECTED", "INVALID_FORMAT")
    await account.edit(held.id, OURS[0], category=False)
    (edited,) = await account.templates()
    assert (edited.id, edited.button, edited.state) == (held.id, "Ver", "PENDING")


async def test_metas_reason_is_told(account: Account, meta: WhatsApp) -> None:
    """What it does not take is refused with its own words for people."""
    await account.create(OURS[0])
    with pytest.raises(AccountRefused, match="already es content"):
        await account.create(OURS[0])


async def test_the_number_and_who_is_told(account: Account, meta: WhatsApp) -> None:
    """Name, state, quality, tier; the number is the account's; an app is subscribed after `subscribe`, and once."""
    meta.account = replace(meta.account, quality_rating="YELLOW")
    number = await account.number()
    assert (number.display, number.state, number.throughput) == ("+51 1 555 0100", "CONNECTED", "STANDARD")
    assert (number.standing.quality, number.standing.people, number.webhook) == ("YELLOW", 2_000, "")
    assert await account.has_number()
    assert await account.subscribed() == ()
    for _ in range(2):
        await account.subscribe()
    assert await account.subscribed() == (meta.app_id,)


async def test_what_the_token_is_good_for(account: Account, meta: WhatsApp) -> None:
    """Its app, its permissions, that it does not end; and whether the secret is its app's."""
    token = await account.token()
    assert (token.app_id, token.ends_at) == (meta.app_id, None)
    assert token.scopes == {"whatsapp_business_management", "whatsapp_business_messaging"}
    assert await account.knows_secret(meta.app_id)
    meta.app_secret = "0" * 32
    assert not await account.knows_secret(meta.app_id)


async def test_no_secret_is_in_what_is_said(meta: WhatsApp, caplog: pytest.LogCaptureFixture) -> None:
    """A wrong token, an API that is away or answers a page in HTML: one line with the variable to check, and neither
    token nor secret in it, nor in what the libraries write into the log."""
    caplog.set_level("INFO")
    for token, faults, mend in (
        ("EAAwrong-token", Faults(), "BUZON_WHATSAPP_TOKEN"),
        (meta.token, Faults(html_502=True), "BUZON_WHATSAPP_API_URL"),
        (meta.token, Faults(reset_before_rate=1), "BUZON_WHATSAPP_API_URL"),
        (meta.token, Faults(), ""),
    ):
        meta.faults = faults
        async with Account(
            token,
            phone_id=meta.phone_id,
            account_id=meta.waba_id,
            app_secret=meta.app_secret,
            api_url=meta.address + VERSION,
        ) as account:
            if not mend:
                await account.token()
                await account.knows_secret(meta.app_id)
                continue
            for ask in (account.number, account.templates, account.token, account.subscribe):
                with pytest.raises(Misconfigured, match=mend) as refused:
                    await ask()
                assert token not in str(refused.value)
                assert "<html" not in str(refused.value)
    assert not any(secret in caplog.text for secret in (meta.token, meta.app_secret, "EAAwrong-token"))


def test_the_client_is_at_the_address_that_is_configured() -> None:
    """pywa sets Meta's address on whatever it is given: ours must win."""
    account = Account("EAA", phone_id="1", account_id="2", app_secret="3", api_url="https://graph.example/v99.0")
    assert account._http.base_url == httpx.URL("https://graph.example/v99.0/")
