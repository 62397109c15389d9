"""The web side: one-time pages, the webhook, health and metrics."""
