"""The doors to the mailbox. Each fulfils the port `handlers.ports.Mailbox`; a profile says how one portal speaks."""
