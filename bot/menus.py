"""The menus of commands, set when the bot starts: everybody's, and those of the team's own chats.

A member's own menu is changed with their role (`handlers/membership.py`); here it learns of the commands that a new
version brings, and is put right where that word did not go through.
"""

from bot.channels.limits import Limits
from bot.channels.rendering import menus
from bot.channels.telegram import TelegramChannel
from handlers.menu import own_menu
from storage import staff
from storage.database import Database


async def register(channel: TelegramChannel, limits: Limits, database: Database) -> None:
    """Tell the channel all of them. Raises what the channel raises for everybody's; a member's may fail by itself."""
    await channel.register_commands()
    async with database.read() as connection:
        members = await staff.present(connection)
    for member in members:
        if member.channel == channel.name:
            for menu in menus(own_menu(member.role), limits):
                await channel.send(member.address, menu)
