"""The push: when to look into a mailbox, what becomes of what was seen, and how alerts leave."""
