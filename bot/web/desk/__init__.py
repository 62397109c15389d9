"""The web desk: what the team does in the chat, as pages under `/desk` for people at a computer.

Pages from the server, with a little htmx for what moves; everything but that works without JavaScript too.
"""
