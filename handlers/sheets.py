"""A photo or document that somebody sends into the chat: read as a constancia, taken out of the chat, kept nowhere."""

from buzon.receipt import MOST_BYTES, Outcome
from handlers.errors import FileTooLarge
from handlers.questions.pages import sheet_picture
from handlers.speech import Media, Phrase, Rows, Said, Sheet, phrase, press
from handlers.world import Scene


async def read_sheet(scene: Scene, media: Media) -> Sheet:
    """What came of reading it. What it says waits in memory for the one-time page. Raises ChannelDown."""
    world = scene.world
    if media.file is None or (media.size or 0) > MOST_BYTES:
        return Sheet(Outcome.TOO_LARGE)
    if not world.prefills.may_read(scene.chat.id):
        return Sheet(Outcome.TOO_MANY)
    world.prefills.drop(scene.chat.id)  # of an earlier sheet, perhaps another person's
    try:
        content = await world.files.fetch(scene.chat.channel, media.file)
    except FileTooLarge:  # a channel that tells the size with the file only
        return Sheet(Outcome.TOO_LARGE)
    receipt = await world.sheets.read(content)
    if receipt.user:
        world.prefills.put(scene.chat.id, receipt)
    return Sheet(receipt.outcome)


def sheet_words(outcome: Outcome) -> Phrase:
    """What is said of it."""
    return phrase(f"sheet-{outcome}")


def sheet_said(outcome: Outcome) -> Said:
    """The same, outside a dialog, with the ways on."""
    rows: Rows = ((press("button-recover", "c:recuperar"),), (press("button-link", "c:vincular"),))
    return Said((sheet_words(outcome),), rows, picture=sheet_picture(outcome))
