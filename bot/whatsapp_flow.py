"""`buzon whatsapp flow …`: the key of the form for the seven data, and the form itself in the account."""

import hashlib

from bot import whatsapp_account
from bot.channels.whatsapp.account import Account, AccountRefused
from bot.channels.whatsapp.flow_account import Flows
from bot.channels.whatsapp.flow_crypto import FlowKey
from bot.channels.whatsapp.flow_screen import layout
from bot.settings import Settings
from bot.taking import read_flow_key
from bot.web.whatsapp_flow import PATH
from handlers.errors import Misconfigured

NAME = "buzon_recuperar"
"""What the Flow is called in the account; people do not see it."""


async def upload_key(settings: Settings) -> str:
    """Make the key where there is none yet, and give the number its public half; what was done, for the operator. A
    repeat is harmless. Raises Misconfigured."""
    path = settings.whatsapp_flow_key_file
    if path is None:
        raise Misconfigured("BUZON_WHATSAPP_FLOW_KEY_FILE is missing: the file in which the key is to be kept")
    async with whatsapp_account.opened(settings) as account:
        made = not path.exists()
        if made:
            FlowKey.new().write(path)
        key = FlowKey.read(path)
        flows = Flows(account, phone_id=str(settings.whatsapp_phone_id))
        await flows.keep_key(key.public)
        if _same(await flows.kept_key(), key.public):
            return f"{path}: {'made; ' if made else ''}its public half ({_print(key.public)}) is the number's"
    raise Misconfigured("WhatsApp holds another key than was uploaded: run this again")


async def push(settings: Settings) -> str:
    """Bring the repository's form into the account and publish it; its id. Raises Misconfigured."""
    if settings.public_url is None:
        raise Misconfigured("BUZON_PUBLIC_URL is missing: WhatsApp brings there what was filled in")
    endpoint = f"{settings.public_url}{PATH}"
    async with whatsapp_account.opened(settings) as account:
        flows = Flows(account, phone_id=str(settings.whatsapp_phone_id))
        flow_id = settings.whatsapp_flow_id or await flows.find(NAME) or await flows.create(NAME, endpoint=endpoint)
        if wrong := await flows.lay_out(flow_id, layout(), endpoint=endpoint):
            raise Misconfigured(f"WhatsApp does not take the form ({wrong[0]}): see docs/whatsapp-flow.md")
        await flows.publish(flow_id)
    return flow_id


async def examine(settings: Settings, account: Account) -> str:
    """How the form stands, for the doctor. Raises Misconfigured with the first thing that is wrong, and its mend."""
    key, flow_id = read_flow_key(settings), settings.whatsapp_flow_id
    if flow_id is None:
        return "no form"
    flows = Flows(account, phone_id=str(settings.whatsapp_phone_id))
    if key is None or not _same(await flows.kept_key(), key.public):
        raise Misconfigured("the number has another key for the form than ours: `buzon whatsapp flow key`")
    try:
        state, endpoint = await flows.about(flow_id)
    except AccountRefused as refused:
        raise Misconfigured(
            f"WhatsApp does not know the form ({refused.code}): check BUZON_WHATSAPP_FLOW_ID, which "
            "`buzon whatsapp flow push` prints"
        ) from None
    if state != "PUBLISHED":
        raise Misconfigured(f"the form is {state}: `buzon whatsapp flow push`; see docs/whatsapp-flow.md")
    if endpoint != f"{settings.public_url}{PATH}":
        raise Misconfigured(f"the form asks {endpoint}, not here: `buzon whatsapp flow push`")
    return f"form {flow_id} published"


def _same(one: str, other: str) -> bool:
    """The same key, whatever became of its line ends on the way."""
    return one.split() == other.split()


def _print(public: str) -> str:
    return hashlib.sha256("".join(public.split()).encode()).hexdigest()[:16]
